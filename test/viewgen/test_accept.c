/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Templates that must compile, and what they must write: accept/NAME.html against accept/NAME.expected. */
#include "../unit.h"
#include "blocks.html.h"
#include "places.html.h"

#include <stdio.h>

static Arena arena;
static Cx cx = {.arena = &arena, .path_prefix = "/p/de"};

static const char *expected(const char *name)
{
    Buf text = buf_make(&arena);
    const char *path = arena_printf(&arena, "%s/%s.expected", ACCEPT_DIR, name);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    for (int c; (c = fgetc(f)) != EOF;)
        buf_char(&text, (char)c);
    fclose(f);
    assert_true(text.n > 1);
    text.n--; /* the file's last line break */
    return buf_text(&text);
}

static void blocks(void **state)
{
    (void)state;
    Seed seeds[] = {{"s1"}, {"s2"}};
    Fruit fruit[] = {{"Äpfel & <Birnen>", true, {2, seeds}}, {"\"Kiwi'", false, {0, NULL}}};
    Buf out = buf_make(&arena);
    view_accept_blocks(&cx, &out, &(Fruits){{2, fruit}});
    assert_string_equal(buf_text(&out), expected("blocks"));
}

static void places(void **state)
{
    (void)state;
    Buf out = buf_make(&arena);
    view_accept_places(&cx, &out, "a b</title>\"/&", (SafeHtml){"<em>safe</em>"});
    assert_string_equal(buf_text(&out), expected("places"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks),
        cmocka_unit_test(places),
    };
    arena = arena_make(0);
    int failed = cmocka_run_group_tests_name("accept", tests, NULL, NULL);
    arena_free(&arena);
    return failed;
}
