/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A spreadsheet into the register in four pages: send it, assign its columns, look at what it would do and
 * decide about doubtful lines, read what it did. Nothing changes before the third is confirmed. */
#include "association/association_pages.h"

#include "association/association_export.h"
#include "association/association_routes.h"
#include "association/import_draft.h"
#include "import.html.h"
#include "programme/gate.h"
#include "programme/page.h"

#include <stdlib.h>
#include <string.h>

static const Err *send_page(Request *rq, const char *title)
{
    Cx *cx = rq->cx;
    UiCrumb crumbs[] = {{t(cx, "Associations"), path(cx, "/associations")},
                        {t(cx, "Import associations"), path(cx, "/associations/import")}};
    return page_send(rq, &(Page){.title = title, .crumbs = crumbs, .n_crumbs = 2, .wide = true});
}

static const char *draft_path(Cx *cx, ImportId id, const char *rest)
{
    return path_make(cx, arena_printf(cx->arena, "/associations/import/%lld%s", (long long)id.v, rest),
                     (const char *const[]){NULL});
}

/* ---- 1: the file ---- */

typedef struct UploadForm {
    bool unused;
    FormEntry file;
} UploadForm;
static const FormField upload_fields[] = {
    {"file", N_("CSV file"), FIELD_FILE, FORM_AT(UploadForm, file), .required = true},
};
const FormRules import_upload_form =
    FORM_RULES(UploadForm, upload_fields, .max_body = IMPORT_MOST_BYTES + (64 << 10));

const Err *import_start_page(Request *rq)
{
    ImportStartView v = {.input = rq->input};
    view_import_start(rq->cx, &rq->body, &v);
    return page_send(rq,
                     &(Page){.title = t(rq->cx, "Import associations"),
                             .crumbs = &(UiCrumb){t(rq->cx, "Associations"), path(rq->cx, "/associations")},
                             .n_crumbs = 1});
}

const Err *import_upload_submit(Request *rq)
{
    Cx *cx = rq->cx;
    const UploadForm *form = rq->form;
    if (form_failed(rq))
        return import_start_page(rq);
    CsvTable table;
    const Err *err = import_read(cx, form->file.bytes, form->file.n_bytes, &table);
    if (err && err->kind != ERR_INPUT && err->kind != ERR_TOO_LARGE)
        return err;
    if (err) {
        input_add_error(cx, rq->input, "file", t(cx, "CSV file"), message_of_error(cx, err));
        return form_failed(rq) ? import_start_page(rq) : NULL;
    }
    ImportMapping mapping = import_guess(cx, &table);
    ImportId id;
    TRY(draft_add(cx, DRAFT_ASSOCIATIONS, form->file.file_name ? form->file.file_name : "",
                  (Blob){(const unsigned char *)form->file.bytes, form->file.n_bytes},
                  import_mapping_text(cx, &mapping), &id));
    return respond_redirect(rq, draft_path(cx, id, ""));
}

/* ---- 2: the columns ---- */

typedef struct MappingForm {
    bool unused;
    const char *column[IMPORT_FIELD_COUNT];
} MappingForm;

/* The fields of the form are the importer's; FORM_RULES wants a table, and so there is one. */
#define COLUMN(code, field)                                                                                  \
    {                                                                                                        \
        code, N_("Column"), FIELD_TEXT, FORM_AT(MappingForm, column[field]), .max = 10                       \
    }
static const FormField mapping_fields[] = {
    COLUMN("name", IMPORT_NAME),
    COLUMN("former_names", IMPORT_FORMER_NAMES),
    COLUMN("legal_form", IMPORT_LEGAL_FORM),
    COLUMN("register_kind", IMPORT_REGISTER_KIND),
    COLUMN("register_number", IMPORT_REGISTER_NUMBER),
    COLUMN("register_court", IMPORT_REGISTER_COURT),
    COLUMN("street", IMPORT_STREET),
    COLUMN("postcode", IMPORT_POSTCODE),
    COLUMN("city", IMPORT_CITY),
    COLUMN("districts", IMPORT_DISTRICTS),
    COLUMN("email", IMPORT_EMAIL),
    COLUMN("phone", IMPORT_PHONE),
    COLUMN("website", IMPORT_WEBSITE),
    COLUMN("languages", IMPORT_LANGUAGES),
    COLUMN("serves", IMPORT_SERVES),
    COLUMN("about", IMPORT_ABOUT),
    COLUMN("partner_since", IMPORT_PARTNER_SINCE),
    COLUMN("ended_on", IMPORT_ENDED_ON),
    COLUMN("may_publish", IMPORT_MAY_PUBLISH),
    COLUMN("contact_name", IMPORT_CONTACT_NAME),
    COLUMN("contact_function", IMPORT_CONTACT_FUNCTION),
    COLUMN("contact_email", IMPORT_CONTACT_EMAIL),
    COLUMN("contact_phone", IMPORT_CONTACT_PHONE),
};
const FormRules import_mapping_form = FORM_RULES(MappingForm, mapping_fields);

static const Err *open_draft(Request *rq, Draft *ret_draft, CsvTable *ret_table)
{
    Draft draft;
    TRY(draft_load(rq->cx, DRAFT_ASSOCIATIONS, REQUEST_ID(rq, ImportId, 0), &draft));
    if (!draft.is_confirmed)
        TRY(import_read(rq->cx, (const char *)draft.bytes.bytes, draft.bytes.n, ret_table));
    *ret_draft = draft;
    return NULL;
}

static ImportColumns form_columns(Cx *cx)
{
    ImportColumns columns = {IMPORT_FIELD_COUNT, NEW_ARRAY(cx->arena, ImportColumn, IMPORT_FIELD_COUNT)};
    for (int field = 0; field < IMPORT_FIELD_COUNT; field++)
        columns.at[field] =
            (ImportColumn){import_field_code((ImportField)field),
                           t(cx, import_field_label((ImportField)field)), field == IMPORT_NAME};
    return columns;
}

static const char *heading_of(Cx *cx, const CsvTable *table, size_t column)
{
    const char *name = table->columns[column];
    return *name ? name : t(cx, "Column {n}", "n", h_part_i64(cx, (int64_t)column + 1));
}

static void fill_headings(Cx *cx, const CsvTable *table, ImportMappingView *v)
{
    v->headings = (UiOptions){table->n_columns, NEW_ARRAY(cx->arena, UiOption, table->n_columns)};
    v->samples = (ImportSamples){table->n_columns, NEW_ARRAY(cx->arena, ImportSample, table->n_columns)};
    for (size_t c = 0; c < table->n_columns; c++) {
        const char *heading = heading_of(cx, table, c);
        v->headings.at[c] = (UiOption){.value = h_part_i64(cx, (int64_t)c), .label = heading};
        ImportSample *sample = &v->samples.at[c];
        sample->heading = heading;
        size_t found = 0; /* the first three that say something */
        for (size_t r = 0; r < table->rows.n && found < 3; r++)
            if (*table->rows.at[r].cells[c])
                sample->values[found++] = table->rows.at[r].cells[c];
    }
}

static const Err *show_mapping(Request *rq, const Draft *draft, const CsvTable *table)
{
    Cx *cx = rq->cx;
    ImportMappingView v = {.input = rq->input,
                           .action = draft_path(cx, draft->id, ""),
                           .file_name = draft->file_name,
                           .n_lines = table->rows.n,
                           .columns = form_columns(cx)};
    fill_headings(cx, table, &v);
    view_import_mapping(cx, &rq->body, &v);
    return send_page(rq, t(cx, "Assign the columns"));
}

const Err *import_mapping_page(Request *rq)
{
    Cx *cx = rq->cx;
    Draft draft;
    CsvTable table;
    TRY(open_draft(rq, &draft, &table));
    if (draft.is_confirmed)
        return respond_redirect(rq, draft_path(cx, draft.id, "/result"));
    ImportMapping mapping = import_mapping_parse(draft.mapping, table.n_columns);
    for (int field = 0; field < IMPORT_FIELD_COUNT; field++)
        if (mapping.column[field] >= 0)
            input_set(cx, rq->input, import_field_code((ImportField)field),
                      h_part_i64(cx, mapping.column[field]));
    return show_mapping(rq, &draft, &table);
}

const Err *import_mapping_submit(Request *rq)
{
    Cx *cx = rq->cx;
    const MappingForm *form = rq->form;
    Draft draft;
    CsvTable table;
    TRY(open_draft(rq, &draft, &table));
    if (draft.is_confirmed)
        return respond_redirect(rq, draft_path(cx, draft.id, "/result"));
    Buf text = buf_make(cx->arena);
    for (int field = 0; field < IMPORT_FIELD_COUNT; field++)
        if (form->column[field] && *form->column[field])
            buf_printf(&text, "%s=%s,", import_field_code((ImportField)field), form->column[field]);
    ImportMapping mapping = import_mapping_parse(buf_text(&text), table.n_columns);
    if (mapping.column[IMPORT_NAME] < 0)
        input_add_error(cx, rq->input, "name", t(cx, "Name"),
                        t(cx, "Choose the column that holds the name of the association."));
    if (form_failed(rq))
        return show_mapping(rq, &draft, &table);
    TRY(draft_set_mapping(cx, draft.id, import_mapping_text(cx, &mapping)));
    return respond_redirect(rq, draft_path(cx, draft.id, "/preview"));
}

/* ---- 3: the preview ---- */

typedef struct ConfirmForm {
    bool unused;
    const char *fingerprint;
} ConfirmForm;
static const FormField confirm_fields[] = {
    {"fingerprint", N_("Preview"), FIELD_TEXT, FORM_AT(ConfirmForm, fingerprint), .required = true,
     .max = 100},
};
const FormRules import_confirm_form = FORM_RULES(ConfirmForm, confirm_fields, .max_body = 1 << 20);

UiKind import_verdict_kind(ImportVerdict verdict)
{
    static const UiKind kinds[IMPORT_VERDICT_COUNT] = {[IMPORT_NEW] = UI_SUCCESS,
                                                       [IMPORT_MERGED] = UI_INFO,
                                                       [IMPORT_UNCHANGED] = UI_INFO,
                                                       [IMPORT_DOUBTFUL] = UI_WARNING,
                                                       [IMPORT_REFUSED] = UI_DANGER};
    return kinds[verdict];
}

const char *import_choice_name(Cx *cx, const ImportLine *line)
{
    return arena_printf(cx->arena, "line_%d", line->line);
}

static const char *const choice_codes[] = {[IMPORT_SKIP] = "skip",
                                           [IMPORT_ADD] = "add",
                                           [IMPORT_JOIN_0] = "join0",
                                           [IMPORT_JOIN_1] = "join1",
                                           [IMPORT_JOIN_2] = "join2"};

UiOptions import_choices(Cx *cx, const ImportLine *line)
{
    UiOptions options = {2 + line->n_candidates, NEW_ARRAY(cx->arena, UiOption, 2 + line->n_candidates)};
    options.at[0] = (UiOption){choice_codes[IMPORT_SKIP], t(cx, "Leave out"), NULL};
    options.at[1] = (UiOption){choice_codes[IMPORT_ADD], t(cx, "Add as new"), NULL};
    for (size_t i = 0; i < line->n_candidates; i++)
        options.at[2 + i] = (UiOption){choice_codes[IMPORT_JOIN_0 + i],
                                       t(cx, "Merge with “{name}”", "name", line->candidates[i].name), NULL};
    return options;
}

typedef struct Choosing {
    Cx *cx;
    const FormInput *input;
} Choosing;

static ImportChoice choose(void *arg, const ImportLine *line)
{
    const Choosing *c = arg;
    const char *code = input_value(c->input, import_choice_name(c->cx, line));
    for (size_t i = 0; i < ARRAY_LENGTH(choice_codes); i++)
        if (strcmp(code, choice_codes[i]) == 0)
            return (ImportChoice)i;
    return IMPORT_SKIP;
}

static const Err *show_preview(Request *rq, bool is_stale)
{
    Cx *cx = rq->cx;
    Draft draft;
    CsvTable table;
    TRY(open_draft(rq, &draft, &table));
    if (draft.is_confirmed)
        return respond_redirect(rq, draft_path(cx, draft.id, "/result"));
    ImportMapping mapping = import_mapping_parse(draft.mapping, table.n_columns);
    if (mapping.column[IMPORT_NAME] < 0)
        return respond_redirect(rq, draft_path(cx, draft.id, ""));
    ImportPreviewView v = {.input = rq->input,
                           .action = draft_path(cx, draft.id, "/confirm"),
                           .mapping_url = draft_path(cx, draft.id, ""),
                           .file_name = draft.file_name,
                           .is_stale = is_stale};
    TRY(import_plan(cx, &table, &mapping, (ImportDecisions){0}, &v.plan));
    view_import_preview(cx, &rq->body, &v);
    return send_page(rq, t(cx, "Preview of the import"));
}

const Err *import_preview_page(Request *rq)
{
    return show_preview(rq, false);
}

const Err *import_confirm_submit(Request *rq)
{
    Cx *cx = rq->cx;
    const ConfirmForm *form = rq->form;
    ImportId id = REQUEST_ID(rq, ImportId, 0);
    if (form_failed(rq))
        return show_preview(rq, false);
    Choosing choosing = {cx, rq->input};
    const Err *err = import_confirm(cx, id, form->fingerprint, (ImportDecisions){choose, &choosing});
    if (err && err->kind == ERR_CONFLICT) { /* the register has moved on: a new preview, the decisions kept */
        rq->status = 409;
        return show_preview(rq, true);
    }
    TRY(err);
    return respond_redirect(rq, draft_path(cx, id, "/result"));
}

/* ---- 4: the result ---- */

const Err *import_result_page(Request *rq)
{
    Cx *cx = rq->cx;
    Draft draft;
    TRY(draft_load(cx, DRAFT_ASSOCIATIONS, REQUEST_ID(rq, ImportId, 0), &draft));
    if (!draft.is_confirmed)
        return respond_redirect(rq, draft_path(cx, draft.id, "/preview"));
    ImportResultView v = {.file_name = draft.file_name, .report = import_report_parse(cx, draft.report)};
    view_import_result(cx, &rq->body, &v);
    return send_page(rq, t(cx, "Result of the import"));
}

/* ---- and out ---- */

const Err *association_export_page(Request *rq)
{
    Buf csv = buf_make(rq->cx->arena);
    TRY(association_export_csv(rq->cx, &csv));
    return respond_file(rq, "text/csv; charset=utf-8", t(rq->cx, "associations.csv"), csv.data, csv.n);
}
