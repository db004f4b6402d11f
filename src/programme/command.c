/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See command.h. */
#include "programme/command.h"

#include "i18n/catalogue.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

/* Options every command understands. */
static const char *const common_options =
    "  --data DIR          where the database is (default: data)\n"
    "  --db postgres://…   use PostgreSQL instead of the database file\n"
    "  --programme SLUG    which programme, where there are several\n";

static void remove_args(CommandLine *line, int at, int n)
{
    for (int i = at; i + n < line->n_args; i++)
        line->args[i] = line->args[i + n];
    line->n_args -= n;
}

const char *command_option(CommandLine *line, const char *name)
{
    for (int i = 0; i + 1 < line->n_args; i++)
        if (strcmp(line->args[i], name) == 0) {
            const char *value = line->args[i + 1];
            remove_args(line, i, 2);
            return value;
        }
    return NULL;
}

bool command_flag(CommandLine *line, const char *name)
{
    for (int i = 0; i < line->n_args; i++)
        if (strcmp(line->args[i], name) == 0) {
            remove_args(line, i, 1);
            return true;
        }
    return false;
}

const Err *command_expect(CommandLine *line, const Command *command, int n)
{
    if (line->n_args == n)
        return NULL;
    return FAIL(line->cx, ERR_INPUT, "Usage: vereint {name} {args}", "name", command->name, "args",
                command->args);
}

/* ---- help ---- */

static int help_one(Cx *cx, const Command *command)
{
    printf("vereint %s %s\n  %s\n", command->name, command->args, t(cx, command->about));
    if (command->more)
        printf("\n%s\n", command->more);
    printf("\n%s", common_options);
    return 0;
}

static int help_all(Cx *cx, const CommandTable *const *tables, size_t n_tables)
{
    printf("Vereint %s\n\n", VEREINT_VERSION);
    for (size_t i = 0; i < n_tables; i++)
        for (size_t k = 0; k < tables[i]->n; k++) {
            const Command *c = &tables[i]->commands[k];
            printf("  vereint %s %s\n      %s\n", c->name, c->args, t(cx, c->about));
        }
    printf("\n%s", common_options);
    return 0;
}

/* ---- finding the row ---- */

/* How many leading arguments are the words of the name; 0 when they are not. */
static int words_match(const char *name, int argc, char **argv)
{
    int n = 0;
    while (*name) {
        size_t length = strcspn(name, " ");
        if (n >= argc || strlen(argv[n]) != length || memcmp(argv[n], name, length) != 0)
            return 0;
        n++;
        name += length + (name[length] == ' ');
    }
    return n;
}

static const Command *find_command(const CommandTable *const *tables, size_t n_tables, int argc, char **argv,
                                   int *ret_words)
{
    const Command *best = NULL;
    for (size_t i = 0; i < n_tables; i++)
        for (size_t k = 0; k < tables[i]->n; k++) {
            int words = words_match(tables[i]->commands[k].name, argc, argv);
            if (words > 0 && (!best || words > *ret_words)) {
                best = &tables[i]->commands[k];
                *ret_words = words;
            }
        }
    return best;
}

/* ---- running it ---- */

static const Err *enter(CommandLine *line)
{
    Cx *cx = line->cx;
    Programme programme;
    if (line->programme) {
        TRY(programme_find(cx, line->programme, &programme));
    } else {
        Programmes all;
        TRY(programme_all(cx, &all));
        if (all.n == 0)
            return FAIL(
                cx, ERR_NOT_FOUND,
                "There is no programme yet. Create one with: vereint programme add, or: vereint demo");
        if (all.n > 1)
            return FAIL(cx, ERR_INPUT, "There are several programmes. Say which with --programme SLUG.");
        programme = all.at[0];
    }
    programme_enter(cx, &programme, cx->lang);
    return NULL;
}

/* On PostgreSQL the chain is closed after the fact: see docs/decisions/0003. */
static const Err *seal_now(Cx *cx, void *before_commit)
{
    StoreBeforeCommit *seal;
    memcpy(&seal, before_commit, sizeof seal);
    return seal(cx);
}

static const Err *run(CommandLine *line, const Command *command, StoreBeforeCommit *before_commit)
{
    if (!command->opens_store)
        return command->run(line);
    Cx *cx = line->cx;
    StoreConfig config = {.data_dir = line->data,
                          .postgres = line->postgres,
                          .create = command->creates_store,
                          .durable = true,
                          .batch_max = command_flag(line, "--commit-each") ? 1 : 0,
                          .env = cx->env};
    TRY(store_open(cx, &config, &line->store));
    bool seals_apart = store_engine(line->store) == DB_POSTGRES;
    if (!seals_apart)
        store_set_before_commit(line->store, before_commit);
    TRY(db_open_conn(cx, line->store, DB_WRITE, &cx->db));
    if (command->enters_programme)
        TRY(enter(line));
    TRY(command->run(line));
    return seals_apart ? tx_run(cx, seal_now, &before_commit) : NULL;
}

static Lang language_of_terminal(void)
{
    const char *names[] = {getenv("LC_ALL"), getenv("LC_MESSAGES"), getenv("LANG")};
    Lang lang = LANG_EN;
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        if (names[i] && *names[i]) {
            char tag[3] = {names[i][0], names[i][1], '\0'};
            lang_parse(tag, &lang);
            break;
        }
    return lang;
}

static int report(Cx *cx, const Err *err)
{
    fprintf(stderr, "vereint: %s\n", message_of_error(cx, err));
    if (err->detail)
        fprintf(stderr, "  (%s)\n", err->detail);
    return err_exit_code(err);
}

int command_main(int argc, char **argv, const CommandTable *const *tables, size_t n_tables,
                 StoreBeforeCommit *before_commit)
{
    umask(077); /* what we write holds personal data */
    AUTO(arena_free)
    Arena arena = arena_make((size_t)4 << 30);
    Env env = env_real();
    Cx cx = {.arena = &arena, .env = &env, .lang = language_of_terminal(), .time_zone = "Europe/Berlin"};
    CommandLine line = {.cx = &cx, .env = &env, .n_args = argc - 1, .args = argv + 1};
    line.data = command_option(&line, "--data");
    if (!line.data)
        line.data = "data";
    line.postgres = command_option(&line, "--db");
    line.programme = command_option(&line, "--programme");
    bool help = command_flag(&line, "--help") || line.n_args == 0;
    if (line.n_args > 0 && strcmp(line.args[0], "help") == 0) {
        help = true;
        remove_args(&line, 0, 1);
    }
    int words = 0;
    const Command *command = find_command(tables, n_tables, line.n_args, line.args, &words);
    if (help && (command || line.n_args == 0))
        return command ? help_one(&cx, command) : help_all(&cx, tables, n_tables);
    if (!command) {
        fprintf(stderr, "vereint: %s\n", t(&cx, "There is no such command. “vereint help” shows all."));
        return 2;
    }
    remove_args(&line, 0, words);
    const Err *err = run(&line, command, before_commit);
    int code = err ? report(&cx, err) : 0;
    db_close_conn(&cx.db);
    store_close(&line.store);
    return code;
}
