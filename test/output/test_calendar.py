#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Calendar files as other programs read them: Debian's khal, and the Python library below it. WRITE_ICAL names
the program under test."""
import datetime
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import icalendar
import tap

UTC = datetime.timezone.utc


def written():
    return subprocess.run([os.environ["WRITE_ICAL"]], capture_output=True, check=True).stdout


def events():
    calendar = icalendar.Calendar.from_ical(written())
    assert calendar["X-WR-CALNAME"] == "Fortbildungen für Vereine" and "METHOD" not in calendar
    assert not calendar.errors
    return {str(e["UID"]).split("@")[0]: e for e in calendar.walk("VEVENT")}


def khal(*args):
    with tempfile.TemporaryDirectory() as home:
        Path(home, "calendar").mkdir()
        conf = Path(home, "conf")
        conf.write_text(f"[calendars]\n[[one]]\npath = {home}/calendar\n"
                        "[locale]\nlocal_timezone = Europe/Berlin\ndefault_timezone = Europe/Berlin\n"
                        "timeformat = %H:%M\ndateformat = %d.%m.\nlongdateformat = %Y-%m-%d\n"
                        "datetimeformat = %d.%m. %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n")
        file = Path(home, "file.ics")
        file.write_bytes(written())
        return subprocess.run(["/usr/bin/khal", "-c", conf, *args, file], capture_output=True, text=True,
                              env={**os.environ, "HOME": home, "XDG_DATA_HOME": home, "XDG_CACHE_HOME": home,
                                   "LC_ALL": "C.UTF-8"})


def test_khal_reads_it_without_complaint():
    done = khal("printics", "--format", "{start-long}|{end-long}|{title}|{location}")
    assert done.returncode == 0 and done.stderr == "", done.stderr
    lines = [line for line in done.stdout.splitlines() if "|" in line]
    assert len(lines) == 4, done.stdout
    starts = sorted(line.split("|")[0] + " " + line.split("|")[1] for line in lines)
    assert starts == ["2026-03-29 01:30 2026-03-29 03:30", "2026-07-01 18:00 2026-07-01 21:00",
                      "2026-10-25 01:30 2026-10-25 03:30", "2026-12-01 18:00 2026-12-01 21:00"], starts
    assert all("Anträge, die überzeugen; Teil 1" in line for line in lines), lines


def test_clocks_that_change_change_no_session():
    spans = {uid: (e["DTSTART"].dt, e["DTEND"].dt - e["DTSTART"].dt) for uid, e in events().items()}
    hours = datetime.timedelta(hours=1)
    assert spans == {"spring": (datetime.datetime(2026, 3, 29, 0, 30, tzinfo=UTC), hours),
                     "autumn": (datetime.datetime(2026, 10, 24, 23, 30, tzinfo=UTC), 3 * hours),
                     "summer": (datetime.datetime(2026, 7, 1, 16, 0, tzinfo=UTC), 3 * hours),
                     "winter": (datetime.datetime(2026, 12, 1, 17, 0, tzinfo=UTC), 3 * hours)}, spans


def test_words_come_back_as_they_were():
    for e in events().values():
        assert e["SUMMARY"] == "Anträge, die überzeugen; Teil 1"
        assert e["LOCATION"] == "Haus der Kulturen, Raum 2\nBürgerstraße 1"
        assert e["DESCRIPTION"].startswith("جمعيات المهاجرين: إدارة المشاريع — \\o/ und")
        assert e["DESCRIPTION"].endswith("geht.")
        assert e["URL"] == "https://example.org/duesseldorf/de/seminars/3?a=1,2;b=3"
        assert e["DTSTAMP"].dt == datetime.datetime(2026, 1, 1, tzinfo=UTC)


def test_a_cancelled_session_says_so():
    found = {uid: (str(e["STATUS"]), int(e["SEQUENCE"])) for uid, e in events().items()}
    assert found == {"spring": ("CONFIRMED", 0), "autumn": ("CONFIRMED", 0), "summer": ("CONFIRMED", 0),
                     "winter": ("CANCELLED", 4)}


sys.exit(tap.run(dict(globals())))
