/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Associations from a spreadsheet: columns, what each line would do, and doing it.
 *
 * Nothing is written before import_apply. Which lines belong together is decided for the file as a whole,
 * never line after line, so that the order of the lines changes nothing but which of several equal lines
 * counts as the new one. The rules, with the register's entries taking part like lines of the file:
 *
 *  1. Refused is a line without a name, with a name that can't be stored, with a postcode that is none, with
 * a register number that can't be read, or with more cells than the file has columns.
 *  2. Same register number (kind and number) and names at least IMPORT_SAME_AT_ALL alike: one association.
 *     Another postcode adds a place; another spelling is kept as a former or alternative name (not when
 *     text_fold_name finds no difference: case, blanks, punctuation, legal form).
 *  3. Same name (text_fold_name, former names included), and no or one register number among them: one
 *     association.
 *  4. What rules 2 and 3 put together is compared with what has been accepted, beginning with the register,
 *     then lines with a number, then those that stand most often, then by name. It is doubtful when
 *     it resembles an accepted one (NAMES_ALIKE, or NAMES_ALIKE_DESPITE_NUMBERS when both have a number:
 *     association_find.h), when it has the number of one with a very different name, or when the register
 * itself holds it twice. A person decides: leave out, add as new, or put together with one of those it
 * resembles. Without a decision it is left out.
 *  5. What is known already is never overwritten: a line fills gaps and adds to lists. Consent to publication
 *     and the end of a partnership are taken from a file for new associations only. */
#pragma once

#include "association/association_find.h"
#include "output/csv.h"

#define IMPORT_SAME_AT_ALL 0.3
enum { IMPORT_MOST_LINES = 5000, IMPORT_MOST_BYTES = 16 << 20, IMPORT_CANDIDATES = 3 };

typedef enum ImportField {
    IMPORT_NAME,
    IMPORT_FORMER_NAMES, /* one per line of the cell */
    IMPORT_LEGAL_FORM,
    IMPORT_REGISTER_KIND,
    IMPORT_REGISTER_NUMBER,
    IMPORT_REGISTER_COURT,
    IMPORT_STREET,
    IMPORT_POSTCODE,
    IMPORT_CITY,
    IMPORT_DISTRICTS, /* names, one per line or with commas */
    IMPORT_EMAIL,
    IMPORT_PHONE,
    IMPORT_WEBSITE,
    IMPORT_LANGUAGES, /* tags, "ar de tr" */
    IMPORT_SERVES,
    IMPORT_ABOUT,
    IMPORT_PARTNER_SINCE,
    IMPORT_ENDED_ON,
    IMPORT_MAY_PUBLISH,
    IMPORT_CONTACT_NAME,
    IMPORT_CONTACT_FUNCTION,
    IMPORT_CONTACT_EMAIL,
    IMPORT_CONTACT_PHONE,
    IMPORT_FIELD_COUNT
} ImportField;

const char *import_field_code(ImportField field);  /* "register_number": for --map and forms */
const char *import_field_label(ImportField field); /* msgid; also the heading in exports */

typedef struct ImportMapping {
    int column[IMPORT_FIELD_COUNT]; /* -1: the file has none */
} ImportMapping;

/* By the headings, German or English. */
ImportMapping import_guess(Cx *cx, const CsvTable *table);
/* Reads "name=Vereinsname,postcode=PLZ" over the mapping given. INPUT for a field or column that is not
 * there. */
MUST_USE const Err *import_map(Cx *cx, const CsvTable *table, const char *text, ImportMapping *mapping);
/* For import_draft.mapping: "name=0,postcode=3", and back; what can't be read counts as none. */
const char *import_mapping_text(Cx *cx, const ImportMapping *mapping);
ImportMapping import_mapping_parse(const char *text, size_t n_columns);

/* Bytes of any encoding and separator as a table. Fails with a sentence: INPUT, TOO_LARGE. */
MUST_USE const Err *import_read(Cx *cx, const char *bytes, size_t n, CsvTable *ret_table);

typedef enum ImportVerdict {
    IMPORT_NEW,
    IMPORT_MERGED,    /* adds something to an association that is there, or stands above in the file */
    IMPORT_UNCHANGED, /* the same, but there is nothing to add */
    IMPORT_DOUBTFUL,  /* left out for want of a decision */
    IMPORT_REFUSED,
    IMPORT_VERDICT_COUNT
} ImportVerdict;

const char *import_verdict_name(ImportVerdict verdict); /* msgid */
const char *import_verdict_code(ImportVerdict verdict);

/* One that a doubtful line resembles. */
typedef struct ImportCandidate {
    AssociationId id; /* 0: it is new itself, from … */
    int line;         /* … this line of the file */
    const char *name, *number;
    int percent; /* how alike the names are */
} ImportCandidate;

typedef struct ImportLine {
    int line; /* in the file, from 1 */
    const char *name, *number;
    ImportVerdict verdict;
    const char *reason; /* a sentence in the reader's language */
    bool asks;          /* doubtful as it stands, and the one to decide about: others may follow it */
    int follows;        /* the line that decides for this one; 0 = none */
    size_t n_candidates;
    ImportCandidate candidates[IMPORT_CANDIDATES];
    size_t target; /* of the plan; SIZE_MAX = none */
} ImportLine;
ROWS(ImportLines, ImportLine);

/* What becomes of an association: card.id is 0 when it is created. After import_apply it is set. */
typedef struct ImportTarget {
    Association association;
    bool changed;
    const char *note; /* for the history */
} ImportTarget;

typedef struct ImportPlan {
    ImportLines lines;
    size_t totals[IMPORT_VERDICT_COUNT];
    size_t n_targets;
    ImportTarget *targets;
    const char *fingerprint; /* of file, mapping and what the register says to it, before any decision */
} ImportPlan;

/* What to do about doubtful lines: asked for each line that `asks`, by its index in the table's rows. */
typedef enum ImportChoice {
    IMPORT_SKIP,
    IMPORT_ADD,
    IMPORT_JOIN_0,
    IMPORT_JOIN_1,
    IMPORT_JOIN_2
} ImportChoice;
typedef struct ImportDecisions {
    ImportChoice (*choose)(void *arg, const ImportLine *line); /* NULL: leave all of them out */
    void *arg;
} ImportDecisions;

/* Looks at the file and the register; writes nothing. INPUT when no column is mapped to the name; TOO_LARGE
 * beyond IMPORT_MOST_LINES. */
MUST_USE const Err *import_plan(Cx *cx, const CsvTable *table, const ImportMapping *mapping,
                                ImportDecisions decisions, ImportPlan *ret_plan);

/* Carries out a plan made in the same transaction. */
MUST_USE const Err *import_apply(Cx *cx, ImportPlan *plan);

/* ---- confirming a draft (import_draft.h) ---- */

/* What is kept of an import, and shown after it. */
typedef struct ImportReportLine {
    int line;
    ImportVerdict verdict;
    AssociationId association; /* 0: none */
    const char *name, *reason;
} ImportReportLine;

typedef struct ImportReport {
    size_t n;
    ImportReportLine *at;
    size_t totals[IMPORT_VERDICT_COUNT];
} ImportReport;

/* As draft report: a line per line, fields apart by tabs. */
const char *import_report_text(Cx *cx, const ImportPlan *plan);
ImportReport import_report_parse(Cx *cx, const char *text);

/* Carries out a draft, once: a second call changes nothing. Fails: CONFLICT when the register says something
 * else to the file now than when `fingerprint` was made; what import_plan fails with. */
MUST_USE const Err *import_confirm(Cx *cx, ImportId draft, const char *fingerprint,
                                   ImportDecisions decisions);
