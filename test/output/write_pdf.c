/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* write_pdf FILE.pdf [TEXT]: a document with everything in it, in German, Arabic and Ukrainian; what
 * test_pdf.py looks at. TEXT goes into a paragraph, a cell and the title. Made as the server makes them:
 * locked in, and with no folder to write into. */
#include "base/sandbox.h"
#include "output/pdf.h"

#include <stdio.h>
#include <stdlib.h>

static const PdfColumn list_columns[] = {
    {"Nr.", 1, PDF_END}, {"Name", 5, PDF_START}, {"Unterschrift", 6, PDF_START}};
static const PdfColumn fact_columns[] = {{"", 1, PDF_START}, {"", 3, PDF_START}};
static const char *const facts[] = {
    "Seminar", "Projekte planen & leiten", "Umfang", "12 Stunden", "Referentin", "Käthe Özdemir"};
static const char *const arabic_facts[] = {"الندوة",  "إدارة المشاريع وتطويرها", "المدة", "12 ساعة",
                                           "التاريخ", "14.03.2026 – 15.03.2026"};
static const PdfTable fact_table = {.n_columns = 2, fact_columns, 3, facts, .row_heads = true, .plain = true};
static const PdfTable arabic_table = {
    .n_columns = 2, fact_columns, 3, arabic_facts, .row_heads = true, .plain = true};
static const char *const topics[] = {"Projektmanagement und Projektentwicklung", "Öffentlichkeitsarbeit"};
static const char *const beside[] = {"Ob diese Bescheinigung gültig ist, zeigt diese Adresse:",
                                     "ABCD-EFGH-JKLM"};
static const char *const arabic_beside[] = {"للتحقق من الشهادة", "ABCD-EFGH-JKLM"};
static const char *const labels[] = {"Düsseldorf, Datum", "Unterschrift"};

static void certificate(Cx *cx, PdfSection *s, const char *text)
{
    *s = (PdfSection){.lang = LANG_DE,
                      .is_festive = true,
                      .brand = "Landeshauptstadt Probe",
                      .header = "Amt für Integration",
                      .footer = "Fußzeile"};
    pdf_add(cx, s, (PdfBlock){.style = PDF_H1, .text = "Teilnahmebescheinigung"});
    pdf_add(cx, s, (PdfBlock){.style = PDF_BIG, .text = "Amina Yıldız-Öztürk"});
    pdf_add(cx, s, (PdfBlock){.style = PDF_LEAD, .text = "hat an diesem Seminar teilgenommen."});
    pdf_add(cx, s, (PdfBlock){.kind = PDF_TABLE, .table = &fact_table});
    pdf_add(cx, s, (PdfBlock){.style = PDF_H2, .text = "Themen"});
    pdf_add(cx, s, (PdfBlock){.kind = PDF_LIST, .items = {2, topics}});
    pdf_add(cx, s, (PdfBlock){.text = text});
    pdf_add(cx, s,
            (PdfBlock){.text = "Our English page",
                       .has_lang = true,
                       .lang = LANG_EN,
                       .url = "https://example.org/en?x='(1'&y=\\2"});
    pdf_add(cx, s, (PdfBlock){.kind = PDF_DOWN, .space_pt = 190});
    pdf_add(cx, s, (PdfBlock){.kind = PDF_LINES, .items = {2, labels}});
    pdf_add(cx, s,
            (PdfBlock){.kind = PDF_QR,
                       .text = "https://example.org/certificates/ABCDEFGHJKLM",
                       .alt = "QR-Code: Adresse zum Prüfen",
                       .items = {2, beside},
                       .url = "https://example.org/certificates/ABCDEFGHJKLM"});
}

static void arabic(Cx *cx, PdfSection *s)
{
    *s = (PdfSection){.lang = LANG_AR, .is_festive = true, .brand = "Landeshauptstadt Probe"};
    pdf_add(cx, s, (PdfBlock){.style = PDF_H1, .text = "شهادة مشاركة"});
    pdf_add(cx, s, (PdfBlock){.style = PDF_BIG, .text = "Amina Yıldız-Öztürk"});
    pdf_add(cx, s, (PdfBlock){.text = "شاركت في ندوة إدارة المشاريع 2026 لمدة 12 ساعة، ولا شيء غير ذلك."});
    pdf_add(cx, s, (PdfBlock){.kind = PDF_TABLE, .table = &arabic_table});
    pdf_add(cx, s,
            (PdfBlock){.kind = PDF_QR,
                       .text = "https://example.org/x",
                       .alt = "رمز الاستجابة السريعة",
                       .items = {2, arabic_beside}});
}

/* Forty rows: two pages and a header row that comes again. */
static void sheet(Cx *cx, PdfSection *s, const char *text)
{
    enum { ROWS_HERE = 40 };
    *s = (PdfSection){.lang = LANG_DE, .is_landscape = true, .brand = "Probe", .header = "Anwesenheit"};
    const char **cells = NEW_ARRAY(cx->arena, const char *, ROWS_HERE * 3);
    for (int i = 0; i < ROWS_HERE; i++) {
        cells[i * 3] = arena_printf(cx->arena, "%d", i + 1);
        cells[i * 3 + 1] = i == 0 ? text : i == 1 ? "محمد العلي" : arena_printf(cx->arena, "Name %d", i + 1);
        cells[i * 3 + 2] = "";
    }
    PdfTable *table = NEW(cx->arena, PdfTable);
    *table = (PdfTable){.n_columns = 3, list_columns, ROWS_HERE, cells, .row_least_pt = 26};
    pdf_add(cx, s, (PdfBlock){.style = PDF_H1, .text = "Anwesenheitsliste"});
    pdf_add(cx, s, (PdfBlock){.kind = PDF_TABLE, .table = table});
}

static void letter(Cx *cx, PdfSection *s)
{
    *s = (PdfSection){.lang = LANG_UK, .brand = "Probe"};
    pdf_add(cx, s, (PdfBlock){.style = PDF_H1, .text = "Підтвердження реєстрації"});
    Buf text = buf_make(cx->arena);
    for (int i = 1; i <= 160; i++)
        buf_printf(&text, "Речення номер %d, яке не закінчується. ", i);
    pdf_add(cx, s, (PdfBlock){.text = buf_text(&text)});
    pdf_add(cx, s, (PdfBlock){.kind = PDF_PAGE});
    pdf_add(cx, s, (PdfBlock){.style = PDF_SMALL, .text = "Кінець"});
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    const char *text = argc > 2 ? argv[2] : "Ein Absatz.";
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Env env = env_fixed((Time){INT64_C(1767225600)}, 1); /* 2026-01-01 */
    Cx cx = {.arena = &arena, .env = &env, .time_zone = "Europe/Berlin"};
    FILE *file = fopen(argv[1], "wb");
    const char *const fonts[] = {getenv("FONTCONFIG_FILE"), NULL};
    SandboxHeld held;
    if (!file || sandbox_enter(&cx, fonts + 1, fonts, &held))
        return 2;
    PdfSection sections[4];
    certificate(&cx, &sections[0], text);
    arabic(&cx, &sections[1]);
    sheet(&cx, &sections[2], text);
    letter(&cx, &sections[3]);
    Buf out = buf_make(&arena);
    const Err *err = pdf_make(&cx, &out,
                              &(PdfDocument){.title = arena_printf(&arena, "Probe: %s", text),
                                             .lang = LANG_DE,
                                             .author = "Landeshauptstadt Probe",
                                             .n = 4,
                                             .sections = sections});
    if (err) {
        fprintf(stderr, "%s (%s)\n", err->message, err->detail ? err->detail : "");
        return 3;
    }
    size_t n = fwrite(out.data, 1, out.n, file);
    return fclose(file) != 0 || n != out.n;
}
