/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rules of single values of the register. */
#include "../unit.h"

#include <string.h>

#include "association/association.h"

typedef struct NumberCase {
    const char *kind, *written, *tidy; /* tidy NULL: refused */
} NumberCase;

static const NumberCase numbers[] = {
    {"", "VR 009034", "VR 9034"},
    {"", "vr9034", "VR 9034"},
    {"", "VR  9034 ", "VR 9034"},
    {"", "Amtsgericht Düsseldorf VR 9034", "VR 9034"},
    {"", "VR-Nr. 9034", NULL},
    {"", "9034", "VR 9034"},
    {"vr", "009034", "VR 9034"},
    {"vr", " 014202", "VR 14202"},
    {"hrb", "082422", "HRB 82422"},
    {"hrb", "HRB 82422 B", "HRB 82422 B"},
    {"kör", "100062", "KÖR 100062"},
    {"KÖR", "KÖR 100062", "KÖR 100062"},
    {"'", "undefined", ""},
    {"-", "-", ""},
    {"", "", ""},
    {"", "keine", ""},
    {"", "SVR 12", NULL},
    {"", "VR", NULL},
    {"", "VR 0", NULL},
    {"", "VR 12/13", NULL},
    {"", "VR 1234567890123", NULL},
    {"", "<script>", NULL},
};

static void test_register_numbers(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    for (size_t i = 0; i < ARRAY_LENGTH(numbers); i++) {
        const char *tidy = "untouched";
        bool read = register_number_tidy(&arena, numbers[i].kind, numbers[i].written, &tidy);
        if (read != (numbers[i].tidy != NULL))
            fail_msg("%s %s: %s", numbers[i].kind, numbers[i].written, read ? tidy : "refused");
        assert_string_equal(tidy, numbers[i].tidy ? numbers[i].tidy : "untouched");
        if (read) { /* what has been tidied stays as it is */
            assert_true(register_number_tidy(&arena, "", tidy, &tidy));
            assert_string_equal(tidy, numbers[i].tidy);
        }
    }
}

static void test_postcodes(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    static const struct {
        const char *written, *tidy;
    } cases[] = {
        {"40210", "40210"}, {"D-40210", "40210"}, {" 01067 ", "01067"}, {"", ""},        {"0", NULL},
        {"4021", NULL},     {"402100", NULL},     {"40 210", NULL},     {"00000", NULL}, {"abcde", NULL},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        const char *tidy = "untouched";
        assert_int_equal(postcode_tidy(&arena, cases[i].written, &tidy), cases[i].tidy != NULL);
        assert_string_equal(tidy, cases[i].tidy ? cases[i].tidy : "untouched");
    }
}

static void test_addresses(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    static const char *const good_emails[] = {"", "a@b.de", "vorstand+x@verein-düsseldorf.de",
                                              "x.y@sub.example.org"};
    static const char *const bad_emails[] = {"a",        "a@b",     "@b.de",    "a@b.de.",      "a@@b.de",
                                             "a b@c.de", "a@b..de", "<a@b.de>", "a@b.de,c@d.de"};
    for (size_t i = 0; i < ARRAY_LENGTH(good_emails); i++)
        assert_true(email_looks_right(good_emails[i]));
    for (size_t i = 0; i < ARRAY_LENGTH(bad_emails); i++)
        assert_false(email_looks_right(bad_emails[i]));
    static const char *const good_sites[] = {"", "https://example.org", "http://verein.de/über?a=b",
                                             "HTTPS://EXAMPLE.ORG"};
    static const char *const bad_sites[] = {"example.org",    "javascript:alert(1)", "https://",
                                            "https://a b.de", "ftp://example.org",   "https://localhost"};
    for (size_t i = 0; i < ARRAY_LENGTH(good_sites); i++)
        assert_true(website_looks_right(good_sites[i]));
    for (size_t i = 0; i < ARRAY_LENGTH(bad_sites); i++)
        assert_false(website_looks_right(bad_sites[i]));
    assert_string_equal(website_tidy(&arena, "www.example.org"), "https://www.example.org");
    assert_string_equal(website_tidy(&arena, "http://example.org"), "http://example.org");
    assert_string_equal(website_tidy(&arena, "javascript:x.y"), "javascript:x.y");
}

static void test_languages(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    assert_string_equal(languages_join(&arena, "tr de", "ar de"), "ar de tr");
    assert_string_equal(languages_join(&arena, "", ""), "");
    assert_string_equal(languages_join(&arena, "tr, de;tr", ""), "de tr");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_register_numbers),
        cmocka_unit_test(test_postcodes),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_languages),
    };
    return cmocka_run_group_tests_name("association_values", tests, NULL, NULL);
}
