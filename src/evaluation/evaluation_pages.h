/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages of evaluation/ show. */
#pragma once

#include "evaluation.sql.h"
#include "evaluation/evaluation.h"
#include "evaluation/evaluation_import.h"
#include "evaluation/results.h"
#include "html/html.h"
#include "html/ui.h"

/* ---- the office ---- */

typedef struct EvaluationsView {
    FormInput *input;
    EvaluationToOpenRows to_open;
    EvaluationListRows rounds;
} EvaluationsView;

typedef struct ManageView {
    FormInput *input;
    Evaluation evaluation;
    EvaluationCounts counts;
} ManageView;

typedef struct SlipText { /* what a slip says in one language */
    Lang lang;
    const char *title, *text;
} SlipText;
ROWS(SlipTexts, SlipText);

typedef struct SlipView {
    const char *code; /* in groups of four */
    SafeHtml qr;
} SlipView;
ROWS(SlipViews, SlipView);

typedef struct SlipsView {
    Evaluation evaluation;
    SlipTexts texts;
    SlipViews slips;
    const char *address; /* where the code is typed in */
} SlipsView;

/* ---- who answers ---- */

typedef struct CodeView {
    FormInput *input;
} CodeView;

typedef struct AskedQuestion {
    const Question *question;
    const char *name;  /* of the field */
    UiOptions options; /* of a scale */
    UiField field;
} AskedQuestion;
ROWS(AskedQuestions, AskedQuestion);

typedef struct AskedGroup {
    Dimension dimension;
    AskedQuestions questions;
} AskedGroup;
ROWS(AskedGroups, AskedGroup);

typedef struct QuestionnaireView {
    FormInput *input;
    Evaluation evaluation;
    const char *token;
    AskedGroups groups;
} QuestionnaireView;

/* ---- results ---- */

typedef struct ResultLine {
    const QuestionResult *result;
    const char *mean, *interval;        /* for the reader; interval NULL: there is none */
    const char *share, *share_interval; /* of agreement; NULL: another scale */
    const char *earlier, *all;          /* means of other rounds; NULL: none */
} ResultLine;
ROWS(ResultLines, ResultLine);

typedef struct ResultTexts { /* of one free-text question */
    const char *wording;
    TextAnswers answers;
} ResultTexts;
ROWS(ResultTextsRows, ResultTexts);

typedef struct ResultCharts {
    size_t n;
    SafeHtml *at;
} ResultCharts;

typedef struct ResultGroup {
    Dimension dimension;
    ResultCharts charts;
    ResultLines lines;
    ResultTextsRows texts;
    bool has_comparison;
} ResultGroup;
ROWS(ResultGroups, ResultGroup);

typedef struct ResultsView {
    Evaluation evaluation;
    Results results;
    const char *response_rate; /* NULL: unknown */
    ResultGroups groups;
    bool may_read_texts, may_manage, any_scale;
} ResultsView;

/* ---- import ---- */

typedef struct ResponseUploadView {
    FormInput *input;
} ResponseUploadView;

typedef struct MappedColumn {
    const char *name; /* in the file */
    const char *samples;
    const char *kind, *dimension, *wording, *low, *high, *cant_say, *words; /* names of fields */
    bool usable; /* false: the name is empty, too long or stands twice */
} MappedColumn;
ROWS(MappedColumns, MappedColumn);

typedef struct ResponseMappingView {
    FormInput *input;
    ImportId id;
    const char *file_name, *encoding;
    int64_t n_rows;
    MappedColumns columns;
    UiOptions kinds, dimensions;
} ResponseMappingView;

typedef struct ResponsePreviewView {
    FormInput *input;
    ImportId id;
    const char *file_name, *title;
    EvaluationImport import;
} ResponsePreviewView;

const char *question_kind_name(QuestionKind kind); /* msgid */
