/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Templates that must be refused: each file of reject/ begins with {# LINE: part of the sentence #}. */
#include "../unit.h"
#include "viewgen.h"

#include <dirent.h>
#include <stdio.h>

static Arena arena;

static Span read_template(const char *name)
{
    Buf text = buf_make(&arena);
    FILE *f = fopen(arena_printf(&arena, "%s/%s", REJECT_DIR, name), "rb");
    assert_non_null(f);
    for (int c; (c = fgetc(f)) != EOF;)
        buf_char(&text, (char)c);
    fclose(f);
    buf_text(&text);
    return (Span){text.data, text.n};
}

static void is_refused(void **state)
{
    const char *name = *state;
    Span source = read_template(name);
    int line = 0;
    char sentence[200] = "";
    assert_int_equal(sscanf(source.at, "{# %d: %199[^\n]", &line, sentence), 2);
    char *end = strstr(sentence, " #}");
    assert_non_null(end);
    *end = 0;

    Buf header = buf_make(&arena), body = buf_make(&arena);
    Messages messages = {.arena = &arena};
    const Fault *refused = viewgen_compile(&arena, name, source, "x.h", &header, &body, &messages);
    if (!refused)
        fail_msg("%s was accepted", name);
    if (!strstr(refused->sentence, sentence) || refused->line != line)
        fail_msg("%s:%d: %s", name, refused->line, refused->sentence);
}

static size_t list_templates(struct CMUnitTest *tests, size_t room)
{
    size_t n = 0;
    DIR *dir = opendir(REJECT_DIR);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir)) && n < room;)
        if (strstr(entry->d_name, ".html")) {
            char *name = arena_text(&arena, entry->d_name);
            tests[n++] = (struct CMUnitTest){.name = name, .test_func = is_refused, .initial_state = name};
        }
    closedir(dir);
    return n;
}

int main(void)
{
    struct CMUnitTest tests[128] = {0};
    arena = arena_make(0);
    size_t n = list_templates(tests, ARRAY_LENGTH(tests));
    if (n < 40) {
        fprintf(stderr, "only %zu templates found in %s\n", n, REJECT_DIR);
        return 1;
    }
    cmocka_set_test_filter(getenv("TEST_ONLY"));
    int failed = _cmocka_run_group_tests("reject", tests, n, NULL, NULL);
    arena_free(&arena);
    return failed;
}
