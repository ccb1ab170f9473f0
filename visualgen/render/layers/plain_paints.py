"""CSS paints to canonical paints: a colour, a flattened gradient, nothing, or "not plain"."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Enum
from typing import Final

from lxml.etree import _Element as Element

from visualgen.render.products import Box, Matrix
from visualgen.render.scene import Color, Gradient, Paint
from visualgen.svg.attributes import href, local_url, tag
from visualgen.svg.color import parse_color
from visualgen.svg.lengths import fraction, length
from visualgen.svg.matrix import determinant, multiply, parse_transform


class _NotPlain(Enum):
    NOT_PLAIN = "not plain"


NOT_PLAIN: Final = _NotPlain.NOT_PLAIN
"""Stands for a paint that the plain profile leaves to the full SVG engine."""

PaintResult = Paint | None | _NotPlain

_BLACK: Color = (0.0, 0.0, 0.0, 1.0)


def resolve_paint(
    value: str,
    which: str,
    inherited: Mapping[str, str],
    box: Box | None,
    ids: Mapping[str, Element],
    viewport: tuple[float, float],
) -> PaintResult:
    """Return the paint of `value` for `which` (fill or stroke), its opacity folded in.

    `box` is the geometry box of what is painted; None where it has none. None comes back where nothing is painted.
    """
    opacity = fraction(inherited.get(f"{which}-opacity"))
    value = value.strip()
    if value in ("", "none"):
        return None
    identifier, rest = local_url(value)
    if identifier is None:
        if "context" in value or "url(" in value.lower():
            return NOT_PLAIN
        color = parse_color(value, parse_color(inherited.get("color", "#000000")))
        if color is None:
            return (0.0, 0.0, 0.0, opacity) if which == "fill" else None
        return _faded(color, opacity)
    server = ids.get(identifier)
    if server is None:
        return resolve_paint(rest, which, inherited, box, ids, viewport) if rest else NOT_PLAIN
    if tag(server) not in ("linearGradient", "radialGradient"):
        return NOT_PLAIN
    return _gradient(server, opacity, box, ids, viewport)


def faded_paint(paint: Paint, opacity: float) -> Paint:
    """Return the paint at an opacity."""
    if not isinstance(paint, Gradient):
        return _faded(paint, opacity)
    return replace(paint, stops=tuple((offset, _faded(color, opacity)) for offset, color in paint.stops))


def _faded(color: Color, opacity: float) -> Color:
    return color[0], color[1], color[2], color[3] * opacity


def _gradient(server: Element, opacity: float, box: Box | None, ids: Mapping[str, Element], viewport: tuple[float, float]) -> PaintResult:
    attributes, stop_elements = _with_templates(server, ids)
    if "style" in server.attrib:
        return NOT_PLAIN
    stops = _stops(stop_elements, opacity)
    if not stops:
        return None
    if len(stops) == 1:
        return stops[0][1]
    in_user_space = attributes.get("gradientUnits") == "userSpaceOnUse"
    width, height = viewport if in_user_space else (1.0, 1.0)
    matrix = parse_transform(attributes.get("gradientTransform"))
    if abs(determinant(matrix)) < 1e-12:
        return NOT_PLAIN
    if not in_user_space:
        if box is None or box[2] - box[0] <= 0 or box[3] - box[1] <= 0:
            return NOT_PLAIN
        matrix = multiply((box[2] - box[0], 0.0, 0.0, box[3] - box[1], box[0], box[1]), matrix)
    if tag(server) == "linearGradient":
        return _linear(attributes, stops, matrix, width, height)
    return _radial(attributes, stops, matrix, width, height)


def _with_templates(server: Element, ids: Mapping[str, Element]) -> tuple[dict[str, str], Sequence[Element]]:
    """Return the gradient's attributes and stops, those of the gradients it refers to folded in (SVG 2, §14.1.1)."""
    attributes: dict[str, str] = {}
    stops: Sequence[Element] = ()
    seen: set[Element] = set()
    node: Element | None = server
    while node is not None and node not in seen and tag(node) in ("linearGradient", "radialGradient"):
        seen.add(node)
        for name, value in node.attrib.items():
            if name in ("gradientUnits", "gradientTransform", "spreadMethod") or tag(node) == tag(server):
                attributes.setdefault(str(name), str(value))
        stops = stops or [child for child in node if tag(child) == "stop"]
        node = ids.get(href(node)[1:]) if href(node) else None
    return attributes, stops


def _stops(elements: Sequence[Element], opacity: float) -> tuple[tuple[float, Color], ...]:
    stops: list[tuple[float, Color]] = []
    last = 0.0
    for element in elements:
        last = max(last, fraction(element.get("offset"), 0.0))
        color = parse_color(element.get("stop-color") or "#000000") or _BLACK
        stops.append((last, _faded(color, fraction(element.get("stop-opacity")) * opacity)))
    return tuple(stops)


def _spread(attributes: Mapping[str, str]) -> str:
    spread = attributes.get("spreadMethod", "pad")
    return spread if spread in ("reflect", "repeat") else "pad"


def _linear(
    attributes: Mapping[str, str], stops: tuple[tuple[float, Color], ...], matrix: Matrix, width: float, height: float
) -> PaintResult:
    coordinates = (
        length(attributes.get("x1"), width, default=0.0),
        length(attributes.get("y1"), height, default=0.0),
        length(attributes.get("x2"), width, default=width),
        length(attributes.get("y2"), height, default=0.0),
    )
    if coordinates[:2] == coordinates[2:]:
        return stops[-1][1]
    return Gradient("linear", coordinates, matrix, stops, _spread(attributes))  # type: ignore[arg-type]


def _radial(
    attributes: Mapping[str, str], stops: tuple[tuple[float, Color], ...], matrix: Matrix, width: float, height: float
) -> PaintResult:
    diagonal = math.sqrt((width**2 + height**2) / 2)
    cx = length(attributes.get("cx"), width, default=width / 2)
    cy = length(attributes.get("cy"), height, default=height / 2)
    radius = length(attributes.get("r"), diagonal, default=diagonal / 2)
    fx = length(attributes.get("fx"), width, default=cx)
    fy = length(attributes.get("fy"), height, default=cy)
    if length(attributes.get("fr"), diagonal, default=0.0):
        return NOT_PLAIN
    if radius <= 0:
        return stops[-1][1]
    if math.hypot(fx - cx, fy - cy) >= radius * 0.999:
        return NOT_PLAIN
    return Gradient("radial", (fx, fy, cx, cy, radius), matrix, stops, _spread(attributes))  # type: ignore[arg-type]
