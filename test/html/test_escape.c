/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Naughty strings stay text: what a browser reads back from an element or an attribute is what was put in. */
#include "../unit.h"
#include "../shared_file.h"
#include "html/html.h"

static Arena arena;
static Cx cx = {.arena = &arena};

/* What a browser reads: character references back to characters. */
static const char *read_back(const char *html)
{
    static const struct {
        const char *reference;
        char c;
    } known[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
    Buf out = buf_make(&arena);
    while (*html) {
        size_t i = 0;
        while (i < ARRAY_LENGTH(known) && strncmp(html, known[i].reference, strlen(known[i].reference)) != 0)
            i++;
        assert_true(*html != '&' || i < ARRAY_LENGTH(known));
        buf_char(&out, i < ARRAY_LENGTH(known) ? known[i].c : *html);
        html += i < ARRAY_LENGTH(known) ? strlen(known[i].reference) : 1;
    }
    return buf_text(&out);
}

static void stays_text(const char *text)
{
    Buf element = buf_make(&arena), attribute = buf_make(&arena);
    H_TEXT(&cx, &element, text);
    H_ATTR(&cx, &attribute, text);
    assert_null(strpbrk(buf_text(&element), "<>"));
    assert_null(strpbrk(buf_text(&attribute), "<>\"'"));
    assert_string_equal(read_back(buf_text(&element)), text);
    assert_string_equal(read_back(buf_text(&attribute)), text);
}

static void naughty_strings_stay_text(void **state)
{
    (void)state;
    FILE *f = shared_file("data/text/blns.txt");
    char line[8192];
    int n = 0;
    while (fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = 0;
        stays_text(line);
        n++;
    }
    fclose(f);
    assert_true(n > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(naughty_strings_stay_text),
    };
    if (!shared_is_here())
        return 0;
    arena = arena_make(0);
    int failed = cmocka_run_group_tests_name("escape", tests, NULL, NULL);
    arena_free(&arena);
    return failed;
}
