/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any bytes as a query file: parsed, and what is accepted is written out as C. And as a schema: its
 * translation to PostgreSQL must come to an end and lose no token's bytes on the way. */
#include "sqlgen.h"
#include "db/db_engine.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void scan(const char *text)
{
    const char *at = text;
    while (sql_next(&at).kind != SQL_END)
        ;
    if (at != text + strlen(text))
        __builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_free)
    Arena arena = arena_make(0);
    const char *text = arena_text_n(&arena, (const char *)data, size);
    Complaints complaints = {.text = buf_make(&arena)};
    QueryFile file;
    scan(text);
    bool parsed = parse_file(&arena, "fuzz.sql", text, &file, &complaints);
    if (parsed == (complaints.n > 0)) /* refused without a word, or accepted with one */
        __builtin_trap();
    if (parsed) {
        emit_header(&arena, &file);
        emit_source(&arena, &file, 0);
    }
    schema_for_postgres(&arena, text);
    return 0;
}
