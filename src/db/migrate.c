/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the engines share about schema versions; each applies the migrations itself. */
#include "db/db_engine.h"

int schema_version(const DbSchema *schema)
{
    return schema->n_migrations ? schema->migrations[schema->n_migrations - 1].number : 0;
}

const Err *version_is_known(Cx *cx, const DbSchema *schema, int64_t version)
{
    int known = schema_version(schema);
    if (version <= known)
        return NULL;
    return FAIL(cx, ERR_CONFLICT,
                "The database was last used by a newer version of this program (schema {found}, known are "
                "{known}). Install the newer version.",
                "found", arena_printf(cx->arena, "%lld", (long long)version), "known",
                arena_printf(cx->arena, "%d", known));
}
