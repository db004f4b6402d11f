/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pages of seminars: the table, and the page functions it names. */
#pragma once

#include "http/request.h"

extern const RouteTable seminar_route_table;

/* seminar_pages.c: public */
extern const FormRules catalogue_form, archive_form;
PageFn seminar_catalogue, seminar_archive, seminar_show, seminar_calendar_file;

/* seminar_office_pages.c: list, form, translation, what belongs to one */
extern const FormRules office_list_form, seminar_form, seminar_text_form, consultants_form;
PageFn office_seminars, seminar_new, seminar_new_save, seminar_edit, seminar_edit_save;
PageFn seminar_text_edit, seminar_text_save, seminar_manage, seminar_consultants_save;
PageFn seminar_publish_do, seminar_copy_do;
StoredFn seminar_stored, seminar_text_stored, seminar_consultants_stored;

/* calendar_pages.c */
extern const FormRules calendar_form;
PageFn plan_calendar_show;

/* room_pages.c */
extern const FormRules room_form;
PageFn rooms_show, room_show, room_new, room_new_save, room_edit, room_edit_save;
StoredFn room_stored;

/* session_pages.c */
extern const FormRules session_form;
PageFn session_new, session_new_save, session_edit, session_edit_save, session_remove_do;
StoredFn session_stored;
