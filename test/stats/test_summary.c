/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Expected values are published or worked out by hand, as said beside each. */
#include "../unit.h"
#include "stats/summary.h"

#include <math.h>

static void assert_near(double got, double expected, double tolerance)
{
    if (!(fabs(got - expected) <= tolerance))
        fail_msg("%.9g is not %.9g", got, expected);
}

/* By hand: 5 4 4 3 5, mean 21/5, squares .64 .04 .04 1.44 .64 = 2.8, variance 2.8/4; t(4) = 2.776 in any
 * table. */
static void a_scale_is_summed_up(void **state)
{
    (void)state;
    Summary s = summary_of_counts((int64_t[]){0, 0, 1, 2, 2}, 5, 1);
    Interval mean = summary_mean_interval(&s, 0.95);
    assert_int_equal(s.n, 5);
    assert_near(s.mean, 4.2, 1e-12);
    assert_near(s.sd, sqrt(0.7), 1e-12);
    assert_near(s.median, 4, 0);
    assert_near(mean.low, 4.2 - 2.776 * sqrt(0.7 / 5), 5e-4);
    assert_near(mean.high, 5, 0); /* 5.24 is not on the scale */
}

static void the_median_of_an_even_number_is_the_middle(void **state)
{
    (void)state;
    assert_near(summary_of_counts((int64_t[]){3, 0, 0, 3}, 4, 1).median, 2.5, 0);
    assert_near(summary_of_counts((int64_t[]){3, 1, 0, 2}, 4, 1).median, 1.5, 0);
    assert_near(summary_of_counts((int64_t[]){0, 0, 4}, 3, -2).median, 0, 0);
}

static void too_few_gives_no_figure(void **state)
{
    (void)state;
    Summary none = summary_of_counts((int64_t[]){0, 0, 0}, 3, 1);
    assert_true(none.n == 0 && isnan(none.mean) && isnan(none.median) && isnan(none.sd));
    assert_true(isnan(summary_mean_interval(&none, 0.95).low));
    Summary one = summary_of_counts((int64_t[]){0, 0, 1}, 3, 1);
    assert_true(one.mean == 3 && one.median == 3 && isnan(one.sd));
    assert_true(isnan(summary_mean_interval(&one, 0.95).high));
    Summary alike = summary_of_counts((int64_t[]){0, 0, 5}, 3, 1);
    assert_true(alike.sd == 0 && isnan(summary_mean_interval(&alike, 0.95).low));
}

/* R. G. Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3. */
static void wilson_is_newcombes_table(void **state)
{
    (void)state;
    static const struct {
        int64_t successes, n;
        double low, high;
    } cases[] = {
        {81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718}};
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        Interval got = wilson_interval(cases[i].successes, cases[i].n, 0.95);
        assert_near(got.low, cases[i].low, 5e-5);
        assert_near(got.high, cases[i].high, 5e-5);
        Interval mirrored = wilson_interval(cases[i].n - cases[i].successes, cases[i].n, 0.95);
        assert_near(mirrored.high, 1 - cases[i].low, 5e-5);
    }
    assert_true(isnan(wilson_interval(0, 0, 0.95).low));
}

static void t_intervals_are_the_published_ones(void **state)
{
    (void)state;
    /* NIST/SEMATECH e-Handbook, 1.3.5.2, ZARR13.DAT: 9.258242 to 9.264679 */
    Interval nist = mean_t_interval(9.261460, 0.022789, 195, 0.95);
    assert_near(nist.low, 9.258242, 1e-6);
    assert_near(nist.high, 9.264679, 1e-6);
    /* Student's sleep data, 1908; R's manual page of t.test prints 0.7001142 and 2.4598858 */
    static const double more_sleep[] = {1.2, 2.4, 1.3, 1.3, 0, 1.0, 1.8, 0.8, 4.6, 1.4};
    double sum = 0, squares = 0;
    for (size_t i = 0; i < 10; i++)
        sum += more_sleep[i];
    for (size_t i = 0; i < 10; i++)
        squares += (more_sleep[i] - sum / 10) * (more_sleep[i] - sum / 10);
    Interval student = mean_t_interval(sum / 10, sqrt(squares / 9), 10, 0.95);
    assert_near(student.low, 0.7001142, 1e-7);
    assert_near(student.high, 2.4598858, 1e-7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scale_is_summed_up),
        cmocka_unit_test(the_median_of_an_even_number_is_the_middle),
        cmocka_unit_test(too_few_gives_no_figure),
        cmocka_unit_test(wilson_is_newcombes_table),
        cmocka_unit_test(t_intervals_are_the_published_ones),
    };
    return cmocka_run_group_tests_name("summary", tests, NULL, NULL);
}
