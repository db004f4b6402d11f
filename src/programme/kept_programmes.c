/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See kept_programmes.h. */
#include "programme/kept_programmes.h"

static Programme copy(Arena *arena, const Programme *from)
{
    Programme to = *from;
    const char **texts[] = {&to.slug,          &to.name,          &to.city,   &to.office,
                            &to.contact_email, &to.contact_phone, &to.postal, &to.time_zone};
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        *texts[i] = arena_text(arena, *texts[i]);
    return to;
}

static void keep(KeptProgrammes *kept, const Programme *programme, uint64_t generation)
{
    KeptProgramme *place = &kept->at[kept->next++ % ARRAY_LENGTH(kept->at)];
    if (!place->programme.slug)
        place->arena = arena_make(0);
    arena_reset(&place->arena);
    place->programme = copy(&place->arena, programme);
    place->generation = generation;
}

static const Err *read_and_keep(Cx *cx, KeptProgrammes *kept, const Store *store, uint64_t since,
                                const char *slug, Programme *ret_programme)
{
    static const uint64_t all_tables[2] = {UINT64_MAX, UINT64_MAX};
    const uint64_t read_before[2] = {cx->tables_read[0], cx->tables_read[1]};
    memset(cx->tables_read, 0, sizeof cx->tables_read);
    const Err *err = programme_find(cx, slug, ret_programme);
    memcpy(kept->tables, cx->tables_read, sizeof kept->tables);
    for (int i = 0; i < 2; i++)
        cx->tables_read[i] |= read_before[i];
    TRY(err);
    uint64_t generation = store_generation(store, kept->tables);
    if (store_generation(store, all_tables) == since)
        keep(kept, ret_programme, generation);
    return NULL;
}

const Err *kept_programme_find(Cx *cx, KeptProgrammes *kept, const Store *store, uint64_t since,
                               const char *slug, Programme *ret_programme)
{
    uint64_t generation = store_generation(store, kept->tables);
    for (size_t i = 0; i < ARRAY_LENGTH(kept->at); i++) {
        const KeptProgramme *place = &kept->at[i];
        if (!place->programme.slug || place->generation != generation ||
            strcmp(place->programme.slug, slug) != 0)
            continue;
        for (int half = 0; half < 2; half++)
            cx->tables_read[half] |= kept->tables[half];
        *ret_programme = copy(cx->arena, &place->programme);
        return NULL;
    }
    return read_and_keep(cx, kept, store, since, slug, ret_programme);
}

void kept_programmes_free(KeptProgrammes *kept)
{
    for (size_t i = 0; i < ARRAY_LENGTH(kept->at); i++)
        arena_free(&kept->at[i].arena);
    *kept = (KeptProgrammes){0};
}
