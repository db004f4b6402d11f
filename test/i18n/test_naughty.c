/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Folding and cleaning with the Big List of Naughty Strings. */
#include "../shared_file.h"
#include "text_promises.h"

static void naughty_strings_keep_the_promises(void **state)
{
    (void)state;
    char line[8192];
    FILE *file = shared_file("data/text/blns.txt");
    AUTO(arena_free)
    Arena arena = arena_make(0);
    int n = 0;
    for (; fgets(line, sizeof line, file); n++) {
        keeps_the_promises(&arena, line, strcspn(line, "\n"));
        arena_reset(&arena);
    }
    fclose(file);
    assert_true(n > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(naughty_strings_keep_the_promises),
    };
    if (!shared_is_here())
        return 0;
    return cmocka_run_group_tests_name("naughty", tests, NULL, NULL);
}
