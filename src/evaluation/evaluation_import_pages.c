/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Responses from a file in four steps: send it, say which column is which question, look at what it would
 * give, confirm. Until then nothing but the draft is stored. */
#include "evaluation/evaluation_pages.h"

#include "association/import_draft.h"
#include "evaluation/evaluation_routes.h"
#include "evaluation_import.html.h"
#include "output/text_decode.h"
#include "i18n/fold.h"
#include "programme/gate.h"
#include "programme/page.h"

#include <stdlib.h>

enum {
    SAMPLES = 4,
    SAMPLE_LENGTH = 40,     /* bytes */
    FORM_COLUMNS_MAX = 140, /* a form has at most 1,000 fields */
};

static const Err *send_page(Request *rq, const char *title)
{
    Cx *cx = rq->cx;
    UiCrumb crumbs[] = {{t(cx, "Evaluations"), path(cx, "/evaluations")},
                        {t(cx, "Import responses"), path(cx, "/evaluations/import")}};
    return page_send(rq, &(Page){.title = title, .crumbs = crumbs, .n_crumbs = 2, .wide = true});
}

/* Shows the form again with what was wrong with the file; other failures stay failures. */
static const Err *show_again(Request *rq, const Err *err, const char *field, const char *label, PageFn *page)
{
    if (err->kind != ERR_INPUT && err->kind != ERR_TOO_LARGE)
        return err;
    input_add_error(rq->cx, rq->input, field, label, message_of_error(rq->cx, err));
    return form_failed(rq) ? page(rq) : NULL;
}

/* ---- 1: the file ---- */

typedef struct UploadForm {
    FormEntry file, map;
} UploadForm;
static const FormField upload_fields[] = {
    {"file", N_("CSV file"), FIELD_FILE, FORM_AT(UploadForm, file), .required = true},
    {"map", N_("Mapping"), FIELD_FILE, FORM_AT(UploadForm, map)},
};
const FormRules response_upload_form =
    FORM_RULES(UploadForm, upload_fields, .max_body = TEXT_DECODE_MOST + ((size_t)1 << 20));

const Err *response_upload_show(Request *rq)
{
    Cx *cx = rq->cx;
    view_response_upload(cx, &rq->body, &(ResponseUploadView){rq->input});
    UiCrumb crumb = {t(cx, "Evaluations"), path(cx, "/evaluations")};
    return page_send(rq, &(Page){.title = t(cx, "Import responses"), .crumbs = &crumb, .n_crumbs = 1});
}

static const char *without_ending(Cx *cx, const char *file_name)
{
    const char *dot = strrchr(file_name, '.');
    return dot && dot != file_name ? arena_text_n(cx->arena, file_name, (size_t)(dot - file_name))
                                   : file_name;
}

/* The mapping that was sent along, or a guess. */
static const Err *first_mapping(Cx *cx, const UploadForm *form, const CsvTable *table, const char **ret_map)
{
    EvaluationMap map;
    const char *name = form->file.file_name && *form->file.file_name ? form->file.file_name : "-";
    if (form->map.bytes) {
        DecodedText text;
        TRY(text_decode(cx, form->map.bytes, form->map.n_bytes, &text));
        TRY(evaluation_map_read(cx, text.text, text.n, &map));
    } else {
        map = evaluation_map_guess(cx, table, without_ending(cx, name));
    }
    *ret_map = evaluation_map_write(cx, &map);
    return NULL;
}

const Err *response_upload_submit(Request *rq)
{
    Cx *cx = rq->cx;
    const UploadForm *form = rq->form;
    if (form_failed(rq))
        return response_upload_show(rq);
    CsvTable table;
    DecodedText text;
    const char *map;
    const Err *err = evaluation_table_read(cx, form->file.bytes, form->file.n_bytes, &table, &text.encoding);
    if (err)
        return show_again(rq, err, "file", t(cx, "CSV file"), response_upload_show);
    err = first_mapping(cx, form, &table, &map);
    if (err)
        return show_again(rq, err, "map", t(cx, "Mapping"), response_upload_show);
    ImportId id;
    TRY(draft_add(cx, DRAFT_EVALUATION, form->file.file_name ? form->file.file_name : "",
                  (Blob){(const unsigned char *)form->file.bytes, form->file.n_bytes}, map, &id));
    return respond_redirect(rq, path(cx, "/evaluations/import/{id}", "id", plain(id.v)));
}

/* ---- a draft ---- */

typedef struct OpenDraft {
    Draft draft;
    CsvTable table;
    EvaluationMap map;
    const char *encoding;
} OpenDraft;

static const Err *open_draft(Request *rq, OpenDraft *ret_open)
{
    Cx *cx = rq->cx;
    OpenDraft open;
    TextEncoding encoding;
    TRY(draft_load(cx, DRAFT_EVALUATION, REQUEST_ID(rq, ImportId, 0), &open.draft));
    if (open.draft.is_confirmed)
        return FAIL(cx, ERR_GONE, "This file was imported already. Its results are under “Evaluations”.");
    TRY(evaluation_table_read(cx, (const char *)open.draft.bytes.bytes, open.draft.bytes.n, &open.table,
                              &encoding));
    TRY(evaluation_map_read_draft(cx, open.draft.mapping, &open.map));
    open.encoding = text_encoding_name(encoding);
    *ret_open = open;
    return NULL;
}

static const MappedQuestion *question_of(const EvaluationMap *map, const char *column)
{
    for (size_t i = 0; i < map->questions.n; i++)
        if (strcmp(map->questions.at[i].column, column) == 0)
            return &map->questions.at[i];
    return NULL;
}

static const char *wording_of(Cx *cx, const MappedQuestion *q)
{
    return q->translations[cx->lang] ? q->translations[cx->lang] : q->question.wording;
}

/* ---- 2: the mapping ---- */

typedef struct MappingForm {
    const char *title;
} MappingForm;
static const FormField mapping_fields[] = {
    {"title", N_("Title of the evaluation"), FIELD_TEXT, FORM_AT(MappingForm, title), .required = true,
     .max = 200},
};
const FormRules response_mapping_form = FORM_RULES(MappingForm, mapping_fields, .max_body = 1 << 20);

static const char *const kind_codes[] = {
    [QUESTION_SCALE] = "scale", [QUESTION_NUMBER] = "number", [QUESTION_TEXT] = "text"};
static const char *const kind_names[] = {
    [QUESTION_SCALE] = N_("Scale"), [QUESTION_NUMBER] = N_("Number"), [QUESTION_TEXT] = N_("Free text")};
static const char *const dimension_codes[DIMENSION_COUNT] = {"other", "relevance", "topics", "method"};

const char *question_kind_name(QuestionKind kind)
{
    return kind_names[kind];
}

static UiOptions kind_options(Cx *cx)
{
    UiOption *options = NEW_ARRAY(cx->arena, UiOption, 4);
    options[0] = (UiOption){.value = "skip", .label = t(cx, "Leave out")};
    for (int kind = QUESTION_SCALE; kind <= QUESTION_TEXT; kind++)
        options[kind] = (UiOption){.value = kind_codes[kind], .label = t(cx, kind_names[kind])};
    return (UiOptions){4, options};
}

static UiOptions dimension_options(Cx *cx)
{
    UiOption *options = NEW_ARRAY(cx->arena, UiOption, DIMENSION_COUNT);
    for (int d = 0; d < DIMENSION_COUNT; d++)
        options[d] = (UiOption){.value = dimension_codes[d], .label = t(cx, dimension_name((Dimension)d))};
    return (UiOptions){DIMENSION_COUNT, options};
}

/* At most `most` bytes of the text, without cutting a character. */
static size_t prefix_length(const char *text, size_t most)
{
    size_t n = strlen(text);
    if (n <= most)
        return n;
    while (most > 0 && ((unsigned char)text[most] & 0xc0) == 0x80)
        most--;
    return most;
}

/* "5, 4, 6 …": what stands in the column, each once. */
static const char *samples_of(Cx *cx, const CsvTable *table, size_t column)
{
    const char *seen[SAMPLES];
    size_t n = 0;
    Buf text = buf_make(cx->arena);
    for (size_t i = 0; i < table->rows.n && n < SAMPLES; i++) {
        const char *cell = table->rows.at[i].cells[column];
        bool known = !*cell;
        for (size_t k = 0; k < n; k++)
            known = known || strcmp(seen[k], cell) == 0;
        if (known)
            continue;
        seen[n++] = cell;
        size_t length = prefix_length(cell, SAMPLE_LENGTH);
        buf_printf(&text, "%s%.*s%s", n > 1 ? " · " : "", (int)length, cell, cell[length] ? "…" : "");
    }
    return buf_text(&text);
}

static MappedColumn column_of(Cx *cx, const CsvTable *table, size_t i)
{
    Arena *a = cx->arena;
    return (MappedColumn){.name = table->columns[i],
                          .samples = samples_of(cx, table, i),
                          .kind = arena_printf(a, "kind-%zu", i),
                          .dimension = arena_printf(a, "dimension-%zu", i),
                          .wording = arena_printf(a, "wording-%zu", i),
                          .low = arena_printf(a, "low-%zu", i),
                          .high = arena_printf(a, "high-%zu", i),
                          .cant_say = arena_printf(a, "cant-%zu", i),
                          .words = arena_printf(a, "words-%zu", i),
                          .usable = evaluation_column_usable(table, i)};
}

static MappedColumns columns_of(Cx *cx, const CsvTable *table)
{
    size_t n = table->n_columns < FORM_COLUMNS_MAX ? table->n_columns : FORM_COLUMNS_MAX;
    MappedColumns columns = {n, NEW_ARRAY(cx->arena, MappedColumn, n)};
    for (size_t i = 0; i < n; i++)
        columns.at[i] = column_of(cx, table, i);
    return columns;
}

/* "Disagree = 2; Agree = 4" */
static const char *words_text(Cx *cx, const MappedQuestion *q)
{
    Buf text = buf_make(cx->arena);
    for (size_t i = 0; i < q->n_values; i++)
        buf_printf(&text, "%s%s = %d", i ? "; " : "", q->value_names[i], q->values[i]);
    return buf_text(&text);
}

static const char *cant_say_text(Cx *cx, const MappedQuestion *q)
{
    Buf text = buf_make(cx->arena);
    for (size_t i = 0; q->cant_say && q->cant_say[i]; i++)
        buf_printf(&text, "%s%s", i ? "; " : "", q->cant_say[i]);
    return buf_text(&text);
}

/* The form as the mapping has it. */
static FormInput *input_of_map(Request *rq, const EvaluationMap *map, const MappedColumns *columns)
{
    Cx *cx = rq->cx;
    FormInput *input = request_form(rq, &response_mapping_form, &(MappingForm){map->title});
    for (size_t i = 0; i < columns->n; i++) {
        const MappedColumn *c = &columns->at[i];
        const MappedQuestion *q = c->usable ? question_of(map, c->name) : NULL;
        input_set(cx, input, c->kind, q ? kind_codes[q->question.kind] : "skip");
        input_set(cx, input, c->dimension, dimension_codes[q ? q->question.dimension : DIMENSION_OTHER]);
        if (!q)
            continue;
        input_set(cx, input, c->wording, wording_of(cx, q));
        input_set(cx, input, c->cant_say, cant_say_text(cx, q));
        input_set(cx, input, c->words, words_text(cx, q));
        if (q->question.kind != QUESTION_TEXT) {
            input_set(cx, input, c->low, plain(q->question.low));
            input_set(cx, input, c->high, plain(q->question.high));
        }
    }
    return input;
}

static const Err *show_mapping(Request *rq, const OpenDraft *open, FormInput *input, MappedColumns columns)
{
    Cx *cx = rq->cx;
    ResponseMappingView v = {.input = input,
                             .id = open->draft.id,
                             .file_name = open->draft.file_name,
                             .encoding = open->encoding,
                             .n_rows = (int64_t)open->table.rows.n,
                             .columns = columns,
                             .kinds = kind_options(cx),
                             .dimensions = dimension_options(cx)};
    view_response_mapping(cx, &rq->body, &v);
    return send_page(rq, t(cx, "Which column is which question?"));
}

const Err *response_mapping_show(Request *rq)
{
    OpenDraft open;
    TRY(open_draft(rq, &open));
    MappedColumns columns = columns_of(rq->cx, &open.table);
    return show_mapping(rq, &open, input_of_map(rq, &open.map, &columns), columns);
}

/* ---- the mapping as sent ---- */

static bool read_int(const char *text, int *ret_value)
{
    char *end;
    long value = strtol(text, &end, 10);
    if (end == text || *end || value < -1000 || value > 1000)
        return false;
    *ret_value = (int)value;
    return true;
}

/* Cuts "a; b" into its parts, trimmed; empty ones are left out. */
static size_t cut_list(Cx *cx, const char *text, const char **parts)
{
    size_t n = 0;
    while (*text) {
        size_t length = strcspn(text, ";\n");
        const char *part = text_clean(cx->arena, text, length, false);
        if (part && *part)
            parts[n++] = part;
        text += length + (text[length] != '\0');
    }
    return n;
}

static bool read_words(Cx *cx, const char *text, MappedQuestion *q)
{
    const char **parts = NEW_ARRAY(cx->arena, const char *, strlen(text) + 1);
    size_t n = cut_list(cx, text, parts);
    int *values = NEW_ARRAY(cx->arena, int, n);
    q->value_names = NEW_ARRAY(cx->arena, const char *, n);
    q->values = values;
    for (size_t i = 0; i < n; i++) {
        const char *equals = strrchr(parts[i], '=');
        if (!equals || !read_int(equals + 1 + strspn(equals + 1, " "), &values[i]))
            return false;
        q->value_names[i] = text_clean(cx->arena, parts[i], (size_t)(equals - parts[i]), false);
    }
    q->n_values = n;
    return true;
}

static void read_ends(Request *rq, const MappedColumn *c, MappedQuestion *q)
{
    Cx *cx = rq->cx;
    const char *label = arena_printf(cx->arena, "%s: %s", c->name, t(cx, "Highest value"));
    bool known = read_int(input_value(rq->input, c->low), &q->question.low) &&
                 read_int(input_value(rq->input, c->high), &q->question.high);
    if (!known || q->question.high <= q->question.low ||
        q->question.high - q->question.low >= EVALUATION_VALUES_MAX)
        input_add_error(
            cx, rq->input, c->high, label,
            t(cx, "Please enter whole numbers for the lowest and the highest value of the answers."));
}

/* The question of a column, with what the mapping knew beside what the form shows (translations). */
static MappedQuestion read_column(Request *rq, const EvaluationMap *map, const MappedColumn *c,
                                  QuestionKind kind)
{
    Cx *cx = rq->cx;
    const MappedQuestion *known = question_of(map, c->name);
    MappedQuestion q = known ? *known : (MappedQuestion){.column = c->name};
    const char *wording = input_value(rq->input, c->wording);
    const char *cant_say = input_value(rq->input, c->cant_say);
    q.question.kind = kind;
    if (*wording && strcmp(wording, known ? wording_of(cx, known) : c->name) != 0)
        q.translations[cx->lang] = wording;
    q.question.dimension = DIMENSION_OTHER;
    for (int d = 0; d < DIMENSION_COUNT; d++)
        if (input_has(rq->input, c->dimension, dimension_codes[d]))
            q.question.dimension = (Dimension)d;
    const char **words = NEW_ARRAY(cx->arena, const char *, strlen(cant_say) + 2);
    cut_list(cx, cant_say, words);
    q.cant_say = words;
    if (kind == QUESTION_TEXT)
        return q;
    read_ends(rq, c, &q);
    if (!read_words(cx, input_value(rq->input, c->words), &q))
        input_add_error(cx, rq->input, c->words,
                        arena_printf(cx->arena, "%s: %s", c->name, t(cx, "Words and their values")),
                        t(cx, "Please write each word with its value: Disagree = 2; Agree = 4"));
    return q;
}

static EvaluationMap read_mapping(Request *rq, const EvaluationMap *known, const MappedColumns *columns)
{
    Cx *cx = rq->cx;
    EvaluationMap map = {.title = ((MappingForm *)rq->form)->title,
                         .questions = {.at = NEW_ARRAY(cx->arena, MappedQuestion, columns->n)}};
    for (size_t i = 0; i < columns->n; i++)
        for (int kind = QUESTION_SCALE; kind <= QUESTION_TEXT; kind++)
            if (columns->at[i].usable && input_has(rq->input, columns->at[i].kind, kind_codes[kind]))
                map.questions.at[map.questions.n++] =
                    read_column(rq, known, &columns->at[i], (QuestionKind)kind);
    if (map.questions.n == 0)
        input_add_error(cx, rq->input, "kind-0", "",
                        t(cx, "Please choose at least one column as a question."));
    return map;
}

const Err *response_mapping_submit(Request *rq)
{
    Cx *cx = rq->cx;
    OpenDraft open;
    TRY(open_draft(rq, &open));
    MappedColumns columns = columns_of(cx, &open.table);
    EvaluationMap map = read_mapping(rq, &open.map, &columns), checked;
    if (form_failed(rq))
        return show_mapping(rq, &open, rq->input, columns);
    const char *json = evaluation_map_write(cx, &map);
    const Err *err = evaluation_map_read(cx, json, strlen(json), &checked);
    if (err) {
        input_add_error(cx, rq->input, "", "", message_of_error(cx, err));
        return form_failed(rq) ? show_mapping(rq, &open, rq->input, columns) : NULL;
    }
    TRY(draft_set_mapping(cx, open.draft.id, json));
    return respond_redirect(rq, path(cx, "/evaluations/import/{id}/preview", "id", plain(open.draft.id.v)));
}

/* ---- 3: the preview ---- */

const Err *response_preview_show(Request *rq)
{
    Cx *cx = rq->cx;
    OpenDraft open;
    TRY(open_draft(rq, &open));
    ResponsePreviewView v = {
        .input = rq->input, .id = open.draft.id, .file_name = open.draft.file_name, .title = open.map.title};
    const Err *err = evaluation_import_check(cx, &open.map, &open.table, &v.import);
    if (err && err->kind != ERR_INPUT && err->kind != ERR_TOO_LARGE)
        return err;
    if (err)
        v.import = (EvaluationImport){.refused = message_of_error(cx, err)};
    view_response_preview(cx, &rq->body, &v);
    return send_page(rq, t(cx, "Preview of the import"));
}

/* ---- 4: confirmed ---- */

const Err *response_import_confirm(Request *rq)
{
    Cx *cx = rq->cx;
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    Draft draft;
    bool first;
    ImportId import = REQUEST_ID(rq, ImportId, 0);
    TRY(draft_load(cx, DRAFT_EVALUATION, import, &draft));
    TRY(draft_claim(cx, import, &first));
    if (!first)
        return respond_redirect(rq, path(cx, "/evaluations/{id}", "id", draft.report));
    CsvTable table;
    EvaluationMap map;
    EvaluationImport done;
    EvaluationId id;
    TextEncoding encoding;
    TRY(evaluation_table_read(cx, (const char *)draft.bytes.bytes, draft.bytes.n, &table, &encoding));
    TRY(evaluation_map_read_draft(cx, draft.mapping, &map));
    TRY(evaluation_import_run(cx, &map, &table, draft.file_name, &done, &id));
    TRY(draft_finish(cx, import, plain(id.v)));
    TRY(tx_commit(cx, &tx));
    return respond_redirect(rq, path(cx, "/evaluations/{id}", "id", plain(id.v)));
}
