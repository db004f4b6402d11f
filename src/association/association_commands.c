/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See association_commands.h. */
#include "association/association_commands.h"

#include "association/association_export.h"
#include "association/association_import.h"
#include "i18n/catalogue.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void close_file(FILE **file)
{
    if (*file)
        fclose(*file);
}

/* The whole file, if it is not larger than an import may be. */
static const Err *read_file(Cx *cx, const char *name, Blob *ret_bytes)
{
    AUTO(close_file)
    FILE *file = fopen(name, "rb");
    if (!file)
        return FAIL(cx, ERR_INPUT, "{file} can't be read: {reason}.", "file", name, "reason",
                    strerror(errno));
    char *bytes = arena_alloc(cx->arena, IMPORT_MOST_BYTES + 1);
    size_t n = fread(bytes, 1, IMPORT_MOST_BYTES + 1, file);
    if (ferror(file))
        return FAIL(cx, ERR_INPUT, "{file} can't be read: {reason}.", "file", name, "reason",
                    strerror(errno));
    if (n > IMPORT_MOST_BYTES)
        return FAIL(cx, ERR_INPUT,
                    "{file} is larger than 16 MB. Split it, and import one part after the other.", "file",
                    name);
    *ret_bytes = (Blob){(const unsigned char *)bytes, n};
    return NULL;
}

typedef struct ImportRun {
    CsvTable table;
    ImportMapping mapping;
    bool is_dry, accepts_doubtful;
    ImportPlan plan;
} ImportRun;

static ImportChoice add_all(void *arg, const ImportLine *line)
{
    (void)arg, (void)line;
    return IMPORT_ADD;
}

static const Err *run_import(Cx *cx, void *arg)
{
    ImportRun *run = arg;
    ImportDecisions decisions = {run->accepts_doubtful ? add_all : NULL, NULL};
    TRY(import_plan(cx, &run->table, &run->mapping, decisions, &run->plan));
    return run->is_dry ? NULL : import_apply(cx, &run->plan);
}

static void print_report(Cx *cx, const ImportRun *run)
{
    for (size_t i = 0; i < run->plan.lines.n; i++) {
        const ImportLine *line = &run->plan.lines.at[i];
        printf("%d\t%s\t%s\t%s\n", line->line, t(cx, import_verdict_name(line->verdict)),
               line->name ? line->name : "", line->reason);
    }
    for (int verdict = 0; verdict < IMPORT_VERDICT_COUNT; verdict++)
        printf("%s: %zu\n", t(cx, import_verdict_name((ImportVerdict)verdict)), run->plan.totals[verdict]);
    if (run->is_dry)
        printf("%s\n", t(cx, "Nothing was changed: this was a trial run."));
}

static const Command commands[2];

static const Err *import_associations(CommandLine *line)
{
    Cx *cx = line->cx;
    const char *map = command_option(line, "--map");
    ImportRun run = {.is_dry = command_flag(line, "--dry-run"),
                     .accepts_doubtful = command_flag(line, "--accept-doubtful")};
    TRY(command_expect(line, &commands[0], 1));
    Blob bytes = {0};
    TRY(read_file(cx, line->args[0], &bytes));
    TRY(import_read(cx, (const char *)bytes.bytes, bytes.n, &run.table));
    run.mapping = import_guess(cx, &run.table);
    if (map)
        TRY(import_map(cx, &run.table, map, &run.mapping));
    TRY(tx_run(cx, run_import, &run));
    print_report(cx, &run);
    return NULL;
}

static const Err *export_associations(CommandLine *line)
{
    Buf csv = buf_make(line->cx->arena);
    TRY(command_expect(line, &commands[1], 0));
    TRY(association_export_csv(line->cx, &csv));
    if (fwrite(csv.data, 1, csv.n, stdout) != csv.n || fflush(stdout) != 0)
        return FAIL(line->cx, ERR_SYSTEM, "The output can't be written: {reason}.", "reason",
                    strerror(errno));
    return NULL;
}

static const Command commands[2] = {
    {"import associations", "FILE [--map FIELD=COLUMN,…] [--dry-run] [--accept-doubtful]",
     N_("Take associations from a CSV file into the register"),
     N_("Prints line by line what becomes of it, then the totals. Columns are found by their headings; --map "
        "names "
        "others, such as --map name=Verein,postcode=PLZ. Doubtful lines are left out unless "
        "--accept-doubtful adds "
        "them as new. Exit code: 0 when the import was carried out, 2 when the file can't be understood, 3 "
        "when the "
        "database refuses; then nothing was changed."),
     .opens_store = true, .enters_programme = true, .run = import_associations},
    {"export associations", "", N_("Write the register as a CSV file to standard output"), NULL,
     .opens_store = true, .enters_programme = true, .run = export_associations},
};
const CommandTable association_command_table = COMMAND_TABLE(commands);
