/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pages of the register, by file. */
#pragma once

#include "http/request.h"

extern const RouteTable association_route_table;

/* association_pages.c */
extern const FormRules association_search_form;
PageFn association_list_page, association_page, association_history_page, association_own_page,
    association_end, association_resume;
extern const FormRules association_end_form;

/* association_edit_pages.c */
extern const FormRules association_form;
PageFn association_new_page, association_create_submit, association_edit_page, association_edit_submit;
StoredFn association_stored;

/* association_merge_pages.c */
extern const FormRules association_merge_form;
PageFn association_twins_page, association_merge_page, association_merge_submit;

/* import_pages.c */
extern const FormRules import_upload_form, import_mapping_form, import_confirm_form;
PageFn import_start_page, import_upload_submit, import_mapping_page, import_mapping_submit,
    import_preview_page, import_confirm_submit, import_result_page, association_export_page;
