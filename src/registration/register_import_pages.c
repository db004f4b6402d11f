/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Registrations from a file in three steps: send it, look at what it would give, confirm. */
#include "association/import_draft.h"
#include "programme/gate.h"
#include "programme/page.h"
#include "register_import.html.h"
#include "registration/register_import.h"
#include "registration/registration_pages.h"
#include "registration/registration_routes.h"

#include <stdlib.h>

enum { IMPORT_MOST = 1 << 20 };

typedef struct RegisterUploadForm {
    int unused; /* no offset of 0 */
    FormEntry file;
} RegisterUploadForm;
static const FormField upload_fields[] = {
    {"file", N_("CSV file"), FIELD_FILE, FORM_AT(RegisterUploadForm, file), .required = true},
};
const FormRules register_upload_form =
    FORM_RULES(RegisterUploadForm, upload_fields, .max_body = IMPORT_MOST + (1 << 16));

static const Err *send_page(Request *rq, const SeminarFind *row)
{
    Cx *cx = rq->cx;
    UiCrumb crumbs[] = {
        {row->title, path(cx, "/seminars/{id}/manage", "id", h_part_i64(cx, row->id.v))},
        {t(cx, "Registrations"), path(cx, "/seminars/{id}/registrations", "id", h_part_i64(cx, row->id.v))}};
    return page_send(rq, &(Page){.title = t(cx, "Import registrations"),
                                 .crumbs = crumbs,
                                 .n_crumbs = 2,
                                 .wide = true,
                                 .noindex = true});
}

const Err *register_upload_show(Request *rq)
{
    SeminarFind row;
    TRY(seminar_get(rq->cx, REQUEST_ID(rq, SeminarId, 0), &row));
    view_register_upload(rq->cx, &rq->body, rq->input, &row);
    return send_page(rq, &row);
}

const Err *register_upload_save(Request *rq)
{
    Cx *cx = rq->cx;
    const RegisterUploadForm *form = rq->form;
    ImportedLines lines;
    if (form_failed(rq))
        return register_upload_show(rq);
    const Err *err = registration_import_read(cx, form->file.bytes, form->file.n_bytes, &lines);
    if (err && err->kind != ERR_INPUT && err->kind != ERR_TOO_LARGE)
        return err;
    if (err)
        input_add_error(cx, rq->input, "file", t(cx, "CSV file"), message_of_error(cx, err));
    if (form_failed(rq))
        return register_upload_show(rq);
    ImportId id;
    TRY(draft_add(cx, DRAFT_REGISTRATIONS, form->file.file_name ? form->file.file_name : "",
                  (Blob){(const unsigned char *)form->file.bytes, form->file.n_bytes},
                  h_part_i64(cx, rq->ids[0]), &id));
    return respond_redirect(rq, path(cx, "/office/registration-import/{id}", "id", h_part_i64(cx, id.v)));
}

/* The draft's mapping is the seminar. */
static const Err *open_draft(Request *rq, Draft *ret_draft, SeminarFind *ret_seminar,
                             ImportedLines *ret_lines)
{
    Cx *cx = rq->cx;
    Draft draft;
    TRY(draft_load(cx, DRAFT_REGISTRATIONS, REQUEST_ID(rq, ImportId, 0), &draft));
    TRY(seminar_get(cx, (SeminarId){atoll(draft.mapping)}, ret_seminar));
    if (!draft.is_confirmed)
        TRY(registration_import_read(cx, (const char *)draft.bytes.bytes, draft.bytes.n, ret_lines));
    *ret_draft = draft;
    return NULL;
}

const Err *register_import_show(Request *rq)
{
    Cx *cx = rq->cx;
    Draft draft;
    SeminarFind seminar;
    RegisterImportView v = {.input = rq->input, .seminar = &seminar};
    TRY(open_draft(rq, &draft, &seminar, &v.lines));
    v.id = draft.id;
    v.file_name = draft.file_name;
    v.report = draft.is_confirmed ? draft.report : NULL;
    for (size_t i = 0; i < v.lines.n; i++)
        v.n_good += !v.lines.at[i].refused;
    view_register_import(cx, &rq->body, &v);
    return send_page(rq, &seminar);
}

/* One line of text for each line of the file. */
static const char *report_of(Cx *cx, const ImportedLines *lines)
{
    Buf out = buf_make(cx->arena);
    for (size_t i = 0; i < lines->n; i++) {
        const ImportedLine *l = &lines->at[i];
        const char *what = l->refused ? l->refused : t(cx, registration_state_name(l->answer.state));
        bool known = !l->refused && !l->answer.is_new;
        buf_str(&out, t(cx, "Line {n}: {name}: {what}", "n", h_part_i64(cx, l->line), "name", l->who.name,
                        "what", known ? t(cx, "was registered already: {state}", "state", what) : what));
        buf_str(&out, "\n");
    }
    return buf_text(&out);
}

const Err *register_import_do(Request *rq)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    Cx *cx = rq->cx;
    Draft draft;
    SeminarFind seminar;
    ImportedLines lines = {0};
    bool first;
    TRY(tx_begin(cx, &tx));
    TRY(open_draft(rq, &draft, &seminar, &lines));
    TRY(draft_claim(cx, draft.id, &first));
    if (first) {
        TRY(registration_import(cx, seminar.id, &lines));
        TRY(draft_finish(cx, draft.id, report_of(cx, &lines)));
    }
    TRY(tx_commit(cx, &tx));
    return respond_redirect(rq,
                            path(cx, "/office/registration-import/{id}", "id", h_part_i64(cx, draft.id.v)));
}
