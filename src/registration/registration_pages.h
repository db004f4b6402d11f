/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages of registrations and attendance show. */
#pragma once

#include "registration.sql.h"
#include "registration/attendance.h"
#include "registration/needs.h"
#include "registration/register_import.h"
#include "registration/registration.h"
#include "seminar/seminar_pages.h"

/* The form, for visitors and (by_office) for the office. */
typedef struct RegisterView {
    FormInput *input;
    const SeminarView *about;
    const char *action, *privacy_url;
    UiOptions associations, languages, interpretation;
    UiOptions dates; /* equal ones; none: it is held once */
    bool by_office;
} RegisterView;

typedef struct RegisteredView {
    const SeminarView *about;
    const char *contact; /* phone number of the office, or its e-mail address */
} RegisteredView;

/* An equal date, as one's own page shows it. */
typedef struct OwnDate {
    SeminarId id;
    const char *days;
    bool is_open, has_seat;
    RegistrationState state; /* of the same person there; 0: none */
    int32_t place;           /* in the list there */
} OwnDate;
ROWS(OwnDates, OwnDate);

typedef struct OwnView {
    FormInput *input; /* of the needs */
    const SeminarView *about;
    const char *key, *name, *contact;
    RegistrationState state;
    int32_t place; /* in the waiting list; 0: does not wait */
    Time offered_until;
    bool has_lapsed; /* the offer is over, though nothing has been written yet */
    bool may_cancel, may_change;
    Needs needs;
    UiOptions languages;
    OwnDates dates;
    bool has_certificate;
    SafeHtml code; /* for the check-in at the door; empty without a seat */
} OwnView;

typedef struct RegistrationListView {
    FormInput *input;
    const SeminarView *about;
    RegistrationListRows people;
    int32_t *places;           /* in the waiting list, by the row; 0: does not wait */
    AssociationByKey *matches; /* by the row: the association that the typed organisation is; id 0: none */
    int64_t seats, waiting, pending, without_mail;
    bool may_write;
    AuditOfObjectRows history;
    int64_t certificates; /* that are valid */
} RegistrationListView;

typedef struct GroupPerson {
    size_t row; /* of the form */
    const char *name;
} GroupPerson;
ROWS(GroupPeople, GroupPerson);
ROWS(GroupRows, size_t);

typedef struct GroupView {
    FormInput *input;
    const SeminarView *about;
    UiOptions associations, languages; /* of the sender; of the programme */
    int64_t rows;
    GroupRows numbers;
    bool may_add;
    bool asks; /* some have no seat: all, or only those who fit? */
    GroupPeople waiting;
    bool some_fit;
    const char *leave_out;
} GroupView;

typedef struct RegisterImportView {
    FormInput *input;
    ImportId id;
    const SeminarFind *seminar;
    const char *file_name;
    ImportedLines lines;
    int64_t n_good;
    const char *report; /* NULL: not carried out yet */
} RegisterImportView;

typedef struct ApprovalGroup {
    const char *name; /* of the association; NULL: all */
    RegistrationsPendingRows people;
} ApprovalGroup;
ROWS(ApprovalGroups, ApprovalGroup);

typedef struct ApprovalsView {
    FormInput *input;
    ApprovalGroups groups;
    RegistrationId failed; /* whose form could not be carried out: input is its own; 0: none */
} ApprovalsView;

typedef struct OfficePersonView {
    FormInput *input;
    const RegistrationFind *row;
    SeminarFind seminar;
    RegistrationMailCard card;
    RegistrationFrom from;
    Needs needs;
    int32_t place;
    OwnDates dates;
    RegistrationMailsRows mails;
    AuditOfObjectRows history;
} OfficePersonView;

typedef struct SeatsView {
    FormInput *input;
    const SeminarFind *row;
} SeatsView;

typedef struct CancelSeminarView {
    FormInput *input;
    const SeminarFind *row;
    int64_t people;
} CancelSeminarView;

typedef struct MyAssociation {
    const char *name;
    RegistrationOfAssociationRows people;
} MyAssociation;
ROWS(MyAssociations, MyAssociation);

typedef struct MyRegistrationsView {
    MyAssociations associations; /* that the reader manages */
    RegistrationOfAssociationRows own;
} MyRegistrationsView;

typedef struct MySeminarsView {
    SeminarOfConsultantRows seminars;
} MySeminarsView;

typedef struct AttendanceView {
    FormInput *input;
    SessionId id;
    SessionOfProgramme session;
    AttendanceSheetRows people;
    int32_t length_min;
    bool is_recorded;
} AttendanceView;

/* The form of moving to another date. */
typedef struct MoveForm {
    bool wait;
    int64_t to;
} MoveForm;

/* The equal dates but this one, and how the person stands there. */
MUST_USE const Err *own_dates(Cx *cx, const RegistrationFind *row, const SeminarFind *seminar,
                              OwnDates *ret_dates);
UiKind registration_kind(RegistrationState state);
/* The name of an association, or what was typed instead. */
const char *from_text(const char *association, const char *organisation);
/* Names of the fields of a row of the attendance list: "came17", "minutes17". */
const char *came_field(Cx *cx, RegistrationId id);
const char *minutes_field(Cx *cx, RegistrationId id);
