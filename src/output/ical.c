/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writes calendar files: the adapter to libical. See ical.h. */
#include "output/ical.h"

#include <ctype.h>
#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

static void free_component(icalcomponent **component)
{
    icalcomponent_free(*component);
}

/* The library would let control characters through; lines may end. */
static const char *clean(Arena *arena, const char *text)
{
    char *copy = arena_printf(arena, "%s", text), *to = copy;
    for (const char *c = copy; *c; c++)
        if (*c == '\n' || !iscntrl((unsigned char)*c))
            *to++ = *c;
    *to = '\0';
    return copy;
}

static void add_text(Arena *arena, icalcomponent *component, icalproperty *(*make)(const char *),
                     const char *text)
{
    if (text && *text)
        icalcomponent_add_property(component, make(clean(arena, text)));
}

static icaltimetype utc(Time time)
{
    return icaltime_from_timet_with_zone((time_t)time.seconds, 0, icaltimezone_get_utc_timezone());
}

static icalcomponent *event(Arena *arena, const IcalEvent *e)
{
    icalcomponent *c = icalcomponent_new_vevent();
    add_text(arena, c, icalproperty_new_uid, e->uid);
    icalcomponent_add_property(c, icalproperty_new_dtstamp(utc(e->stamp)));
    icalcomponent_add_property(c, icalproperty_new_dtstart(utc(e->start)));
    icalcomponent_add_property(c, icalproperty_new_dtend(utc(e->end)));
    icalcomponent_add_property(c, icalproperty_new_sequence(e->sequence));
    add_text(arena, c, icalproperty_new_summary, e->summary);
    add_text(arena, c, icalproperty_new_location, e->location);
    add_text(arena, c, icalproperty_new_description, e->description);
    add_text(arena, c, icalproperty_new_url, e->url);
    icalcomponent_add_property(
        c, icalproperty_new_status(e->is_cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED));
    return c;
}

static icalproperty *new_name(const char *name)
{
    icalproperty *property = icalproperty_new(ICAL_X_PROPERTY);
    icalproperty_set_x_name(property, "X-WR-CALNAME");
    icalproperty_set_value(property, icalvalue_new_text(name));
    return property;
}

void ical_write(Buf *out, const char *name, IcalEvents events)
{
    AUTO(free_component)
    icalcomponent *calendar = icalcomponent_new_vcalendar();
    icalcomponent_add_property(calendar, icalproperty_new_version("2.0"));
    icalcomponent_add_property(calendar, icalproperty_new_prodid("-//Vereint//Vereint//EN"));
    add_text(out->arena, calendar, new_name, name);
    for (size_t i = 0; i < events.n; i++)
        icalcomponent_add_component(calendar, event(out->arena, &events.at[i]));
    char *text = icalcomponent_as_ical_string_r(calendar); /* NULL: no memory */
    if (text)
        buf_str(out, text);
    free(text);
}
