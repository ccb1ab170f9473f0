"""The types of design tokens, and the plain shape in which a value of each is kept.

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

A kept shape may stand inside a written value: composite values are made of values that are already resolved.
Source: DTCG Format Module 2025.10 §8-9 and Color Module 2025.10 §4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from visualgen.brand.composites import border, gradient, shadow, transition, typography
from visualgen.brand.values import QUANTITY, bezier, color, dimension, duration, family, is_number, number, stroke_style, weight
from visualgen.svg.color import parse_color


def read_value(kind: str, written: Any) -> Any:
    """Return the kept shape of a value of the type `kind` (one of `TYPES` or `FOREIGN`); raises `BadValue`."""
    return written if kind in FOREIGN else _READERS[kind](written)


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
        found = QUANTITY.fullmatch(written)
        if found and found[2]:
            return "duration" if found[2].lower() in ("ms", "s") else "dimension"
    if isinstance(written, (int, float)) and not isinstance(written, bool):
        return "number"
    if isinstance(written, (list, tuple)) and len(written) == 4 and all(is_number(item) for item in written):
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


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "color": color,
    "dimension": dimension,
    "fontFamily": family,
    "fontWeight": weight,
    "duration": duration,
    "cubicBezier": bezier,
    "number": number,
    "strokeStyle": stroke_style,
    "border": border,
    "transition": transition,
    "shadow": shadow,
    "gradient": gradient,
    "typography": typography,
}

TYPES: Sequence[str] = tuple(_READERS)
"""The token types, as DTCG names them."""

LEGACY: Mapping[str, str] = {
    "sizing": "dimension", "spacing": "dimension", "borderRadius": "dimension", "borderWidth": "dimension", "fontSizes": "dimension",
    "fontSize": "dimension", "size": "dimension", "fontFamilies": "fontFamily", "fontWeights": "fontWeight", "boxShadow": "shadow",
    "opacity": "number", "lineHeights": "number", "time": "duration", "easing": "cubicBezier",
}  # fmt: skip
"""Type names of older exports (Tokens Studio, Figma plugins), and what they are called now."""

FOREIGN = ("string", "text", "boolean", "other", "asset", "link", "file", "textCase", "textDecoration", "paragraphSpacing", "letterSpacing")
"""Types of other tools that no drawing can use: kept as they are written, without a CSS property."""
