/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Text stays text wherever it stands in a page; addresses only lead where addresses may. */
#include "../unit.h"
#include "html/form_input.h"
#include "html/html.h"

static Arena arena;
static Cx cx = {.arena = &arena, .path_prefix = "/duesseldorf/de"};

static const char *escaped(const char *text)
{
    Buf out = buf_make(&arena);
    H_ATTR(&cx, &out, text);
    return buf_text(&out);
}

static void nothing_is_written_for_null(void **state)
{
    (void)state;
    assert_string_equal(escaped(NULL), "");
}

static void five_characters_are_escaped(void **state)
{
    (void)state;
    assert_string_equal(escaped("a<b>&\"c'é"), "a&lt;b&gt;&amp;&quot;c&#39;é");
    assert_string_equal(escaped("&amp;"), "&amp;amp;");
}

static void only_safe_addresses_pass(void **state)
{
    (void)state;
    static const struct {
        const char *url, *html;
    } cases[] = {
        {"/de/seminars?a=1&b=2#c", "/de/seminars?a=1&amp;b=2#c"},
        {"https://example.org/\"x", "https://example.org/&quot;x"},
        {"HTTP://example.org", "HTTP://example.org"},
        {"mailto:a@example.org", "mailto:a@example.org"},
        {"tel:+492118990", "tel:+492118990"},
        {"../a:b", "../a:b"},
        {"?q=javascript:", "?q=javascript:"},
        {"", ""},
        {NULL, "#"},
        {"javascript:alert(1)", "#"},
        {"JaVaScRiPt:alert(1)", "#"},
        {" javascript:alert(1)", "#"},
        {"java\tscript:alert(1)", "#"},
        {"java\nscript:alert(1)", "#"},
        {"\x01javascript:alert(1)", "#"},
        {"data:text/html,x", "#"},
        {"vbscript:x", "#"},
        {"//evil.example/x", "#"},
        {"/\\evil.example", "#"},
        {"httpx://a", "#"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        Buf out = buf_make(&arena);
        html_url(&cx, &out, cases[i].url);
        assert_string_equal(buf_text(&out), cases[i].html);
    }
}

static void paths_are_encoded(void **state)
{
    (void)state;
    assert_string_equal(path(&cx, "/seminars"), "/duesseldorf/de/seminars");
    assert_string_equal(path(&cx, "/seminars/{id}/x?day={day}", "day", "a&b=c/d?e#f", "id", "7"),
                        "/duesseldorf/de/seminars/7/x?day=a%26b%3Dc%2Fd%3Fe%23f");
    assert_string_equal(path(&cx, "/{q}", "q", "ä ..%2f'\"<"), "/duesseldorf/de/%C3%A4%20..%252f%27%22%3C");
    assert_string_equal(h_part(&cx, 12345), "12345");
    assert_string_equal(h_part(&cx, INT64_MIN), "-9223372036854775808");
    assert_string_equal(h_part(&cx, date_make(2026, 3, 14)), "2026-03-14");
}

static void forms_remember(void **state)
{
    (void)state;
    FormEntry entries[] = {
        {.name = "a", .value = "1"}, {.name = "a", .value = "2"}, {.name = "f", .bytes = "x"}};
    FormInput input = {.n_entries = 3, .entries = entries};
    assert_string_equal(input_value(&input, "a"), "1");
    assert_string_equal(input_value(&input, "f"), "");
    assert_string_equal(input_value(&input, "none"), "");
    assert_true(input_has(&input, "a", "2"));
    assert_false(input_has(&input, "a", "3"));
    assert_false(input_has(&input, "f", "x"));
    input_set(&cx, &input, "a", "9");
    input_set(&cx, &input, "b", "8");
    assert_string_equal(input_value(&input, "a"), "9");
    assert_string_equal(input_value(&input, "b"), "8");
    assert_false(input_has(&input, "a", "2"));
    assert_null(input_error(&input, "a"));
    input_add_error(&cx, &input, "a", "Label", "first");
    input_add_error(&cx, &input, "a", "Label", "second");
    assert_string_equal(input_error(&input, "a"), "first");
    assert_int_equal(input.n_errors, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_written_for_null),
        cmocka_unit_test(five_characters_are_escaped),
        cmocka_unit_test(only_safe_addresses_pass),
        cmocka_unit_test(paths_are_encoded),
        cmocka_unit_test(forms_remember),
    };
    arena = arena_make(0);
    int failed = cmocka_run_group_tests_name("html", tests, NULL, NULL);
    arena_free(&arena);
    return failed;
}
