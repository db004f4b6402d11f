/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Bars have the width of their numbers, and the numbers stand in a table beside them. */
#include "../unit.h"
#include "html/svg.h"

#include <stdio.h>

static Arena arena;
static Cx cx;

/* Parts cover the whole without gap or overlap, each within half a thousandth (one for its two ends) of its
 * share. */
static void parts_add_up(void **state)
{
    (void)state;
    static const int64_t cases[][5] = {{1, 1, 1, 1, 1}, {0, 0, 7, 0, 0},       {1, 2, 3, 4, 5},
                                       {1, 0, 0, 0, 2}, {333, 333, 333, 1, 0}, {1, 1, 1, 0, 0}};
    for (size_t c = 0; c < ARRAY_LENGTH(cases); c++) {
        int64_t n = 0;
        for (size_t i = 0; i < 5; i++)
            n += cases[c][i];
        BarParts parts = bar_parts(&cx, cases[c], 5, n, BAR_SCALE_1);
        int end = 0;
        for (size_t i = 0; i < parts.n; i++) {
            double share = 1000.0 * (double)cases[c][parts.at[i].colour - BAR_SCALE_1] / (double)n;
            assert_int_equal(parts.at[i].x, end);
            assert_true(parts.at[i].width >= share - 1 && parts.at[i].width <= share + 1);
            end += parts.at[i].width;
        }
        assert_int_equal(end, 1000);
    }
}

static SafeHtml scale_of(Cx *reader)
{
    ScaleRow rows[] = {{"Useful <at work>?", {1, 0, 1, 2, 4}}, {"Nobody answered", {0}}};
    return svg_scale(reader, (ChartText){"Results & more", "Eight answers."}, "not at all", "fully",
                     (ScaleRows){2, rows});
}

static void a_scale_shows_counts_mean_and_n(void **state)
{
    (void)state;
    const char *html = scale_of(&cx).html;
    assert_non_null(strstr(html, "<figcaption>Results &amp; more</figcaption>"));
    assert_non_null(strstr(html, "role=\"img\""));
    assert_non_null(
        strstr(html, "<title>Useful &lt;at work&gt;?</title><desc>1: 1, 2: 0, 3: 1, 4: 2, 5: 4</desc>"));
    assert_non_null(
        strstr(html, "<rect x=\"0\" y=\"0\" width=\"125\" height=\"24\" class=\"v-part v-scale-1\"/>"));
    assert_non_null(
        strstr(html, "<rect x=\"125\" y=\"0\" width=\"125\" height=\"24\" class=\"v-part v-scale-3\"/>"));
    assert_non_null(
        strstr(html, "<rect x=\"500\" y=\"0\" width=\"500\" height=\"24\" class=\"v-part v-scale-5\"/>"));
    assert_non_null(strstr(html, "mean 4.00, n = 8"));
    assert_non_null(strstr(html, "no answers"));
    assert_non_null(strstr(html, "<caption>Results &amp; more</caption>"));
    assert_non_null(strstr(
        html, "<th scope=\"row\">Useful &lt;at work&gt;?</th><td class=\"v-number\">1</td><td "
              "class=\"v-number\">0</td><td class=\"v-number\">1</td><td class=\"v-number\">2</td>"
              "<td class=\"v-number\">4</td><td class=\"v-number\">8</td><td class=\"v-number\">4.00<"));
    assert_null(strstr(html, "style="));
}

static void bars_begin_where_reading_begins(void **state)
{
    (void)state;
    Cx arabic = cx;
    arabic.lang = LANG_AR;
    const char *html = scale_of(&arabic).html;
    assert_non_null(
        strstr(html, "<rect x=\"875\" y=\"0\" width=\"125\" height=\"24\" class=\"v-part v-scale-1\"/>"));
    assert_non_null(
        strstr(html, "<rect x=\"0\" y=\"0\" width=\"500\" height=\"24\" class=\"v-part v-scale-5\"/>"));
}

static void the_longest_bar_is_whole(void **state)
{
    (void)state;
    BarRow rows[] = {{"a", 2, "2"}, {"b", 8, "8"}, {"c", 0, "0"}, {"d", -3, "-3"}, {"e", 0.0 / 0.0, "–"}};
    const char *html = svg_bars(&cx, (ChartText){"T", NULL}, "Topic", "Votes", (BarRows){5, rows}).html;
    assert_non_null(strstr(html, "width=\"250\" height=\"24\" class"));
    assert_non_null(strstr(html, "width=\"1000\" height=\"24\" class=\"v-part"));
    int n = 0;
    for (const char *p = html; (p = strstr(p, "<rect")); p++)
        n++;
    assert_int_equal(n, 2);
    assert_non_null(strstr(html, "<th scope=\"row\">b</th><td class=\"v-number\">8</td>"));
    assert_non_null(svg_bars(&cx, (ChartText){"T", NULL}, "Topic", "Votes", (BarRows){0, NULL}).html);
}

static const char *budget(int64_t amount, int64_t planned, int64_t committed, int64_t paid)
{
    return svg_budget(&cx, (ChartText){"Budget", NULL}, (BudgetBar){{amount}, {planned}, {committed}, {paid}})
        .html;
}

static void the_budget_bar_shows_what_is_free(void **state)
{
    (void)state;
    const char *html = budget(400000, 100000, 50000, 150000);
    assert_non_null(
        strstr(html, "<rect x=\"0\" y=\"0\" width=\"375\" height=\"24\" class=\"v-part v-series-1\"/>"));
    assert_non_null(
        strstr(html, "<rect x=\"375\" y=\"0\" width=\"125\" height=\"24\" class=\"v-part v-series-2\"/>"));
    assert_non_null(
        strstr(html, "<rect x=\"500\" y=\"0\" width=\"250\" height=\"24\" class=\"v-part v-series-rest\"/>"));
    assert_null(strstr(html, "<line"));
    const char *left = arena_printf(&arena, "Still free of %s: %s", format_money(&cx, (Cents){400000}),
                                    format_money(&cx, (Cents){200000}));
    assert_non_null(strstr(html, left));
}

static void too_much_planned_is_marked(void **state)
{
    (void)state;
    const char *html = budget(100000, 100000, 50000, 50000);
    assert_non_null(strstr(html, "<line class=\"v-interval\" x1=\"500\" x2=\"500\""));
    assert_non_null(strstr(budget(100000, 0, 50000, 60000), "More is committed and paid"));
    assert_non_null(strstr(budget(0, 0, 0, 0), "<svg"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_add_up),
        cmocka_unit_test(a_scale_shows_counts_mean_and_n),
        cmocka_unit_test(bars_begin_where_reading_begins),
        cmocka_unit_test(the_longest_bar_is_whole),
        cmocka_unit_test(the_budget_bar_shows_what_is_free),
        cmocka_unit_test(too_much_planned_is_marked),
    };
    arena = arena_make(0);
    cx = (Cx){.arena = &arena, .lang = LANG_EN, .path_prefix = "/p/en"};
    int failed = cmocka_run_group_tests_name("svg", tests, NULL, NULL);
    arena_free(&arena);
    return failed;
}
