"""The typography a text element asks for, read from its resolved attributes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from visualgen.brand.model import SpanStyle
from visualgen.svg.attributes import Element, computed
from visualgen.svg.lengths import length
from visualgen.text.model import FontRequest

Align = Literal["start", "center", "end"]
ANCHORS: dict[str, Align] = {"start": "start", "middle": "center", "end": "end"}
DIRECTIONS: dict[str, Literal["ltr", "rtl"]] = {"ltr": "ltr", "rtl": "rtl"}
WEIGHTS = {"normal": 400, "bold": 700, "bolder": 700, "lighter": 300}
STRETCHES = {
    "ultra-condensed": 50.0,
    "extra-condensed": 62.5,
    "condensed": 75.0,
    "semi-condensed": 87.5,
    "normal": 100.0,
    "semi-expanded": 112.5,
    "expanded": 125.0,
    "extra-expanded": 150.0,
    "ultra-expanded": 200.0,
}
PAIR = re.compile(r"""["']([A-Za-z0-9]{4})["']\s*([-+\d.]+|on|off)?""")


@dataclass(frozen=True, slots=True)
class TextStyle:
    """One resolved style. `leading` None: not set; `tracking` in em; `case` as CSS text-transform; `direction` "auto": the words decide."""

    font: FontRequest
    size_px: float
    leading: float | None
    tracking: float
    word_spacing: float
    anchor: Align
    case: str
    fill: str
    language: str
    direction: Literal["auto", "ltr", "rtl"]
    features: tuple[tuple[str, int], ...]


def text_style(element: Element) -> TextStyle:
    """Return the style of a text or tspan element (CSS Fonts 4, CSS Text 3 values as the style pass leaves them)."""
    values = computed(element)
    size = length(values.get("font-size"), 16.0, 16.0, 16.0) or 16.0
    return TextStyle(
        font=FontRequest(
            families=_families(values.get("font-family", "")),
            weight=_weight(values.get("font-weight", "400")),
            italic=values.get("font-style", "normal").split(" ")[0] in ("italic", "oblique"),
            stretch=_stretch(values.get("font-stretch", "100%")),
            variations=tuple((tag, float(value)) for tag, value in PAIR.findall(values.get("font-variation-settings", "")) if value),
        ),
        size_px=size,
        leading=_leading(values.get("line-height"), size),
        tracking=_spacing(values.get("letter-spacing"), size),
        word_spacing=_spacing(values.get("word-spacing"), size),
        anchor=ANCHORS.get(values.get("text-anchor", "start"), "start"),
        case=values.get("text-transform", "none"),
        fill=values.get("fill", "#000000"),
        language=_language(element),
        direction=DIRECTIONS.get(values.get("direction", ""), "auto"),
        features=tuple((tag, _switch(value)) for tag, value in PAIR.findall(values.get("font-feature-settings", ""))),
    )


def span_fonts(base: FontRequest, bold: SpanStyle, accent: SpanStyle) -> tuple[FontRequest, ...]:
    """Return the fonts of plain, **bold**, *accent* and both, in the order of `text.spans` styles."""
    strong = _restyle(base, bold if bold.weight is not None else replace(bold, weight=max(700, min(900, base.weight + 300))))
    marked = _restyle(base, accent)
    return base, strong, marked, _restyle(strong, accent)


def change_case(text: str, case: str) -> str:
    """Apply CSS text-transform; French capitals keep their accents."""
    if case == "uppercase":
        return text.upper()
    if case == "lowercase":
        return text.lower()
    if case == "capitalize":
        return re.sub(r"\b\w", lambda letter: letter.group().upper(), text)
    return text


def _restyle(base: FontRequest, style: SpanStyle) -> FontRequest:
    return FontRequest(
        families=((style.family.lower(), *base.families) if style.family else base.families),
        weight=style.weight if style.weight is not None else base.weight,
        italic=style.italic if style.italic is not None else base.italic,
        stretch=base.stretch,
        variations=base.variations,
    )


def _families(text: str) -> tuple[str, ...]:
    names = (part.strip().strip("\"'").strip().lower() for part in text.split(","))
    return tuple(name for name in names if name)


def _weight(text: str) -> int:
    text = text.strip()
    if text in WEIGHTS:
        return WEIGHTS[text]
    try:
        return max(1, min(1000, round(float(text))))
    except ValueError:
        return 400


def _stretch(text: str) -> float:
    text = text.strip()
    if text in STRETCHES:
        return STRETCHES[text]
    try:
        return float(text.rstrip("%"))
    except ValueError:
        return 100.0


def _leading(text: str | None, size: float) -> float | None:
    if text is None or text.strip() in ("", "normal"):
        return None
    text = text.strip()
    try:
        return float(text)
    except ValueError:
        pass
    if text.endswith("%"):
        return float(text[:-1]) / 100
    value = length(text, size, size, None)
    return value / size if value is not None and size else None


def _spacing(text: str | None, size: float) -> float:
    if text is None or text.strip() in ("", "normal"):
        return 0.0
    return (length(text, size, size, 0.0) or 0.0) / size if size else 0.0


def _switch(value: str) -> int:
    return {"": 1, "on": 1, "off": 0}[value] if value in ("", "on", "off") else int(float(value))


def _language(element: Element) -> str:
    node: Element | None = element
    while node is not None:
        found = node.get("{http://www.w3.org/XML/1998/namespace}lang") or node.get("lang")
        if found:
            return found
        node = node.getparent()
    return "fr"
