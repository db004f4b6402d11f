/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../unit.h"
#include "output/text_decode.h"

#include <string.h>

#define BYTES(literal) literal, sizeof(literal) - 1

static void finds_the_encoding(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t n;
        const char *text;
        TextEncoding encoding;
    } cases[] = {
        {BYTES(""), "", TEXT_UTF8},
        {BYTES("plain"), "plain", TEXT_UTF8},
        {BYTES("Türkische"), "Türkische", TEXT_UTF8},
        {BYTES("\xEF\xBB\xBFTürkische"), "Türkische", TEXT_UTF8},
        {BYTES("T\xFCrkische; 5 \x80 \x84x\x93"), "Türkische; 5 € „x“", TEXT_WINDOWS_1252},
        {BYTES("T\xFCrkische; 5 \xA4 \xBD"), "Türkische; 5 € œ", TEXT_ISO_8859_15},
        {BYTES("M\xE4rz; \xDC"
               "bung"),
         "März; Übung", TEXT_WINDOWS_1252},
        {BYTES("\xFF\xFE\xFC\x00;\x00=\xD8\x4B\xDC"), "ü;👋", TEXT_UTF16LE},
        {BYTES("\xFE\xFF\x00\xFC\x00;\xD8=\xDC\x4B"), "ü;👋", TEXT_UTF16BE},
        {BYTES("a\0;\0\x28\x06"), "a;ب", TEXT_UTF16LE},
        {BYTES("\0a\0;\x06\x28"), "a;ب", TEXT_UTF16BE},
    };
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Cx cx = {.arena = &arena, .lang = LANG_EN};
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        DecodedText got = {0};
        assert_null(text_decode(&cx, cases[i].bytes, cases[i].n, &got));
        assert_string_equal(got.text, cases[i].text);
        assert_int_equal(got.n, strlen(cases[i].text));
        assert_int_equal(got.encoding, cases[i].encoding);
    }
}

static void refuses_what_is_no_text(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t n;
        const char *line; /* named in the sentence, or NULL */
    } cases[] = {
        {BYTES("name\nx\0y;z\n"), "2"},
        {BYTES("a long line of text;\r\nfollowed by\rothers with one\0NUL and more"), "3"},
        {BYTES("\xEF\xBB\xBF"
               "eins\nzw\xFC"),
         "2"},
        {BYTES("üüü\nT\xFCr"), "2"},
        {BYTES("\xFF\xFE"
               "a\0b"),
         NULL}, /* half a unit */
        {BYTES("\xFF\xFE=\xD8"
               "a\0"),
         NULL}, /* a surrogate alone */
        {BYTES("\xFF\xFE\x4B\xDC"), NULL},
        {BYTES("\xFF\xFE\0\0"), NULL},
    };
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Cx cx = {.arena = &arena, .lang = LANG_EN};
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        DecodedText got;
        const Err *err = text_decode(&cx, cases[i].bytes, cases[i].n, &got);
        assert_non_null(err);
        assert_int_equal(err->kind, ERR_INPUT);
        if (cases[i].line)
            assert_string_equal(err->args[1], cases[i].line);
    }
}

static void refuses_what_is_too_large(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Cx cx = {.arena = &arena, .lang = LANG_EN};
    char *bytes = malloc(TEXT_DECODE_MOST + 1);
    assert_non_null(bytes);
    memset(bytes, '\x80', TEXT_DECODE_MOST + 1);
    DecodedText got;
    assert_int_equal(text_decode(&cx, bytes, TEXT_DECODE_MOST + 1, &got)->kind, ERR_TOO_LARGE);
    assert_null(text_decode(&cx, bytes, TEXT_DECODE_MOST, &got)); /* the worst case fits into the arena */
    assert_int_equal(got.n, 3 * TEXT_DECODE_MOST);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_encoding),
        cmocka_unit_test(refuses_what_is_no_text),
        cmocka_unit_test(refuses_what_is_too_large),
    };
    return cmocka_run_group_tests_name("text_decode", tests, NULL, NULL);
}
