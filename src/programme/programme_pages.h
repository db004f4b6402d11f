/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages of programme/ show. */
#pragma once

#include "html/ui.h"
#include "mail/mail.h"
#include "i18n/format.h"
#include "person.sql.h"
#include "audit.sql.h"
#include "programme/programme.h"
#include "programme/session.h"

typedef struct SignInView {
    FormInput *input;
    bool link_sent;
    bool is_demo;
} SignInView;

typedef struct LinkView {
    FormInput *input;
    const char *key;
} LinkView;

typedef struct AccountView {
    FormInput *input;
    const Session *session;
    bool has_password;
} AccountView;

typedef struct PeopleView {
    FormInput *input;
    PersonListRows people;
    bool may_change;
    bool asks_another; /* the address is known with another name */
} PeopleView;

typedef struct AuditView {
    AuditOfObjectRows entries;
    AuditId older; /* .v == 0: nothing older */
} AuditView;

typedef struct SettingsView {
    FormInput *input;
} SettingsView;

typedef struct ProgrammeChoiceView {
    Programmes programmes;
} ProgrammeChoiceView;

typedef struct MailView {
    FormInput *input;
    OutboxListRows mails;
} MailView;

/* For the templates. */
const char *grant_text(Cx *cx, const PersonList *row); /* "Aylin Demir: Association manager, Verein 1" */
UiOptions role_options(Cx *cx);
UiOptions language_options(Cx *cx);
const char *audit_actor_name(const char *actor); /* msgid */
const char *mail_state_text(MailState state);    /* msgid */
UiKind mail_state_kind(MailState state);
bool mail_may_repeat(MailState state);
