/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "../unit.h"
#include "output/ical.h"

#include <libical/ical.h>
#include <string.h>

static const char *written(Arena *arena, const IcalEvent *event)
{
    Buf out = buf_make(arena);
    IcalEvent copy = *event;
    ical_write(&out, "Probe", (IcalEvents){1, &copy});
    return buf_text(&out);
}

/* What a reader of RFC 5545, 3.1 does: a line end with a blank behind it is nothing. */
static const char *unfolded(Arena *arena, const char *text)
{
    Buf out = buf_make(arena);
    for (const char *c = text; *c; c++) {
        if (strncmp(c, "\r\n ", 3) == 0)
            c += 2;
        else
            buf_char(&out, *c);
    }
    return buf_text(&out);
}

static void times_are_utc(void **state)
{
    (void)state;
    Arena arena = arena_make(0);
    /* 2026-06-15 18:00 in Berlin is 16:00 UTC: 20619 days and 16 hours. */
    Time start = {INT64_C(20619) * 86400 + 16 * 3600};
    IcalEvent e = {.uid = "session-7@example.org",
                   .start = start,
                   .end = {start.seconds + 3 * 3600},
                   .stamp = {0},
                   .summary = "Anträge"};
    const char *text = written(&arena, &e);
    assert_non_null(strstr(text, "\r\nDTSTART:20260615T160000Z\r\n"));
    assert_non_null(strstr(text, "\r\nDTEND:20260615T190000Z\r\n"));
    assert_non_null(strstr(text, "\r\nDTSTAMP:19700101T000000Z\r\n"));
    assert_null(strstr(text, "LOCATION"));
    assert_ptr_equal(strstr(text, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"), text);
    assert_string_equal(text + strlen(text) - 15, "END:VCALENDAR\r\n");
    arena_free(&arena);
}

static void text_is_escaped(void **state)
{
    (void)state;
    Arena arena = arena_make(0);
    IcalEvent e = {.uid = "u", .summary = "a,b;c\\d\ne\rBEGIN:VEVENT"};
    assert_non_null(strstr(written(&arena, &e), "\r\nSUMMARY:a\\,b\\;c\\\\d\\neBEGIN:VEVENT\r\n"));
    arena_free(&arena);
}

static void long_lines_are_folded_between_characters(void **state)
{
    (void)state;
    Arena arena = arena_make(0);
    for (int shift = 0; shift < 8; shift++) {
        Buf long_text = buf_make(&arena);
        for (int i = 0; i < shift; i++)
            buf_char(&long_text, 'x');
        for (int i = 0; i < 60; i++)
            buf_str(&long_text, "öتو€");
        IcalEvent e = {.uid = "u", .summary = buf_text(&long_text)};
        const char *text = written(&arena, &e);
        for (const char *c = text; *c; c = strstr(c, "\r\n") + 2) {
            assert_true(strstr(c, "\r\n") - c <= 75);
            assert_true(((unsigned char)*c & 0xC0) != 0x80);
            assert_true(*c != ' ' || ((unsigned char)c[1] & 0xC0) != 0x80);
        }
        assert_non_null(strstr(unfolded(&arena, text), buf_text(&long_text)));
    }
    arena_free(&arena);
}

static const char *property(icalcomponent *component, icalproperty_kind kind)
{
    icalproperty *found = icalcomponent_get_first_property(component, kind);
    assert_non_null(found);
    return icalproperty_get_value_as_string(found);
}

/* Every event comes out of the library as it went in; no line is refused. */
static void libical_reads_it_again(void **state)
{
    (void)state;
    AUTO(arena_free)
    Arena arena = arena_make(0);
    IcalEvent events[] = {
        {.uid = "session-1@example.org",
         .start = {1774744200},
         .end = {1774747800},
         .stamp = {1767225600},
         .summary = "Öffentlichkeitsarbeit, Teil 1; mit \\ und \"Anführung\"",
         .location = "Raum 2\nHaus",
         .description = "وصف الندوة",
         .url = "https://example.org/a?b=1,2;c"},
        {.uid = "session-2@example.org",
         .start = {1792885000},
         .end = {1792895800},
         .sequence = 7,
         .summary = "Zwei",
         .is_cancelled = true},
    };
    Buf out = buf_make(&arena);
    ical_write(&out, "Fortbildungen", (IcalEvents){ARRAY_LENGTH(events), events});
    icalcomponent *calendar = icalparser_parse_string(buf_text(&out));
    assert_non_null(calendar);
    assert_int_equal(icalcomponent_count_errors(calendar), 0);
    assert_true(icalrestriction_check(calendar));
    assert_int_equal(icalcomponent_count_components(calendar, ICAL_ANY_COMPONENT), 2);
    icalcomponent *e = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
    for (size_t i = 0; i < 2; i++, e = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        assert_string_equal(icalcomponent_get_uid(e), events[i].uid);
        assert_string_equal(icalcomponent_get_summary(e), events[i].summary);
        assert_int_equal(icaltime_as_timet(icalcomponent_get_dtstart(e)), events[i].start.seconds);
        assert_int_equal(icaltime_as_timet(icalcomponent_get_dtend(e)), events[i].end.seconds);
        assert_int_equal(icalcomponent_get_sequence(e), events[i].sequence);
        assert_string_equal(property(e, ICAL_STATUS_PROPERTY), i ? "CANCELLED" : "CONFIRMED");
    }
    e = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
    assert_string_equal(icalcomponent_get_location(e), "Raum 2\nHaus");
    assert_string_equal(icalcomponent_get_description(e), "وصف الندوة");
    assert_string_equal(property(e, ICAL_URL_PROPERTY), events[0].url);
    icalcomponent_free(calendar);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_utc),
        cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(long_lines_are_folded_between_characters),
        cmocka_unit_test(libical_reads_it_again),
    };
    return cmocka_run_group_tests_name("ical", tests, NULL, NULL);
}
