/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Prints one style page: look LANG NAME. The test (look.test.mjs) photographs and checks them. */
#include "look.h"

#include "look.html.h"
#include "programme/frame.h"

#include <stdio.h>

#define LIST(Type, ...)                                                                                      \
    {                                                                                                        \
        ARRAY_LENGTH(((Type[])__VA_ARGS__)), (Type[])__VA_ARGS__                                             \
    }

static SafeHtml scale(Cx *cx)
{
    ScaleRow rows[] = {
        {say(cx, "Nutzen für die tägliche Arbeit", "الفائدة في العمل اليومي"), {1, 4, 14, 41, 36}},
        {say(cx, "Methodische Qualität", "جودة الأسلوب"), {0, 2, 9, 38, 47}},
    };
    return svg_scale(cx,
                     (ChartText){say(cx, "Wie war das Seminar?", "كيف كانت الندوة؟"),
                                 say(cx, "96 Antworten aus acht Seminaren.", "96 إجابة من ثماني ندوات.")},
                     say(cx, "gar nicht", "أبدًا"), say(cx, "voll und ganz", "تمامًا"),
                     (ScaleRows){ARRAY_LENGTH(rows), rows});
}

static void show(Cx *cx, Buf *out, const char *name)
{
    FormEntry typed[] = {{.name = "email", .value = "amal.example.org"},
                         {.name = "needs", .value = "childcare"},
                         {.name = "way", .value = "mail"},
                         {.name = "day", .value = "2026-03-14"}};
    FormError wrong[] = {
        {"name", say(cx, "Name", "الاسم"), say(cx, "Bitte geben Sie Ihren Namen ein.", "يرجى كتابة الاسم.")},
        {"email", say(cx, "E-Mail-Adresse", "البريد الإلكتروني"),
         say(cx, "Hier fehlt das Zeichen @.", "ينقص الرمز @.")}};
    FormInput input = {ARRAY_LENGTH(typed), ARRAY_LENGTH(wrong), typed, wrong, "token"};
    FormInput empty = {0};
    const BarRows topics = LIST(BarRow, {{say(cx, "Fördermittel", "الدعم المالي"), 23, "23"},
                                         {say(cx, "Steuern im Verein", "الضرائب في الجمعية"), 11, "11"},
                                         {say(cx, "Jugendarbeit", "العمل مع الشباب"), 4, "4"}});
    const Look look = {
        .seminars =
            LIST(LookSeminar,
                 {{say(cx, "Öffentlichkeitsarbeit mit kleinem Budget", "العلاقات العامة بميزانية صغيرة"),
                   say(cx, "Deutsch, Übersetzung ins Arabische, Kinderbetreuung",
                       "بالألمانية مع ترجمة إلى العربية ورعاية أطفال"),
                   say(cx, "noch 6 Plätze", "بقي 6 أماكن"), date_make(2026, 3, 14), UI_SUCCESS},
                  {say(cx, "Fördermittelanträge schreiben", "كتابة طلبات الدعم"),
                   say(cx, "Deutsch, stufenfreier Raum", "بالألمانية، قاعة دون درج"),
                   say(cx, "Warteliste", "قائمة الانتظار"), date_make(2026, 3, 27), UI_WARNING},
                  {say(cx, "Projektmanagement für Ehrenamtliche: vom Einfall zum Abschlussbericht",
                       "إدارة المشاريع للمتطوعين: من الفكرة إلى التقرير الختامي"),
                   say(cx, "Englisch", "بالإنجليزية"), say(cx, "abgesagt", "ملغاة"), date_make(2026, 4, 18),
                   UI_DANGER}}),
        .associations = LIST(LookAssociation, {{"Türkischer Elternverein Düsseldorf e. V.",
                                                "Flingern Nord",
                                                "Deutsch, Türkisch",
                                                say(cx, "aktiv", "نشطة"),
                                                UI_SUCCESS,
                                                date_make(2019, 5, 2),
                                                {125000}},
                                               {"Verein der Freundschaft und Zusammenarbeit (Erfunden) e. V.",
                                                "Oberbilk",
                                                "Deutsch, Französisch",
                                                say(cx, "aktiv", "نشطة"),
                                                UI_SUCCESS,
                                                date_make(2021, 11, 30),
                                                {0}},
                                               {"الجمعية الثقافية العربية",
                                                "Bilk",
                                                "Arabisch, Deutsch",
                                                say(cx, "in Prüfung", "قيد التدقيق"),
                                                UI_INFO,
                                                date_make(2025, 1, 15),
                                                {250050}},
                                               {"Українська громада",
                                                "Derendorf",
                                                "Ukrainisch",
                                                say(cx, "beendet", "منتهية"),
                                                UI_WARNING,
                                                date_make(2022, 4, 1),
                                                {24950}}}),
        .scale = scale(cx),
        .bars = svg_bars(cx, (ChartText){say(cx, "Themen, die fehlen", "مواضيع ناقصة"), NULL},
                         say(cx, "Thema", "الموضوع"), say(cx, "Nennungen", "عدد المرات"), topics),
        .money = svg_budget(cx, (ChartText){say(cx, "Budget 2026", "ميزانية 2026"), NULL},
                            (BudgetBar){{400000}, {60000}, {90000}, {158000}}),
        .budget = {400000},
        .empty = &empty,
        .input = &input,
        .options = LIST(UiOption, {{"1", "Türkischer Elternverein Düsseldorf e. V.", NULL},
                                   {"2", "الجمعية الثقافية العربية", NULL}}),
        .needs =
            LIST(UiOption,
                 {{"childcare", say(cx, "Kinderbetreuung", "رعاية الأطفال"), NULL},
                  {"interpretation", say(cx, "Übersetzung", "ترجمة"),
                   say(cx, "Sagen Sie uns unter Bemerkung die Sprache.", "اكتبوا اللغة في خانة الملاحظة.")},
                  {"step_free", say(cx, "Stufenfreier Zugang", "دخول دون درج"), NULL}}),
        .ways = LIST(UiOption, {{"mail", say(cx, "per E-Mail", "بالبريد الإلكتروني"), NULL},
                                {"phone", say(cx, "am Telefon", "بالهاتف"), NULL}}),
    };
    static const struct {
        const char *name;
        void (*view)(Cx *cx, Buf *out, const Look *look);
    } pages[] = {{"start", view_look_start},
                 {"list", view_look_list},
                 {"form", view_look_form},
                 {"parts", view_look_parts}};
    for (size_t i = 0; i < ARRAY_LENGTH(pages); i++)
        if (strcmp(pages[i].name, name) == 0)
            pages[i].view(cx, out, &look);

    FrameLink nav[] = {{say(cx, "Übersicht", "نظرة عامة"), "#1", false},
                       {say(cx, "Seminare", "الندوات"), "#2", true},
                       {say(cx, "Vereine", "الجمعيات"), "#3", false},
                       {say(cx, "Plan 2027", "خطة 2027"), "#4", false},
                       {say(cx, "Ergebnisse", "النتائج"), "#5", false},
                       {say(cx, "Über das Programm", "عن البرنامج"), "#6", false}};
    FrameLink footer[] = {{say(cx, "Barrierefreiheit", "سهولة الوصول"), "#7", false},
                          {say(cx, "Datenschutz", "حماية البيانات"), "#8", false},
                          {say(cx, "Impressum", "بيانات الناشر"), "#9", false}};
    UiCrumb crumbs[] = {{say(cx, "Startseite", "الصفحة الرئيسية"), "#1"},
                        {say(cx, "Seminare", "الندوات"), "#2"},
                        {say(cx, "Anmeldung", "التسجيل"), NULL}};
    FrameLang langs[] = {{LANG_DE, "#de", cx->lang == LANG_DE},
                         {LANG_EN, "#en", cx->lang == LANG_EN},
                         {LANG_AR, "#ar", cx->lang == LANG_AR}};
    bool is_start = strcmp(name, "start") == 0, is_list = strcmp(name, "list") == 0;
    Frame frame = {.content_lang = cx->lang,
                   .title = say(cx, "Musterseite", "صفحة نموذجية"),
                   .name = say(cx, "Qualifizierung für Migrantenvereine", "تأهيل جمعيات المهاجرين"),
                   .office = say(cx, "Landeshauptstadt Düsseldorf, Amt für Integration",
                                 "مدينة دوسلدورف، مكتب الاندماج"),
                   .home = "#home",
                   .nav = {ARRAY_LENGTH(nav), nav},
                   .crumbs = {is_start ? 0 : ARRAY_LENGTH(crumbs), crumbs},
                   .langs = {ARRAY_LENGTH(langs), langs},
                   .footer = {ARRAY_LENGTH(footer), footer},
                   .sign_in_url = is_list ? NULL : "#in",
                   .person_name = is_list ? "Amal Muster" : NULL,
                   .account_url = "#account",
                   .sign_out_url = "#out",
                   .token = "token",
                   .is_demo = is_list,
                   .wide = is_list,
                   .flash = is_list ? say(cx, "Der Verein ist gespeichert.", "تم حفظ الجمعية.") : NULL,
                   .flash_kind = UI_SUCCESS};
    frame_wrap(cx, &frame, out);
}

int main(int argc, char **argv)
{
    Lang lang;
    if (argc != 3 || !lang_parse(argv[1], &lang)) {
        fprintf(stderr, "usage: look LANG start|list|form|parts\n");
        return 2;
    }
    Env env = env_real();
    Arena arena = arena_make(0);
    Cx cx = {
        .arena = &arena, .env = &env, .lang = lang, .time_zone = "Europe/Berlin", .path_prefix = "/look/de"};
    Buf out = buf_make(&arena);
    show(&cx, &out, argv[2]);
    fwrite(out.data, 1, out.n, stdout);
    arena_free(&arena);
    return 0;
}
