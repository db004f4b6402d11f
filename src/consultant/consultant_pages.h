/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages of consultants show. */
#pragma once

#include "audit.sql.h"
#include "consultant/consultant.h"
#include "html/ui.h"

const char *consultant_path(Cx *cx, ConsultantId id, const char *rest); /* "/consultants/7" and rest */

typedef struct ConsultantListView {
    FormInput *input;
    ConsultantListRows rows;
    UiOptions languages;
    bool is_filtered, may_write;
} ConsultantListView;

typedef struct ConsultantView {
    Consultant consultant;
    bool may_write, is_own;
} ConsultantView;

typedef struct ConsultantHistoryView {
    const char *name;
    AuditOfObjectRows entries;
} ConsultantHistoryView;

typedef struct ConsultantEditView {
    ConsultantId id; /* 0: a new one */
    const char *name, *action;
    FormInput *input;
    UiOptions topics, languages;
} ConsultantEditView;
