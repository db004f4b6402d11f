/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Wall-clock time of a programme's zone. Between two changes of the clock local time is plain arithmetic, so
 * each thread keeps the spans it has asked ICU for: a page of thirty times asks once. */
#include "i18n/format.h"

#include "i18n/icu_adapter.h"

#include <string.h>

enum { DAY_S = 86400, CACHED_SPANS = 8, ZONE_ROOM = 40 };

typedef struct CachedSpan {
    char zone[ZONE_ROOM];
    ZoneSpan span;
} CachedSpan;

static const char *zone_of(const Cx *cx)
{
    return cx->time_zone ? cx->time_zone : "UTC";
}

bool zone_exists(const char *zone)
{
    ZoneSpan span;
    return strlen(zone) < ZONE_ROOM && icu_zone_span(zone, 0, &span);
}

/* The zone's offset at an instant. An unknown zone counts as UTC; zone_exists() keeps it out of the settings.
 */
static int64_t offset_at(const char *zone, int64_t seconds)
{
    static _Thread_local CachedSpan cache[CACHED_SPANS];
    static _Thread_local unsigned next;
    for (size_t i = 0; i < CACHED_SPANS; i++)
        if (seconds >= cache[i].span.from && seconds < cache[i].span.until &&
            strcmp(zone, cache[i].zone) == 0)
            return cache[i].span.offset_s;

    CachedSpan *fresh = &cache[next++ % CACHED_SPANS];
    *fresh = (CachedSpan){0};
    size_t n = strlen(zone);
    if (n >= ZONE_ROOM || !icu_zone_span(zone, seconds, &fresh->span))
        return 0;
    memcpy(fresh->zone, zone, n + 1);
    return fresh->span.offset_s;
}

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

Date local_date(Cx *cx, Time time, int *ret_minutes)
{
    int64_t wall = time.seconds + offset_at(zone_of(cx), time.seconds), day = floor_divide(wall, DAY_S);
    if (ret_minutes)
        *ret_minutes = (int)((wall - day * DAY_S) / 60);
    return (Date){(int32_t)day};
}

Time local_instant(Cx *cx, Date date, int minutes)
{
    const char *zone = zone_of(cx);
    int64_t wall = (int64_t)date.days * DAY_S + (int64_t)minutes * 60;
    /* A change of the clock nearby lies between these two; the earlier offset is tried first. */
    int64_t before = offset_at(zone, wall - DAY_S), after = offset_at(zone, wall + DAY_S);
    if (offset_at(zone, wall - before) == before)
        return (Time){wall - before};
    if (offset_at(zone, wall - after) == after)
        return (Time){wall - after};
    return (Time){wall - before}; /* skipped by the change: as far behind it as it would have been */
}

Date local_today(Cx *cx)
{
    return local_date(cx, cx_now(cx), NULL);
}
