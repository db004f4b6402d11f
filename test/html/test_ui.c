/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Each field shows what was typed, says what is wrong, and ties hint and error to itself. */
#include "../unit.h"
#include "ui.html.h"

static Arena arena;
static Cx cx;
static UiOption two[] = {{"x", "Ex", NULL}, {"y", "Why", "because"}};
static const UiOptions options = {2, two};

typedef void FieldView(Cx *cx, Buf *out, const FormInput *input, const char *name, const char *label,
                       UiField field);

static void select_view(Cx *c, Buf *out, const FormInput *input, const char *name, const char *label,
                        UiField field)
{
    view_ui_select(c, out, input, name, label, options, field);
}
static void choice_view(Cx *c, Buf *out, const FormInput *input, const char *name, const char *label,
                        UiField field)
{
    view_ui_choice(c, out, input, name, label, options, field);
}
static void many_view(Cx *c, Buf *out, const FormInput *input, const char *name, const char *label,
                      UiField field)
{
    view_ui_many(c, out, input, name, label, options, field);
}

/* marks: what tells the field's element; shows: what stands there when "y<" (or a value it can take) was
 * typed. */
static const struct {
    const char *name;
    FieldView *view;
    const char *typed, *shows;
    const char *always; /* what every such field has */
    bool is_group;      /* describes the fieldset, is invalid on its boxes (radio buttons can't be) */
} fields[] = {
    {"text", view_ui_text, "y<", "value=\"y&lt;\"", "type=\"text\"", false},
    {"email", view_ui_email, "y<", "value=\"y&lt;\"", "dir=\"ltr\"", false},
    {"url", view_ui_url, "y<", "value=\"y&lt;\"", "dir=\"ltr\"", false},
    {"phone", view_ui_phone, "y<", "value=\"y&lt;\"", "autocomplete=\"tel\" dir=\"ltr\"", false},
    {"password", view_ui_password, "y<", "value=\"\"", "type=\"password\"", false},
    {"number", view_ui_number, "y<", "value=\"y&lt;\"", "inputmode=\"numeric\" dir=\"ltr\"", false},
    {"money", view_ui_money, "4.000,00", "value=\"4.000,00\"", "inputmode=\"decimal\" dir=\"ltr\"", false},
    {"date", view_ui_date, "14.3.2026", "value=\"2026-03-14\"", "type=\"date\"", false},
    {"date2", view_ui_date, "32.3.2026<", "value=\"32.3.2026&lt;\"", "type=\"text\"", false},
    {"clock", view_ui_clock, "9:05", "value=\"09:05\"", "type=\"time\"", false},
    {"clock2", view_ui_clock, "25:00", "value=\"25:00\"", "type=\"text\"", false},
    {"search", view_ui_search, "y<", "value=\"y&lt;\"", "type=\"search\"", false},
    {"long", view_ui_long, "\n</textarea>", ">\n\n&lt;/textarea&gt;</textarea>", "rows=\"5\"", false},
    {"file", view_ui_file, "y", "type=\"file\"", "class=\"kern-form-input__input", false},
    {"check", view_ui_check, "1", "value=\"1\" checked", "type=\"checkbox\"", false},
    {"select", select_view, "y", "value=\"y\" selected>Why", "<option value=\"\">", false},
    {"choice", choice_view, "y", "value=\"y\" checked", "type=\"radio\"", true},
    {"many", many_view, "y", "value=\"y\" checked", "type=\"checkbox\"", true},
};

static const char *shown(size_t i, const FormInput *input, UiField field)
{
    Buf out = buf_make(&arena);
    fields[i].view(&cx, &out, input, fields[i].name, "The & label", field);
    return buf_text(&out);
}

static bool has(const char *html, const char *fmt, const char *name)
{
    const char *wanted = arena_printf(&arena, "%s", fmt);
    const char *at = strchr(wanted, '$');
    if (at)
        wanted = arena_printf(&arena, "%.*s%s%s", (int)(at - wanted), wanted, name, at + 1);
    if (strstr(html, wanted))
        return true;
    print_message("%s: no %s in\n%s\n", name, wanted, html);
    return false;
}

static void plain_fields_show_what_was_typed(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(fields); i++) {
        FormEntry entry = {.name = fields[i].name, .value = fields[i].typed};
        FormInput input = {.n_entries = 1, .entries = &entry};
        const char *html = shown(i, &input, (UiField){0});
        assert_true(has(html, fields[i].shows, fields[i].name));
        assert_true(has(html, fields[i].always, fields[i].name));
        assert_true(has(html, " name=\"$\"", fields[i].name));
        assert_true(has(html, "The &amp; label", fields[i].name));
        assert_true(has(html, fields[i].is_group ? "<legend" : "for=\"f-$\"", fields[i].name));
        assert_null(strstr(html, "aria-invalid"));
        assert_null(strstr(html, "-error"));
        assert_null(strstr(html, "required"));
    }
}

static void errors_and_hints_are_tied_to_the_field(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(fields); i++) {
        const char *name = fields[i].name;
        FormInput input = {0};
        input_add_error(&cx, &input, name, "The label", "Wrong <here>");
        const char *html = shown(i, &input, (UiField){.required = true, .hint = "A <hint>"});
        assert_true(has(html, fields[i].is_group ? "<fieldset" : "id=\"f-$\"", name));
        const char *described = arena_printf(&arena, "aria-describedby=\"f-%s-hint f-%s-error\"", name, name);
        assert_true(has(html, described, name));
        assert_true(has(html, "id=\"f-$-hint\">A &lt;hint&gt;<", name));
        assert_true(has(html, "id=\"f-$-error\"", name));
        assert_true(has(html, "Error:", name));
        assert_true(has(html, "Wrong &lt;here&gt;", name));
        assert_true(has(html, "(required)", name));
        if (strcmp(name, "choice") != 0)
            assert_true(has(html, "aria-invalid=\"true\"", name));
        if (strcmp(name, "many") != 0)
            assert_true(has(html, " required>", name));
    }
}

/* What somebody else has stored meanwhile, as it must read beside the field; NULL: never shown. */
static const struct {
    const char *name, *stored, *reads;
} stored_now[] = {
    {"text", "<b>", "<bdi class=\"v-pre\">&lt;b&gt;</bdi>"},
    {"long", "", "nothing"},
    {"money", "5.000,00", "5.000,00"},
    {"date", "2026-03-15", "15/03/2026"},
    {"clock", "10:00", "10:00"},
    {"check", "", "not ticked"},
    {"select", "x", "Ex"},
    {"choice", "x", "Ex"},
    {"many", "x", "Ex"},
};

static void what_is_stored_now_stands_beside_the_field(void **state)
{
    (void)state;
    for (size_t k = 0; k < ARRAY_LENGTH(stored_now); k++) {
        size_t i = 0;
        while (strcmp(fields[i].name, stored_now[k].name) != 0)
            i++;
        const char *name = fields[i].name;
        FormEntry typed = {.name = name, .value = fields[i].typed}, changed = {.name = name, .label = "It"};
        FormEntry there = {.name = name, .value = stored_now[k].stored};
        FormInput stored = {.n_entries = 1, .entries = &there};
        FormInput input = {
            .n_entries = 1, .entries = &typed, .stored = &stored, .n_changed = 1, .changed = &changed};
        const char *html = shown(i, &input, (UiField){0});
        assert_true(has(html, fields[i].shows, name)); /* what was typed stays */
        assert_true(has(html, "id=\"f-$-stored\">", name));
        assert_true(has(html, stored_now[k].reads, name));
        assert_true(has(html, "aria-describedby=\"f-$-stored\"", name));
        changed.name = "another";
        assert_null(strstr(shown(i, &input, (UiField){0}), "-stored"));
    }
}

static void the_summary_tells_of_the_other_version(void **state)
{
    (void)state;
    FormEntry changed[] = {{.name = "room", .label = "The <room>"}, {.name = "row7"}};
    FormInput stored = {0}, input = {.seen = "abc", .stored = &stored, .n_changed = 2, .changed = changed};
    Buf out = buf_make(&arena);
    view_ui_error_summary(&cx, &out, &input);
    view_ui_form_open(&cx, &out, &input, "/x");
    assert_non_null(strstr(buf_text(&out), "<a href=\"#f-room\">The &lt;room&gt;</a>"));
    assert_null(strstr(buf_text(&out), "row7"));
    assert_non_null(strstr(buf_text(&out), "<input type=\"hidden\" name=\"_seen\" value=\"abc\">"));
}

static void the_summary_leads_to_each_field(void **state)
{
    (void)state;
    FormInput input = {0};
    Buf none = buf_make(&arena), out = buf_make(&arena);
    view_ui_error_summary(&cx, &none, &input);
    assert_int_equal(none.n, 0);
    input_add_error(&cx, &input, "choice", "The label", "Choose one.");
    input_add_error(&cx, &input, "", "", "The whole form is late.");
    view_ui_error_summary(&cx, &out, &input);
    const char *html = buf_text(&out);
    assert_non_null(strstr(html, "role=\"alert\" tabindex=\"-1\""));
    assert_non_null(strstr(html, "<li><a href=\"#f-choice\">The label: Choose one.</a></li>"));
    assert_non_null(strstr(html, "<li>The whole form is late.</li>"));
    Buf field = buf_make(&arena);
    choice_view(&cx, &field, &input, "choice", "The label", (UiField){0});
    assert_non_null(strstr(buf_text(&field), "id=\"f-choice\" name=\"choice\" value=\"x\""));
    assert_non_null(strstr(buf_text(&field), "id=\"f-choice-1\" name=\"choice\" value=\"y\""));
}

static void fields_know_how_browsers_fill_them(void **state)
{
    (void)state;
    FormInput input = {0};
    Buf own = buf_make(&arena), usual = buf_make(&arena);
    view_ui_email(&cx, &own, &input, "a", "A", (UiField){.autocomplete = "username", .max_length = 1200});
    view_ui_email(&cx, &usual, &input, "a", "A", (UiField){0});
    assert_non_null(strstr(buf_text(&own), "autocomplete=\"username\""));
    assert_non_null(strstr(buf_text(&own), "maxlength=\"1200\""));
    assert_non_null(strstr(buf_text(&usual), "autocomplete=\"email\""));
}

static void forms_carry_their_token(void **state)
{
    (void)state;
    FormInput input = {.token = "t\"1"};
    Buf out = buf_make(&arena), files = buf_make(&arena);
    view_ui_form_open(&cx, &out, &input, "/a?b&c");
    view_ui_form_open_files(&cx, &files, &input, "javascript:x");
    assert_non_null(strstr(buf_text(&out), "method=\"post\" action=\"/a?b&amp;c\" novalidate"));
    assert_non_null(strstr(buf_text(&out), "<input type=\"hidden\" name=\"_token\" value=\"t&quot;1\">"));
    assert_non_null(strstr(buf_text(&files), "action=\"#\" enctype=\"multipart/form-data\""));
    assert_non_null(strstr(buf_text(&files), "name=\"_token\""));
}

static void pages_lead_on_and_back(void **state)
{
    (void)state;
    Buf one = buf_make(&arena), last = buf_make(&arena);
    view_ui_pagination(&cx, &one, (UiPages){1, 1, "/x?page="});
    assert_int_equal(one.n, 0);
    view_ui_pagination(&cx, &last, (UiPages){3, 3, "/x?q=a&page="});
    assert_non_null(strstr(buf_text(&last), "href=\"/x?q=a&amp;page=2\" rel=\"prev\""));
    assert_non_null(strstr(buf_text(&last), "Page 3 of 3"));
    assert_null(strstr(buf_text(&last), "rel=\"next\""));
}

static void arabic_speaks_arabic(void **state)
{
    (void)state;
    Cx arabic = cx;
    arabic.lang = LANG_AR;
    Buf out = buf_make(&arena);
    view_ui_text(&arabic, &out, &(FormInput){0}, "a", "A", (UiField){.required = true});
    assert_non_null(strstr(buf_text(&out), "مطلوب"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_fields_show_what_was_typed),
        cmocka_unit_test(errors_and_hints_are_tied_to_the_field),
        cmocka_unit_test(what_is_stored_now_stands_beside_the_field),
        cmocka_unit_test(the_summary_tells_of_the_other_version),
        cmocka_unit_test(the_summary_leads_to_each_field),
        cmocka_unit_test(fields_know_how_browsers_fill_them),
        cmocka_unit_test(forms_carry_their_token),
        cmocka_unit_test(pages_lead_on_and_back),
        cmocka_unit_test(arabic_speaks_arabic),
    };
    arena = arena_make(0);
    cx = (Cx){.arena = &arena, .lang = LANG_EN, .path_prefix = "/p/en"};
    int failed = cmocka_run_group_tests_name("ui", tests, NULL, NULL);
    arena_free(&arena);
    return failed;
}
