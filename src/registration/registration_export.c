/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See registration_export.h. */
#include "registration/registration_export.h"

#include "i18n/catalogue.h"
#include "output/table.h"
#include "registration/needs.h"
#include "registration/registration_rules.h"
#include "registration_export.sql.h"

typedef ExportRegistrations Row;
typedef TableCell CellOf(Cx *cx, const Row *row);

static TableCell text(const char *value)
{
    return (TableCell){.is_set = true, .text = value};
}

static TableCell cell_id(Cx *cx, const Row *r)
{
    (void)cx;
    return (TableCell){.is_set = true, .number = r->id.v};
}

static TableCell cell_title(Cx *cx, const Row *r)
{
    (void)cx;
    return text(r->title);
}

static TableCell cell_first_day(Cx *cx, const Row *r)
{
    (void)cx;
    return (TableCell){.is_set = r->has_first_day, .date = r->first_day};
}

static TableCell cell_name(Cx *cx, const Row *r)
{
    (void)cx;
    return text(r->name);
}

static TableCell cell_email(Cx *cx, const Row *r)
{
    (void)cx;
    return text(r->email);
}

static TableCell cell_phone(Cx *cx, const Row *r)
{
    (void)cx;
    return text(r->phone);
}

static TableCell cell_association(Cx *cx, const Row *r)
{
    (void)cx;
    return text(r->association ? r->association : r->organisation);
}

static TableCell cell_state(Cx *cx, const Row *r)
{
    return text(t(cx, registration_state_name(r->state)));
}

static TableCell cell_channel(Cx *cx, const Row *r)
{
    return text(t(cx, channel_name(r->channel)));
}

static TableCell cell_lang(Cx *cx, const Row *r)
{
    (void)cx;
    return text(lang_name(r->lang));
}

static TableCell cell_created(Cx *cx, const Row *r)
{
    (void)cx;
    return (TableCell){.is_set = true, .time = r->created_at};
}

static TableCell cell_minutes(Cx *cx, const Row *r)
{
    (void)cx;
    return (TableCell){.is_set = true, .number = r->minutes};
}

static TableCell cell_access(Cx *cx, const Row *r)
{
    (void)cx;
    return text(r->access_needs);
}

static TableCell cell_childcare(Cx *cx, const Row *r)
{
    return text(r->childcare && *r->childcare ? needs_ages_text(cx, r->childcare) : NULL);
}

static TableCell cell_interpretation(Cx *cx, const Row *r)
{
    return text(r->interpretation && *r->interpretation ? needs_language_text(cx, r->interpretation) : NULL);
}

typedef enum Part { PART_ALWAYS, PART_CONTACT, PART_NEEDS } Part;

static const struct {
    const char *name;
    CellType type;
    CellOf *cell;
    Part part;
} columns[] = {
    {N_("Registration"), CELL_NUMBER, cell_id, PART_ALWAYS},
    {N_("Seminar"), CELL_TEXT, cell_title, PART_ALWAYS},
    {N_("First day"), CELL_DATE, cell_first_day, PART_ALWAYS},
    {N_("Name"), CELL_TEXT, cell_name, PART_ALWAYS},
    {N_("E-mail address"), CELL_TEXT, cell_email, PART_CONTACT},
    {N_("Phone number"), CELL_TEXT, cell_phone, PART_CONTACT},
    {N_("Association"), CELL_TEXT, cell_association, PART_ALWAYS},
    {N_("State"), CELL_TEXT, cell_state, PART_ALWAYS},
    {N_("Came by"), CELL_TEXT, cell_channel, PART_ALWAYS},
    {N_("Language"), CELL_TEXT, cell_lang, PART_ALWAYS},
    {N_("Registered at"), CELL_TIME, cell_created, PART_ALWAYS},
    {N_("Minutes attended"), CELL_NUMBER, cell_minutes, PART_ALWAYS},
    {N_("Access"), CELL_TEXT, cell_access, PART_NEEDS},
    {N_("Childcare: ages of the children"), CELL_TEXT, cell_childcare, PART_NEEDS},
    {N_("Interpretation into"), CELL_TEXT, cell_interpretation, PART_NEEDS},
};

static bool is_wanted(const RegistrationExport *what, Part part)
{
    return part == PART_ALWAYS || (part == PART_CONTACT ? what->contact : what->needs);
}

static const Err *title_of(Cx *cx, SeminarId id, const char **ret_title)
{
    SeminarFind seminar;
    *ret_title = t(cx, "Registrations");
    if (id.v == 0)
        return NULL;
    TRY(seminar_get(cx, id, &seminar));
    *ret_title = arena_printf(cx->arena, "%s: %s", *ret_title, seminar.title);
    return NULL;
}

const Err *registration_export(Cx *cx, const RegistrationExport *what, Buf *out)
{
    ExportRegistrationsRows rows;
    TableColumn shown[ARRAY_LENGTH(columns)];
    size_t chosen[ARRAY_LENGTH(columns)];
    Table table = {.columns = shown};
    TRY(title_of(cx, what->seminar, &table.title));
    TRY(q_export_registrations(cx, cx->programme, what->seminar.v, &rows));
    for (size_t i = 0; i < ARRAY_LENGTH(columns); i++)
        if (is_wanted(what, columns[i].part)) {
            chosen[table.n_columns] = i;
            shown[table.n_columns++] = (TableColumn){t(cx, columns[i].name), columns[i].type};
        }
    TableCell *cells = NEW_ARRAY(cx->arena, TableCell, rows.n * table.n_columns);
    for (size_t r = 0; r < rows.n; r++)
        for (size_t c = 0; c < table.n_columns; c++)
            cells[r * table.n_columns + c] = columns[chosen[c]].cell(cx, &rows.at[r]);
    table.n_rows = rows.n;
    table.cells = cells;
    if (what->xlsx)
        return table_xlsx(cx, out, &table);
    table_csv(cx, out, &table);
    return NULL;
}
