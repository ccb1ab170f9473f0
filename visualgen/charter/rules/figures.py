"""Figures as French sets them: hours (9 h 30), ordinals (1re, 2e), prices and decimals (12,50 €), thousands (12 500)."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from visualgen.charter.found import LEXIQUE, Found
from visualgen.charter.passage import Passage

_HOURS = regex.compile(r"(?<![\w.,:/-])([01]?\d|2[0-4])[ \u00a0\u202f]?[hH](?:[ \u00a0\u202f]?([0-5]\d))?(?![\w/])")
_RANGE = regex.compile(
    r"(?<![\w.,:/-])([01]?\d|2[0-4]) ?[hH] ?([0-5]\d)?[ \u00a0]?[-–][ \u00a0]?([01]?\d|2[0-4]) ?[hH] ?([0-5]\d)?(?![\w/])"
)
_ORDINAL = regex.compile(
    r"(?<![\w.,-])(1)(?:i?[èe]re(s?))(?!\w)|(?<![\w.,-])(\d{1,4}|[IVXLC]{1,7})(?:i?[èe]me(s?))(?!\w)|(?<![\w.,-])1[°º](?= ?[a-zé])"
)
_DECIMAL = regex.compile(r"(?<![\d.,])(\d{1,6})\.(\d{1,2})(?=[ \u00a0\u202f]?(?:€|euros?\b|kg\b|km\b|m\b|cm\b|cl\b|l\b|%))")
_BEFORE = regex.compile(r"(?<![\w€])€[ \u00a0\u202f]?(\d{1,3}(?:[ \u00a0\u202f.]?\d{3})*(?:,\d{2})?)(?![\d,.])")
_THOUSANDS = regex.compile(
    r"(?<![\d.,\w])(\d{2,3}|\d)(\d{3})(?=[ \u00a0\u202f](?:€|euros?\b|habitant|personne|spectateur|visiteur|m²|kg\b|km\b|exemplaire|pas\b))"
)
_GLUED = regex.compile(r"(?<![\w#.,])(\d[\d.,]{0,12}+)(?<=\d)(€(?!\d)|%|(?:km|kg|cm|cl|ml|m²|°C|euros?)\b)")
_EUROS = regex.compile(r"(?<![\d.,])(\d+)€(\d{2})(?!\d)")


def figures(passage: Passage) -> Iterator[Found]:
    """Yield hours, ordinals, prices and numbers that are set as in English, or glued."""
    text = passage.prose
    for match in _RANGE.finditer(text):
        first, last = _hour(match[1], match[2]), _hour(match[3], match[4])
        right = f"{first}\u00a0–\u00a0{last}"
        if match[0].replace(" ", "\u00a0") != right:
            yield _found("hours", match.start(), match.end(), match[0], right, "l’horaire", "the hours")
    text = _RANGE.sub(lambda match: "\ufffc" * len(match[0]), text)
    for match in _HOURS.finditer(text):
        right = _hour(match[1], match[2])
        plain = match[0].replace("\u202f", "\u00a0")
        if plain == right or (plain.replace(" ", "\u00a0") == right):
            continue
        yield _found("hours", match.start(), match.end(), match[0], right, "l’heure", "the time")
    for match in _ORDINAL.finditer(text):
        if match[1]:
            right = f"1re{match[2]}"
        elif match[3]:
            if match[3].isalpha() and match[3] not in _romans():
                continue
            right = f"{match[3]}e{match[4]}"
        else:
            continue
        if match[0] != right:
            yield _found("ordinals", match.start(), match.end(), match[0], right, "l’ordinal", "the ordinal")
    for match in _DECIMAL.finditer(text):
        yield _found("figures", match.start(), match.end(), match[0], f"{match[1]},{match[2]}", "le nombre décimal", "the decimal number")
    for match in _BEFORE.finditer(text):
        yield _found("figures", match.start(), match.end(), match[0], f"{match[1]}\u00a0€", "le prix", "the price")
    for match in _EUROS.finditer(text):
        yield _found("figures", match.start(), match.end(), match[0], f"{match[1]},{match[2]}\u00a0€", "le prix", "the price")
    for match in _GLUED.finditer(text):
        yield _found("figures", match.start(), match.end(), match[0], f"{match[1]}\u00a0{match[2]}", "le nombre", "the number")
    for match in _THOUSANDS.finditer(text):
        if len(match[1]) == 1 and 1900 <= int(match[0]) <= 2099:
            continue
        yield _found("figures", match.start(), match.end(), match[0], f"{match[1]}\u202f{match[2]}", "le nombre", "the number")


def _hour(hours: str, minutes: str | None) -> str:
    return f"{hours}\u00a0h\u00a0{minutes}" if minutes else f"{hours}\u00a0h"


def _found(code: str, start: int, end: int, old: str, right: str, french: str, english: str) -> Found:
    shown = right.replace("\u202f", " ").replace("\u00a0", " ")
    return Found(
        code,
        "notes",
        start,
        end,
        (f"« {old} » : {french} s’écrit autrement en français.", f"Écrivez « {shown} »."),
        (f"“{old}”: French writes {english} another way.", f"Write “{shown}”."),
        right,
        True,
        LEXIQUE,
    )


def _romans() -> frozenset[str]:
    return _ROMANS


_UNITS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_ROMANS = frozenset(tens + unit for tens in ("", "X", "XX", "XXX", "XL", "L") for unit in _UNITS if tens + unit)
