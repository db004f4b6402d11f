/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Slips, anonymous answers, closing, results (rule 4 of the domain). The answers of `spread` are 5 4 4 3 5 on
 * the first question: by hand, mean 4.2, variance 0.7, t(4) = 2.776. */
#include "../year.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "evaluation.sql.h"
#include "evaluation/results.h"
#include "registration/attendance.h"
#include "seminar/seminar_rules.h"

static EvaluationId open_round(Year *y)
{
    SeminarId seminar = year_published(y, "Öffentlichkeitsarbeit", date_make(2026, 3, 9), 12, 0);
    year_move_to(y, date_make(2026, 3, 9));
    EvaluationId id;
    assert_ok(evaluation_open(&y->cx, seminar, &id));
    return id;
}

static Questions questions_of(Year *y, EvaluationId id)
{
    Evaluation evaluation;
    Questions questions;
    assert_ok(evaluation_find(&y->cx, id, &evaluation));
    assert_ok(evaluation_questions(&y->cx, evaluation.questionnaire, &questions));
    return questions;
}

/* The same value on every scale; a text where there is one. */
static Response response_of(Cx *cx, const Questions *questions, int value, const char *text)
{
    Response r = {arena_alloc(cx->arena, questions->n), NEW_ARRAY(cx->arena, const char *, questions->n)};
    for (size_t i = 0; i < questions->n; i++)
        if (questions->at[i].kind == QUESTION_TEXT)
            r.texts[i] = text;
        else
            r.answers[i] = (unsigned char)(value - questions->at[i].low + ANSWER_FIRST);
    return r;
}

static void answer(Year *y, EvaluationId id, const int *values, size_t n)
{
    Questions questions = questions_of(y, id);
    SlipTokens tokens;
    assert_ok(evaluation_make_slips(&y->cx, id, (int64_t)n, &tokens));
    for (size_t i = 0; i < n; i++) {
        Response r = response_of(&y->cx, &questions, values[i], i == 0 ? "Buchhaltung" : "");
        assert_ok(evaluation_answer(&y->cx, tokens.at[i], &questions, &r));
    }
}

static const int spread[] = {5, 4, 4, 3, 5};

static void the_three_dimensions_are_always_asked(void **state)
{
    Year *y = *state;
    Questions questions = questions_of(y, open_round(y));
    bool has[DIMENSION_COUNT] = {0};
    for (size_t i = 0; i < questions.n; i++)
        has[questions.at[i].dimension] = true;
    assert_true(has[DIMENSION_RELEVANCE] && has[DIMENSION_TOPICS] && has[DIMENSION_METHOD]);
    Question one = {
        .kind = QUESTION_SCALE, .dimension = DIMENSION_METHOD, .low = 1, .high = 5, .wording = "?"};
    QuestionnaireId id;
    assert_err(questionnaire_create(&y->cx, "Kurz", &(Questions){1, &one}, &id), ERR_INPUT);
}

static SeminarState state_of(Year *y, SeminarId id)
{
    SeminarFind row;
    assert_ok(seminar_get(&y->cx, id, &row));
    return row.state;
}

static void a_held_seminar_is_evaluated_whichever_came_first(void **state)
{
    Year *y = *state;
    EvaluationId id = open_round(y);
    Evaluation evaluation;
    assert_ok(evaluation_find(&y->cx, id, &evaluation));
    assert_ok(evaluation_close(&y->cx, id));
    assert_int_equal(state_of(y, evaluation.seminar), SEMINAR_PUBLISHED);
    assert_ok(registration_hold_seminar(&y->cx, evaluation.seminar));
    assert_int_equal(state_of(y, evaluation.seminar), SEMINAR_EVALUATED);

    year_move_to(y, date_make(2026, 3, 2));
    id = open_round(y);
    assert_ok(evaluation_find(&y->cx, id, &evaluation));
    assert_ok(registration_hold_seminar(&y->cx, evaluation.seminar));
    assert_int_equal(state_of(y, evaluation.seminar), SEMINAR_HELD);
    assert_ok(evaluation_close(&y->cx, id));
    assert_int_equal(state_of(y, evaluation.seminar), SEMINAR_EVALUATED);
}

static void a_round_opens_on_the_first_day_and_once(void **state)
{
    Year *y = *state;
    SeminarId seminar = year_published(y, "Später", date_make(2026, 3, 9), 12, 0);
    EvaluationId id, again;
    assert_err(evaluation_open(&y->cx, seminar, &id), ERR_CONFLICT);
    year_move_to(y, date_make(2026, 3, 9));
    assert_ok(evaluation_open(&y->cx, seminar, &id));
    assert_ok(evaluation_open(&y->cx, seminar, &again));
    assert_int_equal(id.v, again.v);
    assert_ok(evaluation_close(&y->cx, id));
    assert_err(evaluation_open(&y->cx, seminar, &again), ERR_CONFLICT);
    SeminarId planned = year_seminar(y, "Geplant", date_make(2026, 3, 9), 12, 0);
    assert_err(evaluation_open(&y->cx, planned, &id), ERR_CONFLICT);
    assert_err(evaluation_open(&y->cx, (SeminarId){9999}, &id), ERR_NOT_FOUND);
}

static void a_slip_counts_once(void **state)
{
    Year *y = *state;
    EvaluationId id = open_round(y);
    Questions questions = questions_of(y, id);
    SlipTokens tokens;
    assert_ok(evaluation_make_slips(&y->cx, id, 2, &tokens));
    assert_int_equal(strlen(tokens.at[0]), 12);
    assert_string_not_equal(tokens.at[0], tokens.at[1]);
    Response r = response_of(&y->cx, &questions, 4, "");
    char typed[32];
    snprintf(typed, sizeof typed, "%.4s-%.4s %.4s", tokens.at[0], tokens.at[0] + 4, tokens.at[0] + 8);
    for (char *p = typed; *p; p++)
        if (*p >= 'a' && *p <= 'z')
            *p = (char)(*p - 32);
    Evaluation evaluation;
    assert_ok(evaluation_of_slip(&y->cx, typed, &evaluation));
    assert_ok(evaluation_answer(&y->cx, typed, &questions, &r));
    assert_err(evaluation_answer(&y->cx, tokens.at[0], &questions, &r), ERR_GONE);
    assert_err(evaluation_of_slip(&y->cx, tokens.at[0], &evaluation), ERR_GONE);
    assert_err(evaluation_answer(&y->cx, "aaaabbbbcccc", &questions, &r), ERR_NOT_FOUND);
    EvaluationCounts counts;
    assert_ok(q_evaluation_counts(&y->cx, id, &counts));
    assert_int_equal(counts.responses, 1);
    assert_int_equal(counts.slips_used, 1);
    assert_err(evaluation_make_slips(&y->cx, id, EVALUATION_SLIPS_MAX + 1, &tokens), ERR_INPUT);
}

/* ---- two at once ---- */

typedef struct Race {
    Questions questions;
    const char *token;
    atomic_int accepted, refused;
} Race;

static const Err *race_body(Cx *cx, void *arg)
{
    Race *race = arg;
    Response r = response_of(cx, &race->questions, 3, "");
    return evaluation_answer(cx, race->token, &race->questions, &r);
}

static void race_run(Client *client)
{
    Race *race = client->arg;
    const Err *err = client_write(client, race_body, race);
    if (!err)
        atomic_fetch_add(&race->accepted, 1);
    else if (err->kind == ERR_GONE)
        atomic_fetch_add(&race->refused, 1);
}

static void a_slip_sent_from_many_sides_counts_once(void **state)
{
    Year *y = *state;
    EvaluationId id = open_round(y);
    SlipTokens tokens;
    assert_ok(evaluation_make_slips(&y->cx, id, 5, &tokens));
    for (size_t i = 0; i < tokens.n; i++) {
        Race race = {.questions = questions_of(y, id), .token = tokens.at[i]};
        clients_run(y, 4, race_run, &race);
        assert_int_equal(race.accepted, 1);
        assert_int_equal(race.refused, 3);
    }
    EvaluationCounts counts;
    assert_ok(q_evaluation_counts(&y->cx, id, &counts));
    assert_int_equal(counts.responses, 5);
}

/* ---- nothing links an answer to a person ---- */

static bool wrote(const Cx *cx, const char *table)
{
    for (int i = 0; i < db_schema.n_tables; i++)
        if (strcmp(db_schema.tables[i], table) == 0)
            return cx->tables_written[i / 64] >> (i % 64) & 1;
    fail_msg("there is no table %s", table);
    return false;
}

static void an_answer_writes_nothing_but_itself(void **state)
{
    Year *y = *state;
    EvaluationId id = open_round(y);
    Questions questions = questions_of(y, id);
    SlipTokens tokens;
    assert_ok(evaluation_make_slips(&y->cx, id, 1, &tokens));
    Response r = response_of(&y->cx, &questions, 5, "Buchhaltung");
    y->cx.person = (PersonId){1}; /* even if somebody is signed in */
    memset(y->cx.tables_written, 0, sizeof y->cx.tables_written);
    assert_ok(evaluation_answer(&y->cx, tokens.at[0], &questions, &r));
    y->cx.person = (PersonId){0};
    size_t n = 0;
    for (int i = 0; i < db_schema.n_tables; i++)
        n += y->cx.tables_written[i / 64] >> (i % 64) & 1;
    assert_true(wrote(&y->cx, "slip") && wrote(&y->cx, "response") && wrote(&y->cx, "response_text"));
    assert_int_equal(n, 3);
}

static bool same_blob(Blob a, Blob b)
{
    return a.n == b.n && memcmp(a.bytes, b.bytes, a.n) == 0;
}

static void closing_gives_new_keys_and_keeps_all_answers(void **state)
{
    Year *y = *state;
    EvaluationId id = open_round(y);
    answer(y, id, spread, ARRAY_LENGTH(spread));
    ResponseListRows before, after;
    ResponseTextListRows texts;
    assert_ok(q_response_list(&y->cx, id, &before));
    assert_ok(evaluation_close(&y->cx, id));
    assert_ok(evaluation_close(&y->cx, id));
    assert_ok(q_response_list(&y->cx, id, &after));
    assert_ok(q_response_text_list(&y->cx, id, &texts));
    assert_int_equal(after.n, before.n);
    assert_int_equal(texts.n, 2); /* one response, two free texts */
    bool taken[ARRAY_LENGTH(spread)] = {0};
    for (size_t i = 0; i < after.n; i++) {
        size_t match = after.n;
        for (size_t k = 0; k < before.n; k++) {
            assert_false(same_blob(after.at[i].key, before.at[k].key));
            if (!taken[k] && same_blob(after.at[i].answers, before.at[k].answers))
                match = k;
        }
        assert_true(match < after.n);
        taken[match] = true;
    }
}

static void a_closed_round_takes_nothing_more(void **state)
{
    Year *y = *state;
    EvaluationId id = open_round(y);
    Questions questions = questions_of(y, id);
    SlipTokens tokens;
    assert_ok(evaluation_make_slips(&y->cx, id, 1, &tokens));
    assert_ok(evaluation_close(&y->cx, id));
    Response r = response_of(&y->cx, &questions, 5, "");
    assert_err(evaluation_answer(&y->cx, tokens.at[0], &questions, &r), ERR_GONE);
    assert_err(evaluation_make_slips(&y->cx, id, 1, &tokens), ERR_CONFLICT);
}

/* ---- results ---- */

static void results_wait_for_closing(void **state)
{
    Year *y = *state;
    EvaluationId id = open_round(y);
    answer(y, id, spread, 5);
    Results results;
    assert_err(evaluation_results(&y->cx, id, true, &results), ERR_CONFLICT);
}

static void four_responses_are_withheld(void **state)
{
    Year *y = *state;
    EvaluationId id = open_round(y);
    answer(y, id, spread, 4);
    assert_ok(evaluation_close(&y->cx, id));
    Results results;
    DimensionMeans means;
    assert_ok(evaluation_results(&y->cx, id, true, &results));
    assert_true(results.withheld);
    assert_int_equal(results.n, 4);
    assert_int_equal(results.questions.n, 0);
    assert_int_equal(results.texts.n, 0);
    assert_ok(evaluation_year_means(&y->cx, y->budget, &means));
    assert_int_equal(means.of[DIMENSION_RELEVANCE].n, 0);
}

static void assert_near(double got, double expected, double tolerance)
{
    if (!(fabs(got - expected) <= tolerance))
        fail_msg("%.9g is not %.9g", got, expected);
}

static void five_responses_are_shown(void **state)
{
    Year *y = *state;
    EvaluationId id = open_round(y);
    answer(y, id, spread, 5);
    assert_ok(evaluation_close(&y->cx, id));
    Results results;
    assert_ok(evaluation_results(&y->cx, id, false, &results));
    assert_false(results.withheld);
    assert_int_equal(results.questions.n, 4); /* the scales */
    assert_int_equal(results.texts.n, 0);
    const QuestionResult *first = &results.questions.at[0];
    assert_int_equal(first->n, 5);
    assert_int_equal(first->counts[2], 1);
    assert_int_equal(first->counts[3], 2);
    assert_int_equal(first->counts[4], 2);
    assert_near(first->mean, 4.2, 1e-12);
    assert_near(first->sd, sqrt(0.7), 1e-12);
    assert_near(first->low, 4.2 - 2.776 * sqrt(0.7 / 5), 5e-4);
    assert_near(first->high, 5, 0);
    assert_ok(evaluation_results(&y->cx, id, true, &results));
    assert_int_equal(results.texts.n, 2);
    DimensionMeans means;
    assert_ok(evaluation_year_means(&y->cx, y->budget, &means));
    assert_int_equal(means.of[DIMENSION_METHOD].n, 5);
    assert_near(means.of[DIMENSION_METHOD].mean, 4.2, 1e-12);
    assert_near(means.of[DIMENSION_METHOD].low, 4.2 - 2.776 * sqrt(0.7 / 5), 5e-4);
}

/* Six answer, but only four of them the first question. */
static void a_question_with_four_answers_is_withheld(void **state)
{
    Year *y = *state;
    EvaluationId id = open_round(y);
    Questions questions = questions_of(y, id);
    SlipTokens tokens;
    assert_ok(evaluation_make_slips(&y->cx, id, 6, &tokens));
    for (size_t i = 0; i < 6; i++) {
        Response r = response_of(&y->cx, &questions, i < 2 ? 3 : 4, "");
        if (i < 2)
            r.answers[0] = i ? ANSWER_CANT_SAY : ANSWER_NONE;
        assert_ok(evaluation_answer(&y->cx, tokens.at[i], &questions, &r));
    }
    assert_ok(evaluation_close(&y->cx, id));
    Results results;
    assert_ok(evaluation_results(&y->cx, id, false, &results));
    assert_true(results.questions.at[0].withheld);
    assert_null(results.questions.at[0].counts);
    assert_false(results.questions.at[1].withheld);
    Buf csv = buf_make(&y->arena);
    y->cx.lang = LANG_EN;
    assert_ok(evaluation_results_file(&y->cx, id, RESULTS_CSV, &csv));
    y->cx.lang = LANG_DE;
    assert_non_null(strstr(buf_text(&csv), "fewer than five answers"));
    assert_non_null(strstr(buf_text(&csv), ",6,0,3.6667,")); /* 3 3 4 4 4 4 */
}

/* What all said is known of each: not even n is shown. */
static void a_question_that_all_answered_alike_is_withheld(void **state)
{
    Year *y = *state;
    EvaluationId id = open_round(y);
    answer(y, id, (const int[]){4, 4, 4, 4, 4, 4}, 6);
    assert_ok(evaluation_close(&y->cx, id));
    Results results;
    assert_ok(evaluation_results(&y->cx, id, false, &results));
    assert_int_equal(results.n, 6);
    for (size_t i = 0; i < results.questions.n; i++)
        assert_true(results.questions.at[i].withheld && results.questions.at[i].n == 0 &&
                    !results.questions.at[i].counts);
    assert_int_equal(results.alike, 6);
}

/* 5 4 4 3 5 this year and 4 3 3 3 2 the year before: means 4.2 and 3, together 3.6. */
static void rounds_are_compared_with_what_was_released(void **state)
{
    Year *y = *state;
    SeminarId second = year_published(y, "Zweites", date_make(2026, 3, 9), 12, 0);
    SeminarId small = year_published(y, "Klein", date_make(2026, 3, 9), 12, 0);
    EvaluationId now = open_round(y);
    answer(y, now, spread, ARRAY_LENGTH(spread));
    assert_ok(evaluation_close(&y->cx, now));
    EvaluationId other, three;
    assert_ok(evaluation_open(&y->cx, second, &other));
    answer(y, other, (const int[]){4, 3, 3, 3, 2}, 5);
    assert_ok(evaluation_close(&y->cx, other));
    assert_ok(evaluation_open(&y->cx, small, &three));
    answer(y, three, (const int[]){1, 1, 2}, 3);
    assert_ok(evaluation_close(&y->cx, three));
    Results results;
    assert_ok(evaluation_results(&y->cx, three, false, &results));
    assert_true(results.withheld && results.questions.n == 0);
    assert_ok(evaluation_results(&y->cx, now, false, &results));
    const QuestionResult *first = &results.questions.at[0];
    assert_int_equal(first->all.n, 10); /* not the three */
    assert_int_equal(first->all.rounds, 2);
    assert_near(first->all.mean, 3.6, 1e-12);
    assert_int_equal(first->earlier.n, 0);
    assert_int_equal(first->agree, 4);
    assert_near(first->share, 0.8, 1e-12);
    assert_near(first->share_low, 0.3755, 5e-4); /* Wilson's interval of 4 of 5, by hand */
    assert_near(first->share_high, 0.9638, 5e-4);
    assert_true(first->is_thin);
    assert_int_equal(results.alike, 5); /* each of them said the same everywhere */
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, year_open, year_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_three_dimensions_are_always_asked),
        CASE(a_held_seminar_is_evaluated_whichever_came_first),
        CASE(a_round_opens_on_the_first_day_and_once),
        CASE(a_slip_counts_once),
        CASE(a_slip_sent_from_many_sides_counts_once),
        CASE(an_answer_writes_nothing_but_itself),
        CASE(closing_gives_new_keys_and_keeps_all_answers),
        CASE(a_closed_round_takes_nothing_more),
        CASE(results_wait_for_closing),
        CASE(four_responses_are_withheld),
        CASE(five_responses_are_shown),
        CASE(a_question_with_four_answers_is_withheld),
        CASE(a_question_that_all_answered_alike_is_withheld),
        CASE(rounds_are_compared_with_what_was_released),
    };
    return cmocka_run_group_tests_name("evaluation", tests, NULL, NULL);
}
