/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../unit.h"
#include "i18n/fold.h"
#include "text_promises.h"

#include <string.h>

static const char *clean(Arena *arena, const char *text, bool many_lines)
{
    return text_clean(arena, text, strlen(text), many_lines);
}

static void puts_into_shape(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *single, *many; /* NULL: refused */
    } cases[] = {
        {"", "", ""},
        {"  Haus\u00A0 der  Eltern ", "Haus der Eltern", "Haus\u00A0 der  Eltern"},
        {"Tu\u0308rkische", "Türkische", "Türkische"},
        {"a\r\nb\rc\n", NULL, "a\nb\nc"},
        {"eine Zeile\r\n", "eine Zeile", "eine Zeile"},
        {"a\tb", NULL, "a\tb"},
        {"a\u2028b", NULL, "a\nb"},
        {"\uFEFFName", "Name", "Name"},
        {"Na\uFEFFme", NULL, NULL},
        {"a\u200Bb\u00ADc\u2060", "abc", "abc"},
        {"e\u200B\u0301", "é", "é"},
        {"a\u202Eb", NULL, NULL},
        {"a\u2067b", NULL, NULL},
        {"a\x01", NULL, NULL},
        {"a\x7F", NULL, NULL},
        {"a\xC2\x85", "a", "a"},
        {"a\xC2\x85z", NULL, NULL},
        {"a\xC2\x9Bz", NULL, NULL},
        {"\xEF\xBF\xBFz", NULL, NULL},
        {"\xF0\x9F\xBF\xBEz", NULL, NULL},
        {"a\xC0\x80", NULL, NULL},         /* overlong NUL */
        {"a\xED\xA0\x80", NULL, NULL},     /* surrogate */
        {"a\xF4\x90\x80\x80", NULL, NULL}, /* beyond U+10FFFF */
        {"a\xC3", NULL, NULL},             /* cut off */
        {"M\xFCller", NULL, NULL},         /* Windows-1252 */
    };
    AUTO(arena_free)
    Arena arena = arena_make(0);
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        for (int many = 0; many <= 1; many++) {
            const char *expected = many ? cases[i].many : cases[i].single;
            const char *got = clean(&arena, cases[i].typed, many);
            assert_true(!expected == !got);
            if (expected)
                assert_string_equal(got, expected);
        }
    assert_null(text_clean(&arena, "a\0b", 3, true));
}

/* What people are called and what they type. */
static void names_of_the_world_pass_unchanged(void **state)
{
    (void)state;
    static const char *const names[] = {
        "جمعية الأُسْرَة للثقافة",
        "Şahin Yıldız-Öğretmen",
        "Nguyễn Thị Ánh Tuyết",
        "Олександра Ґудзь",
        "می\u200Cخواهم", /* Persian: ZWNJ parts two joining letters */
        "क्\u200Dष",      /* Devanagari: ZWJ after virama */
        "👩\u200D👩\u200D👧",
        "🧑🏽\u200D🎓", /* with a skin tone */
        "🏳\uFE0F\u200D🌈",
        "🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F",
        "C++\u200E مجموعة", /* a direction mark */
        "O’Neil & Söhne <info@example.org>",
        "ქართული სახლი",
        "አማርኛ",
    };
    AUTO(arena_free)
    Arena arena = arena_make(0);
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        const char *got = clean(&arena, names[i], false);
        assert_non_null(got);
        assert_string_equal(got, names[i]);
    }
}

static void stray_joiners_fall(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    assert_string_equal(clean(&arena, "pay\u200Dpal\u200C", false), "paypal");
    assert_string_equal(clean(&arena, "\u200D👩", false), "👩");
    assert_string_equal(clean(&arena, "a\U000E0041b", false), "ab");
}

static void random_characters_keep_the_promises(void **state)
{
    (void)state;
    /* those that interact: marks, joiners, blanks, letters that compose, Arabic, emoji, plain bytes */
    static const char *const pieces[] = {"a",      "e",      " ",      "\n",     "\u00A0", "\u0301", "\u0327",
                                         "\u094D", "\u093C", "\u200C", "\u200D", "\u200B", "\u00AD", "ب",
                                         "\u064E", "👩",      "\uFE0F", "🏽",   "क",      "\u1100", "\u1161",
                                         "\u212B", "\u0344", "\xC3",   "\u3000", "\uFEFF", "\u2028", "\r"};
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Env env = env_fixed((Time){0}, 20261123);
    for (int round = 0; round < 20000; round++) {
        char text[64] = "";
        unsigned char random[9];
        env.random(&env, random, sizeof random);
        for (int i = 0; i < 1 + random[0] % 8; i++)
            strcat(text, pieces[random[1 + i] % ARRAY_LENGTH(pieces)]);
        keeps_the_promises(&arena, text, strlen(text));
        arena_reset(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(puts_into_shape),
        cmocka_unit_test(names_of_the_world_pass_unchanged),
        cmocka_unit_test(stray_joiners_fall),
        cmocka_unit_test(random_characters_keep_the_promises),
    };
    return cmocka_run_group_tests_name("clean", tests, NULL, NULL);
}
