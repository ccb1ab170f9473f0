from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualgen.calendar.dates import DateReading, read_date, read_time

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31))
MONTHS_FR = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"]


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-03", "2026/12/3", "2026.12.03", "3 décembre 2026", "jeudi 3 décembre 2026", "Jeu. 3 déc. 2026", "3 DEC 2026",
        "December 3, 2026", "Thursday, December 3rd 2026", "3 December 26", "46359", 46359, 46359.0, dt.date(2026, 12, 3),
        dt.datetime(2026, 12, 3),
    ],
)  # fmt: skip
def test_writings_of_one_date(text: Any) -> None:
    assert read_date(text) == DateReading(dt.date(2026, 12, 3))


def test_first_of_the_month_in_words() -> None:
    assert read_date("1er décembre 2026").date == dt.date(2026, 12, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-03 09:30", "2026-12-03T09:30", "2026-12-03T09:30:00", "03/12/2026 9h30", "3 décembre 2026 à 9h30", "46359.395833",
        "46359,395833", dt.datetime(2026, 12, 3, 9, 30),
    ],
)  # fmt: skip
def test_a_date_with_its_time(text: Any) -> None:
    reading = read_date(text, "dmy")
    assert (reading.date, reading.time) == (dt.date(2026, 12, 3), dt.time(9, 30))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("32/12/2026", "bad_date"), ("31/02/2026", "bad_date"), ("2026-13-01", "bad_date"), ("bientôt", "bad_date"), ("", "bad_date"),
        ("3 décembre", "date_year"), ("03/12", "date_year"), ("3 12 decembre 2026", "bad_date"), ("0026-12-03", "date_year"),
        ("2026-12-03T09:30+01:00", "time_zone"), ("2026-12-03T09:30Z", "time_zone"), ("2026-12-03 25:30", "bad_date"), (12, "bad_date"),
        (float("nan"), "bad_date"), (True, "bad_date"), ("²/3/2026", "bad_date"),
    ],
)  # fmt: skip
def test_what_is_no_date(text: Any, problem: str) -> None:
    assert read_date(text).problem == problem


@given(DAYS)
def test_an_order_is_proved_settled_or_asked_about(day: dt.date) -> None:
    text = f"{day:%d/%m/%Y}"
    assert read_date(text, "dmy").date == day
    assert read_date(f"{day:%m/%d/%Y}", "mdy").date == day
    reading = read_date(text)
    if day.day > 12:
        assert (reading.date, reading.order) == (day, "dmy")
    elif day.day == day.month:
        assert (reading.date, reading.order) == (day, None)
    else:
        assert reading.date is None
        assert reading.either == (day, dt.date(day.year, day.day, day.month))


@given(DAYS)
def test_words_and_iso_never_need_an_order(day: dt.date) -> None:
    assert read_date(day.isoformat()).date == day
    assert read_date(f"{day.day} {MONTHS_FR[day.month - 1]} {day.year}").date == day


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.datetimes(), st.from_regex(r"[0-9 /.:TZhdé+-]{0,20}")))
def test_anything_gets_an_answer(value: Any) -> None:
    reading = read_date(value)
    assert (reading.date is not None) + bool(reading.problem) + (reading.either is not None) == 1
    time = read_time(value)
    assert time is None or time.second == 0


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("9h30", dt.time(9, 30)), ("9 h 30", dt.time(9, 30)), ("9h", dt.time(9)), ("18H", dt.time(18)), ("09:30", dt.time(9, 30)),
        ("09:30:00", dt.time(9, 30)), ("9.30", dt.time(9, 30)), ("9:30 PM", dt.time(21, 30)), ("12 am", dt.time(0)), ("9", dt.time(9)),
        ("midi", dt.time(12)), ("Noon", dt.time(12)), (0.395833333, dt.time(9, 30)), ("0,395833", dt.time(9, 30)), (18, dt.time(18)),
        (dt.time(9, 30), dt.time(9, 30)), (dt.timedelta(hours=9.5), dt.time(9, 30)), (dt.datetime(1899, 12, 30, 9, 30), dt.time(9, 30)),
        ("25h", None), ("9h75", None), ("13 pm", None), ("tôt", None), ("", None), (-1, None), (24.5, None), (float("inf"), None),
    ],
)  # fmt: skip
def test_times(text: Any, time: dt.time | None) -> None:
    assert read_time(text) == time
