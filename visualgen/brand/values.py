"""What a design token's value may look like, by type, and the plain shape it is kept in.

| type | kept as |
|---|---|
| color | `#rrggbb`, or `#rrggbbaa` where it is not opaque (sRGB, out-of-gamut colours clipped) |
| dimension | float, px (1 rem = 16 px) |
| duration | float, ms |
| fontFamily | tuple of names |
| fontWeight | int 1..1000 |
| number | float |
| cubicBezier | tuple of 4 floats |
| gradient | tuple of (colour, position 0..1) |
| shadow | tuple of {color, x, y, blur, spread, inset} in px |
| typography | {family, size, weight, tracking (em), leading (× size)} plus case, stretch (%), style, variations where given |
| border, transition, strokeStyle | dict (strokeStyle may be a word) |

Reading a kept shape again gives the same shape, so a value may be made of values that are already resolved.
Source: DTCG Format Module 2025.10 §8-9 and Color Module 2025.10 §4.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
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
CASES = {
    "none": "none", "original": "none", "upper": "uppercase", "uppercase": "uppercase",
    "lower": "lowercase", "lowercase": "lowercase", "title": "capitalize", "capitalize": "capitalize",
}  # fmt: skip

_COLOR = '{ "colorSpace": "srgb", "components": [0.66, 0.24, 0.11] }'
_QUANTITY = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([a-z%]*)\s*", re.IGNORECASE)


class BadValue(ValueError):
    """A value is not of its type: `what` is wrong, and the `mend`."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend


def read_value(kind: str, written: Any) -> Any:
    """Return the kept shape of a value of the type `kind`; raises `BadValue`."""
    return _READERS[kind](written)


def guess_type(written: Any) -> str | None:
    """Return the type that a value shows by its shape, for tokens without `$type`; None when it could be several."""
    if isinstance(written, dict):
        keys = set(written)
        for kind, wanted in _SHAPES:
            if wanted <= keys:
                return kind
        if {"value", "unit"} <= keys:
            return "duration" if written["unit"] in ("ms", "s") else "dimension"
    if isinstance(written, str):
        if parse_color(written) is not None:
            return "color"
        found = _QUANTITY.fullmatch(written)
        if found and found[2]:
            return "duration" if found[2].lower() in ("ms", "s") else "dimension"
    if isinstance(written, (int, float)) and not isinstance(written, bool):
        return "number"
    if isinstance(written, (list, tuple)) and len(written) == 4 and all(_is_number(item) for item in written):
        return "cubicBezier"
    return None


_SHAPES = (
    ("color", {"colorSpace", "components"}),
    ("typography", {"fontFamily", "fontSize"}),
    ("shadow", {"color", "offsetX", "offsetY"}),
    ("border", {"color", "width", "style"}),
    ("transition", {"duration", "timingFunction"}),
    ("strokeStyle", {"dashArray", "lineCap"}),
)


def _is_number(written: Any) -> bool:
    return isinstance(written, (int, float)) and not isinstance(written, bool) and abs(written) < 1e9


def _number(written: Any, what: str = "the value") -> float:
    if isinstance(written, str):
        found = _QUANTITY.fullmatch(written)
        if found and not found[2]:
            written = float(found[1])
        elif found and found[2] == "%":
            written = float(found[1]) / 100
    if not _is_number(written) or not math.isfinite(written):
        raise BadValue(f"{what} is {_shown(written)}, not a number", "write a plain number such as 1.2")
    return float(written)


def _shown(written: Any) -> str:
    text = repr(written)
    return text if len(text) <= 60 else text[:57] + "…"


def _part(written: Mapping[str, Any], *names: str, default: Any = None) -> Any:
    for name in names:
        if name in written:
            return written[name]
    if default is None:
        raise BadValue(f"{names[0]!r} is missing", f"add {names[0]!r} to the value")
    return default


def _mapping(written: Any, example: str) -> Mapping[str, Any]:
    if not isinstance(written, Mapping):
        raise BadValue(f"the value is {_shown(written)}", f"write {example}")
    return written


# --- simple types ---------------------------------------------------------------------------------------------------


def _color(written: Any) -> str:
    if isinstance(written, str):
        rgba = parse_color(written if not re.fullmatch(r"[0-9a-fA-F]{6}", written) else f"#{written}")
        if rgba is None:
            raise BadValue(f"{_shown(written)} is not a colour", f'write "#a83e1b" or {_COLOR}')
    else:
        value = _mapping(written, _COLOR)
        rgba = _color_of(value)
    alpha = math.floor(rgba[3] * 255 + 0.5)
    return to_hex(rgba) if alpha >= 255 else f"{to_hex(rgba)}{alpha:02x}"


def _color_of(value: Mapping[str, Any]) -> tuple[float, float, float, float]:
    alpha = _number(_part(value, "alpha", default=1), "alpha")
    if not 0 <= alpha <= 1:
        raise BadValue(f"alpha is {alpha:g}", "give 0 (clear) to 1 (opaque)")
    if "components" not in value and isinstance(value.get("hex"), str):
        rgba = parse_color(value["hex"])
        if rgba is None:
            raise BadValue(f"hex is {_shown(value['hex'])}", "write six hexadecimal digits after #")
        return (*rgba[:3], alpha)
    space = _part(value, "colorSpace")
    components = _part(value, "components")
    if not isinstance(components, (list, tuple)) or len(components) != 3:
        raise BadValue(f"components is {_shown(components)}", "give three numbers")
    numbers = tuple(0.0 if item == "none" else _number(item, "a component") for item in components)
    found = in_srgb(str(space), (numbers[0], numbers[1], numbers[2]))
    if found is None:
        raise BadValue(f"the colour space {_shown(space)} is unknown", "use srgb, display-p3, oklch, hsl, lab…")
    return (*found, alpha)


def _quantity(written: Any, units: Mapping[str, float], example: str) -> float:
    if _is_number(written):
        return float(written)
    value: Any = None
    unit: Any = ""
    if isinstance(written, Mapping):
        value, unit = written.get("value"), written.get("unit")
    elif isinstance(written, str):
        found = _QUANTITY.fullmatch(written)
        if found:
            value, unit = float(found[1]), found[2].lower()
    if not _is_number(value) or not math.isfinite(value):
        raise BadValue(f"the value is {_shown(written)}", f"write {example}")
    if unit == "" and isinstance(written, str):
        unit = next(iter(units))
    if not isinstance(unit, str) or unit not in units:
        raise BadValue(f"the unit {_shown(unit)} cannot be used here", f"use {' or '.join(units)}")
    return float(value) * units[unit]


def _dimension(written: Any) -> float:
    return _quantity(written, {"px": 1.0, "rem": REM_PX}, '{ "value": 16, "unit": "px" }')


def _duration(written: Any) -> float:
    return _quantity(written, {"ms": 1.0, "s": 1000.0}, '{ "value": 400, "unit": "ms" }')


def _family(written: Any) -> tuple[str, ...]:
    names = [name.strip().strip("'\"") for name in written.split(",")] if isinstance(written, str) else written
    if not isinstance(names, (list, tuple)) or not names or not all(isinstance(name, str) and name.strip() for name in names):
        raise BadValue(f"the font family is {_shown(written)}", 'write "Fraunces" or ["Fraunces", "serif"]')
    return tuple(name.strip() for name in names)


def _weight(written: Any) -> int:
    if isinstance(written, str):
        key = written.strip().lower().replace(" ", "-")
        known = WEIGHTS.get(key) or next((value for name, value in WEIGHTS.items() if name.replace("-", "") == key), None)
        written = known if known else int(key) if key.isdigit() and len(key) <= 4 else written
    if not _is_number(written) or not 1 <= written <= 1000:
        raise BadValue(f"the font weight is {_shown(written)}", "give 1 to 1000, or a word such as semi-bold")
    return int(written)


def _bezier(written: Any) -> tuple[float, ...]:
    if not isinstance(written, (list, tuple)) or len(written) != 4:
        raise BadValue(f"the curve is {_shown(written)}", "give four numbers such as [0.2, 0.8, 0.2, 1]")
    numbers = tuple(_number(item, "a coordinate") for item in written)
    if not (0 <= numbers[0] <= 1 and 0 <= numbers[2] <= 1):
        raise BadValue("the curve’s x coordinates leave 0..1", "keep the first and third number between 0 and 1")
    return numbers


def _stroke_style(written: Any) -> Any:
    if isinstance(written, str):
        if written not in STROKES:
            raise BadValue(f"the stroke style is {_shown(written)}", f"use {', '.join(STROKES)}")
        return written
    value = _mapping(written, '"dashed" or { "dashArray": […], "lineCap": "round" }')
    dashes = _part(value, "dashArray")
    if not isinstance(dashes, (list, tuple)):
        raise BadValue(f"dashArray is {_shown(dashes)}", "give a list of dimensions")
    cap = _part(value, "lineCap")
    if cap not in ("round", "butt", "square"):
        raise BadValue(f"lineCap is {_shown(cap)}", "use round, butt or square")
    return {"dashArray": tuple(_dimension(dash) for dash in dashes), "lineCap": cap}


# --- composite types ------------------------------------------------------------------------------------------------


def _typography(written: Any) -> dict[str, Any]:
    value = _mapping(written, '{ "fontFamily": …, "fontSize": …, "fontWeight": …, "letterSpacing": …, "lineHeight": … }')
    if "family" in value:
        return dict(value)
    size = _dimension(_part(value, "fontSize", default=16.0))
    if size < 0:
        raise BadValue(f"the font size is {size:g} px", "give a size above 0")
    style: dict[str, Any] = {
        "family": _family(_part(value, "fontFamily")),
        "size": size,
        "weight": _weight(_part(value, "fontWeight", default=400)),
        "tracking": _relative(_part(value, "letterSpacing", default=0.0), size, number_is_px=True),
        "leading": _relative(_part(value, "lineHeight", default=1.2), size, number_is_px=False),
    }
    return style | read_style(value)


def read_style(written: Mapping[str, Any]) -> dict[str, Any]:
    """Return what DTCG's typography leaves out and a kit may add: case, stretch (%), style, variations; raises `BadValue`."""
    style: dict[str, Any] = {}
    if (case := written.get("case", written.get("textCase", written.get("textTransform")))) is not None:
        if str(case).lower() not in CASES:
            raise BadValue(f"the case is {_shown(case)}", "use uppercase, lowercase, capitalize or none")
        style["case"] = CASES[str(case).lower()]
    if (stretch := written.get("stretch", written.get("fontStretch"))) is not None:
        percent = _number(stretch.rstrip("% ") if isinstance(stretch, str) else stretch, "stretch")
        if not 25 <= percent <= 200:
            raise BadValue(f"the stretch is {percent:g} %", "give 25 to 200 (percent of the normal width)")
        style["stretch"] = percent
    if (slope := written.get("style", written.get("fontStyle"))) is not None:
        if slope not in ("normal", "italic", "oblique"):
            raise BadValue(f"the style is {_shown(slope)}", "use normal or italic")
        style["style"] = slope
    if (variations := written.get("variations")) is not None:
        table = _mapping(variations, '{ "SOFT": 100 }')
        style["variations"] = {str(axis): _number(value, f"axis {axis}") for axis, value in table.items()}
    return style


def _relative(written: Any, size: float, *, number_is_px: bool) -> float:
    """Return a letter spacing or line height as a multiple of the size (of 1 px where the size is 0)."""
    size = size or 1.0
    if _is_number(written):
        return float(written) / size if number_is_px else float(written)
    if isinstance(written, str):
        found = _QUANTITY.fullmatch(written)
        if found and found[2] in ("%", "em", ""):
            return float(found[1]) / (100 if found[2] == "%" else size if found[2] == "" and number_is_px else 1)
        if written.strip().lower() in ("normal", "auto"):
            return 0.0 if number_is_px else 1.2
    return _dimension(written) / size


def _gradient(written: Any) -> tuple[tuple[str, float], ...]:
    if not isinstance(written, (list, tuple)) or not written:
        raise BadValue(f"the gradient is {_shown(written)}", "give a list of { color, position }")
    stops: list[tuple[str, float]] = []
    for stop in written:
        if isinstance(stop, tuple) and len(stop) == 2 and isinstance(stop[0], str):
            stops.append((stop[0], stop[1]))
            continue
        if isinstance(stop, (list, tuple)):
            stops.extend(_gradient(stop))
            continue
        value = _mapping(stop, '{ "color": …, "position": 0.5 }')
        position = _number(_part(value, "position"), "position")
        stops.append((_color(_part(value, "color")), min(1.0, max(0.0, position))))
    return tuple(stops)


def _shadow(written: Any) -> tuple[dict[str, Any], ...]:
    if isinstance(written, (list, tuple)):
        if not written:
            raise BadValue("the shadow is an empty list", "give one shadow or more")
        return tuple(layer for item in written for layer in _shadow(item))
    value = _mapping(written, '{ "color": …, "offsetX": …, "offsetY": …, "blur": …, "spread": … }')
    inset = value.get("inset", False)
    if not isinstance(inset, bool):
        raise BadValue(f"inset is {_shown(inset)}", "write true or false")
    layer: dict[str, Any] = {
        "color": _color(_part(value, "color")),
        "x": _dimension(_part(value, "offsetX", "x")),
        "y": _dimension(_part(value, "offsetY", "y")),
        "blur": _dimension(_part(value, "blur", default=0.0)),
        "spread": _dimension(_part(value, "spread", default=0.0)),
        "inset": inset,
    }
    if layer["blur"] < 0:
        raise BadValue("the blur is negative", "give 0 or more")
    return (layer,)


def _border(written: Any) -> dict[str, Any]:
    value = _mapping(written, '{ "color": …, "width": …, "style": "solid" }')
    return {
        "color": _color(_part(value, "color")),
        "width": _dimension(_part(value, "width")),
        "style": _stroke_style(_part(value, "style")),
    }


def _transition(written: Any) -> dict[str, Any]:
    value = _mapping(written, '{ "duration": …, "delay": …, "timingFunction": … }')
    return {
        "duration": _duration(_part(value, "duration")),
        "delay": _duration(_part(value, "delay", default=0.0)),
        "timingFunction": _bezier(_part(value, "timingFunction")),
    }


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "color": _color,
    "dimension": _dimension,
    "fontFamily": _family,
    "fontWeight": _weight,
    "duration": _duration,
    "cubicBezier": _bezier,
    "number": _number,
    "strokeStyle": _stroke_style,
    "border": _border,
    "transition": _transition,
    "shadow": _shadow,
    "gradient": _gradient,
    "typography": _typography,
}

TYPES: Sequence[str] = tuple(_READERS)
"""The token types, as DTCG names them."""
