/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../unit.h"
#include "i18n/fold.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void spellings_of_one_word_fold_alike(void **state)
{
    (void)state;
    static const char *const groups[][7] = {
        {"Türkische", "turkische", "Tuerkische", "TÜRKISCHE", "TUERKISCHE", "Tu\u0308rkische", "türkische"},
        {"Straße", "strasse", "STRASSE", "STRAẞE", "Stra\u00DFe."},
        {"Fördermittelanträge", "fordermittelantrage", "FOERDERMITTELANTRAEGE"},
        {"İstanbul", "Istanbul", "ıstanbul", "ISTANBUL", "i\u0307stanbul"},
        {"Işık", "ISIK", "isik", "ışık"},
        {"أحمد", "احمد", "إحمد", "آحمد", "ٱحمد", "أَحْمَد", "أحـــمد"},
        {"مصطفى", "مصطفي", "مصطفی"},
        {"مدرسة", "مدرسه", "مَدْرَسَة"},
        {"مؤسسة", "موسسة", "مُؤَسَّسَة"},
        {"هيئة", "هيية", "هييه"},
        {"کتاب", "كتاب"},
        {"٢٠٢٦", "2026", "۲۰۲۶", "２０２６"},
        {"Café-Treff", "cafe treff", "CAFÉ – TREFF", "  Cafe,Treff  "},
        {"Ł ø Đ", "l o d"},
        {"Müller's", "Mullers", "Mueller’s"},
        {"ﷴ", "محمد"},
        {"Ґанок", "ганок"},
        {"Dương", "duong"},
        {"👩‍👧 Treff", "treff"},
    };
    AUTO(arena_free)
    Arena arena = arena_make(0);
    for (size_t i = 0; i < ARRAY_LENGTH(groups); i++)
        for (size_t j = 1; j < ARRAY_LENGTH(groups[i]) && groups[i][j]; j++)
            assert_string_equal(text_fold(&arena, groups[i][j]), text_fold(&arena, groups[i][0]));
    assert_string_equal(text_fold(&arena, "Tür & Tor (e.V.)"), "tur tor e v");
    assert_string_equal(text_fold(&arena, "!?"), "");
}

static void different_words_stay_apart(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    assert_string_not_equal(text_fold(&arena, "Haus"), text_fold(&arena, "Hauser"));
    assert_string_not_equal(text_fold(&arena, "كلب"), text_fold(&arena, "قلب"));
    assert_string_not_equal(text_fold(&arena, "कि"), text_fold(&arena, "क"));
}

static void legal_forms_do_not_tell_names_apart(void **state)
{
    (void)state;
    static const char *const same[][2] = {
        {"Afrika Rise e. V.", "AFRIKA RISE e.V."},
        {"Brücke der Kulturen eingetragener Verein", "Bruecke der Kulturen"},
        {"Haus der Eltern gGmbH", "Haus der Eltern gemeinnützige GmbH"},
        {"Start UG (haftungsbeschränkt)", "Start"},
        {"Treff eV", "Treff"},
        {"Verein Treff e.V. (in Gründung)", "Verein Treff"},
    };
    AUTO(arena_free)
    Arena arena = arena_make(0);
    for (size_t i = 0; i < ARRAY_LENGTH(same); i++)
        assert_string_equal(text_fold_name(&arena, same[i][0]), text_fold_name(&arena, same[i][1]));
    assert_string_equal(text_fold_name(&arena, "e.V."), "e v");
    assert_string_equal(text_fold_name(&arena, "Evas Garten"), "evas garten");
}

/* Folding the folded changes nothing, whatever the characters: all of Unicode, in pairs and alone. */
static void folding_is_idempotent(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    for (uint32_t code = 1; code < 0x11000; code++) {
        if (code >= 0xD800 && code < 0xE000)
            continue;
        char text[64];
        Buf buf = buf_make(&arena);
        buf_str(&buf, "xa");
        if (code < 0x80)
            buf_char(&buf, (char)code);
        else if (code < 0x800)
            buf_printf(&buf, "%c%c", (int)(0xC0 | code >> 6), (int)(0x80 | (code & 63)));
        else if (code < 0x10000)
            buf_printf(&buf, "%c%c%c", (int)(0xE0 | code >> 12), (int)(0x80 | (code >> 6 & 63)),
                       (int)(0x80 | (code & 63)));
        else
            buf_printf(&buf, "%c%c%c%c", (int)(0xF0 | code >> 18), (int)(0x80 | (code >> 12 & 63)),
                       (int)(0x80 | (code >> 6 & 63)), (int)(0x80 | (code & 63)));
        buf_str(&buf, "e\u0308 \u0327");
        const char *once = text_fold(&arena, buf_text(&buf));
        snprintf(text, sizeof text, "%s", once);
        assert_string_equal(text_fold(&arena, once), text);
        if (code % 256 == 0)
            arena_reset(&arena);
    }
}

static void similarity_is_jaccard_of_trigrams(void **state)
{
    (void)state;
    /* The example of PostgreSQL's manual (F.35 pg_trgm): similarity('word', 'two words') = 0.36363637 */
    assert_true(fabs(trigram_similarity("word", "two words") - 4.0 / 11) < 1e-12);
    assert_true(trigram_similarity("verein", "verein") == 1);
    assert_true(trigram_similarity("abc", "xyz") == 0);
    assert_true(trigram_similarity("", "") == 0);
    assert_true(trigram_similarity("مدرسه", "مدرسه") == 1);
    char longest[4001];
    memset(longest, 'a', 4000);
    longest[4000] = '\0';
    assert_true(trigram_similarity(longest, longest) == 1);
}

static void sorts_like_a_dictionary(void **state)
{
    (void)state;
    assert_true(text_collate(LANG_DE, "Ärzte", "Bär") < 0);
    assert_true(text_collate(LANG_DE, "Zebra", "Ärzte") > 0);
    assert_true(text_collate(LANG_DE, "apfel", "Birne") < 0);
    assert_true(text_collate(LANG_TR, "çay", "cuma") > 0); /* ç is a letter after c */
    assert_true(text_collate(LANG_DE, "çay", "cuma") < 0);
    assert_true(text_collate(LANG_TR, "ısı", "ince") < 0); /* ı before i */
    assert_true(text_collate(LANG_AR, "باب", "تاج") < 0);
    assert_int_equal(text_collate(LANG_DE, "a", "a"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spellings_of_one_word_fold_alike),    cmocka_unit_test(different_words_stay_apart),
        cmocka_unit_test(legal_forms_do_not_tell_names_apart), cmocka_unit_test(folding_is_idempotent),
        cmocka_unit_test(similarity_is_jaccard_of_trigrams),   cmocka_unit_test(sorts_like_a_dictionary),
    };
    return cmocka_run_group_tests_name("fold", tests, NULL, NULL);
}
