"""From declared to computed: keywords, colours, opacities, fonts, lengths and geometry of one element become plain attributes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from visualgen.render.style.properties import (
    COLORS,
    DIAGONAL,
    INITIAL,
    LENGTHS,
    LISTS,
    OPACITIES,
    OPACITY_OF,
    PROPERTIES,
    UNIT_LENGTHS,
    VERTICAL,
)
from visualgen.render.style.typography import FONT_PROPERTIES, TEXT_ELEMENTS, font_size, font_weight, line_height, map_families, spacing
from visualgen.render.style.variables import Variables
from visualgen.svg.attributes import INHERITED, Element, href, local_url, tag
from visualgen.svg.calc import css_length
from visualgen.svg.color import Rgba, parse_color, to_hex
from visualgen.svg.lengths import fraction, length
from visualgen.svg.matrix import number_text

_BLACK: Rgba = (0.0, 0.0, 0.0, 1.0)
_REFERENCES = ("mask", "clip-path", "marker-start", "marker-mid", "marker-end")
_PAINT_WORDS = frozenset({"none", "context-fill", "context-stroke"})
_OPEN = (math.nan, math.nan)
"""The viewport of a symbol without viewBox: every use gives it another size."""

_UNSET = frozenset({"unset", "revert", "revert-layer"})


@dataclass(frozen=True, slots=True)
class Inherited:
    """What an element sees from its parent.

    `values` are the parent's computed properties (its own not inherited ones too, for the keyword `inherit`);
    `paint` maps fill and stroke to (opacity property, alpha of the colour); `keep_current`: inside something that `use`
    draws, where `currentColor` must wait for the user's colour.
    """

    variables: Variables
    viewport: tuple[float, float]
    values: Mapping[str, str] = field(default_factory=dict)
    color: Rgba = _BLACK
    font_size: float = 16.0
    paint: Mapping[str, tuple[float, float]] = field(default_factory=lambda: {"fill": (1.0, 1.0), "stroke": (1.0, 1.0)})
    keep_current: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the computation needs to know of the whole drawing."""

    ids: Mapping[str, Element]
    font_map: Mapping[str, str]
    used: frozenset[str]


def compute(element: Element, seen: Inherited, variables: Variables, drawing: Drawing) -> Inherited:
    """Settle the element's attributes in place and return what its children see."""
    keep_current = seen.keep_current or element.get("id") in drawing.used or tag(element) == "symbol"
    attributes = element.attrib
    named = [str(name) for name in attributes if name in PROPERTIES]
    for name in named:
        _settle_keyword(element, name, seen)
    size = seen.font_size
    if "font-size" in attributes:
        computed_size = font_size(str(attributes["font-size"]), seen.font_size)
        size = seen.font_size if computed_size is None else computed_size
        element.set("font-size", number_text(size))
    _settle_fonts(element, seen, size, drawing.font_map)
    color = seen.color
    if "color" in attributes:
        color = parse_color(str(attributes["color"]), seen.color) or seen.color
        element.set("color", to_hex(color))
    current = {name for name in ("fill", "stroke") if (element.get(name) or seen.values.get(name, "")).strip().lower() == "currentcolor"}
    paint = _settle_paint(element, seen, color, keep_current)
    for name in _REFERENCES:
        if "url(" in (element.get(name) or "").lower():
            _settle_reference(element, name, str(element.get(name)))
    _settle_numbers(element, seen, size)
    _settle_geometry(element, seen, size, drawing)
    values = {name: value for name, value in seen.values.items() if name in INHERITED}
    values.update((str(name), str(value)) for name, value in attributes.items() if name in PROPERTIES and name not in current)
    values.update(dict.fromkeys(current, "currentColor"))
    if tag(element) in TEXT_ELEMENTS:
        for name in FONT_PROPERTIES:
            if name in values and name not in attributes:
                element.set(name, values[name])
    return Inherited(variables, _inner_viewport(element, seen.viewport), values, color, size, paint, keep_current)


def _settle_keyword(element: Element, name: str, seen: Inherited) -> None:
    """Resolve inherit, initial, unset and revert (CSS Cascade 4, §7.3)."""
    value = str(element.attrib[name]).strip()
    word = value.lower()
    if word == "inherit" or (word in _UNSET and name in INHERITED):
        inherited = seen.values.get(name)
        if inherited is None or name in INHERITED:
            del element.attrib[name]
        else:
            element.set(name, inherited)
    elif word == "initial" and name in INITIAL:
        element.set(name, INITIAL[name])
    elif word == "initial" or word in _UNSET or not value:
        del element.attrib[name]


def _settle_fonts(element: Element, seen: Inherited, size: float, font_map: Mapping[str, str]) -> None:
    settled: dict[str, Callable[[str], str | None]] = {
        "font-weight": lambda text: font_weight(text, seen.values.get("font-weight", "400")),
        "letter-spacing": lambda text: spacing(text, size),
        "word-spacing": lambda text: spacing(text, size),
        "line-height": lambda text: line_height(text, size),
        "font-family": lambda text: map_families(text, font_map),
    }
    for name, settle in settled.items():
        if name in element.attrib:
            _replace(element, name, settle(str(element.attrib[name])))


def _settle_paint(element: Element, seen: Inherited, color: Rgba, keep_current: bool) -> Mapping[str, tuple[float, float]]:
    """Turn colours into #rrggbb, their alpha into the opacity beside them; return the paint state for the children."""
    paint = dict(seen.paint)
    own_color = "color" in element.attrib
    for name in COLORS[1:]:
        value = element.get(name)
        if value is None and own_color and not keep_current and seen.values.get(name) == "currentColor":
            value = "currentColor"
        alpha = None if value is None else _settle_color(element, name, str(value), color, keep_current)
        opacity_name = OPACITY_OF.get(name)
        if opacity_name is None:
            continue
        opacity = element.get(opacity_name)
        inherited_opacity, inherited_alpha = seen.paint.get(name, (1.0, 1.0))
        if alpha is None and opacity is None:
            continue
        own = (fraction(opacity, inherited_opacity), inherited_alpha if alpha is None else alpha)
        if name in paint:
            paint[name] = own
        if own[0] * own[1] != inherited_opacity * inherited_alpha or opacity is not None:
            element.set(opacity_name, number_text(round(own[0] * own[1], 6)))
    return paint


def _settle_color(element: Element, name: str, value: str, color: Rgba, keep_current: bool) -> float | None:
    """Settle one paint; return the alpha that goes into its opacity, None when the paint is not valid and was dropped.

    A paint from outside the file is left for the check of all references.
    """
    identifier, rest = local_url(value) if "url(" in value.lower() else (None, value)
    if identifier is None and "url(" in value.lower():
        return 1.0
    text = rest.split("icc-color")[0].strip()
    if text.lower() in _PAINT_WORDS or (identifier is not None and not text):
        element.set(name, f"url(#{identifier}) {text}".strip() if identifier is not None else text.lower())
        return 1.0
    if text.lower() == "currentcolor" and keep_current and identifier is None:
        element.set(name, "currentColor")
        return 1.0
    settled = parse_color(text, color)
    if settled is None:
        _replace(element, name, f"url(#{identifier})" if identifier is not None else None)
        return None if identifier is None else 1.0
    element.set(name, f"url(#{identifier}) {to_hex(settled)}" if identifier is not None else to_hex(settled))
    return 1.0 if identifier is not None else settled[3]


def _settle_reference(element: Element, name: str, value: str) -> None:
    """Keep nothing but `url(#id)`: what else may stand beside it (a mask's mode, a clip's box) is not drawn."""
    identifier = local_url(value)[0]
    if identifier is not None:
        element.set(name, f"url(#{identifier})")


def _settle_numbers(element: Element, seen: Inherited, size: float) -> None:
    for name in OPACITIES:
        if name in element.attrib:
            value = css_length(str(element.attrib[name]), 1.0)
            _replace(element, name, None if value is None else number_text(min(1.0, max(0.0, value))))
    for name in ("stroke-width", "stroke-dashoffset"):
        if name in element.attrib:
            _replace(element, name, _number(str(element.attrib[name]), _reference(name, seen.viewport), size))
    dashes = element.get("stroke-dasharray")
    if dashes is not None and dashes.strip().lower() != "none":
        _replace(element, "stroke-dasharray", _list(str(dashes), _reference("stroke-dasharray", seen.viewport), size))


def _settle_geometry(element: Element, seen: Inherited, size: float, drawing: Drawing) -> None:
    kind = tag(element) or ""
    root = element.getparent() is None
    for name in LENGTHS.get(kind, ()) if not root else ():
        if name in element.attrib:
            _replace(element, name, _number(str(element.attrib[name]), _reference(name, seen.viewport), size))
    for name in LISTS.get(kind, ()):
        if name in element.attrib:
            _replace(element, name, _list(str(element.attrib[name]), _reference(name, seen.viewport), size))
    if kind in UNIT_LENGTHS:
        units, default, names = UNIT_LENGTHS[kind]
        in_box = _units(element, units, default, drawing.ids) == "objectBoundingBox"
        for name in names:
            if name in element.attrib:
                reference = 1.0 if in_box else _reference(name, seen.viewport)
                _replace(element, name, _number(str(element.attrib[name]), reference, size))


def _units(element: Element, name: str, default: str, ids: Mapping[str, Element]) -> str:
    """Return the unit system of a paint server, looked for along its chain of references."""
    node: Element | None = element
    for _ in range(20):
        if node is None:
            break
        value = node.get(name)
        if value:
            return str(value)
        node = ids.get(href(node)[1:])
    return default


def _reference(name: str, viewport: tuple[float, float]) -> float:
    if name in DIAGONAL:
        return math.sqrt((viewport[0] ** 2 + viewport[1] ** 2) / 2)
    return viewport[1] if name in VERTICAL else viewport[0]


def _number(text: str, reference: float, size: float) -> str | None:
    """Return a length as a plain number; percentages stay where their reference is not known yet (nan)."""
    if math.isnan(reference) and text.strip().endswith("%"):
        return text.strip()
    value = css_length(text, reference, size) if "(" in text else length(text, reference, size, None)
    return None if value is None else number_text(value)


def _list(text: str, reference: float, size: float) -> str | None:
    """Return a list of lengths as plain numbers; None when one of them is not a length."""
    values = [_number(part, reference, size) for part in text.replace(",", " ").split()]
    known = [value for value in values if value is not None]
    return " ".join(known) if known and len(known) == len(values) else None


def _replace(element: Element, name: str, value: str | None) -> None:
    if value is not None:
        element.set(name, value)
    elif name in element.attrib:
        del element.attrib[name]


def _inner_viewport(element: Element, viewport: tuple[float, float]) -> tuple[float, float]:
    """Return what percentages of the element's children refer to."""
    if tag(element) not in ("svg", "symbol", "marker", "pattern") or element.getparent() is None:
        return viewport
    parts = (element.get("viewBox") or "").replace(",", " ").split()
    width, height = (length(part) for part in parts[2:]) if len(parts) == 4 else (None, None)
    if width and height and width > 0 and height > 0:
        return width, height
    if tag(element) == "symbol":
        return _OPEN
    if tag(element) != "svg":
        return viewport
    return length(element.get("width"), 0.0, 16.0, viewport[0]), length(element.get("height"), 0.0, 16.0, viewport[1])
