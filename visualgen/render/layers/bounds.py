"""How far an element's paint can reach, so that the full SVG engine draws no more pixels than needed."""

from __future__ import annotations

import math
from collections.abc import Mapping

from lxml.etree import _Element as Element

from visualgen.render.layers.plain import absent, hull
from visualgen.render.products import Box, Matrix, Placed
from visualgen.svg.attributes import INHERITED, href, local_url, style_value, tag
from visualgen.svg.lengths import length, numbers
from visualgen.svg.matrix import map_box, multiply, parse_transform, translation, union
from visualgen.svg.shapes import SHAPES, geometry_box, outline, viewport_size

_DEPTH = 40
_DRAWN_GROUPS = ("g", "a", "switch")


class _Unknown(Exception):
    """The reach cannot be told."""


def transform_of(element: Element, placed: Placed) -> Matrix:
    """Return the element's own transform, the late ones included."""
    late = placed.matrices.get(element)
    return parse_transform(element.get("transform")) if late is None else late


def own_box(element: Element, placed: Placed) -> Box | None:
    """Return the geometry box of an element in its own user space, its placed texts included."""
    texts = {text.element: text.block.box for text in placed.texts.values()}
    return geometry_box(element, placed.styled.ids, placed.styled.viewport, text_boxes=texts)


def paint_box(element: Element, matrix: Matrix, inherited: Mapping[str, str], placed: Placed) -> Box | None:
    """Return an upper bound of what the element paints, in the space that `matrix` maps its parent's to; None: not known."""
    try:
        return _reach(element, matrix, inherited, placed, 0)
    except _Unknown:
        return None


def _reach(element: Element, matrix: Matrix, inherited: Mapping[str, str], placed: Placed, depth: int) -> Box | None:
    name = tag(element)
    if name is None or element.get("display") == "none" or element in placed.removed:
        return None
    if depth > _DEPTH:
        raise _Unknown
    own = {str(key): str(value) for key, value in element.attrib.items() if key in INHERITED}
    seen = {**inherited, **own}
    matrix = multiply(matrix, transform_of(element, placed))
    box: Box | None = None
    if name in SHAPES:
        box = _shape_reach(element, matrix, seen, placed)
    elif name in _DRAWN_GROUPS:
        for child in element:
            box = union(box, _reach(child, matrix, seen, placed, depth + 1))
    elif name == "use":
        box = _use_reach(element, matrix, seen, placed, depth)
    elif name == "image":
        geometry = geometry_box(element, placed.styled.ids, placed.styled.viewport)
        box = map_box(matrix, geometry) if geometry else None
    elif name == "svg":
        box = _viewport_reach(element, multiply(matrix, _offset(element, placed)), placed, None)
    elif name in ("text", "foreignObject"):
        raise _Unknown
    value = style_value(element, "filter")
    if value is None or absent(value):
        return box
    region = filter_region(element, value, placed)
    if region is None:
        raise _Unknown
    return map_box(matrix, region)


def _shape_reach(element: Element, matrix: Matrix, seen: Mapping[str, str], placed: Placed) -> Box | None:
    box = hull(outline(element, placed.styled.viewport), matrix)
    if box is None or (absent(seen.get("stroke")) and not _has_markers(element, seen)):
        return box
    width = length(seen.get("stroke-width"), math.hypot(*placed.styled.viewport) / math.sqrt(2), 16.0, 1.0)
    scale = math.sqrt(sum(value * value for value in matrix[:4]))
    pad = 0.0
    if not absent(seen.get("stroke")):
        limits = numbers(seen.get("stroke-miterlimit"))
        limit = (limits[0] if limits else 4.0) if seen.get("stroke-linejoin", "miter").startswith("miter") else 1.0
        pad = width / 2 * max(1.5, limit) * scale
        if style_value(element, "vector-effect") not in (None, "none"):
            pad = max(pad, width * max(1.5, limit) * 4)
    if _has_markers(element, seen):
        pad += _marker_reach(seen, width, placed) * scale
    return box[0] - pad, box[1] - pad, box[2] + pad, box[3] + pad


def _has_markers(element: Element, seen: Mapping[str, str]) -> bool:
    return tag(element) in ("path", "line", "polyline", "polygon") and any(
        not absent(seen.get(name)) for name in ("marker-start", "marker-mid", "marker-end")
    )


def _marker_reach(seen: Mapping[str, str], width: float, placed: Placed) -> float:
    reach = 0.0
    for name in ("marker-start", "marker-mid", "marker-end"):
        identifier, _ = local_url(seen.get(name))
        marker = placed.styled.ids.get(identifier or "")
        if marker is None:
            continue
        if marker.get("overflow") not in (None, "hidden", "scroll"):
            raise _Unknown
        sides = [length(marker.get(side), 3.0, default=3.0) for side in ("markerWidth", "markerHeight")]
        unit = 1.0 if marker.get("markerUnits") == "userSpaceOnUse" else width
        reach = max(reach, math.hypot(*sides) * unit)
    return reach


def _use_reach(element: Element, matrix: Matrix, seen: Mapping[str, str], placed: Placed, depth: int) -> Box | None:
    target = placed.styled.ids.get(href(element)[1:])
    if target is None:
        return None
    moved = multiply(matrix, _offset(element, placed))
    if tag(target) in ("symbol", "svg"):
        return _viewport_reach(target, moved, placed, element)
    return _reach(target, moved, seen, placed, depth + 1)


def _offset(element: Element, placed: Placed) -> Matrix:
    width, height = placed.styled.viewport
    return translation(length(element.get("x"), width, default=0.0), length(element.get("y"), height, default=0.0))


def _viewport_reach(element: Element, matrix: Matrix, placed: Placed, user: Element | None) -> Box:
    """Return the viewport of a nested `svg` or a used `symbol`, which clips what is in it."""
    if element.get("overflow") in ("visible", "auto"):
        raise _Unknown
    return map_box(matrix, (0.0, 0.0, *viewport_size(element, placed.styled.viewport, user)))


def filter_region(element: Element, value: str, placed: Placed) -> Box | None:
    """Return the filter's region in the element's user space (SVG filter effects, §8); None where it cannot be told."""
    identifier, rest = local_url(value)
    target = placed.styled.ids.get(identifier or "")
    if target is None or rest or tag(target) != "filter":
        return None
    if target.get("filterUnits") == "userSpaceOnUse":
        width, height = placed.styled.viewport
        x = length(target.get("x"), width, default=-width * 0.1)
        y = length(target.get("y"), height, default=-height * 0.1)
        return (
            x,
            y,
            x + length(target.get("width"), width, default=width * 1.2),
            y + length(target.get("height"), height, default=height * 1.2),
        )
    box = own_box(element, placed)
    if box is None:
        return (0.0, 0.0, 0.0, 0.0)
    width, height = box[2] - box[0], box[3] - box[1]
    x = box[0] + _share(target.get("x"), -0.1) * width
    y = box[1] + _share(target.get("y"), -0.1) * height
    return (x, y, x + _share(target.get("width"), 1.2) * width, y + _share(target.get("height"), 1.2) * height)


def _share(value: str | None, default: float) -> float:
    return length(value, 1.0, default=default)
