/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The asset table as it was built: found by path and by name, and the style sheet small enough for a phone.
 */
#include "http/assets.h"
#include "unit.h"

#include <string.h>

static void every_asset_is_found_by_its_path(void **state)
{
    (void)state;
    assert_true(asset_count > 5);
    for (size_t i = 0; i < asset_count; i++)
        assert_ptr_equal(asset_find(asset_table[i].path), &asset_table[i]);
    assert_null(asset_find("/assets/"));
    assert_null(asset_find(""));
    assert_null(asset_find("/zzz"));
}

static void style_sheet_is_small_and_named_by_content(void **state)
{
    (void)state;
    const char *url = asset_url("vereint.css");
    const Asset *css = asset_find(url);
    assert_non_null(css);
    assert_string_equal(css->content_type, "text/css; charset=utf-8");
    assert_true(css->forever);
    assert_non_null(css->br);
    assert_non_null(css->gz);
    assert_true(css->n_br < css->n_gz && css->n_gz < css->n);
    assert_true(css->n_br <= (size_t)25 * 1024);
    assert_memory_equal(css->gz, "\x1f\x8b", 2);
    char tag[64] = {0};
    memcpy(tag, css->etag + 1, strlen(css->etag) - 2);
    assert_non_null(strstr(url, tag));
}

static void fonts_are_not_compressed_twice(void **state)
{
    (void)state;
    size_t fonts = 0;
    for (size_t i = 0; i < asset_count; i++) {
        if (strcmp(asset_table[i].content_type, "font/woff2") != 0)
            continue;
        fonts++;
        assert_memory_equal(asset_table[i].bytes, "wOF2", 4);
        assert_null(asset_table[i].br);
    }
    assert_int_equal(fonts, 8);
}

static void robots_keeps_its_name(void **state)
{
    (void)state;
    const Asset *robots = asset_find("/robots.txt");
    assert_non_null(robots);
    assert_false(robots->forever);
    assert_memory_equal(robots->bytes, "User-agent: *", 13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_asset_is_found_by_its_path),
        cmocka_unit_test(style_sheet_is_small_and_named_by_content),
        cmocka_unit_test(fonts_are_not_compressed_twice),
        cmocka_unit_test(robots_keeps_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
