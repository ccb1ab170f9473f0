"""The filters of template logic: prices, dates and words the French way, and Jinja2's harmless ones."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from jinja2 import filters as stock
from jinja2.runtime import Undefined
from markupsafe import escape

from visualgen.template import budget

NARROW = "\u202f"
NO_BREAK = "\u00a0"
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

SHORT_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc.")

_NUMBER = re.compile(r"-?\d[\d\s.,\u202f\u00a0]*")


def number_fr(value: Any, decimals: int | None = None) -> str:
    """Return a number the French way: `1 234,5`; `decimals` fixes the digits after the comma."""
    number = _decimal(value)
    if decimals is not None:
        number = round(number, min(max(int(decimals), 0), 6))
    whole, _, fraction = f"{abs(number):f}".partition(".")
    groups: list[str] = []
    while len(whole) > 3:
        whole, group = whole[:-3], whole[-3:]
        groups.insert(0, group)
    text = NARROW.join([whole, *groups])
    return ("−" if number < 0 else "") + text + (f",{fraction}" if fraction else "")


def euros(value: Any) -> str:
    """Return a price in euros: `12 €`, `12,50 €`."""
    number = _decimal(value)
    return f"{number_fr(number, 0 if number == int(number) else 2)}{NO_BREAK}€"


def percent(value: Any) -> str:
    """Return a share in percent: `20` gives `20 %`."""
    return f"{number_fr(value)}{NARROW}%"


def date_fr(value: Any, form: str = "long") -> str:
    """Return an ISO date (`2026-12-05`) in French; `form`: long `5 décembre 2026`, day `samedi 5 décembre`, short `5 déc.`."""
    date = _date(value)
    day = "1er" if date.day == 1 else str(date.day)
    month = MONTHS[date.month - 1]
    match form:
        case "day":
            return f"{DAYS[date.weekday()]} {day}{NO_BREAK}{month}"
        case "short":
            return f"{day}{NO_BREAK}{SHORT_MONTHS[date.month - 1]}"
        case "long":
            return f"{day}{NO_BREAK}{month} {date.year}"
        case _:
            raise ValueError(f"date_fr has no form {form!r}: long, day or short")


def time_fr(value: Any) -> str:
    """Return a time (`18:30`) in French: `18 h 30`."""
    hours, _, minutes = str(budget.scalar(value)).strip().partition(":")
    return f"{int(hours)}{NO_BREAK}h" + (f"{NO_BREAK}{int(minutes):02}" if minutes and int(minutes) else "")


def _decimal(value: Any) -> Decimal:
    """Return the number in a value: a number, or a text such as `12,50 €` or `1 234.5`."""
    match = _NUMBER.search(str(budget.scalar(value)))
    if match is None or len(match.group()) > 40:
        raise ValueError(f"{str(value)[:40]!r} is not a number")
    digits = re.sub(r"[\s\u202f\u00a0]", "", match.group())
    if "," in digits:
        digits = digits.replace(".", "").replace(",", ".")
    try:
        return Decimal(digits.rstrip("."))
    except InvalidOperation:
        raise ValueError(f"{str(value)[:40]!r} is not a number") from None


def _date(value: Any) -> datetime.date:
    return datetime.date.fromisoformat(str(budget.scalar(value)).strip()[:10])


def _replace(value: Any, old: Any, new: Any) -> str:
    text, old, new = (str(budget.scalar(part)) for part in (value, old, new))
    if len(text) * (len(new) + 1) > budget.TEXT_CHARS * 4:
        raise ValueError("replace makes a text too large")
    return text.replace(old, new)


def _join(value: Iterable[Any], separator: Any = "") -> str:
    parts: list[str] = []
    room = budget.TEXT_CHARS
    for item in budget.counted(value):
        parts.append(str(budget.scalar(item)))
        room -= len(parts[-1]) + len(str(separator))
        if room < 0:
            raise ValueError("join makes a text too large")
    return str(budget.scalar(separator)).join(parts)


def _of_text(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the filter, refusing values without a short text of their own."""

    @functools.wraps(function)
    def guarded(value: Any, *arguments: Any, **options: Any) -> Any:
        return budget.bounded(
            function(value if isinstance(value, Undefined) or hasattr(value, "__html__") else budget.scalar(value), *arguments, **options)
        )

    return guarded


def _title(value: Any) -> str:
    return stock.do_title(str(budget.scalar(value)))


def _truncate(value: Any, length: int = 60, end: str = "…") -> str:
    text = str(budget.scalar(value))
    return text if len(text) <= length else text[: max(0, int(length) - len(end))].rstrip() + end


FILTERS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "euros": euros, "number": number_fr, "percent": percent, "date_fr": date_fr, "time_fr": time_fr,
        "abs": abs, "capitalize": _of_text(stock.do_capitalize), "default": stock.do_default, "d": stock.do_default,
        "escape": _of_text(escape), "e": _of_text(escape), "first": stock.do_first, "float": _of_text(stock.do_float),
        "int": _of_text(stock.do_int), "join": _join, "last": stock.do_last, "length": len, "count": len, "list": budget.shallow,
        "lower": _of_text(stock.do_lower), "replace": _replace, "round": stock.do_round, "string": _of_text(str), "title": _title,
        "trim": _of_text(stock.do_trim), "truncate": _truncate, "upper": _of_text(stock.do_upper),
    }
)  # fmt: skip
"""By name, as used after `|`."""
