"""Other tools' files: read, written, and read back."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from pathlib import Path

import icalendar
import openpyxl
import pytest

from visualgen.calendar.diff import Standing, compare
from visualgen.calendar.facts import facts_of
from visualgen.calendar.interchange import Format, read_any, write_calendar
from visualgen.calendar.model import Row
from visualgen.errors import CalendarError

PARIS = "Europe/Paris"
NOW = dt.datetime(2026, 11, 28, 9, tzinfo=dt.UTC)
ROWS = (
    Row(
        2, "noel", True, dt.date(2026, 12, 3), dt.time(9, 30), "promo", ("instagram", "facebook"), ("4x5", "9x16"), pillar="offre",
        caption="Bonjour, « ami » ;\nà samedi", captions={"facebook": "Bonjour Facebook"}, alt="Une bûche", link="https://a.example/b?c=1,2",
        first_comment="En premier", hashtags=("#pain", "#Noël"), state="approved",
        content={"headline": "Noël, *enfin*", "rows": [{"name": "Pain", "price": "4 €"}], "date": "le 24", "n": 3},
        focus={"photo": "0.5,0.3"},
    ),
    Row(3, "idee", True, dt.date(2026, 12, 4), None, "carte", state="idea"),
    Row(4, "donne", True, dt.date(2026, 12, 5), dt.time(18), "", ("bluesky",), media=("a.jpg", "https://cdn.example/b.jpg"), alt="Deux"),
)  # fmt: skip


def _read(data: bytes, tmp_path: Path, name: str = "mois.csv", kind: Format | None = None, **more: object) -> tuple[Row, ...]:
    path = tmp_path / name
    path.write_bytes(data)
    calendar = read_any(path, PARIS, kind=kind, **more)  # type: ignore[arg-type]
    assert [found for found in calendar.problems if found.blocks] == []
    return calendar.rows


@pytest.mark.parametrize("kind", ["own", "xlsx", "ics"])
def test_our_calendar_survives_the_way_out_and_back(kind: Format, tmp_path: Path) -> None:
    data = write_calendar(ROWS, kind, PARIS, title="Maison Levain", now=NOW)
    back = _read(data, tmp_path, f"mois.{'csv' if kind == 'own' else kind}")
    standing = [Standing(row.id, facts_of(row), facts_of(row)) for row in ROWS]
    assert compare(standing, back).changes == ()


def test_a_workbook_holds_dates_as_dates_and_no_formula(tmp_path: Path) -> None:
    rows = (replace(ROWS[0], caption="=1+1", alt="a\x07b"),)
    sheet = openpyxl.load_workbook(io.BytesIO(write_calendar(rows, "xlsx", PARIS, title="Levain", now=NOW))).worksheets[0]
    cells = {sheet.cell(1, index).value: sheet.cell(2, index) for index in range(1, sheet.max_column + 1)}
    assert (cells["date"].value, cells["date"].is_date, cells["time"].value) == (dt.datetime(2026, 12, 3), True, dt.time(9, 30))
    assert (cells["caption"].value, cells["caption"].data_type, cells["alt"].value) == ("=1+1", "s", "ab")


def test_an_event_moved_in_a_calendar_program_has_moved(tmp_path: Path) -> None:
    calendar = icalendar.Calendar.from_ical(write_calendar(ROWS, "ics", PARIS, title="Levain", now=NOW))
    event = next(event for event in calendar.walk("VEVENT") if event["UID"] == "noel")
    assert event.decoded("DTSTART") == dt.datetime(2026, 12, 3, 8, 30, tzinfo=dt.UTC)
    del event["DTSTART"]
    event.add("dtstart", dt.datetime(2026, 12, 6, 17, 0, tzinfo=dt.UTC))
    back = _read(calendar.to_ical(), tmp_path, "agenda.ics")
    (change,) = compare([Standing(row.id, facts_of(row), facts_of(row)) for row in ROWS], back).changes
    assert (change.kind, change.id) == ("moved", "noel")
    assert {field.field: field.after for field in change.fields} == {"date": "2026-12-06", "time": "18:00"}


def test_an_event_of_another_program(tmp_path: Path) -> None:
    text = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:abc@google\r\nDTSTAMP:20261101T000000Z\r\n"
        "DTSTART;TZID=America/New_York:20261203T043000\r\nSUMMARY:Titre\r\nDESCRIPTION:Le texte #pain\r\n"
        "CATEGORIES:Instagram,Coulisses\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:gone\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:20261204T080000Z\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:day\r\nDTSTAMP:20261101T000000Z\r\nDTSTART;VALUE=DATE:20261205\r\nSUMMARY:Sans heure\r\nEND:VEVENT\r\n"
        "END:VCALENDAR\r\n"
    )
    first, day = _read(text.encode(), tmp_path, "agenda.txt")
    assert (first.id, first.date, first.time) == ("abc@google", dt.date(2026, 12, 3), dt.time(10, 30))
    assert (first.channels, first.pillar, first.caption, first.hashtags) == (("instagram",), "Coulisses", "Le texte #pain", ("#pain",))
    assert (day.time, day.caption) == (None, "Sans heure")


def test_buffer(tmp_path: Path) -> None:
    text = 'Text,Image URL,Tags,Posting Time\n"Bonjour, #pain",https://cdn.example/a.jpg,offre,2026-12-03 09:30\nAutre,,,2026-12-03 09:30\n'
    first, second = _read(text.encode(), tmp_path, channels=("instagram",))
    assert (first.date, first.time, first.caption, first.media) == (
        dt.date(2026, 12, 3), dt.time(9, 30), "Bonjour, #pain", ("https://cdn.example/a.jpg",),
    )  # fmt: skip
    assert (first.channels, first.pillar, first.hashtags) == (("instagram",), "offre", ("#pain",))
    assert first.id != second.id
    written = write_calendar([first, second], "buffer", PARIS, title="x", now=NOW)
    assert [facts_of(row) for row in _read(written, tmp_path, channels=("instagram",))] == [facts_of(first), facts_of(second)]


def test_metricool(tmp_path: Path) -> None:
    written = write_calendar(ROWS[:1], "metricool", PARIS, title="Levain", now=NOW, media_of=lambda row: ["https://cdn.example/n.jpg"])
    assert written.decode().startswith("Text,Date,Time,Draft,Facebook,Twitter/X,LinkedIn,GBP,Instagram")
    (back,) = _read(written, tmp_path)
    assert (back.channels, back.media, back.alt) == (("facebook", "instagram"), ("https://cdn.example/n.jpg",), "Une bûche")
    assert (back.first_comment, back.caption) == ("En premier", "Bonjour, « ami » ;\nà samedi\n\n#pain #Noël")
    assert (back.date, back.time) == (ROWS[0].date, ROWS[0].time)


def test_hootsuite_has_no_titles_and_american_dates(tmp_path: Path) -> None:
    (row,) = _read(b"12/03/2026 09:30,Bonjour,https://a.example\n", tmp_path)
    assert (row.date, row.time, row.caption, row.link) == (dt.date(2026, 12, 3), dt.time(9, 30), "Bonjour", "https://a.example")
    assert write_calendar([row], "hootsuite", PARIS, title="x", now=NOW).decode() == "12/03/2026 09:30,Bonjour,https://a.example\r\n"


def test_limits_and_damage_are_told(tmp_path: Path) -> None:
    with pytest.raises(CalendarError, match="100 posts"):
        write_calendar([ROWS[0]] * 101, "buffer", PARIS, title="x", now=NOW)
    path = tmp_path / "x.csv"
    path.write_text("Text,Image URL,Tags,Posting Time\nBonjour,,,demain\n")
    calendar = read_any(path, PARIS)
    assert [(found.code, found.line) for found in calendar.problems] == [("bad_date", 2)]
    path.write_text("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261203T0")
    with pytest.raises(CalendarError):
        read_any(path, PARIS)


def test_an_own_file_with_finished_media(tmp_path: Path) -> None:
    (row,) = _read(b"date,media,channels,alt\n2026-12-03,a.jpg | b.jpg,folder,Deux photos\n", tmp_path)
    assert (row.template, row.media, row.id) == ("", ("a.jpg", "b.jpg"), "2026-12-03-post")
