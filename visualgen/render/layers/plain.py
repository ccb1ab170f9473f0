"""The plain profile: a drawn shape becomes canonical leaves, or is found to need the full SVG engine.

Outside the profile: markers, patterns, clips, masks, filters, vector-effect, crisp edges, linearRGB, pathLength with dashes,
a focal point outside or `fr`, box gradients on a flat box, singular matrices, zero-length stroked sub-paths, and stroked
curves tighter than half their width (cairo and resvg differ on all of them).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from lxml.etree import _Element as Element

from visualgen.render.layers.plain_paints import NOT_PLAIN, PaintResult, faded_paint, resolve_paint
from visualgen.render.products import Box, Matrix, Segment
from visualgen.render.scene import Faded, Leaf, PlainItem, Stroke
from visualgen.svg.attributes import style_value, tag
from visualgen.svg.lengths import fraction, length, numbers
from visualgen.svg.matrix import apply, determinant
from visualgen.svg.path import extents
from visualgen.svg.shapes import outline

_NEUTRAL = {
    "vector-effect": ("none",),
    "shape-rendering": ("auto", "geometricPrecision"),
    "color-interpolation": ("auto", "sRGB"),
    "mix-blend-mode": ("normal",),
}
"""Properties that a plain shape may carry only with these values."""

_REFERENCES = ("clip-path", "mask", "filter")
_MARKERS = ("marker-start", "marker-mid", "marker-end")
_CAPS = ("butt", "round", "square")
_JOINS = ("miter", "round", "bevel")


def absent(value: str | None) -> bool:
    """Return whether a property is missing, empty or `none`."""
    return value is None or value.strip() in ("", "none")


def plain_items(
    element: Element,
    matrix: Matrix,
    inherited: Mapping[str, str],
    ids: Mapping[str, Element],
    viewport: tuple[float, float],
) -> tuple[PlainItem, ...] | None:
    """Return the canonical leaves of a shape (none where it draws nothing), or None where it is not plain.

    `matrix` maps the shape's user space to the drawing's; `inherited` holds its own presentation attributes, too.
    """
    if not _is_neutral(element, inherited):
        return None
    if inherited.get("visibility") in ("hidden", "collapse"):
        return ()
    font_size = length(inherited.get("font-size"), 16.0, 16.0, 16.0)
    segments = outline(element, viewport, font_size)
    if len(segments) < 2:
        return ()
    if abs(determinant(matrix)) < 1e-12:
        return ()
    box = extents(segments)
    fill = resolve_paint(inherited.get("fill", "#000000"), "fill", inherited, box, ids, viewport)
    stroke = stroke_of(inherited, box, ids, viewport, font_size)
    if fill is NOT_PLAIN or stroke is NOT_PLAIN:
        return None
    if stroke is not None and (_is_odd_stroke(segments, stroke) or (stroke.dashes and element.get("pathLength"))):
        return None
    return _leaves(element, segments, matrix, inherited, fill, stroke)


def _leaves(
    element: Element,
    segments: tuple[Segment, ...],
    matrix: Matrix,
    inherited: Mapping[str, str],
    fill: PaintResult,
    stroke: Stroke | None,
) -> tuple[PlainItem, ...]:
    if fill is NOT_PLAIN or (fill is None and stroke is None):
        return ()
    even_odd = inherited.get("fill-rule") == "evenodd"
    items: tuple[PlainItem, ...]
    if fill is not None and stroke is not None and stroke_first(element, inherited):
        items = (Leaf(segments, matrix, None, stroke, even_odd), Leaf(segments, matrix, fill, None, even_odd))
    else:
        items = (Leaf(segments, matrix, fill, stroke, even_odd),)
    return faded(fraction(element.get("opacity")), items)


def faded(opacity: float, items: tuple[PlainItem, ...]) -> tuple[PlainItem, ...]:
    """Return the items shown at an opacity; one fill or one stroke alone needs no group for it, its paint takes it."""
    if opacity <= 0 or not items:
        return ()
    if opacity >= 1:
        return items
    leaf = items[0]
    if len(items) > 1 or not isinstance(leaf, Leaf) or (leaf.fill is not None and leaf.stroke is not None):
        return (Faded(opacity, items),)
    if leaf.stroke is not None:
        return (replace(leaf, stroke=replace(leaf.stroke, paint=faded_paint(leaf.stroke.paint, opacity))),)
    return items if leaf.fill is None else (replace(leaf, fill=faded_paint(leaf.fill, opacity)),)


def _is_neutral(element: Element, inherited: Mapping[str, str]) -> bool:
    if any(not absent(style_value(element, name)) for name in _REFERENCES):
        return False
    for name, allowed in _NEUTRAL.items():
        value = style_value(element, name) or inherited.get(name)
        if value is not None and value.strip() not in allowed:
            return False
    takes_markers = tag(element) in ("path", "line", "polyline", "polygon")
    return not (takes_markers and any(not absent(inherited.get(name)) for name in _MARKERS))


def stroke_first(element: Element, inherited: Mapping[str, str]) -> bool:
    """Return whether `paint-order` puts the stroke under the fill."""
    order = (style_value(element, "paint-order") or inherited.get("paint-order") or "").split()
    if "stroke" not in order:
        return False
    return "fill" not in order or order.index("stroke") < order.index("fill")


def stroke_of(
    inherited: Mapping[str, str], box: Box | None, ids: Mapping[str, Element], viewport: tuple[float, float], font_size: float
) -> Stroke | Any | None:
    """Return the stroke that the attributes ask for, None without one, or NOT_PLAIN."""
    diagonal = math.hypot(*viewport) / math.sqrt(2)
    width = length(inherited.get("stroke-width"), diagonal, font_size, 1.0)
    if absent(inherited.get("stroke")) or width <= 0:
        return None
    paint = resolve_paint(inherited["stroke"], "stroke", inherited, box, ids, viewport)
    if paint is None or paint is NOT_PLAIN:
        return paint
    join, cap = inherited.get("stroke-linejoin", "miter"), inherited.get("stroke-linecap", "butt")
    limits = numbers(inherited.get("stroke-miterlimit"))
    limit = limits[0] if limits else 4.0
    if join not in _JOINS or limit < 1:
        return NOT_PLAIN
    dashes = _dashes(inherited.get("stroke-dasharray"), diagonal, font_size)
    if dashes is None:
        return NOT_PLAIN
    offset = length(inherited.get("stroke-dashoffset"), diagonal, font_size, 0.0)
    return Stroke(paint, width, cap if cap in _CAPS else "butt", join, limit, dashes, offset)  # type: ignore[arg-type]


def _dashes(value: str | None, diagonal: float, font_size: float) -> tuple[float, ...] | None:
    """Return an even number of dash lengths; empty for a solid line; None for dashes that are left to the full engine."""
    if value is None or absent(value):
        return ()
    lengths = [length(word, diagonal, font_size) for word in value.replace(",", " ").split()]
    if not lengths or any(item is None or item < 0 for item in lengths):
        return ()
    dashes = tuple(item for item in lengths if item is not None)
    if sum(dashes) == 0:
        return ()
    if 0.0 in dashes:
        return None
    return dashes * 2 if len(dashes) % 2 else dashes


def _is_odd_stroke(segments: Sequence[Segment], stroke: Stroke) -> bool:
    """Return whether cairo would stroke the path differently: a zero-length sub-path, or a bend tighter than half the width."""
    for index, segment in enumerate(segments):
        if segment[0] == "M" and (index + 1 == len(segments) or segments[index + 1][0] in "MZ"):
            return True
    x = y = 0.0
    moved = False
    for segment in segments:
        if segment[0] == "M":
            x, y, moved = segment[1], segment[2], False
        elif segment[0] == "L":
            moved = moved or (segment[1], segment[2]) != (x, y)
            x, y = segment[1], segment[2]
        elif segment[0] == "C":
            moved = True
            if _is_tight((x, y, *segment[1:]), stroke.width):
                return True
            x, y = segment[5], segment[6]
        if not moved and segment[0] != "M":
            return True
    return False


def _is_tight(points: Sequence[float], width: float) -> bool:
    """Return whether a cubic bends within a radius of less than half of `width` where it turns (sampled at five places)."""
    x0, y0, x1, y1, x2, y2, x3, y3 = points
    reach = max(points[0::2]) - min(points[0::2]) + max(points[1::2]) - min(points[1::2])
    if reach <= 0:
        return True
    for t in (0.0, 0.25, 0.5, 0.75, 1.0):
        u = 1 - t
        dx = 3 * (u * u * (x1 - x0) + 2 * u * t * (x2 - x1) + t * t * (x3 - x2))
        dy = 3 * (u * u * (y1 - y0) + 2 * u * t * (y2 - y1) + t * t * (y3 - y2))
        ddx = 6 * (u * (x2 - 2 * x1 + x0) + t * (x3 - 2 * x2 + x1))
        ddy = 6 * (u * (y2 - 2 * y1 + y0) + t * (y3 - 2 * y2 + y1))
        speed, turn = math.hypot(dx, dy), abs(dx * ddy - dy * ddx)
        if speed <= 1e-9 * reach:
            continue
        if turn > 0 and speed**3 / turn < width / 2:
            return True
    return False


def leaf_box(leaf: Leaf) -> Box | None:
    """Return an upper bound of what a leaf paints, in the drawing's user units."""
    box = hull(leaf.segments, leaf.matrix)
    if box is None or leaf.stroke is None:
        return box
    return grown(box, leaf.stroke, leaf.matrix)


def grown(box: Box, stroke: Stroke, matrix: Matrix) -> Box:
    """Return `box` with room for a stroke under `matrix`."""
    sharp = stroke.miter_limit if stroke.join == "miter" else 1.0
    pad = stroke.width / 2 * max(1.5, sharp) * math.sqrt(sum(value * value for value in matrix[:4]))
    return box[0] - pad, box[1] - pad, box[2] + pad, box[3] + pad


def hull(segments: Sequence[Segment], matrix: Matrix) -> Box | None:
    """Return the upright box of all points and control points under `matrix`."""
    points = [apply(matrix, s[i], s[i + 1]) for s in segments for i in range(1, len(s), 2)]
    if not points:
        return None
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)
