"""Dates and times as people and spreadsheets write them; what could be read in two ways is never guessed.

Understood: `2026-12-03`, `2026/12/3`, `03/12/2026`, `3.12.26`, `jeudi 3 décembre 2026`, `Dec 3, 2026`, Excel serials (46359),
date cells, each with or without a time; times `9h30`, `9h`, `09:30`, `9:30 pm`, `midi`, day fractions (0.395833).
"""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from typing import Any

from visualgen.calendar.columns import fold
from visualgen.calendar.model import DateOrder

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january", "fevrier fevr fev february feb", "mars march mar", "avril avr april apr", "mai may",
            "juin june jun", "juillet juil july jul", "aout august aug", "septembre sept september sep", "octobre oct october",
            "novembre nov november", "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})")
_NUMERIC = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})")
_NO_YEAR = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})")
_SPLIT_TIME = re.compile(r"(.*\d)(?:[T,]\s*|\s+(?:(?:a|à|at)\s+)?)(\d{1,2}\s*(?:[:hH]\s*\d{0,2}|[ap]\.?m\b).*)", re.DOTALL)
_ZONE = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$")
_TIME = re.compile(r"(\d{1,2})\s*(?:[:h]\s*(\d{2})?\s*(?:[:m]\s*(\d{2})(?:\.0+)?)?|\.(\d{2}))?\s*(?:min)?\s*(am|pm|a\.m\.|p\.m\.)?")
_EPOCH = dt.date(1899, 12, 30)
_SERIALS = (25_569, 73_050)  # 1970 to 2099


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a date cell says. Either `date` is set, or `problem` is a message code, or `either` holds its (day-first, month-first) readings.

    `order` tells which order the text itself proves; `time` a time found beside the date.
    """

    date: dt.date | None = None
    time: dt.time | None = None
    problem: str = ""
    either: tuple[dt.date, dt.date] | None = None
    order: DateOrder | None = None


def read_date(value: Any, order: DateOrder | None = None) -> DateReading:
    """Return what a cell says; `order` settles which of day and month comes first where both could.

    >>> read_date("03/12/2026", "dmy").date
    datetime.date(2026, 12, 3)
    >>> read_date("03/12/2026").either
    (datetime.date(2026, 12, 3), datetime.date(2026, 3, 12))
    """
    if isinstance(value, dt.datetime):
        at = value.time().replace(microsecond=0, tzinfo=None)
        return _plausible(value.date(), at if at != dt.time() else None)
    if isinstance(value, dt.date):
        return _plausible(value, None)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _serial(float(value))
    text = " ".join(str(value).split())
    if re.fullmatch(r"\d{5}(?:[.,]\d+)?", text):
        return _serial(float(text.replace(",", ".")))
    time = None
    if (split := _SPLIT_TIME.fullmatch(text)) and (_ZONE.search(split[2]) is not None):
        return DateReading(problem="time_zone")
    if split:
        text, time = split[1], read_time(split[2])
        if time is None:
            return DateReading(problem="bad_date")
    return _read_text(text, time, order)


def read_time(value: Any) -> dt.time | None:
    """Return the time of day a cell says, to the minute; None where it is not understood.

    >>> read_time("9h30"), read_time("9:30 PM"), read_time(0.75)
    (datetime.time(9, 30), datetime.time(21, 30), datetime.time(18, 0))
    """
    if isinstance(value, dt.datetime):
        return dt.time(value.hour, value.minute)
    if isinstance(value, dt.time):
        return dt.time(value.hour, value.minute)
    if isinstance(value, dt.timedelta):
        return _of_minutes(value.total_seconds() / 60)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _of_minutes(value * 24 * 60) if 0 <= value < 1 else _of_minutes(value * 60) if float(value).is_integer() else None
    text = " ".join(str(value).casefold().split())
    if re.fullmatch(r"0[.,]\d{3,}", text):
        return _of_minutes(float(text.replace(",", ".")) * 24 * 60)
    if (named := {"midi": 12, "noon": 12, "minuit": 0, "midnight": 0}.get(text)) is not None:
        return dt.time(named)
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or match[4] or 0), (match[5] or "").replace(".", "")
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 and int(match[3] or 0) < 60 else None


def _read_text(text: str, time: dt.time | None, order: DateOrder | None) -> DateReading:
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]), time)
    bare = re.sub(r"^[^\W\d_]+\.?,?\s+(?=\d)", "", text)  # a weekday before the figures
    if match := _NUMERIC.fullmatch(bare):
        return _of_numbers(int(match[1]), int(match[2]), _year(match[3]), time, order)
    if _NO_YEAR.fullmatch(bare):
        return DateReading(problem="date_year")
    return _of_words(fold(text).split(), time)


def _of_numbers(first: int, second: int, year: int, time: dt.time | None, order: DateOrder | None) -> DateReading:
    day_first, month_first = _day(year, second, first, time), _day(year, first, second, time)
    if day_first.date and month_first.date and first != second:
        if order is None:
            return DateReading(time=time, either=(day_first.date, month_first.date))
        return day_first if order == "dmy" else month_first
    if order is not None:
        return day_first if order == "dmy" else month_first
    found = day_first if day_first.date else month_first
    if first == second or found.date is None:
        return found
    return DateReading(found.date, time, order="dmy" if day_first.date else "mdy")


def _of_words(words: list[str], time: dt.time | None) -> DateReading:
    month = next((_MONTHS[word] for word in words if word in _MONTHS), None)
    numbers = [re.sub(r"(?:er|st|nd|rd|th|e)$", "", word) for word in words if word[0].isdigit()]
    if month is None or not numbers or not all(number.isascii() and number.isdigit() for number in numbers):
        return DateReading(problem="bad_date")
    if len(numbers) == 1:
        return DateReading(problem="date_year")
    day, year = (numbers[1], numbers[0]) if len(numbers[0]) == 4 else (numbers[0], numbers[1])
    if len(numbers) > 2 or len(day) > 2 or len(year) not in (2, 4):
        return DateReading(problem="bad_date")
    return _day(_year(year), month, int(day), time)


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _day(year: int, month: int, day: int, time: dt.time | None) -> DateReading:
    try:
        return _plausible(dt.date(year, month, day), time)
    except ValueError:
        return DateReading(problem="bad_date")


def _plausible(date: dt.date, time: dt.time | None) -> DateReading:
    return DateReading(date, time) if 1990 <= date.year < 2100 else DateReading(problem="date_year")


def _serial(number: float) -> DateReading:
    if not (math.isfinite(number) and _SERIALS[0] <= number <= _SERIALS[1]):
        return DateReading(problem="bad_date")
    day, part = divmod(number, 1)
    return _plausible(_EPOCH + dt.timedelta(days=day), _of_minutes(part * 24 * 60) if part > 1e-6 else None)


def _of_minutes(minutes: float) -> dt.time | None:
    if not math.isfinite(minutes) or not 0 <= round(minutes) < 24 * 60:
        return None
    return dt.time(*divmod(round(minutes), 60))
