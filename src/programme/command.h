/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Commands of the program: one row each, as routes have. `vereint help` prints the tables. */
#pragma once

#include "programme/programme.h"

typedef struct CommandLine {
    Cx *cx;
    Env *env;              /* the one cx has: serve can turn its clock for a rehearsal */
    const char *data;      /* --data DIR, or "data" */
    const char *postgres;  /* --db postgres://…, or NULL */
    const char *programme; /* --programme SLUG, or NULL: the only one there is */
    int n_args;            /* what follows the command's words, options of its own included */
    char **args;
    Store *store; /* open when the row says so; cx->db is then a writing connection */
} CommandLine;

typedef struct Command {
    const char *name;  /* "import associations" */
    const char *args;  /* "FILE [--dry-run]" */
    const char *about; /* one line */
    const char *more;  /* what `vereint help NAME` adds; may be NULL */
    bool opens_store;
    bool creates_store;    /* makes the database where there is none */
    bool enters_programme; /* cx speaks for --programme, or for the only one */
    const Err *(*run)(CommandLine *line);
} Command;

typedef struct CommandTable {
    const Command *commands;
    size_t n;
} CommandTable;
#define COMMAND_TABLE(array)                                                                                 \
    {                                                                                                        \
        (array), ARRAY_LENGTH(array)                                                                         \
    }

/* The value after an option of the command's own ("--map", "X"), removed from the arguments; NULL without. */
const char *command_option(CommandLine *line, const char *name);
/* Whether a flag was given; removed from the arguments. */
bool command_flag(CommandLine *line, const char *name);
/* INPUT, naming the usage, unless exactly n arguments are left. */
MUST_USE const Err *command_expect(CommandLine *line, const Command *command, int n);

/* Finds the row for the words on the command line, opens what it needs, runs it, prints an error as a
 * sentence. Returns the exit code. */
int command_main(int argc, char **argv, const CommandTable *const *tables, size_t n_tables,
                 StoreBeforeCommit *before_commit);
