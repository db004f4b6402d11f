/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See evaluation_commands.h. Prints what the preview in the browser shows. */
#include "evaluation/evaluation_commands.h"

#include "evaluation/evaluation_import.h"
#include "i18n/catalogue.h"
#include "output/text_decode.h"

#include <errno.h>
#include <stdio.h>

static void close_file(FILE **file)
{
    if (*file)
        fclose(*file);
}

static const Err *read_file(Cx *cx, const char *name, const char **ret_bytes, size_t *ret_n)
{
    AUTO(close_file)
    FILE *file = fopen(name, "rb");
    char *bytes = arena_alloc(cx->arena, TEXT_DECODE_MOST + 1);
    size_t n = file ? fread(bytes, 1, TEXT_DECODE_MOST + 1, file) : 0;
    if (!file || ferror(file))
        return FAIL(cx, ERR_INPUT, "{file} can't be read: {reason}.", "file", name, "reason",
                    strerror(errno));
    *ret_bytes = bytes;
    *ret_n = n;
    return NULL;
}

typedef struct ImportRun {
    CsvTable table;
    EvaluationMap map;
    const char *source;
    EvaluationImport import;
    EvaluationId id;
} ImportRun;

static const Err *read_both(Cx *cx, const char *file, const char *map, ImportRun *run)
{
    const char *bytes;
    size_t n;
    DecodedText text;
    TextEncoding encoding;
    TRY(read_file(cx, map, &bytes, &n));
    TRY(text_decode(cx, bytes, n, &text));
    TRY(evaluation_map_read(cx, text.text, text.n, &run->map));
    TRY(read_file(cx, file, &bytes, &n));
    TRY(evaluation_table_read(cx, bytes, n, &run->table, &encoding));
    const char *slash = strrchr(file, '/');
    run->source = slash ? slash + 1 : file;
    return evaluation_import_check(cx, &run->map, &run->table, &run->import);
}

static void print_import(Cx *cx, const EvaluationImport *import)
{
    for (size_t i = 0; i < import->problems.n; i++) {
        const ImportProblem *p = &import->problems.at[i];
        printf("%d\t%s\t%s\t%s\n", p->line, p->column, p->value, p->reason);
    }
    for (size_t i = 0; i < import->columns.n; i++) {
        const AnswerColumn *c = &import->columns.at[i];
        printf("%s: %s %lld, %s %lld, %s %lld, %s %lld\n", c->question->column, t(cx, "Answers"),
               (long long)c->answers, t(cx, "I can't say"), (long long)c->cant_say, t(cx, "Not understood"),
               (long long)c->unknown, t(cx, "Empty"), (long long)c->empty);
    }
    printf("%s: %lld\n", t(cx, "Remarks"), (long long)import->n_problems);
    printf("%s: %lld\n", t(cx, "Rows without an answer, left out"), (long long)import->empty);
    printf("%s: %lld\n", t(cx, "Rows with too many cells, left out"), (long long)import->shifted);
    printf("%s: %lld\n", t(cx, "Responses"), (long long)import->responses);
}

static const Err *store_import(Cx *cx, void *arg)
{
    ImportRun *run = arg;
    return evaluation_import_run(cx, &run->map, &run->table, run->source, &run->import, &run->id);
}

static const Command commands[1];

static const Err *import_evaluation(CommandLine *line)
{
    Cx *cx = line->cx;
    const char *map = command_option(line, "--map");
    bool is_dry = command_flag(line, "--dry-run");
    ImportRun run = {0};
    TRY(command_expect(line, &commands[0], 1));
    if (!map)
        return FAIL(cx, ERR_INPUT,
                    "The mapping is missing: --map FILE. “vereint help import evaluation” shows what it "
                    "looks like.");
    TRY(read_both(cx, line->args[0], map, &run));
    print_import(cx, &run.import);
    if (run.import.refused)
        return FAIL(cx, ERR_INPUT, run.import.refused);
    if (is_dry) {
        printf("%s\n", t(cx, "Nothing was changed: this was a trial run."));
        return NULL;
    }
    TRY(tx_run(cx, store_import, &run));
    printf("%s\n", t(cx, "The results are at /evaluations/{id}.", "id",
                     arena_printf(cx->arena, "%lld", (long long)run.id.v)));
    return NULL;
}

static const Command commands[1] = {
    {"import evaluation", "FILE --map MAP [--dry-run]",
     N_("Import responses that were collected elsewhere from a CSV file"),
     N_("Prints line by line what fits no answer, then the totals. MAP is a JSON file that says which column "
        "is "
        "which question:\n"
        "  {\"title\": \"Training 2020\", \"questions\": [\n"
        "    {\"column\": \"clear\", \"kind\": \"scale\", \"dimension\": \"method\", \"low\": 1, \"high\": "
        "5, "
        "\"cant_say\": [\"6\"],\n"
        "     \"wording\": {\"en\": \"It was clear.\", \"de\": \"Es war verständlich.\"}},\n"
        "    {\"column\": \"missing\", \"kind\": \"text\", \"dimension\": \"topics\"}]}\n"
        "  kind: scale, number, text; dimension: relevance, topics, method, other; \"values\": {\"Agree\": "
        "4} "
        "for words.\n"
        "  Exit code: 0 imported, 2 the file or the mapping can't be used, 3 the database refuses; then "
        "nothing "
        "was changed."),
     .opens_store = true, .enters_programme = true, .run = import_evaluation},
};
const CommandTable evaluation_command_table = COMMAND_TABLE(commands);
