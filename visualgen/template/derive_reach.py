"""Turned tapes that bleed off both sides of a canvas: they keep their angle and their words, and become as long as they must."""

from __future__ import annotations

from lxml.etree import _Element as Element

from visualgen.svg.attributes import SVG
from visualgen.svg.lengths import length
from visualgen.svg.matrix import IDENTITY, Matrix, apply, map_box, multiply, number_text, parse_transform
from visualgen.template.derive_axis import Axis, Carried
from visualgen.template.derive_units import Unit, is_upright

_SLANT = 1.02


def reach(unit: Unit, places: tuple[Carried, Carried], axes: tuple[Axis, Axis]) -> None:
    """Lengthen the turned bars of a unit that reach both edges of the old canvas, so that they reach those of the new one too."""
    if is_upright(unit.own_matrix) or any(place.stretched for place in places):
        return
    for rect in unit.element.iter(SVG + "rect"):
        matrix = multiply(unit.matrix, _matrix_below(rect, unit.element))
        x, y, width, height = (length(rect.get(key), default=0.0) for key in ("x", "y", "width", "height"))
        box = map_box(matrix, (x, y, x + width, y + height))
        middle = apply(matrix, x + width / 2, y + height / 2)
        for index, (axis, place) in enumerate(zip(axes, places, strict=True)):
            if not axis.is_filled(box[index], box[index + 2]):
                continue
            old, new = middle[index], place.place(middle[index])
            size = place.place(old + 1) - new
            if size <= 0 or not axis.start < old < axis.end:
                continue
            end = axis.start + axis.new_length
            longer = _SLANT * max((new - axis.start) / (old - axis.start), (end - new) / (axis.end - old)) / size
            if longer > _SLANT:
                _lengthen(rect, longer, across=width >= height)
            break


def _lengthen(rect: Element, times: float, *, across: bool) -> None:
    at, side = ("x", "width") if across else ("y", "height")
    start, long = length(rect.get(at), default=0.0), length(rect.get(side), default=0.0)
    rect.set(at, number_text(round(start - long * (times - 1) / 2, 3)))
    rect.set(side, number_text(round(long * times, 3)))


def _matrix_below(element: Element, top: Element) -> Matrix:
    """Return the matrix from an element's user space to that of the parent of `top`, which is around it."""
    matrix = IDENTITY
    for node in (element, *element.iterancestors()):
        matrix = multiply(parse_transform(node.get("transform")), matrix)
        if node is top:
            break
    return matrix
