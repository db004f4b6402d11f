/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The release of a round's figures: what is counted when it closes, and what the auditor lets out (rule 4;
 * stats/disclosure.h). A table is the distribution of the answers to one question; beside it the tables of
 * the same question from all rounds before are known. Decision 15. */
#pragma once

#include "evaluation/evaluation.h"
#include "stats/disclosure.h"

typedef struct ReleasedTable {
    DisclosureVerdict verdict;
    int64_t n, cant_say; /* 0 when withheld */
    int64_t *counts;     /* of each value, low to high; NULL when withheld */
} ReleasedTable;

typedef struct Release {
    int64_t responses;
    int64_t scales, alike; /* questions on scales; responses with one answer on all of them */
    ReleasedTable *tables; /* one for each question; that of a text is empty */
} Release;

/* Counts the answers of a round, audits each table, and keeps what is released. Inside the transaction that
 * closes it. */
MUST_USE const Err *release_make(Cx *cx, EvaluationId id, const Questions *questions);

/* What was kept. A round that was closed before releases were kept is counted and audited now. */
MUST_USE const Err *release_find(Cx *cx, EvaluationId id, const Questions *questions, Release *ret_release);

/* How many different values the answers to a question can have. */
size_t question_values(const Question *question);

/* The counts as they are kept. */
int64_t *release_counts(Cx *cx, Blob kept, size_t n_values);
