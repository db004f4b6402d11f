/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages of the register show. */
#pragma once

#include "association/association_find.h"
#include "association/association_import.h"
#include "audit.sql.h"
#include "html/ui.h"
#include "person.sql.h"

/* "/associations/7" */
const char *association_path(Cx *cx, AssociationId id);
/* "/associations/7/edit": what follows the number, with its slash. */
const char *association_sub_path(Cx *cx, AssociationId id, const char *rest);

typedef struct AssociationListView {
    FormInput *input;
    AssociationFound found;
    UiPages pages;
    UiOptions districts, languages, states;
    bool is_filtered;
    bool sees_all; /* an officer: unpublished ones and the register's columns */
    bool may_write;
    OwnAssociationsRows own; /* of a manager */
} AssociationListView;

typedef struct AssociationView {
    Association association;
    FormInput *input;
    bool sees_all; /* what is not published */
    bool may_edit, may_write;
    AssociationTwins twins; /* of an officer */
} AssociationView;

typedef struct AssociationHistoryView {
    Association association;
    AuditOfObjectRows entries;
} AssociationHistoryView;

typedef struct AssociationEditView {
    AssociationId id; /* 0: a new one */
    const char *name;
    const char *action;
    FormInput *input;
    UiOptions districts, languages;
    size_t n_places, n_contacts; /* rows shown, empty ones included */
    bool may_write;
} AssociationEditView;

typedef struct AssociationMergeView {
    Association keep, other;
    AssociationDifferences differences;
    FormInput *input;
} AssociationMergeView;

typedef struct AssociationTwinsView {
    AssociationTwins twins;
} AssociationTwinsView;

/* ---- import ---- */

typedef struct ImportColumn {
    const char *name; /* of the field in the form */
    const char *label;
    bool required;
} ImportColumn;
ROWS(ImportColumns, ImportColumn);

typedef struct ImportSample {
    const char *heading;
    const char *values[3];
} ImportSample;
ROWS(ImportSamples, ImportSample);

typedef struct ImportStartView {
    FormInput *input;
} ImportStartView;

typedef struct ImportMappingView {
    FormInput *input;
    const char *action, *file_name;
    size_t n_lines;
    ImportColumns columns;
    ImportSamples samples;
    UiOptions headings;
} ImportMappingView;

typedef struct ImportPreviewView {
    FormInput *input;
    const char *action, *mapping_url, *file_name;
    ImportPlan plan;
    bool is_stale;
} ImportPreviewView;

typedef struct ImportResultView {
    const char *file_name;
    ImportReport report;
} ImportResultView;

/* For the templates. */
UiKind import_verdict_kind(ImportVerdict verdict);
const char *import_choice_name(Cx *cx, const ImportLine *line); /* "line_17" */
UiOptions import_choices(Cx *cx, const ImportLine *line);
UiOptions spoken_options(Cx *cx);
const char *places_more(Cx *cx, const AssociationList *row); /* "40210 Musterstadt (+2)" */
