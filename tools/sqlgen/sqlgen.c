/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sqlgen SYMBOL SCHEMA_DIR OUT_DIR [QUERIES.sql …]
 *
 * Writes OUT_DIR/QUERIES.sql.h and .c for each file, OUT_DIR/SYMBOL.c with the schema, and OUT_DIR/SYMBOL.d
 * for the build system. A file whose content would stay the same is left alone. Exit 1 after complaints. */
#include "sqlgen.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

static _Noreturn void die(const char *what, const char *path)
{
    fprintf(stderr, "sqlgen: %s %s: %s\n", what, path, strerror(errno));
    exit(1);
}

static const char *read_text(Arena *arena, const char *path)
{
    FILE *in = fopen(path, "rb");
    if (!in)
        die("can't read", path);
    Buf text = buf_make(arena);
    char part[8192];
    for (size_t n; (n = fread(part, 1, sizeof part, in)) > 0;)
        buf_add(&text, part, n);
    if (ferror(in))
        die("can't read", path);
    fclose(in);
    return buf_text(&text);
}

static bool same_as_before(const char *path, const char *text)
{
    FILE *in = fopen(path, "rb");
    if (!in)
        return false;
    bool same = true;
    const char *p = text;
    for (int c; same && (c = getc(in)) != EOF;)
        same = *p && (unsigned char)*p++ == c;
    fclose(in);
    return same && !*p;
}

static void write_text(const char *path, const char *text)
{
    if (same_as_before(path, text))
        return;
    FILE *out = fopen(path, "wb");
    if (!out || fputs(text, out) < 0 || fclose(out) != 0)
        die("can't write", path);
}

static int compare_names(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_migration(const struct dirent *entry)
{
    size_t n = strlen(entry->d_name);
    return n > 4 && isdigit((unsigned char)entry->d_name[0]) && strcmp(entry->d_name + n - 4, ".sql") == 0;
}

/* NNN_name.sql in the order of their numbers, each number once. */
static Migrations read_migrations(Arena *arena, const char *folder, Complaints *complaints)
{
    struct dirent **entries;
    Migrations all = {0};
    int n = scandir(folder, &entries, is_migration, compare_names);
    if (n < 0)
        die("can't read", folder);
    for (int i = 0; i < n; i++) {
        const char *name = arena_text(arena, entries[i]->d_name),
                   *path = arena_printf(arena, "%s/%s", folder, name);
        *PUSH(arena, &all) =
            (Migration){.number = atoi(name), .path = path, .name = name, .sql = read_text(arena, path)};
        if (i > 0 && all.at[i].number <= all.at[i - 1].number)
            complain(complaints, path, 1, "the number %03d stands before another migration already",
                     atoi(name));
        free(entries[i]);
    }
    free(entries);
    return all;
}

static void write_depfile(Arena *arena, const char *symbol, const char *folder, const char *out_dir,
                          Migrations migrations)
{
    Buf text = buf_make(arena);
    buf_printf(&text, "%s/%s.c: %s", out_dir, symbol, folder);
    for (size_t i = 0; i < migrations.n; i++)
        buf_printf(&text, " %s", migrations.at[i].path);
    buf_char(&text, '\n');
    write_text(arena_printf(arena, "%s/%s.d", out_dir, symbol), buf_text(&text));
}

static void write_all(Arena *arena, const char *symbol, const char *out_dir, Migrations migrations,
                      QueryFiles files, Texts tables)
{
    int index = 0;
    for (size_t i = 0; i < files.n; i++) {
        const QueryFile *f = &files.at[i];
        write_text(arena_printf(arena, "%s/%s.h", out_dir, f->name), emit_header(arena, f));
        write_text(arena_printf(arena, "%s/%s.c", out_dir, f->name), emit_source(arena, f, index));
        index += (int)f->queries.n;
    }
    write_text(arena_printf(arena, "%s/%s.c", out_dir, symbol),
               emit_schema(arena, symbol, migrations, files, tables));
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: sqlgen SYMBOL SCHEMA_DIR OUT_DIR [QUERIES.sql ...]\n");
        return 2;
    }
    AUTO(arena_free)
    Arena arena = arena_make(0);
    Complaints complaints = {.text = buf_make(&arena)};
    Migrations migrations = read_migrations(&arena, argv[2], &complaints);
    QueryFiles files = {0};
    for (int i = 4; i < argc; i++) {
        QueryFile file;
        if (parse_file(&arena, argv[i], read_text(&arena, argv[i]), &file, &complaints))
            *PUSH(&arena, &files) = file;
    }
    Texts tables = {0};
    if (!complaints.n)
        check_all(&arena, migrations, files, &tables, &complaints);
    if (complaints.n) {
        fputs(buf_text(&complaints.text), stderr);
        return 1;
    }
    write_all(&arena, argv[1], argv[3], migrations, files, tables);
    write_depfile(&arena, argv[1], argv[2], argv[3], migrations);
    return 0;
}
