/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See ical.h. */
#include "output/ical.h"

enum { LINE_OCTETS = 75, DAY_S = 86400 };

/* Writes NAME:value. A line of more than 75 octets goes on in the next, which begins with a blank; a
 * character is never cut. */
static void line(Buf *out, const char *name, const char *value)
{
    size_t n = 0;
    for (const char *part = name; part; part = part == name ? value : NULL) {
        for (const char *c = part; *c;) {
            size_t octets = 1;
            while (((unsigned char)c[octets] & 0xC0) == 0x80)
                octets++;
            if (n + octets > LINE_OCTETS) {
                buf_str(out, "\r\n ");
                n = 1;
            }
            buf_add(out, c, octets);
            c += octets;
            n += octets;
        }
    }
    buf_str(out, "\r\n");
}

/* TEXT of RFC 5545, 3.3.11: backslash, semicolon, comma and line ends are escaped; other controls are
 * dropped. */
static const char *escaped(Arena *arena, const char *text)
{
    Buf out = buf_make(arena);
    for (const char *c = text; *c; c++) {
        if (*c == '\n')
            buf_str(&out, "\\n");
        else if (*c == '\\' || *c == ';' || *c == ',')
            buf_printf(&out, "\\%c", *c);
        else if ((unsigned char)*c >= ' ' && *c != 0x7F)
            buf_char(&out, *c);
    }
    return buf_text(&out);
}

static const char *utc(Arena *arena, Time time)
{
    int64_t days = time.seconds / DAY_S, rest = time.seconds % DAY_S;
    if (rest < 0) {
        rest += DAY_S;
        days--;
    }
    DateParts d = date_parts((Date){(int32_t)days});
    return arena_printf(arena, "%04d%02d%02dT%02d%02d%02dZ", d.year, d.month, d.day, (int)(rest / 3600),
                        (int)(rest / 60 % 60), (int)(rest % 60));
}

static void text_line(Buf *out, const char *name, const char *text)
{
    if (text && *text)
        line(out, name, escaped(out->arena, text));
}

static void event(Buf *out, const IcalEvent *e)
{
    line(out, "BEGIN:VEVENT", "");
    text_line(out, "UID:", e->uid);
    line(out, "DTSTAMP:", utc(out->arena, e->stamp));
    line(out, "DTSTART:", utc(out->arena, e->start));
    line(out, "DTEND:", utc(out->arena, e->end));
    line(out, "SEQUENCE:", arena_printf(out->arena, "%d", e->sequence));
    text_line(out, "SUMMARY:", e->summary);
    text_line(out, "LOCATION:", e->location);
    text_line(out, "DESCRIPTION:", e->description);
    if (e->url && *e->url)
        line(out, "URL:", e->url);
    line(out, "STATUS:", e->is_cancelled ? "CANCELLED" : "CONFIRMED");
    line(out, "END:VEVENT", "");
}

void ical_write(Buf *out, const char *name, IcalEvents events)
{
    line(out, "BEGIN:VCALENDAR", "");
    line(out, "VERSION:2.0", "");
    line(out, "PRODID:", "-//Vereint//Vereint//EN");
    line(out, "METHOD:", "PUBLISH");
    text_line(out, "X-WR-CALNAME:", name);
    for (size_t i = 0; i < events.n; i++)
        event(out, &events.at[i]);
    line(out, "END:VCALENDAR", "");
}
