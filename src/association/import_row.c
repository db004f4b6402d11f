/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lines of a file as associations, tidied, or refused with a reason; which column holds what. */
#include "association/import_parts.h"

#include "i18n/catalogue.h"
#include "i18n/fold.h"
#include "output/text_decode.h"
#include "programme.sql.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST_NAME = 500 };

/* ---- columns ---- */

static const struct {
    const char *code, *label;
    const char *headings; /* folded, as files have them; "|" between */
} fields[IMPORT_FIELD_COUNT] = {
    [IMPORT_NAME] = {"name", N_("Name"),
                     "|name|vereinsname|verein|name des vereins|association|association "
                     "name|organisation|organization|bezeichnung|trager|"},
    [IMPORT_FORMER_NAMES] = {"former_names", N_("Former names"),
                             "|former names|fruhere namen|ehemalige namen|alternativer name|aliases|"},
    [IMPORT_LEGAL_FORM] = {"legal_form", N_("Legal form"), "|legal form|rechtsform|"},
    [IMPORT_REGISTER_KIND] = {"register_kind", N_("Register kind"), "|register kind|registerart|register|"},
    [IMPORT_REGISTER_NUMBER] = {"register_number", N_("Register number"),
                                "|register number|registernummer|register nr|vr nummer|vr "
                                "nr|vr|vereinsregisternummer|vereinsregister|registration number|"},
    [IMPORT_REGISTER_COURT] = {"register_court", N_("Register court"),
                               "|register court|registergericht|amtsgericht|court|"},
    [IMPORT_STREET] = {"street", N_("Street"),
                       "|street|strasse|anschrift|adresse|address|strasse und hausnummer|street and number|"},
    [IMPORT_POSTCODE] = {"postcode", N_("Postcode"), "|postcode|plz|postleitzahl|zip|zip code|postal code|"},
    [IMPORT_CITY] = {"city", N_("City"), "|city|ort|stadt|town|place|wohnort|sitz|"},
    [IMPORT_DISTRICTS] = {"districts", N_("Districts"), "|district|districts|stadtteil|stadtteile|bezirk|"},
    [IMPORT_EMAIL] = {"email", N_("E-mail"),
                      "|e mail|email|mail|e mail adresse|email adresse|mailadresse|email address|"},
    [IMPORT_PHONE] = {"phone", N_("Phone"), "|phone|telefon|tel|telefonnummer|telephone|"},
    [IMPORT_WEBSITE] = {"website", N_("Website"), "|website|webseite|homepage|internet|url|web|"},
    [IMPORT_LANGUAGES] = {"languages", N_("Languages"), "|language|languages|sprache|sprachen|"},
    [IMPORT_SERVES] = {"serves", N_("Whom it serves"),
                       "|whom it serves|serves|zielgruppe|zielgruppen|target group|target groups|"},
    [IMPORT_ABOUT] = {"about", N_("About"), "|about|beschreibung|description|uber uns|"},
    [IMPORT_PARTNER_SINCE] = {"partner_since", N_("Partner since"), "|partner since|partner seit|"},
    [IMPORT_ENDED_ON] = {"ended_on", N_("Partnership ended on"),
                         "|partnership ended on|ended on|beendet am|"},
    [IMPORT_MAY_PUBLISH] = {"may_publish", N_("May be published"),
                            "|may be published|veroffentlichen|einwilligung|"},
    [IMPORT_CONTACT_NAME] =
        {"contact_name", N_("Contact person"),
         "|contact person|contact|ansprechpartner|ansprechpartnerin|ansprechperson|kontakt|kontaktperson|"},
    [IMPORT_CONTACT_FUNCTION] = {"contact_function", N_("Function of the contact person"),
                                 "|function of the contact person|funktion|function|"},
    [IMPORT_CONTACT_EMAIL] = {"contact_email", N_("E-mail of the contact person"),
                              "|e mail of the contact person|kontakt e mail|"},
    [IMPORT_CONTACT_PHONE] = {"contact_phone", N_("Phone of the contact person"),
                              "|phone of the contact person|kontakt telefon|"},
};

const char *import_field_code(ImportField field)
{
    return fields[field].code;
}

const char *import_field_label(ImportField field)
{
    return fields[field].label;
}

/* Is this what the heading says, in the reader's language or as files commonly have it? */
static bool names_field(Cx *cx, const char *folded, int field)
{
    if (strcmp(folded,
               text_fold(cx->arena, message_text(cx, fields[field].label, (const char *const[]){NULL}))) == 0)
        return true;
    /* The headings are folded here too, so that the table may be written as people read it. */
    char *list = arena_text(cx->arena, fields[field].headings), *rest = NULL;
    for (char *heading = strtok_r(list, "|", &rest); heading; heading = strtok_r(NULL, "|", &rest))
        if (strcmp(folded, text_fold(cx->arena, heading)) == 0)
            return true;
    return false;
}

ImportMapping import_guess(Cx *cx, const CsvTable *table)
{
    ImportMapping mapping;
    for (int field = 0; field < IMPORT_FIELD_COUNT; field++)
        mapping.column[field] = -1;
    for (size_t column = 0; column < table->n_columns; column++) {
        const char *folded = text_fold(cx->arena, table->columns[column]);
        for (int field = 0; field < IMPORT_FIELD_COUNT; field++)
            if (mapping.column[field] < 0 && *folded && names_field(cx, folded, field)) {
                mapping.column[field] = (int)column;
                break;
            }
    }
    return mapping;
}

static int field_of_code(const char *code)
{
    for (int field = 0; field < IMPORT_FIELD_COUNT; field++)
        if (strcmp(fields[field].code, code) == 0)
            return field;
    return -1;
}

static int column_of_heading(const CsvTable *table, const char *heading)
{
    for (size_t column = 0; column < table->n_columns; column++)
        if (strcmp(table->columns[column], heading) == 0)
            return (int)column;
    return -1;
}

const Err *import_map(Cx *cx, const CsvTable *table, const char *text, ImportMapping *mapping)
{
    char *list = arena_text(cx->arena, text), *rest = NULL;
    for (char *pair = strtok_r(list, ",", &rest); pair; pair = strtok_r(NULL, ",", &rest)) {
        char *equals = strchr(pair, '=');
        if (!equals)
            return FAIL(cx, ERR_INPUT, "“{pair}” is no assignment. Write it as FIELD=COLUMN.", "pair", pair);
        *equals = '\0';
        int field = field_of_code(pair), column = column_of_heading(table, equals + 1);
        if (field < 0)
            return FAIL(cx, ERR_INPUT, "There is no field “{field}”.", "field", pair);
        if (column < 0 && equals[1])
            return FAIL(cx, ERR_INPUT, "The file has no column “{column}”.", "column", equals + 1);
        mapping->column[field] = column;
    }
    return NULL;
}

const char *import_mapping_text(Cx *cx, const ImportMapping *mapping)
{
    Buf text = buf_make(cx->arena);
    for (int field = 0; field < IMPORT_FIELD_COUNT; field++)
        if (mapping->column[field] >= 0)
            buf_printf(&text, "%s%s=%d", text.n ? "," : "", fields[field].code, mapping->column[field]);
    return buf_text(&text);
}

ImportMapping import_mapping_parse(const char *text, size_t n_columns)
{
    ImportMapping mapping;
    for (int field = 0; field < IMPORT_FIELD_COUNT; field++) {
        mapping.column[field] = -1;
        size_t n = strlen(fields[field].code);
        for (const char *at = text; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
            if (strncmp(at, fields[field].code, n) == 0 && at[n] == '=') {
                long column = strtol(at + n + 1, NULL, 10);
                if (column >= 0 && (size_t)column < n_columns)
                    mapping.column[field] = (int)column;
            }
    }
    return mapping;
}

const Err *import_read(Cx *cx, const char *bytes, size_t n, CsvTable *ret_table)
{
    DecodedText text;
    TRY(text_decode(cx, bytes, n, &text));
    CsvTable table;
    TRY(csv_read(cx, text.text, text.n, (CsvReadOptions){0}, &table));
    if (table.rows.n > IMPORT_MOST_LINES)
        return FAIL(cx, ERR_TOO_LARGE,
                    "The file has more than {n} lines. Split it, and import one part after the other.", "n",
                    arena_printf(cx->arena, "%d", IMPORT_MOST_LINES));
    *ret_table = table;
    return NULL;
}

/* ---- rows ---- */

typedef struct RowReader {
    Cx *cx;
    const CsvTable *table;
    const ImportMapping *mapping;
    DistrictListRows districts;
    size_t next_problem;
} RowReader;

static const char *cell(const RowReader *r, const CsvRow *csv, ImportField field)
{
    int column = r->mapping->column[field];
    return column < 0 ? "" : csv->cells[column];
}

/* The cell on one line. */
static const char *line_cell(const RowReader *r, const CsvRow *csv, ImportField field)
{
    const char *text = cell(r, csv, field);
    if (!strpbrk(text, "\n\t"))
        return text;
    char *flat = arena_text(r->cx->arena, text);
    for (char *c = flat; *c; c++)
        if (*c == '\n' || *c == '\t')
            *c = ' ';
    const char *clean = text_clean(r->cx->arena, flat, strlen(flat), false);
    return clean ? clean : "";
}

static void note(RowReader *r, ImportRow *row, const char *message, const char *value)
{
    if (row->notes.n)
        buf_char(&row->notes, ' ');
    buf_str(&row->notes, message_text(r->cx, message, (const char *const[]){"value", value, NULL}));
}

/* Does the reader of the file report this about the cell of the field? Problems come in the order of lines.
 */
static bool has_problem(RowReader *r, const CsvRow *csv, CsvProblemKind kind, int column)
{
    const CsvProblems *problems = &r->table->problems;
    while (r->next_problem < problems->n && problems->at[r->next_problem].line < csv->line)
        r->next_problem++;
    for (size_t i = r->next_problem; i < problems->n && problems->at[i].line == csv->line; i++)
        if (problems->at[i].kind == kind && (column < 0 || problems->at[i].cells == (size_t)column + 1))
            return true;
    return false;
}

static const char *why_refused(RowReader *r, const CsvRow *csv, ImportRow *row)
{
    Cx *cx = r->cx;
    AssociationCard *card = &row->association.card;
    AssociationPlaces *place = row->association.places.at;
    if (has_problem(r, csv, CSV_TOO_MANY_CELLS, -1))
        return t(
            cx,
            "The line has more cells than the file has columns. Is a quotation mark or a separator missing?");
    if (has_problem(r, csv, CSV_BAD_CHARACTER, r->mapping->column[IMPORT_NAME]))
        return t(cx, "The name holds control characters.");
    if (*card->name == '\0')
        return t(cx, "The line has no name.");
    if (strlen(card->name) > LONGEST_NAME)
        return t(cx, "The name is longer than {n} characters.", "n", "500");
    if (*text_fold(cx->arena, card->name) == '\0')
        return t(cx, "The name has neither a letter nor a digit.");
    const char *kind = line_cell(r, csv, IMPORT_REGISTER_KIND),
               *number = line_cell(r, csv, IMPORT_REGISTER_NUMBER);
    if (!register_number_tidy(cx->arena, kind, number, &card->register_number))
        return t(cx, "“{number}” is no register number.", "number", number);
    if (!postcode_tidy(cx->arena, place->postcode, &place->postcode))
        return t(cx, "“{postcode}” is no postcode: it has five digits.", "postcode", place->postcode);
    return NULL;
}

static bool parse_day(RowReader *r, ImportRow *row, const char *text, Date *ret_day)
{
    if (*text == '\0')
        return false;
    if (date_parse(text, ret_day))
        return true;
    note(r, row, N_("“{value}” is no date and was left out."), text);
    return false;
}

static const char *checked(RowReader *r, ImportRow *row, const char *value, bool (*right)(const char *),
                           const char *message)
{
    if (right(value))
        return value;
    note(r, row, message, value);
    return "";
}

static void read_former_names(RowReader *r, const CsvRow *csv, Association *a)
{
    char *list = arena_text(r->cx->arena, cell(r, csv, IMPORT_FORMER_NAMES)), *rest = NULL;
    a->former_names.at = NEW_ARRAY(r->cx->arena, AssociationFormerNames, strlen(list) / 2 + 1);
    for (char *name = strtok_r(list, "\n", &rest); name; name = strtok_r(NULL, "\n", &rest)) {
        const char *clean = text_clean(r->cx->arena, name, strlen(name), false);
        if (clean && *clean && strlen(clean) <= LONGEST_NAME && *text_fold(r->cx->arena, clean))
            a->former_names.at[a->former_names.n++].name = clean;
    }
}

static void read_districts(RowReader *r, const CsvRow *csv, ImportRow *row)
{
    Arena *arena = r->cx->arena;
    char *list = arena_text(arena, cell(r, csv, IMPORT_DISTRICTS)), *rest = NULL;
    row->association.districts.at = NEW_ARRAY(arena, AssociationDistricts, strlen(list) / 2 + 1);
    for (char *name = strtok_r(list, ",\n", &rest); name; name = strtok_r(NULL, ",\n", &rest)) {
        bool known = false;
        const char *folded = text_fold(arena, name);
        for (size_t i = 0; i < r->districts.n && !known; i++)
            if (strcmp(text_fold(arena, r->districts.at[i].name), folded) == 0) {
                row->association.districts.at[row->association.districts.n++] =
                    (AssociationDistricts){r->districts.at[i].id, r->districts.at[i].name};
                known = true;
            }
        if (!known && *folded)
            note(r, row, N_("The district “{value}” is not known here and was left out."), name);
    }
}

static bool says_yes(Arena *arena, const char *text)
{
    static const char *const yes[] = {"yes", "ja", "x", "1", "true", "wahr", "j", "y"};
    const char *folded = text_fold(arena, text);
    for (size_t i = 0; i < ARRAY_LENGTH(yes); i++)
        if (strcmp(folded, yes[i]) == 0)
            return true;
    return false;
}

static void read_parts(RowReader *r, const CsvRow *csv, ImportRow *row)
{
    Association *a = &row->association;
    AssociationPlaces place = {line_cell(r, csv, IMPORT_STREET), line_cell(r, csv, IMPORT_POSTCODE),
                               line_cell(r, csv, IMPORT_CITY)};
    a->places = (AssociationPlacesRows){1, arena_copy(r->cx->arena, &place, sizeof place)};
    const char *bad_email = N_("“{value}” is no e-mail address and was left out.");
    AssociationContacts contact = {
        line_cell(r, csv, IMPORT_CONTACT_NAME), line_cell(r, csv, IMPORT_CONTACT_FUNCTION),
        checked(r, row, line_cell(r, csv, IMPORT_CONTACT_EMAIL), email_looks_right, bad_email),
        line_cell(r, csv, IMPORT_CONTACT_PHONE)};
    if (*contact.name)
        a->contacts = (AssociationContactsRows){1, arena_copy(r->cx->arena, &contact, sizeof contact)};
    read_former_names(r, csv, a);
    read_districts(r, csv, row);
}

static void read_card(RowReader *r, const CsvRow *csv, ImportRow *row)
{
    AssociationCard *card = &row->association.card;
    Arena *arena = r->cx->arena;
    card->name = line_cell(r, csv, IMPORT_NAME);
    card->register_number = "";
    card->legal_form = line_cell(r, csv, IMPORT_LEGAL_FORM);
    card->register_court = line_cell(r, csv, IMPORT_REGISTER_COURT);
    card->email = checked(r, row, line_cell(r, csv, IMPORT_EMAIL), email_looks_right,
                          N_("“{value}” is no e-mail address and was left out."));
    card->phone = line_cell(r, csv, IMPORT_PHONE);
    card->website =
        checked(r, row, website_tidy(arena, line_cell(r, csv, IMPORT_WEBSITE)), website_looks_right,
                N_("“{value}” is no address of a website and was left out."));
    card->languages = languages_join(arena, line_cell(r, csv, IMPORT_LANGUAGES), "");
    card->serves = cell(r, csv, IMPORT_SERVES);
    card->about = cell(r, csv, IMPORT_ABOUT);
    card->has_partner_since =
        parse_day(r, row, line_cell(r, csv, IMPORT_PARTNER_SINCE), &card->partner_since);
    card->has_ended_on = parse_day(r, row, line_cell(r, csv, IMPORT_ENDED_ON), &card->ended_on);
    card->may_publish = says_yes(arena, line_cell(r, csv, IMPORT_MAY_PUBLISH));
}

static ImportRow read_row(RowReader *r, const CsvRow *csv)
{
    Arena *arena = r->cx->arena;
    ImportRow row = {.line = csv->line, .notes = buf_make(arena)};
    Association *a = &row.association;
    read_card(r, csv, &row);
    read_parts(r, csv, &row);
    row.refused = why_refused(r, csv, &row);
    if (row.refused)
        return row;
    AssociationFaults faults = association_tidy(r->cx, a);
    if (faults.n > 0) /* the only one left: the partnership ends before it begins */
        a->card.has_ended_on = false;
    row.keys = NEW_ARRAY(arena, const char *, a->former_names.n + 1);
    row.keys[row.n_keys++] = text_fold_name(arena, a->card.name);
    for (size_t i = 0; i < a->former_names.n; i++)
        row.keys[row.n_keys++] = text_fold_name(arena, a->former_names.at[i].name);
    return row;
}

const Err *import_rows(Cx *cx, const CsvTable *table, const ImportMapping *mapping, ImportRows *ret_rows)
{
    if (mapping->column[IMPORT_NAME] < 0)
        return FAIL(
            cx, ERR_INPUT,
            "Tell which column holds the name of the association: none of the headings looks like it.");
    RowReader r = {.cx = cx, .table = table, .mapping = mapping};
    TRY(q_district_list(cx, cx->programme, &r.districts));
    ImportRows rows = {.at = NEW_ARRAY(cx->arena, ImportRow, table->rows.n)};
    for (size_t i = 0; i < table->rows.n; i++)
        rows.at[rows.n++] = read_row(&r, &table->rows.at[i]);
    *ret_rows = rows;
    return NULL;
}
