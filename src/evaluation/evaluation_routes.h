/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Evaluations in the route table, and their page functions. */
#pragma once

#include "http/request.h"

extern const RouteTable evaluation_route_table;

/* evaluation_pages.c */
extern const FormRules slips_form, close_form;
PageFn evaluations_show, evaluation_open_submit, evaluation_manage_show, evaluation_slips_submit,
    evaluation_close_submit;
/* results_pages.c */
PageFn evaluation_results_show, evaluation_results_csv, evaluation_results_xlsx, evaluation_results_pdf;
/* questionnaire_pages.c */
extern const FormRules code_form, answer_form;
PageFn evaluate_code_show, evaluate_code_submit, evaluate_show, evaluate_submit, evaluate_thanks;
/* evaluation_import_pages.c */
extern const FormRules response_upload_form, response_mapping_form;
PageFn response_upload_show, response_upload_submit, response_mapping_show, response_mapping_submit,
    response_preview_show, response_import_confirm;
