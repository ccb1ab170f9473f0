"""Lengths of SVG and CSS: numbers, absolute units, percentages and font-relative units, all to user units (px at 96 dpi)."""

from __future__ import annotations

import math
import re
from typing import overload

NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
"""A number as SVG writes it, to be put in a regular expression (no group)."""

UNITS = {"px": 1.0, "pt": 96 / 72, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "q": 96 / 101.6}
"""Absolute units in px (CSS Values 4, §6.2)."""

ANGLES = {"deg": 1.0, "grad": 0.9, "rad": 180 / math.pi, "turn": 360.0}
"""Angle units in degrees."""

_LENGTH = re.compile(rf"\s*({NUMBER})\s*([a-zA-Z]*|%)\s*$")
_NUMBERS = re.compile(NUMBER)
ROOT_FONT_SIZE = 16.0


@overload
def length(value: str | None, reference: float = ..., font_size: float = ..., *, default: float) -> float: ...
@overload
def length(value: str | None, reference: float, font_size: float, default: float) -> float: ...
@overload
def length(value: str | None, reference: float = ..., font_size: float = ..., default: None = ...) -> float | None: ...
def length(value: str | None, reference: float = 0.0, font_size: float = 16.0, default: float | None = None) -> float | None:
    """Return a length in px; percentages are of `reference`, em of `font_size`; `default` when missing or malformed."""
    match = _LENGTH.match(value) if value else None
    if match is None:
        return default
    result = unit_value(float(match.group(1)), match.group(2).lower(), reference, font_size)
    return default if result is None or not math.isfinite(result) else result


def unit_value(number: float, unit: str, reference: float = 0.0, font_size: float = 16.0) -> float | None:
    """Return `number` of a lower-case `unit` ("" and "%" included) in px; None for an unknown unit."""
    if not unit:
        return number
    if unit == "%":
        return number / 100 * reference
    if unit in UNITS:
        return number * UNITS[unit]
    if unit == "em":
        return number * font_size
    if unit in ("ex", "ch"):
        return number * font_size * 0.5
    return number * ROOT_FONT_SIZE if unit == "rem" else None


def numbers(text: str | None) -> list[float]:
    """Return every number in a list such as a `viewBox`, `points` or `stdDeviation`."""
    return [value for value in map(float, _NUMBERS.findall(text or "")) if math.isfinite(value)]


def fraction(value: str | None, default: float = 1.0) -> float:
    """Return an opacity (a number or a percentage) within 0..1; `default` when missing or malformed."""
    result = length(value, 1.0)
    return default if result is None else min(1.0, max(0.0, result))
