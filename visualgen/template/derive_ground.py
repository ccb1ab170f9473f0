"""Which shape a text stands on in a drawing, and which ground it can be read on where that shape is none (a photo, a gradient)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml.etree import _Element as Element

from visualgen.svg.attributes import style_value, tag
from visualgen.svg.color import parse_color
from visualgen.svg.matrix import IDENTITY, Box, Matrix, apply, multiply, parse_transform
from visualgen.svg.path import transformed
from visualgen.svg.shapes import SHAPES, outline
from visualgen.template.names import role_of

LEAST = 3.0
"""The contrast below which a ground is not one that large text can be read on."""
PAIRED = {
    "ink": "paper",
    "muted": "paper",
    "primary": "paper",
    "on-soft": "soft",
    "on-primary": "primary",
    "on-accent": "accent",
    "on-shade": "shade",
}
"""Colour tokens of words, and the ground that every kit keeps them readable on."""
_OPAQUE = 0.8
_STEPS = 8
_MOSTLY = 0.6
_UNDRAWN = frozenset({"defs", "style", "clipPath", "mask", "symbol", "pattern", "marker", "filter", "linearGradient", "radialGradient"})
_VARIABLE = re.compile(r"\s*var\(\s*--([\w-]+)\s*(?:,\s*(.*?))?\s*\)\s*$", re.S)

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that is painted: a shape, a text or a named layer, in paint order. `matrix` maps its own user space to the root's."""

    element: Element
    matrix: Matrix
    role: str
    name: str
    listed: bool = False
    """Whether it repeats with a list."""


def pieces_of(root: Element) -> list[Piece]:
    """Return what a drawing paints: groups are taken apart unless they are slots or art of the brand."""
    return list(_below(root, IDENTITY, False))


def _below(parent: Element, matrix: Matrix, listed: bool) -> Iterator[Piece]:
    for element in parent:
        name = tag(element)
        role, layer = role_of(element)
        if name is None or name in _UNDRAWN or (style_value(element, "display") == "none" and role != "frame"):
            continue
        own = multiply(matrix, parse_transform(element.get("transform")))
        inside = listed or role == "each" or "." in layer
        if name in ("g", "a", "switch", "svg") and role not in ("slot", "brand", "frame"):
            yield from _below(element, own, inside)
        else:
            yield Piece(element, own, role, layer, inside)


def ground_of(points: Sequence[Point], below: Sequence[Piece]) -> Piece | None:
    """Return the uppermost of the pieces, painted before a text, that most of the text's `points` lie on; a picture counts."""
    for piece in reversed(below):
        if piece.role in ("brand", "frame") or not (tag(piece.element) in SHAPES or is_picture(piece)):
            continue
        if not is_picture(piece) and not _is_opaque(piece.element):
            continue
        rings = list(_rings(piece))
        if sum(_is_inside(point, rings) for point in points) >= _MOSTLY * len(points):
            return piece
    return None


def is_picture(piece: Piece) -> bool:
    """Say whether a piece is a photo's place, or a drawn picture."""
    return tag(piece.element) == "image" or (piece.role == "slot" and not any(tag(part) == "text" for part in piece.element.iter()))


def sample_points(box: Box) -> tuple[Point, ...]:
    """Return points all over a box."""
    wide, high = box[2] - box[0], box[3] - box[1]
    return tuple((box[0] + across * wide, box[1] + down * high) for across in (0.15, 0.5, 0.85) for down in (0.25, 0.5, 0.75))


def fill_of(element: Element) -> str | None:
    """Return the fill that an element is given by itself or by what is around it; None where only a style sheet may say it."""
    node: Element | None = element
    while node is not None:
        found = style_value(node, "fill")
        if found is not None:
            return found
        node = node.getparent()
    return None


def is_readable(text: str | None, ground: str | None) -> bool:
    """Say whether words of one fill can be read on another; what is not known is trusted."""
    front, back = _drawn(text), _drawn(ground)
    if ground is not None and "url(" in ground:
        return False
    return front is None or back is None or contrast(front, back) >= LEAST


def ground_for(text: str | None) -> str | None:
    """Return a fill that words of fill `text` can be read on: the token it is paired with, else white or black."""
    match = _VARIABLE.match(text or "")
    if match is not None:
        ground = PAIRED.get(match.group(1).removeprefix("color-"))
        if ground is not None:
            return f"var(--color-{ground}, {_opposite(_drawn(text))})"
    front = _drawn(text)
    return _opposite(front) if front is not None else None


def _opposite(color: str | None) -> str:
    return "#ffffff" if color is None or contrast(color, "#ffffff") >= contrast(color, "#000000") else "#000000"


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2)."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    channels = (parse_color(color) or (0.0, 0.0, 0.0, 1.0))[:3]
    red, green, blue = (channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _drawn(paint: str | None) -> str | None:
    """Return the colour of a paint as drawn (a variable's fallback); None when it is none."""
    match = _VARIABLE.match(paint or "")
    color = match.group(2) if match is not None else paint
    return color if color and parse_color(color) is not None else None


def _is_opaque(element: Element) -> bool:
    if style_value(element, "fill") in ("none", "transparent"):
        return False
    fill = fill_of(element)
    if fill in ("none", "transparent"):
        return False
    for node in (element, *element.iterancestors()):
        for name in ("opacity", "fill-opacity"):
            value = style_value(node, name) or ""
            try:
                part = float(value.rstrip("%")) / (100 if value.endswith("%") else 1)
            except ValueError:
                continue
            if part < _OPAQUE:
                return False
    return True


def _rings(piece: Piece) -> Iterator[list[Point]]:
    """Yield the piece's outlines as polygons in the root's user space."""
    if tag(piece.element) in SHAPES:
        yield from _polygons(transformed(outline(piece.element), piece.matrix))
        return
    for part in piece.element.iter():
        if tag(part) in ("rect", "image", "path"):
            matrix, node = IDENTITY, part
            while node is not piece.element:
                matrix = multiply(parse_transform(node.get("transform")), matrix)
                parent = node.getparent()
                if parent is None:
                    break
                node = parent
            shape = part if tag(part) != "image" else _as_rect(part)
            yield from _polygons(transformed(outline(shape), multiply(piece.matrix, matrix)))


def _as_rect(image: Element) -> Element:
    sides = {key: str(image.get(key)) for key in ("x", "y", "width", "height") if image.get(key)}
    return image.makeelement("{http://www.w3.org/2000/svg}rect", sides)


def _polygons(segments: Sequence[tuple[object, ...]]) -> Iterator[list[Point]]:
    ring: list[Point] = []
    for kind, *rest in segments:
        values = [float(str(value)) for value in rest]
        if kind == "M" and ring:
            yield ring
            ring = []
        if kind == "C" and ring:
            start = ring[-1]
            points = (start, *zip(values[::2], values[1::2], strict=True))
            ring += [_on_curve(points, step / _STEPS) for step in range(1, _STEPS + 1)]
        elif values:
            ring.append((values[-2], values[-1]))
    if ring:
        yield ring


def _on_curve(points: Sequence[Point], part: float) -> Point:
    """Return a point of a Bézier curve (de Casteljau)."""
    while len(points) > 1:
        points = [((1 - part) * x0 + part * x1, (1 - part) * y0 + part * y1) for (x0, y0), (x1, y1) in itertools.pairwise(points)]
    return points[0]


def _is_inside(point: Point, rings: Sequence[Sequence[Point]]) -> bool:
    x, y = point
    odd = False
    for ring in rings:
        for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
                odd = not odd
    return odd


def mapped_points(points: Sequence[Point], matrix: Matrix) -> tuple[Point, ...]:
    """Return points carried over by a matrix."""
    return tuple(apply(matrix, *point) for point in points)
