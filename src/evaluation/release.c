/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See release.h. */
#include "evaluation/release.h"

#include "evaluation.sql.h"

enum { COUNT_BYTES = 4, ALIKE_SCALES_MIN = 3 /* fewer scales say nothing about how somebody answers */ };

size_t question_values(const Question *question)
{
    return question->kind == QUESTION_TEXT ? 0 : (size_t)(question->high - question->low) + 1;
}

/* ---- counting ---- */

typedef struct Tally {
    int64_t n, cant_say;
    int64_t *counts;
} Tally;

/* The responses once, each byte of each: the order in which memory has them. */
static Tally *count_answers(Cx *cx, const Questions *questions, const ResponseListRows *responses)
{
    Tally *tallies = NEW_ARRAY(cx->arena, Tally, questions->n + 1);
    int64_t(*seen)[256] = arena_alloc(cx->arena, (questions->n + 1) * sizeof *seen);
    for (size_t r = 0; r < responses->n; r++) {
        Blob answers = responses->at[r].answers;
        for (size_t q = 0; q < questions->n && q < answers.n; q++)
            seen[q][answers.bytes[q]]++;
    }
    for (size_t q = 0; q < questions->n; q++) {
        size_t n_values = question_values(&questions->at[q]);
        tallies[q].cant_say = seen[q][ANSWER_CANT_SAY];
        tallies[q].counts = NEW_ARRAY(cx->arena, int64_t, n_values + 1);
        for (size_t v = 0; v < n_values; v++) {
            tallies[q].counts[v] = seen[q][ANSWER_FIRST + v];
            tallies[q].n += tallies[q].counts[v];
        }
    }
    return tallies;
}

/* Has the response one answer on all scales, and no scale without? */
static bool is_alike(const Questions *questions, Blob answers)
{
    unsigned char first = ANSWER_NONE;
    for (size_t q = 0; q < questions->n; q++) {
        if (questions->at[q].kind != QUESTION_SCALE)
            continue;
        unsigned char answer = q < answers.n ? answers.bytes[q] : ANSWER_NONE;
        if (answer < ANSWER_FIRST || (first && answer != first))
            return false;
        first = answer;
    }
    return true;
}

static int64_t count_scales(const Questions *questions)
{
    int64_t n = 0;
    for (size_t q = 0; q < questions->n; q++)
        n += questions->at[q].kind == QUESTION_SCALE;
    return n;
}

/* ---- the audit ---- */

int64_t *release_counts(Cx *cx, Blob kept, size_t n_values)
{
    int64_t *counts = NEW_ARRAY(cx->arena, int64_t, n_values + 1);
    for (size_t v = 0; v < n_values && (v + 1) * COUNT_BYTES <= kept.n; v++)
        for (size_t i = COUNT_BYTES; i-- > 0;)
            counts[v] = counts[v] << 8 | kept.bytes[v * COUNT_BYTES + i];
    return counts;
}

static Blob kept_counts(Cx *cx, const int64_t *counts, size_t n_values)
{
    unsigned char *bytes = arena_alloc(cx->arena, n_values * COUNT_BYTES + 1);
    for (size_t v = 0; counts && v < n_values; v++)
        for (size_t i = 0; i < COUNT_BYTES; i++)
            bytes[v * COUNT_BYTES + i] = (unsigned char)(counts[v] >> (8 * i));
    return (Blob){bytes, counts ? n_values * COUNT_BYTES : 0};
}

/* The rounds are the atoms: those of which this question was released, and this one, last. */
static DisclosureVerdict audit_table(Cx *cx, EvaluationId id, const Question *question, const int64_t *counts,
                                     const ReleasedElsewhereRows *elsewhere)
{
    size_t n_values = question_values(question), n = 0;
    int64_t *all = NEW_ARRAY(cx->arena, int64_t, (elsewhere->n + 1) * n_values);
    for (size_t i = 0; i < elsewhere->n; i++)
        if (elsewhere->at[i].question.v == question->id.v && elsewhere->at[i].evaluation.v != id.v)
            memcpy(&all[n++ * n_values], release_counts(cx, elsewhere->at[i].counts, n_values),
                   n_values * sizeof *all);
    memcpy(&all[n * n_values], counts, n_values * sizeof *all);
    Disclosure *d = disclosure_begin(cx->arena, n + 1, n_values, all, EVALUATION_SHOWN_FROM);
    DisclosureVerdict verdict = DISCLOSURE_SAFE;
    for (size_t i = 0; i <= n; i++) {
        unsigned char *group = arena_alloc(cx->arena, n + 1);
        group[i] = 1;
        verdict = disclosure_publish(d, group);
    }
    return verdict;
}

static const Err *count_and_audit(Cx *cx, EvaluationId id, const Questions *questions, Release *ret_release)
{
    ResponseListRows responses;
    ReleasedElsewhereRows elsewhere;
    Evaluation evaluation;
    TRY(evaluation_find(cx, id, &evaluation));
    TRY(q_response_list(cx, id, &responses));
    TRY(q_released_elsewhere(cx, evaluation.questionnaire, &elsewhere));
    Tally *tallies = count_answers(cx, questions, &responses);
    Release release = {.responses = (int64_t)responses.n,
                       .scales = count_scales(questions),
                       .tables = NEW_ARRAY(cx->arena, ReleasedTable, questions->n + 1)};
    for (size_t r = 0; r < responses.n && release.scales >= ALIKE_SCALES_MIN; r++)
        release.alike += is_alike(questions, responses.at[r].answers);
    for (size_t q = 0; q < questions->n; q++) {
        if (questions->at[q].kind == QUESTION_TEXT)
            continue;
        DisclosureVerdict verdict =
            release.responses < EVALUATION_SHOWN_FROM || tallies[q].n == 0
                ? DISCLOSURE_SMALL
                : audit_table(cx, id, &questions->at[q], tallies[q].counts, &elsewhere);
        release.tables[q].verdict = verdict;
        if (verdict == DISCLOSURE_SAFE)
            release.tables[q] =
                (ReleasedTable){verdict, tallies[q].n, tallies[q].cant_say, tallies[q].counts};
    }
    *ret_release = release;
    return NULL;
}

/* ---- keeping ---- */

const Err *release_make(Cx *cx, EvaluationId id, const Questions *questions)
{
    Release release;
    TRY(count_and_audit(cx, id, questions, &release));
    TRY(q_released_round_add(cx, id, release.responses, release.scales, release.alike, NULL));
    for (size_t q = 0; q < questions->n; q++) {
        const ReleasedTable *table = &release.tables[q];
        if (questions->at[q].kind != QUESTION_TEXT)
            TRY(q_released_result_add(
                cx, id, questions->at[q].id, (int32_t)table->verdict, table->n, table->cant_say,
                kept_counts(cx, table->counts, question_values(&questions->at[q])), NULL));
    }
    return NULL;
}

const Err *release_find(Cx *cx, EvaluationId id, const Questions *questions, Release *ret_release)
{
    ReleasedRoundFind round;
    ReleasedResultListRows rows;
    bool found;
    TRY(q_released_round_find(cx, id, &round, &found));
    if (!found)
        return count_and_audit(cx, id, questions, ret_release);
    TRY(q_released_result_list(cx, id, &rows));
    Release release = {round.responses, round.scales, round.alike,
                       NEW_ARRAY(cx->arena, ReleasedTable, questions->n + 1)};
    for (size_t i = 0; i < rows.n; i++)
        for (size_t q = 0; q < questions->n; q++)
            if (questions->at[q].id.v == rows.at[i].question.v) {
                ReleasedTable *table = &release.tables[q];
                *table = (ReleasedTable){(DisclosureVerdict)rows.at[i].verdict, rows.at[i].answers,
                                         rows.at[i].cant_say, NULL};
                if (table->verdict == DISCLOSURE_SAFE)
                    table->counts = release_counts(cx, rows.at[i].counts, question_values(&questions->at[q]));
            }
    *ret_release = release;
    return NULL;
}
