/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pages of registrations and attendance: the table, and the page functions it names. */
#pragma once

#include "http/request.h"

extern const RouteTable registration_route_table;

/* registration_pages.c: visitors */
extern const FormRules register_form;
PageFn register_show, register_save, registered_show;

/* own_pages.c: the page behind a mailed link */
extern const FormRules needs_form, move_form;
PageFn own_show, own_calendar, own_cancel_show, own_cancel_do, own_accept_do, own_needs_save, own_move_do;
StoredFn own_needs_stored;

/* group_pages.c */
extern const FormRules group_form, group_query_form;
PageFn group_show, group_save;

/* register_import_pages.c */
extern const FormRules register_upload_form;
PageFn register_upload_show, register_upload_save, register_import_show, register_import_do;

/* approval_pages.c */
extern const FormRules decline_form;
PageFn approvals_show, approve_do, decline_do;

/* office_person_pages.c: one registration, for the office */
PageFn office_person_show, office_accept_do, office_move_do;

/* registration_office_pages.c */
extern const FormRules seats_form, cancel_seminar_form;
PageFn registrations_show, office_register_show, office_register_save, office_cancel_do;
extern const FormRules assign_form, export_form;
PageFn registrations_export;
PageFn assign_do;
PageFn seats_show, seats_save, cancel_seminar_show, cancel_seminar_do, held_do;
StoredFn seats_stored;

/* attendance_pages.c */
PageFn attendance_show, attendance_save, sign_in_sheet_show, session_sheet_show;
StoredFn attendance_stored;

/* my_pages.c: what is one's own */
PageFn my_registrations_show, my_seminars_show;

/* check_in_pages.c */
extern const FormRules check_in_find_form, check_in_tap_form, check_in_all_form, check_in_marks_form;
PageFn check_in_show, check_in_by_code, check_in_tap, check_in_let_in, check_in_leave_all,
    check_in_marks_take;
