/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Looks assets up. See http/assets.h. */
#include "http/assets.h"

#include <stdlib.h>
#include <string.h>

static int by_path(const void *path, const void *asset)
{
    return strcmp(path, ((const Asset *)asset)->path);
}

const Asset *asset_find(const char *path)
{
    return bsearch(path, asset_table, asset_count, sizeof *asset_table, by_path);
}

const char *asset_url(const char *name)
{
    for (size_t i = 0; i < asset_count; i++)
        if (strcmp(asset_table[i].name, name) == 0)
            return asset_table[i].path;
    assert(!"an asset with this name");
    return "#";
}
