"""Basic shapes as outlines, the geometry box of any element, and the canvas of a drawing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from lxml.etree import _Element as Element

from visualgen.svg.attributes import href, tag
from visualgen.svg.lengths import length, numbers
from visualgen.svg.matrix import IDENTITY, Box, Matrix, map_box, multiply, parse_transform, translation, union
from visualgen.svg.path import Segment, extents, parse_path

SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
_QUARTER = 0.5522847498307936
_DEPTH = 40
_DEFAULT_CANVAS = (300.0, 150.0)


def outline(element: Element, viewport: tuple[float, float] = (100.0, 100.0), font_size: float = 16.0) -> tuple[Segment, ...]:
    """Return the outline of a basic shape in its own user space; empty when it draws nothing (SVG 2, §10)."""
    width, height = viewport
    match tag(element):
        case "path":
            return parse_path(str(element.get("d") or ""))
        case "rect":
            return _rect(element, width, height, font_size)
        case "circle" | "ellipse":
            return _ellipse(element, width, height, font_size)
        case "line":
            x1, x2 = (length(element.get(name), width, font_size, 0.0) for name in ("x1", "x2"))
            y1, y2 = (length(element.get(name), height, font_size, 0.0) for name in ("y1", "y2"))
            return (("M", x1, y1), ("L", x2, y2))
        case "polyline" | "polygon":
            values = numbers(str(element.get("points") or ""))
            points = [("M" if i == 0 else "L", values[i], values[i + 1]) for i in range(0, len(values) - 1, 2)]
            if len(points) < 2:
                return ()
            return (*points, ("Z",)) if tag(element) == "polygon" else tuple(points)
    return ()


def _rect(element: Element, width: float, height: float, font_size: float) -> tuple[Segment, ...]:
    x, w = (length(element.get(name), width, font_size, 0.0) for name in ("x", "width"))
    y, h = (length(element.get(name), height, font_size, 0.0) for name in ("y", "height"))
    if w <= 0 or h <= 0:
        return ()
    rx, ry = (_radius(element.get(name), reference, font_size) for name, reference in (("rx", width), ("ry", height)))
    rx = ry if rx is None else rx
    ry = rx if ry is None else ry
    return rounded_rect((x, y, x + w, y + h), rx or 0.0, ry or 0.0)


def _radius(value: str | None, reference: float, font_size: float) -> float | None:
    radius = length(value, reference, font_size)
    return None if radius is None or radius < 0 else radius


def rounded_rect(box: Box, rx: float, ry: float) -> tuple[Segment, ...]:
    """Return a rectangle with elliptical corners; the radii are cut to half of its sides."""
    x0, y0, x1, y1 = box
    rx, ry = min(rx, (x1 - x0) / 2), min(ry, (y1 - y0) / 2)
    if rx <= 0 or ry <= 0:
        return (("M", x0, y0), ("L", x1, y0), ("L", x1, y1), ("L", x0, y1), ("Z",))
    a, b = rx * (1 - _QUARTER), ry * (1 - _QUARTER)
    return (
        ("M", x0 + rx, y0),
        ("L", x1 - rx, y0),
        ("C", x1 - a, y0, x1, y0 + b, x1, y0 + ry),
        ("L", x1, y1 - ry),
        ("C", x1, y1 - b, x1 - a, y1, x1 - rx, y1),
        ("L", x0 + rx, y1),
        ("C", x0 + a, y1, x0, y1 - b, x0, y1 - ry),
        ("L", x0, y0 + ry),
        ("C", x0, y0 + b, x0 + a, y0, x0 + rx, y0),
        ("Z",),
    )


def _ellipse(element: Element, width: float, height: float, font_size: float) -> tuple[Segment, ...]:
    cx = length(element.get("cx"), width, font_size, 0.0)
    cy = length(element.get("cy"), height, font_size, 0.0)
    if tag(element) == "circle":
        rx = ry = length(element.get("r"), math.sqrt((width**2 + height**2) / 2), font_size)
    else:
        rx, ry = length(element.get("rx"), width, font_size), length(element.get("ry"), height, font_size)
        rx, ry = (ry if rx is None else rx), (rx if ry is None else ry)
    if rx is None or ry is None or rx <= 0 or ry <= 0:
        return ()
    a, b = rx * _QUARTER, ry * _QUARTER
    return (
        ("M", cx + rx, cy),
        ("C", cx + rx, cy + b, cx + a, cy + ry, cx, cy + ry),
        ("C", cx - a, cy + ry, cx - rx, cy + b, cx - rx, cy),
        ("C", cx - rx, cy - b, cx - a, cy - ry, cx, cy - ry),
        ("C", cx + a, cy - ry, cx + rx, cy - b, cx + rx, cy),
        ("Z",),
    )


def ids_of(root: Element) -> dict[str, Element]:
    """Return the elements by id; the first of equal ids wins."""
    found: dict[str, Element] = {}
    for element in root.iter("*"):
        identifier = element.get("id")
        if identifier:
            found.setdefault(str(identifier), element)
    return found


def geometry_box(
    element: Element,
    ids: Mapping[str, Element],
    viewport: tuple[float, float],
    matrix: Matrix = IDENTITY,
    text_boxes: Mapping[Element, Box] | None = None,
    moves: Mapping[Element, Matrix] | None = None,
) -> Box | None:
    """Return the fill geometry of `element` in its own user space (its own transform left out), carried over by `matrix`.

    Strokes, clips and filters do not count; text counts where `text_boxes` knows its box. `moves` are transforms that elements in it
    have instead of their own. None when there is nothing.
    """
    return _box(element, ids, viewport, matrix, _Known(text_boxes or {}, moves or {}), 0)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known beside the markup: the boxes of texts, and transforms in place of the elements' own."""

    boxes: Mapping[Element, Box]
    moves: Mapping[Element, Matrix]


def _box(
    element: Element, ids: Mapping[str, Element], viewport: tuple[float, float], matrix: Matrix, known: _Known, depth: int
) -> Box | None:
    name = tag(element)
    if depth > _DEPTH or name is None:
        return None
    if element in known.boxes:
        return map_box(matrix, known.boxes[element])
    if name in SHAPES:
        return extents(outline(element, viewport), matrix)
    if name == "image":
        x, w = (length(element.get(side), viewport[0], default=0.0) for side in ("x", "width"))
        y, h = (length(element.get(side), viewport[1], default=0.0) for side in ("y", "height"))
        return map_box(matrix, (x, y, x + w, y + h)) if w > 0 and h > 0 else None
    if name == "use":
        target = ids.get(href(element)[1:])
        if target is None or target is element:
            return None
        moved = multiply(matrix, _offset(element, viewport))
        return _child_box(target, ids, viewport, moved, known, depth, element)
    if name in ("g", "a", "switch", "svg", "symbol"):
        box: Box | None = None
        for child in element:
            if tag(child) and child.get("display") != "none":
                box = union(box, _child_box(child, ids, viewport, matrix, known, depth))
        return box
    return None


def _child_box(
    element: Element,
    ids: Mapping[str, Element],
    viewport: tuple[float, float],
    matrix: Matrix,
    known: _Known,
    depth: int,
    user: Element | None = None,
) -> Box | None:
    own = known.moves.get(element)
    matrix = multiply(matrix, parse_transform(element.get("transform")) if own is None else own)
    name = tag(element)
    if name not in ("svg", "symbol"):
        return None if name in ("defs",) else _box(element, ids, viewport, matrix, known, depth + 1)
    if name == "symbol" and user is None:
        return None
    if name == "svg":
        matrix = multiply(matrix, _offset(element, viewport))
    size = viewport_size(element, viewport, user)
    inner = view_box(element)
    matrix = multiply(matrix, view_box_matrix(inner, *size, element.get("preserveAspectRatio")))
    return _box(element, ids, (inner[2], inner[3]) if inner else size, matrix, known, depth + 1)


def _offset(element: Element, viewport: tuple[float, float]) -> Matrix:
    return translation(length(element.get("x"), viewport[0], default=0.0), length(element.get("y"), viewport[1], default=0.0))


def viewport_size(element: Element, viewport: tuple[float, float], user: Element | None = None) -> tuple[float, float]:
    """Return the width and height of a nested `svg` or a used `symbol`; the `use` may give its own."""
    sizes: list[float] = []
    for side, reference in zip(("width", "height"), viewport, strict=True):
        given = (user.get(side) if user is not None else None) or element.get(side)
        sizes.append(length(None if given == "auto" else given, reference, default=reference))
    return sizes[0], sizes[1]


def view_box(element: Element) -> tuple[float, float, float, float] | None:
    """Return (x, y, width, height) of a valid `viewBox`, else None."""
    values = numbers(element.get("viewBox"))
    if len(values) != 4 or values[2] <= 0 or values[3] <= 0:
        return None
    return values[0], values[1], values[2], values[3]


def canvas_size(root: Element) -> tuple[float, float]:
    """Return the width and height of the drawing in px: its own, else its viewBox's, else 300 × 150."""
    inner = view_box(root)
    width, height = (None if "%" in (root.get(side) or "%") else length(root.get(side)) for side in ("width", "height"))
    width, height = (side if side and side > 0 else None for side in (width, height))
    if width and height:
        return width, height
    if inner is None:
        return width or _DEFAULT_CANVAS[0], height or _DEFAULT_CANVAS[1]
    if width:
        return width, width * inner[3] / inner[2]
    if height:
        return height * inner[2] / inner[3], height
    return inner[2], inner[3]


def view_box_matrix(box: tuple[float, float, float, float] | None, width: float, height: float, preserve: str | None = None) -> Matrix:
    """Return the matrix from a viewBox (x, y, width, height) to a viewport of `width` × `height` at the origin (SVG 2, §8.2)."""
    if box is None:
        return IDENTITY
    words = (preserve or "xMidYMid meet").split()
    words = words[1:] if words and words[0] == "defer" else words
    align = words[0] if words else "xMidYMid"
    sx, sy = width / box[2], height / box[3]
    if align == "none":
        return (sx, 0.0, 0.0, sy, -box[0] * sx, -box[1] * sy)
    scale = max(sx, sy) if "slice" in words[1:] else min(sx, sy)
    factors = {"Min": 0.0, "Mid": 0.5, "Max": 1.0}
    along_x, along_y = factors.get(align[1:4], 0.5), factors.get(align[5:8], 0.5)
    x = (width - box[2] * scale) * along_x - box[0] * scale
    y = (height - box[3] * scale) * along_y - box[1] * scale
    return (scale, 0.0, 0.0, scale, x, y)
