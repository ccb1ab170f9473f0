"""The composite values of design tokens: typography, gradient, shadow, border, transition (DTCG Format Module 2025.10 §9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from visualgen.brand.values import (
    QUANTITY,
    BadValue,
    bezier,
    color,
    dimension,
    duration,
    family,
    is_number,
    mapping,
    number,
    part,
    shown,
    stroke_style,
    weight,
)

CASES = {
    "none": "none", "original": "none", "upper": "uppercase", "uppercase": "uppercase",
    "lower": "lowercase", "lowercase": "lowercase", "title": "capitalize", "capitalize": "capitalize",
}  # fmt: skip


PARTS = 64
"""How many stops a gradient, or layers a shadow, may have."""


def typography(written: Any) -> dict[str, Any]:
    """Return a typography value: family, size, weight, tracking and leading, and what was added to them."""
    value = mapping(written, '{ "fontFamily": …, "fontSize": …, "fontWeight": …, "letterSpacing": …, "lineHeight": … }')
    size = dimension(part(value, "fontSize", default=16.0))
    if size < 0:
        raise BadValue(f"the font size is {size:g} px", "give a size above 0")
    style: dict[str, Any] = {
        "family": family(part(value, "fontFamily")),
        "size": size,
        "weight": weight(part(value, "fontWeight", default=400)),
        "tracking": _relative(part(value, "letterSpacing", default=0.0), size, number_is_px=True),
        "leading": _relative(part(value, "lineHeight", default=1.2), size, number_is_px=False),
    }
    return style | read_style(value)


def read_style(written: Mapping[str, Any]) -> dict[str, Any]:
    """Return what DTCG's typography leaves out and a kit may add: case, stretch (%), style, variations; raises `BadValue`."""
    style: dict[str, Any] = {}
    if (case := written.get("case", written.get("textCase", written.get("textTransform")))) is not None:
        if str(case).lower() not in CASES:
            raise BadValue(f"the case is {shown(case)}", "use uppercase, lowercase, capitalize or none")
        style["case"] = CASES[str(case).lower()]
    if (stretch := written.get("stretch", written.get("fontStretch"))) is not None:
        percent = number(stretch.rstrip("% ") if isinstance(stretch, str) else stretch, "stretch")
        if not 25 <= percent <= 200:
            raise BadValue(f"the stretch is {percent:g} %", "give 25 to 200 (percent of the normal width)")
        style["stretch"] = percent
    if (slope := written.get("style", written.get("fontStyle"))) is not None:
        if slope not in ("normal", "italic", "oblique"):
            raise BadValue(f"the style is {shown(slope)}", "use normal or italic")
        style["style"] = slope
    if (variations := written.get("variations")) is not None:
        table = mapping(variations, '{ "SOFT": 100 }')
        style["variations"] = {str(axis): number(value, f"axis {axis}") for axis, value in table.items()}
    return style


def _relative(written: Any, size: float, *, number_is_px: bool) -> float:
    """Return a letter spacing or line height as a multiple of the size (of 1 px where the size is 0)."""
    size = size or 1.0
    if is_number(written):
        return float(written) / size if number_is_px else float(written)
    if isinstance(written, str):
        found = QUANTITY.fullmatch(written)
        if found and found[2] in ("%", "em", ""):
            return float(found[1]) / (100 if found[2] == "%" else size if found[2] == "" and number_is_px else 1)
        if written.strip().lower() in ("normal", "auto"):
            return 0.0 if number_is_px else 1.2
    return dimension(written) / size


def gradient(written: Any) -> tuple[tuple[str, float], ...]:
    """Return the stops of a gradient; a stop may be a whole gradient, whose stops come in its place."""
    if not isinstance(written, (list, tuple)) or not written:
        raise BadValue(f"the gradient is {shown(written)}", "give a list of { color, position }")
    stops: list[tuple[str, float]] = []
    for stop in written:
        if isinstance(stop, tuple) and len(stop) == 2 and isinstance(stop[0], str):
            stops.append((stop[0], stop[1]))
            continue
        if isinstance(stop, (list, tuple)):
            stops.extend(gradient(stop))
            continue
        value = mapping(stop, '{ "color": …, "position": 0.5 }')
        position = number(part(value, "position"), "position")
        stops.append((color(part(value, "color")), min(1.0, max(0.0, position))))
    return _few(tuple(stops), "the gradient has {} stops")


def _few(items: tuple[Any, ...], what: str) -> tuple[Any, ...]:
    if len(items) > PARTS:
        raise BadValue(what.format(len(items)), f"use {PARTS} at the most")
    return items


def shadow(written: Any) -> tuple[dict[str, Any], ...]:
    """Return the layers of a shadow, one or more."""
    if isinstance(written, (list, tuple)):
        if not written:
            raise BadValue("the shadow is an empty list", "give one shadow or more")
        layers = tuple(layer for item in written for layer in shadow(item))
        return _few(layers, "the shadow has {} layers")
    value = mapping(written, '{ "color": …, "offsetX": …, "offsetY": …, "blur": …, "spread": … }')
    inset = value.get("inset", False)
    if not isinstance(inset, bool):
        raise BadValue(f"inset is {shown(inset)}", "write true or false")
    layer: dict[str, Any] = {
        "color": color(part(value, "color")),
        "x": dimension(part(value, "offsetX", "x")),
        "y": dimension(part(value, "offsetY", "y")),
        "blur": dimension(part(value, "blur", default=0.0)),
        "spread": dimension(part(value, "spread", default=0.0)),
        "inset": inset,
    }
    if layer["blur"] < 0:
        raise BadValue("the blur is negative", "give 0 or more")
    return (layer,)


def border(written: Any) -> dict[str, Any]:
    """Return the color, width and style of a border."""
    value = mapping(written, '{ "color": …, "width": …, "style": "solid" }')
    return {
        "color": color(part(value, "color")),
        "width": dimension(part(value, "width")),
        "style": stroke_style(part(value, "style")),
    }


def transition(written: Any) -> dict[str, Any]:
    """Return the duration, delay and timingFunction of a transition."""
    value = mapping(written, '{ "duration": …, "delay": …, "timingFunction": … }')
    return {
        "duration": duration(part(value, "duration")),
        "delay": duration(part(value, "delay", default=0.0)),
        "timingFunction": bezier(part(value, "timingFunction")),
    }
