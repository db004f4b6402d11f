/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbers are read strictly: the whole text, or none of it. */
#include "../unit.h"
#include "base/number.h"

static void whole_texts_are_numbers(void **state)
{
    (void)state;
    int64_t value;
    assert_true(i64_parse("0", &value) && value == 0);
    assert_true(i64_parse("-12", &value) && value == -12);
    assert_true(i64_parse("007", &value) && value == 7);
    assert_true(i64_parse("999999999999999999", &value) && value == 999999999999999999);
}

static void anything_else_is_none(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",    "-",   "+1",  " 1",  "1 ",  "1 or 1", "1;", "0x10",
        "1e3", "1.0", "--1", "\t1", "1\n", "½",      "١",  "1000000000000000000"};
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        int64_t value = 77;
        int number = 77;
        assert_false(i64_parse(texts[i], &value));
        assert_false(id_parse(texts[i], &value));
        assert_false(int_parse(texts[i], -5, 5000, &number));
        assert_true(value == 77 && number == 77);
    }
}

static void ids_are_positive_and_have_one_form(void **state)
{
    (void)state;
    int64_t id;
    assert_true(id_parse("1", &id) && id == 1);
    assert_true(id_parse("120", &id) && id == 120);
    assert_false(id_parse("0", &id));
    assert_false(id_parse("01", &id));
    assert_false(id_parse("-1", &id));
}

static void bounds_hold(void **state)
{
    (void)state;
    int value;
    assert_true(int_parse("1", 1, 3, &value) && value == 1);
    assert_true(int_parse("3", 1, 3, &value) && value == 3);
    assert_false(int_parse("0", 1, 3, &value));
    assert_false(int_parse("4", 1, 3, &value));
    assert_false(int_parse("4294967297", 1, 3, &value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_texts_are_numbers),
        cmocka_unit_test(anything_else_is_none),
        cmocka_unit_test(ids_are_positive_and_have_one_form),
        cmocka_unit_test(bounds_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
