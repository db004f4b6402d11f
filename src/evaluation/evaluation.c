/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See evaluation.h. */
#include "evaluation/evaluation.h"

#include "evaluation.sql.h"
#include "evaluation/release.h"
#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "programme/audit.h"
#include "seminar/seminar.h"
#include "programme/secret.h"

#include <ctype.h>

enum { SLIP_BYTES = 7, KEY_BYTES = 16 }; /* 12 signs on paper; 2^56 of them */

/* The standard questionnaire: the three dimensions of S11, and what else a programme wants to know. */
static const char standard_title[] = N_("Standard questionnaire");
static const Question standard_questions[] = {
    {.kind = QUESTION_SCALE,
     .dimension = DIMENSION_RELEVANCE,
     .low = 1,
     .high = 5,
     .wording = N_("The seminar is useful for my daily work.")},
    {.kind = QUESTION_SCALE,
     .dimension = DIMENSION_METHOD,
     .low = 1,
     .high = 5,
     .wording = N_("The seminar was well done: clear, lively and at the right pace.")},
    {.kind = QUESTION_SCALE,
     .dimension = DIMENSION_METHOD,
     .low = 1,
     .high = 5,
     .wording = N_("My questions were answered.")},
    {.kind = QUESTION_SCALE,
     .dimension = DIMENSION_OTHER,
     .low = 1,
     .high = 5,
     .wording = N_("I would recommend the seminar to others.")},
    {.kind = QUESTION_TEXT, .dimension = DIMENSION_TOPICS, .wording = N_("Which topics should be added?")},
    {.kind = QUESTION_TEXT,
     .dimension = DIMENSION_OTHER,
     .wording = N_("What else would you like to tell us?")},
};

static const char *const dimension_names[DIMENSION_COUNT] = {
    [DIMENSION_OTHER] = N_("Other"),
    [DIMENSION_RELEVANCE] = N_("Relevance to daily work"),
    [DIMENSION_TOPICS] = N_("Topics to be added"),
    [DIMENSION_METHOD] = N_("Methodological quality"),
};

const char *dimension_name(Dimension dimension)
{
    return dimension_names[dimension];
}

/* ---- questionnaires ---- */

const Err *questionnaire_store(Cx *cx, const char *title, const Questions *questions, QuestionnaireId *ret_id)
{
    QuestionnaireId id;
    TRY(q_questionnaire_add(cx, cx->programme, title, &id));
    for (size_t i = 0; i < questions->n; i++) {
        const Question *q = &questions->at[i];
        QuestionId question;
        TRY(q_question_add(cx, id, (int32_t)i + 1, (int32_t)q->kind, (int32_t)q->dimension, q->low, q->high,
                           q->wording, &question));
    }
    *ret_id = id;
    return NULL;
}

const Err *questionnaire_create(Cx *cx, const char *title, const Questions *questions,
                                QuestionnaireId *ret_id)
{
    bool has[DIMENSION_COUNT] = {0};
    for (size_t i = 0; i < questions->n; i++)
        has[questions->at[i].dimension] = true;
    for (Dimension d = DIMENSION_RELEVANCE; d < DIMENSION_COUNT; d++)
        if (!has[d])
            return FAIL(cx, ERR_INPUT, "The questionnaire needs a question about: {dimension}.", "dimension",
                        t(cx, dimension_name(d)));
    return questionnaire_store(cx, title, questions, ret_id);
}

static const Err *find_standard(Cx *cx, QuestionnaireId *ret_id)
{
    QuestionnaireStandard row;
    bool found;
    TRY(q_questionnaire_standard(cx, cx->programme, standard_title, &row, &found));
    if (found) {
        *ret_id = row.id;
        return NULL;
    }
    Question copy[ARRAY_LENGTH(standard_questions)];
    memcpy(copy, standard_questions, sizeof copy);
    return questionnaire_create(cx, standard_title, &(Questions){ARRAY_LENGTH(copy), copy}, ret_id);
}

const Err *evaluation_questions(Cx *cx, QuestionnaireId questionnaire, Questions *ret_questions)
{
    QuestionListRows rows;
    TRY(q_question_list(cx, questionnaire, (int32_t)cx->lang, &rows));
    Questions questions = {rows.n, NEW_ARRAY(cx->arena, Question, rows.n)};
    for (size_t i = 0; i < rows.n; i++)
        questions.at[i] = (Question){.id = rows.at[i].id,
                                     .kind = (QuestionKind)rows.at[i].kind,
                                     .dimension = (Dimension)rows.at[i].dimension,
                                     .low = rows.at[i].low,
                                     .high = rows.at[i].high,
                                     .wording = t(cx, rows.at[i].wording)};
    *ret_questions = questions;
    return NULL;
}

/* ---- rounds ---- */

const Err *evaluation_find(Cx *cx, EvaluationId id, Evaluation *ret_evaluation)
{
    EvaluationCard row;
    TRY(q_evaluation_card(cx, id, cx->lang, &row));
    *ret_evaluation = (Evaluation){.id = row.id,
                                   .seminar = row.seminar,
                                   .questionnaire = row.questionnaire,
                                   .title = row.title,
                                   .state = (EvaluationState)row.state,
                                   .invited = row.invited,
                                   .source = row.source};
    return NULL;
}

const Err *evaluation_open(Cx *cx, SeminarId seminar, EvaluationId *ret_id)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    EvaluationOfSeminar present;
    bool found;
    TRY(q_evaluation_of_seminar(cx, seminar, &present, &found));
    if (found && present.state == EVALUATION_CLOSED)
        return FAIL(cx, ERR_CONFLICT, "The evaluation of this seminar is closed; its results are released.");
    EvaluationId id = present.id;
    if (!found) {
        EvaluationSeminar s;
        TRY(q_evaluation_seminar(cx, cx->programme, seminar, &s));
        if (s.state < SEMINAR_PUBLISHED || s.state == SEMINAR_CANCELLED)
            return FAIL(cx, ERR_CONFLICT, "Only a seminar that took place can be evaluated.");
        if (!s.has_first_day || s.first_day.days > local_today(cx).days)
            return FAIL(cx, ERR_CONFLICT,
                        "The seminar has not begun. Its evaluation can be opened on its first day.");
        QuestionnaireId questionnaire;
        TRY(find_standard(cx, &questionnaire));
        TRY(q_evaluation_add(cx, cx->programme, &seminar, questionnaire, s.title, EVALUATION_OPEN, s.seated,
                             NULL, "", &id));
        TRY(audit_add(cx, "evaluation.open", "evaluation", id.v, s.title));
    }
    TRY(tx_commit(cx, &tx));
    *ret_id = id;
    return NULL;
}

/* ---- slips ---- */

const char *slip_token(Cx *cx, const char *typed)
{
    Buf token = buf_make(cx->arena);
    for (const char *p = typed; *p; p++)
        if (isalnum((unsigned char)*p))
            buf_char(&token, (char)tolower((unsigned char)*p));
    return buf_text(&token);
}

static Blob slip_hash(Cx *cx, const char *typed)
{
    return secret_token_hash(cx->arena, slip_token(cx, typed));
}

const Err *evaluation_make_slips(Cx *cx, EvaluationId id, int64_t n, SlipTokens *ret_tokens)
{
    Evaluation evaluation;
    TRY(evaluation_find(cx, id, &evaluation));
    if (evaluation.state != EVALUATION_OPEN)
        return FAIL(cx, ERR_CONFLICT, "The evaluation is closed. There is nothing more to answer.");
    if (n < 1 || n > EVALUATION_SLIPS_MAX)
        return FAIL(cx, ERR_INPUT, "Please print between 1 and {most} slips at a time.", "most",
                    arena_printf(cx->arena, "%d", EVALUATION_SLIPS_MAX));
    SlipTokens tokens = {(size_t)n, NEW_ARRAY(cx->arena, const char *, (size_t)n)};
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    for (size_t i = 0; i < tokens.n; i++) {
        char token[ENV_TOKEN_ROOM(SLIP_BYTES)];
        env_token(cx->env, SLIP_BYTES, token);
        TRY(q_slip_add(cx, slip_hash(cx, token), id, NULL));
        tokens.at[i] = arena_text(cx->arena, token);
    }
    TRY(audit_add(cx, "evaluation.slips", "evaluation", id.v, arena_printf(cx->arena, "%zu", tokens.n)));
    TRY(tx_commit(cx, &tx));
    *ret_tokens = tokens;
    return NULL;
}

static const Err *find_slip(Cx *cx, Blob hash, EvaluationId *ret_id)
{
    SlipFind slip;
    bool found;
    TRY(q_slip_find(cx, hash, &slip, &found));
    if (!found || slip.programme.v != cx->programme.v)
        return FAIL(cx, ERR_NOT_FOUND, "There is no slip with this code. Please compare it with the paper.");
    if (slip.used)
        return FAIL(cx, ERR_GONE, "This slip was used already: the answers are in. Thank you.");
    if (slip.state != EVALUATION_OPEN)
        return FAIL(cx, ERR_GONE, "This evaluation is over. Thank you for wanting to take part.");
    *ret_id = slip.evaluation;
    return NULL;
}

const Err *evaluation_of_slip(Cx *cx, const char *token, Evaluation *ret_evaluation)
{
    EvaluationId id;
    TRY(find_slip(cx, slip_hash(cx, token), &id));
    return evaluation_find(cx, id, ret_evaluation);
}

/* ---- answers ---- */

static Blob random_key(Cx *cx)
{
    unsigned char *key = arena_alloc(cx->arena, KEY_BYTES);
    cx->env->random(cx->env, key, KEY_BYTES);
    return (Blob){key, KEY_BYTES};
}

const Err *evaluation_store(Cx *cx, EvaluationId id, const Questions *questions, const Response *response)
{
    TRY(q_response_add(cx, id, random_key(cx), (Blob){response->answers, questions->n}, NULL));
    for (size_t i = 0; i < questions->n; i++)
        if (questions->at[i].kind == QUESTION_TEXT && response->texts[i] && *response->texts[i])
            TRY(q_response_text_add(cx, random_key(cx), questions->at[i].id, id, response->texts[i], NULL));
    return NULL;
}

const Err *evaluation_answer(Cx *cx, const char *token, const Questions *questions, const Response *response)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    Blob hash = slip_hash(cx, token);
    EvaluationId id;
    TRY(find_slip(cx, hash, &id));
    int64_t spent;
    TRY(q_slip_spend(cx, hash, &spent));
    if (spent != 1)
        return FAIL(cx, ERR_GONE, "This slip was used already: the answers are in. Thank you.");
    TRY(evaluation_store(cx, id, questions, response));
    return tx_commit(cx, &tx);
}

/* ---- closing ---- */

/* Read in the order of their random keys, written again under new ones: the place of a row then says nothing
 * about when it came, nor which text came with which answers. */
const Err *evaluation_shuffle(Cx *cx, EvaluationId id)
{
    ResponseListRows responses;
    ResponseTextListRows texts;
    TRY(q_response_list(cx, id, &responses));
    TRY(q_response_text_list(cx, id, &texts));
    TRY(q_response_remove_all(cx, id, NULL));
    TRY(q_response_text_remove_all(cx, id, NULL));
    for (size_t i = 0; i < responses.n; i++)
        TRY(q_response_add(cx, id, random_key(cx), responses.at[i].answers, NULL));
    for (size_t i = 0; i < texts.n; i++)
        TRY(q_response_text_add(cx, random_key(cx), texts.at[i].question, id, texts.at[i].wording, NULL));
    return NULL;
}

/* Who could answer is known for certain only now: absent people are marked by then. */
static const Err *close_of_seminar(Cx *cx, SeminarId seminar, int32_t *ret_invited)
{
    EvaluationSeminar s;
    TRY(q_evaluation_seminar(cx, cx->programme, seminar, &s));
    if (seminar_step_allowed(s.state, SEMINAR_EVALUATED))
        TRY(seminar_step(cx, seminar, SEMINAR_EVALUATED, ""));
    *ret_invited = s.seated;
    return NULL;
}

/* Where the old keys stood, and the order in which slips were used. */
static const char *const swept[] = {"response", "response_text", "slip", NULL};

const Err *evaluation_close(Cx *cx, EvaluationId id)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    Evaluation evaluation;
    TRY(evaluation_find(cx, id, &evaluation));
    if (evaluation.state == EVALUATION_OPEN) {
        Questions questions;
        int32_t invited = evaluation.invited;
        int64_t closed;
        if (evaluation.seminar.v)
            TRY(close_of_seminar(cx, evaluation.seminar, &invited));
        TRY(q_evaluation_set_closed(cx, id, invited, local_today(cx), &closed));
        TRY(evaluation_shuffle(cx, id));
        TRY(evaluation_questions(cx, evaluation.questionnaire, &questions));
        TRY(release_make(cx, id, &questions));
        TRY(audit_add(cx, "evaluation.close", "evaluation", id.v, evaluation.title));
    }
    TRY(tx_commit(cx, &tx));
    return db_sweep(cx, swept);
}

const Err *evaluation_scope(Cx *cx, int64_t id, ObjectScope *ret_scope)
{
    EvaluationScopeRow row;
    bool found;
    TRY(q_evaluation_scope_row(cx, id, &row, &found));
    if (found)
        *ret_scope = (ObjectScope){.exists = true,
                                   .programme = row.programme,
                                   .is_public = row.state == EVALUATION_CLOSED,
                                   .by_consultants = row.has_seminar,
                                   .seminar = row.seminar};
    return NULL;
}
