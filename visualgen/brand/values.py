"""The simple values of design tokens: what may be written, and the plain shape each is kept in (`visualgen.brand.kinds` lists them).

Source: DTCG Format Module 2025.10 §8 and Color Module 2025.10 §4, and the string forms of the drafts before.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from visualgen.brand.gamut import in_srgb
from visualgen.svg.color import parse_color, to_hex

REM_PX = 16.0

WEIGHTS = {
    "thin": 100, "hairline": 100, "extra-light": 200, "ultra-light": 200, "light": 300, "normal": 400, "regular": 400, "book": 400,
    "medium": 500, "semi-bold": 600, "demi-bold": 600, "bold": 700, "extra-bold": 800, "ultra-bold": 800, "black": 900, "heavy": 900,
    "extra-black": 950, "ultra-black": 950,
}  # fmt: skip
STROKES = ("solid", "dashed", "dotted", "double", "groove", "ridge", "outset", "inset")

_COLOR = '{ "colorSpace": "srgb", "components": [0.66, 0.24, 0.11] }'
QUANTITY = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([a-z%]*)\s*", re.IGNORECASE)


class BadValue(ValueError):
    """A value is not of its type: `what` is wrong, and the `mend`."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend


def is_number(written: Any) -> bool:
    """Say whether a value is a number of a sane size (true and false are none)."""
    return isinstance(written, (int, float)) and not isinstance(written, bool) and abs(written) < 1e9


def number(written: Any, what: str = "the value") -> float:
    """Return a plain number; `1.2`, `"1.2"` and `"120%"` are one."""
    if isinstance(written, str):
        found = QUANTITY.fullmatch(written)
        if found and not found[2]:
            written = float(found[1])
        elif found and found[2] == "%":
            written = float(found[1]) / 100
    if not is_number(written) or not math.isfinite(written):
        raise BadValue(f"{what} is {shown(written)}, not a number", "write a plain number such as 1.2")
    return float(written)


def shown(written: Any) -> str:
    """Return a value as a message shows it, short."""
    text = repr(written)
    return text if len(text) <= 60 else text[:57] + "…"


def part(written: Mapping[str, Any], *names: str, default: Any = None) -> Any:
    """Return the first of `names` that the value has, else `default`; without one it is required."""
    for name in names:
        if name in written:
            return written[name]
    if default is None:
        raise BadValue(f"{names[0]!r} is missing", f"add {names[0]!r} to the value")
    return default


def mapping(written: Any, example: str) -> Mapping[str, Any]:
    """Return the value if it is an object."""
    if not isinstance(written, Mapping):
        raise BadValue(f"the value is {shown(written)}", f"write {example}")
    return written


def color(written: Any) -> str:
    """Return `#rrggbb`, or `#rrggbbaa` where it is not opaque."""
    if isinstance(written, str):
        rgba = parse_color(written if not re.fullmatch(r"[0-9a-fA-F]{6}", written) else f"#{written}")
        if rgba is None:
            raise BadValue(f"{shown(written)} is not a colour", f'write "#a83e1b" or {_COLOR}')
    else:
        value = mapping(written, _COLOR)
        rgba = _color_of(value)
    alpha = math.floor(rgba[3] * 255 + 0.5)
    return to_hex(rgba) if alpha >= 255 else f"{to_hex(rgba)}{alpha:02x}"


def _color_of(value: Mapping[str, Any]) -> tuple[float, float, float, float]:
    alpha = number(part(value, "alpha", default=1), "alpha")
    if not 0 <= alpha <= 1:
        raise BadValue(f"alpha is {alpha:g}", "give 0 (clear) to 1 (opaque)")
    if "components" not in value and isinstance(value.get("hex"), str):
        rgba = parse_color(value["hex"])
        if rgba is None:
            raise BadValue(f"hex is {shown(value['hex'])}", "write six hexadecimal digits after #")
        return (*rgba[:3], alpha)
    space = part(value, "colorSpace")
    components = part(value, "components")
    if not isinstance(components, (list, tuple)) or len(components) != 3:
        raise BadValue(f"components is {shown(components)}", "give three numbers")
    numbers = tuple(0.0 if item == "none" else number(item, "a component") for item in components)
    found = in_srgb(str(space), (numbers[0], numbers[1], numbers[2]))
    if found is None:
        raise BadValue(f"the colour space {shown(space)} is unknown", "use srgb, display-p3, oklch, hsl, lab…")
    return (*found, alpha)


def quantity(written: Any, units: Mapping[str, float], example: str) -> float:
    """Return a value with a unit as a number of the first unit of `units` (unit → how many of it)."""
    if is_number(written):
        return float(written)
    value: Any = None
    unit: Any = ""
    if isinstance(written, Mapping):
        value, unit = written.get("value"), written.get("unit")
    elif isinstance(written, str):
        found = QUANTITY.fullmatch(written)
        if found:
            value, unit = float(found[1]), found[2].lower()
    if not is_number(value) or not math.isfinite(value):
        raise BadValue(f"the value is {shown(written)}", f"write {example}")
    if unit == "" and isinstance(written, str):
        unit = next(iter(units))
    if not isinstance(unit, str) or unit not in units:
        raise BadValue(f"the unit {shown(unit)} cannot be used here", f"use {' or '.join(units)}")
    return float(value) * units[unit]


def dimension(written: Any) -> float:
    """Return px."""
    return quantity(written, {"px": 1.0, "rem": REM_PX}, '{ "value": 16, "unit": "px" }')


def duration(written: Any) -> float:
    """Return milliseconds."""
    return quantity(written, {"ms": 1.0, "s": 1000.0}, '{ "value": 400, "unit": "ms" }')


def family(written: Any) -> tuple[str, ...]:
    """Return the names of a font family and its fallbacks."""
    names = [name.strip().strip("'\"") for name in written.split(",")] if isinstance(written, str) else written
    if not isinstance(names, (list, tuple)) or not names or not all(isinstance(name, str) and name.strip() for name in names):
        raise BadValue(f"the font family is {shown(written)}", 'write "Fraunces" or ["Fraunces", "serif"]')
    return tuple(name.strip() for name in names)


def weight(written: Any) -> int:
    """Return a font weight, 1 to 1000."""
    if isinstance(written, str):
        key = written.strip().lower().replace(" ", "-")
        known = WEIGHTS.get(key) or next((value for name, value in WEIGHTS.items() if name.replace("-", "") == key), None)
        written = known if known else int(key) if key.isdigit() and len(key) <= 4 else written
    if not is_number(written) or not 1 <= written <= 1000:
        raise BadValue(f"the font weight is {shown(written)}", "give 1 to 1000, or a word such as semi-bold")
    return int(written)


def bezier(written: Any) -> tuple[float, ...]:
    """Return the four coordinates of an easing curve."""
    if not isinstance(written, (list, tuple)) or len(written) != 4:
        raise BadValue(f"the curve is {shown(written)}", "give four numbers such as [0.2, 0.8, 0.2, 1]")
    numbers = tuple(number(item, "a coordinate") for item in written)
    if not (0 <= numbers[0] <= 1 and 0 <= numbers[2] <= 1):
        raise BadValue("the curve’s x coordinates leave 0..1", "keep the first and third number between 0 and 1")
    return numbers


def stroke_style(written: Any) -> Any:
    """Return the word, or the dashArray (px) and lineCap of a stroke style."""
    if isinstance(written, str):
        if written not in STROKES:
            raise BadValue(f"the stroke style is {shown(written)}", f"use {', '.join(STROKES)}")
        return written
    value = mapping(written, '"dashed" or { "dashArray": […], "lineCap": "round" }')
    dashes = part(value, "dashArray")
    if not isinstance(dashes, (list, tuple)):
        raise BadValue(f"dashArray is {shown(dashes)}", "give a list of dimensions")
    cap = part(value, "lineCap")
    if cap not in ("round", "butt", "square"):
        raise BadValue(f"lineCap is {shown(cap)}", "use round, butt or square")
    return {"dashArray": tuple(dimension(dash) for dash in dashes), "lineCap": cap}
