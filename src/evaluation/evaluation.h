/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Written evaluations: questionnaires, slips, anonymous answers, results (S11; rule 4 of the domain).
 *
 * An evaluation is one written round of a seminar, or one that was imported. While it is open, whoever holds
 * a slip answers once; nothing is shown. Closing it releases the results, once. What answers an evaluation
 * never touches a person: see docs/decisions/0006. Read next: results.h, evaluation_import.h. */
#pragma once

#include "db/db.h"
#include "programme/permission.h"

typedef enum QuestionKind { QUESTION_SCALE = 1, QUESTION_NUMBER, QUESTION_TEXT } QuestionKind;

typedef enum Dimension {
    DIMENSION_OTHER,
    DIMENSION_RELEVANCE, /* to the participants' daily work */
    DIMENSION_TOPICS,    /* to be added */
    DIMENSION_METHOD,    /* methodological quality */
    DIMENSION_COUNT
} Dimension;

typedef enum EvaluationState { EVALUATION_OPEN = 1, EVALUATION_CLOSED } EvaluationState;

enum {
    EVALUATION_SHOWN_FROM = 5,   /* responses */
    EVALUATION_VALUES_MAX = 250, /* a scale or number spans at most so many values: an answer is one byte */
    EVALUATION_SLIPS_MAX = 200,  /* printed at once */
    ANSWER_NONE = 0,             /* packed answers: nothing ticked */
    ANSWER_CANT_SAY = 1,
    ANSWER_FIRST = 2, /* the lowest value of the question; the others follow */
};

typedef struct Question {
    QuestionId id;
    QuestionKind kind;
    Dimension dimension;
    int low, high; /* of a scale or number */
    const char *wording;
} Question;
ROWS(Questions, Question);

typedef struct Evaluation {
    EvaluationId id;
    SeminarId seminar; /* 0: imported */
    QuestionnaireId questionnaire;
    const char *title;
    EvaluationState state;
    int invited; /* how many could answer; 0 = unknown */
    const char *source; /* the imported file's name, or "" */
} Evaluation;

/* NOT_FOUND when there is none. */
MUST_USE const Err *evaluation_find(Cx *cx, EvaluationId id, Evaluation *ret_evaluation);

/* The questions in order, worded in the reader's language where there is a translation. */
MUST_USE const Err *evaluation_questions(Cx *cx, QuestionnaireId questionnaire, Questions *ret_questions);

const char *dimension_name(Dimension dimension); /* msgid */

/* A new questionnaire. INPUT unless relevance, topics and method are all among the dimensions (S11). */
MUST_USE const Err *questionnaire_create(Cx *cx, const char *title, const Questions *questions,
                                         QuestionnaireId *ret_id);

/* The same as it is: imported questionnaires were asked by others. */
MUST_USE const Err *questionnaire_store(Cx *cx, const char *title, const Questions *questions,
                                        QuestionnaireId *ret_id);

/* Opens the written round of a seminar with the programme's standard questionnaire, or finds the one that is
 * open already. CONFLICT before the seminar's first day, when it is cancelled or was never published, or when
 * its round was closed. NOT_FOUND: no seminar of this programme. */
MUST_USE const Err *evaluation_open(Cx *cx, SeminarId seminar, EvaluationId *ret_id);

ROWS(SlipTokens, const char *);

/* Makes n slips. The tokens come out in random order and are stored nowhere: print them now. CONFLICT when
 * the round is closed, INPUT unless 1 ≤ n ≤ EVALUATION_SLIPS_MAX. */
MUST_USE const Err *evaluation_make_slips(Cx *cx, EvaluationId id, int64_t n, SlipTokens *ret_tokens);

/* A token as it was printed, from what somebody typed: blanks, hyphens and capitals don't matter. */
const char *slip_token(Cx *cx, const char *typed);

/* What a slip opens. GONE: used already, or the round is closed; NOT_FOUND: no slip of this programme.
 * `token` may be typed with blanks, hyphens and capital letters. */
MUST_USE const Err *evaluation_of_slip(Cx *cx, const char *token, Evaluation *ret_evaluation);

/* One answer per question, in their order: packed values for scale and number, text for text ("" = none). */
typedef struct Response {
    unsigned char *answers; /* n_questions bytes */
    const char **texts;     /* n_questions; NULL where the question is not text */
} Response;

/* Spends the slip and stores the response; both or neither. Must run where nothing else shares its
 * transaction (ON_APART). Fails as evaluation_of_slip does: a slip sent twice counts once. */
MUST_USE const Err *evaluation_answer(Cx *cx, const char *token, const Questions *questions,
                                      const Response *response);

/* Stores a response as it is, without a slip: for imports. Inside a transaction. */
MUST_USE const Err *evaluation_store(Cx *cx, EvaluationId id, const Questions *questions,
                                     const Response *response);

/* Gives all answers of a round new random keys, and so a new order. Inside a transaction that no single
 * answer shares. */
MUST_USE const Err *evaluation_shuffle(Cx *cx, EvaluationId id);

/* Closes the round: the answers are shuffled, unused slips are void, the results are released; a seminar that
 * was held is evaluated now. A second time has no effect. In a transaction of its own (ON_WORKER): no answer
 * and nobody's registration may share it. */
MUST_USE const Err *evaluation_close(Cx *cx, EvaluationId id);

ScopeFn evaluation_scope;
