/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../unit.h"
#include "base/money.h"

static void reads_what_people_type(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t cents;
    } cases[] = {
        {"4000", 400000},   {"4.000", 400000},   {"4.000,00", 400000},
        {"4000,5", 400050}, {"1234.56", 123456}, {"1.234.567", 123456700},
        {"12 €", 1200},     {"12,34 EUR", 1234}, {"0", 0},
        {" 250 ", 25000},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        Cents cents = {-1};
        assert_true(cents_parse(cases[i].text, &cents));
        assert_int_equal(cents.v, cases[i].cents);
    }
}

static void refuses_what_is_no_amount(void **state)
{
    (void)state;
    static const char *const cases[] = {"",  "-1",     "1,234,5", "12,345", "abc", "1e5",
                                        "€", "1.2345", "1..2",    ",50",    "5,",  "99999999999999999999"};
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        Cents cents = {-1};
        assert_false(cents_parse(cases[i], &cents));
        assert_int_equal(cents.v, -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_people_type),
        cmocka_unit_test(refuses_what_is_no_amount),
    };
    return cmocka_run_group_tests_name("money", tests, NULL, NULL);
}
