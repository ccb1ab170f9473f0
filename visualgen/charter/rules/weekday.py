"""Weekdays that do not go with their date (« samedi 13 décembre », a Sunday)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import regex

from visualgen.charter.found import Found
from visualgen.charter.passage import Passage

_DAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
}
_MONTHS = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    "en": (
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    ),
}  # fmt: skip
_GAP = r"[ \u00a0\u202f]"
_DATE = {
    language: regex.compile(
        rf"\b({'|'.join(_DAYS[language])})(?:,?{_GAP}(?:the )?)(\d{{1,2}})(?:er|st|nd|rd|th)?{_GAP}(?:of )?({'|'.join(months)})\b"
        rf"(?:{_GAP}(\d{{4}}))?"
        + (
            rf"|\b({'|'.join(_DAYS['en'])}),?{_GAP}({'|'.join(months)}){_GAP}(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?{_GAP}(\d{{4}}))?"
            if language == "en"
            else ""
        ),
        regex.IGNORECASE,
    )
    for language, months in _MONTHS.items()
}


def weekday(passage: Passage) -> Iterator[Found]:
    """Yield a weekday beside a date of another weekday, the year being written or, with the post's date, the nearest one."""
    days, months = _DAYS[passage.language], _MONTHS[passage.language]
    for match in _DATE[passage.language].finditer(passage.prose):
        name, day, month, year = (match[1], match[2], match[3], match[4]) if match[1] else (match[5], match[7], match[6], match[8])
        date = _date(int(day), months.index(month.lower()) + 1, int(year) if year else None, passage.date)
        if date is None or days[date.weekday()] == name.lower():
            continue
        right, said = date.weekday(), days.index(name.lower())
        yield Found(
            "weekday",
            "warns",
            match.start(),
            match.end(),
            (
                f"Le {date.day} {_MONTHS['fr'][date.month - 1]} {date.year} est un {_DAYS['fr'][right]}, pas un {_DAYS['fr'][said]}.",
                "Corrigez le jour ou la date.",
            ),
            (
                f"{date.day} {_MONTHS['en'][date.month - 1].capitalize()} {date.year} is a {_DAYS['en'][right].capitalize()},"
                f" not a {_DAYS['en'][said].capitalize()}.",
                "Mend the day or the date.",
            ),
            source=None,
            numbers={"date": date.isoformat()},
        )


def _date(day: int, month: int, year: int | None, near: dt.date | None) -> dt.date | None:
    """Return the date, in the year that is written or that brings it nearest to `near`; None where that cannot be."""
    years = [year] if year else [near.year - 1, near.year, near.year + 1] if near else []
    dates = []
    for one in years:
        try:
            dates.append(dt.date(one, month, day))
        except ValueError:
            continue
    return min(dates, key=lambda date: abs((date - near).days) if near else 0, default=None)
