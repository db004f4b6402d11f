/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See register_import.h. */
#include "registration/register_import.h"

#include "i18n/catalogue.h"
#include "i18n/fold.h"
#include "mail/mail.h"
#include "output/csv.h"
#include "programme.sql.h"
#include "registration/registration_rules.h"
#include "seminar.sql.h"

#include <string.h>

typedef enum Column { COL_NAME, COL_EMAIL, COL_PHONE, COL_ASSOCIATION, COL_LANG, COL_COUNT } Column;

/* Folded names of columns, as they are met. */
static const char *const names[COL_COUNT][8] = {
    [COL_NAME] = {"name", "teilnehmer", "teilnehmerin", "person", "full name"},
    [COL_EMAIL] = {"email", "e mail", "mail", "e mail adresse", "email adresse", "e mail address"},
    [COL_PHONE] = {"phone", "telefon", "telefonnummer", "mobil", "handy", "phone number"},
    [COL_ASSOCIATION] = {"association", "verein", "organisation", "organization"},
    [COL_LANG] = {"language", "sprache", "lang"},
};

enum { NOT_THERE = -1 };

static int column_of(Cx *cx, const CsvTable *table, Column column)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        const char *folded = text_fold(cx->arena, table->columns[i]);
        for (size_t k = 0; k < ARRAY_LENGTH(names[0]) && names[column][k]; k++)
            if (strcmp(folded, names[column][k]) == 0 || strcmp(table->columns[i], names[column][k]) == 0)
                return (int)i;
    }
    return NOT_THERE;
}

static const char *cell(const CsvRow *row, int column)
{
    return column == NOT_THERE ? "" : row->cells[column];
}

static const char *fault_of(Cx *cx, const Registrant *who)
{
    if (!*who->name)
        return t(cx, "The name is missing.");
    if (!*who->email && !*who->phone)
        return t(cx, "There is neither an e-mail address nor a phone number.");
    if (*who->email && !mail_address(cx->arena, who->email))
        return t(cx, "The e-mail address can't be used.");
    return NULL;
}

static const Err *read_line(Cx *cx, const CsvRow *row, const int *columns, Lang main, ImportedLine *ret_line)
{
    Registrant who = registrant_named(cell(row, columns[COL_NAME]), cell(row, columns[COL_EMAIL]));
    who.phone = cell(row, columns[COL_PHONE]);
    if (!lang_parse(cell(row, columns[COL_LANG]), &who.lang))
        who.lang = main;
    AssociationByKey known;
    bool is_known;
    const char *typed = cell(row, columns[COL_ASSOCIATION]);
    TRY(organisation_match(cx, typed, &known, &is_known));
    if (is_known)
        who.association = known.id;
    else
        who.organisation = typed;
    *ret_line = (ImportedLine){.line = row->line,
                               .association = is_known ? known.name : typed,
                               .who = who,
                               .refused = fault_of(cx, &who)};
    return NULL;
}

const Err *registration_import_read(Cx *cx, const char *bytes, size_t n, ImportedLines *ret_lines)
{
    DecodedText text;
    CsvTable table;
    TRY(text_decode(cx, bytes, n, &text));
    TRY(csv_read(cx, text.text, text.n, (CsvReadOptions){0}, &table));
    int columns[COL_COUNT];
    for (int i = 0; i < COL_COUNT; i++)
        columns[i] = column_of(cx, &table, (Column)i);
    if (columns[COL_NAME] == NOT_THERE ||
        (columns[COL_EMAIL] == NOT_THERE && columns[COL_PHONE] == NOT_THERE))
        return FAIL(cx, ERR_INPUT,
                    "The first row must name the columns: “Name”, and “E-Mail” or “Telefon”; “Verein” and "
                    "“Sprache” may be there too.");
    ProgrammeMainLang main;
    TRY(q_programme_main_lang(cx, cx->programme, &main));
    ImportedLines lines = {table.rows.n, NEW_ARRAY(cx->arena, ImportedLine, table.rows.n)};
    for (size_t i = 0; i < lines.n; i++)
        TRY(read_line(cx, &table.rows.at[i], columns, main.lang, &lines.at[i]));
    *ret_lines = lines;
    return NULL;
}

const Err *registration_import(Cx *cx, SeminarId seminar, ImportedLines *lines)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    for (size_t i = 0; i < lines->n; i++)
        if (!lines->at[i].refused)
            TRY(registration_request(cx, seminar, &lines->at[i].who, CHANNEL_IMPORT, &lines->at[i].answer));
    return tx_commit(cx, &tx);
}
