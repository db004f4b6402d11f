/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* write_ical: a calendar file on standard output, with sessions on the nights in which the clocks change;
 * what test_calendar.py gives to other readers. */
#include "i18n/format.h"
#include "output/ical.h"

#include <stdio.h>

static IcalEvent session(Cx *cx, const char *uid, Date first, int starts_min, Date last, int ends_min)
{
    return (IcalEvent){.uid = uid,
                       .start = local_instant(cx, first, starts_min),
                       .end = local_instant(cx, last, ends_min),
                       .stamp = cx_now(cx),
                       .summary = "Anträge, die überzeugen; Teil 1",
                       .location = "Haus der Kulturen, Raum 2\nBürgerstraße 1",
                       .description =
                           "جمعيات المهاجرين: إدارة المشاريع — \\o/ und eine sehr lange Beschreibung, "
                           "die über mehr als eine Zeile der Datei geht.",
                       .url = "https://example.org/duesseldorf/de/seminars/3?a=1,2;b=3"};
}

int main(void)
{
    Arena arena = arena_make(0);
    Env env = env_fixed((Time){INT64_C(1767225600)}, 1); /* 2026-01-01 */
    Cx cx = {.arena = &arena, .env = &env, .time_zone = "Europe/Berlin"};
    Date spring = date_make(2026, 3, 29), autumn = date_make(2026, 10, 25);
    IcalEvent events[] = {
        session(&cx, "spring@example.org", spring, 90, spring, 210), /* 1:30 to 3:30: one hour */
        session(&cx, "autumn@example.org", autumn, 90, autumn, 210), /* 1:30 to 3:30: three hours */
        session(&cx, "summer@example.org", date_make(2026, 7, 1), 1080, date_make(2026, 7, 1), 1260),
        session(&cx, "winter@example.org", date_make(2026, 12, 1), 1080, date_make(2026, 12, 1), 1260),
    };
    events[3].is_cancelled = true;
    events[3].sequence = 4;
    Buf out = buf_make(&arena);
    ical_write(&out, "Fortbildungen für Vereine", (IcalEvents){ARRAY_LENGTH(events), events});
    fwrite(out.data, 1, out.n, stdout);
    arena_free(&arena);
    return 0;
}
