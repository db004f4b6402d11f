/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "evaluation/evaluation_routes.h"

#include "programme/permission.h"

static const Route routes[] = {
    {GET, "/evaluations", .need = PERM_EVALUATION_WRITE, .run = evaluations_show, .about = N_("Evaluations")},
    {POST, "/seminars/:id/evaluation", .from = "/evaluations", .need = PERM_EVALUATION_WRITE,
     .of = OF_SEMINAR, .run = evaluation_open_submit, .about = N_("Open the evaluation of a seminar")},
    {GET, "/evaluations/:id/manage", .need = PERM_EVALUATION_WRITE, .of = OF_EVALUATION,
     .run = evaluation_manage_show, .about = N_("Slips of an evaluation, and closing it")},
    {POST, "/evaluations/:id/slips", .from = "/evaluations/:id/manage", .need = PERM_EVALUATION_WRITE,
     .of = OF_EVALUATION, .form = &slips_form, .run = evaluation_slips_submit,
     .about = N_("Make slips to print")},
    /* in a transaction that neither an answer nor a registration shares */
    {POST, "/evaluations/:id/close", .from = "/evaluations/:id/manage", .need = PERM_EVALUATION_WRITE,
     .of = OF_EVALUATION, .form = &close_form, .run = evaluation_close_submit, .lane = ON_WORKER,
     .once = ONCE_BY_SELF, .about = N_("Close an evaluation and release its results")},

    {GET, "/evaluations/:id", .need = PERM_PUBLIC, .of = OF_EVALUATION, .run = evaluation_results_show,
     .cached = true, .about = N_("Results of an evaluation")},
    {GET, "/evaluations/:id/results.csv", .need = PERM_PUBLIC, .of = OF_EVALUATION,
     .run = evaluation_results_csv, .about = N_("Results of an evaluation as a file")},
    {GET, "/evaluations/:id/results.xlsx", .need = PERM_PUBLIC, .of = OF_EVALUATION,
     .run = evaluation_results_xlsx, .lane = ON_WORKER,
     .about = N_("Results of an evaluation as a spreadsheet")},
    {GET, "/evaluations/:id/results.pdf", .need = PERM_PUBLIC, .of = OF_EVALUATION,
     .run = evaluation_results_pdf, .lane = ON_WORKER, .about = N_("Results of an evaluation as a PDF file")},

    /* nothing of these is dated or placed by a log, and no row is written beside the answer */
    {GET, "/evaluate", .need = PERM_PUBLIC, .run = evaluate_code_show,
     .about = N_("Enter the code of a slip")},
    {POST, "/evaluate", .need = PERM_PUBLIC, .form = &code_form, .run = evaluate_code_submit,
     .lane = ON_APART, .once = ONCE_BY_SELF, .about = N_("Enter the code of a slip")},
    {GET, "/evaluate/thanks", .need = PERM_PUBLIC, .run = evaluate_thanks, .cached = true,
     .about = N_("Thanks for an answer")},
    {GET, "/evaluate/:key", .need = PERM_PUBLIC, .run = evaluate_show,
     .about = N_("Questionnaire of a slip")},
    {POST, "/evaluate/:key", .need = PERM_PUBLIC, .form = &answer_form, .run = evaluate_submit,
     .lane = ON_APART, .once = ONCE_BY_SELF, .about = N_("Answer a questionnaire")},

    {GET, "/evaluations/import", .need = PERM_EVALUATION_WRITE, .run = response_upload_show,
     .about = N_("Import responses")},
    {POST, "/evaluations/import", .need = PERM_EVALUATION_WRITE, .form = &response_upload_form,
     .run = response_upload_submit, .lane = ON_WORKER, .about = N_("Send a file of responses")},
    {GET, "/evaluations/import/:id", .need = PERM_EVALUATION_WRITE, .of = OF_IMPORT,
     .run = response_mapping_show, .lane = ON_WORKER, .about = N_("Which column is which question")},
    {POST, "/evaluations/import/:id", .need = PERM_EVALUATION_WRITE, .of = OF_IMPORT,
     .form = &response_mapping_form, .run = response_mapping_submit, .lane = ON_WORKER,
     .about = N_("Which column is which question")},
    {GET, "/evaluations/import/:id/preview", .need = PERM_EVALUATION_WRITE, .of = OF_IMPORT,
     .run = response_preview_show, .lane = ON_WORKER, .about = N_("What an import of responses would do")},
    {POST, "/evaluations/import/:id/confirm", .from = "/evaluations/import/:id/preview",
     .need = PERM_EVALUATION_WRITE, .of = OF_IMPORT, .run = response_import_confirm, .lane = ON_WORKER,
     .once = ONCE_BY_SELF, .about = N_("Carry out an import of responses")},
};
const RouteTable evaluation_route_table = ROUTE_TABLE(routes);
