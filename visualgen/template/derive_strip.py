"""Banners far longer than any drawing (728×90, 160×600): the logo and the two largest texts, side by side on their own grounds.

A whole composition scaled into a strip could not be read; so the strip keeps what is read first, and everything else leaves.
"""

from __future__ import annotations

import math

from lxml.etree import _Element as Element

from visualgen.svg.attributes import computed, tag
from visualgen.svg.lengths import length
from visualgen.svg.matrix import Box, union
from visualgen.template.derive_axis import Carried, Place
from visualgen.template.derive_move import make_rect, move
from visualgen.template.derive_units import Unit, frame_of

LONG = 1.0
"""How much longer than the drawing (natural logarithm of the aspects' quotient) a canvas must be to be a strip."""
SMALL_LONG, SMALL_PX = 0.5, 180
"""A canvas this narrow is a strip sooner."""
TEXTS = 2
_LOGO_PART, _FIRST_PART = 0.22, 0.6
_PADDING = 0.14
_MOSTLY = 0.8
_UNITS_A_PX, _FEWEST, _MOST = 3.0, 180.0, 420.0
_SHAPES = frozenset({"path", "circle", "ellipse", "polygon", "polyline"})

ViewBox = tuple[float, float, float, float]


def is_strip(drawn: tuple[float, float], size_px: tuple[int, int]) -> bool:
    """Say whether a canvas is too long for the drawing to be carried over as a whole."""
    longer = abs(math.log((size_px[0] * drawn[1]) / (size_px[1] * drawn[0])))
    return longer > LONG or (longer > SMALL_LONG and min(size_px) < SMALL_PX)


def lay_strip(canvas: Box, size_px: tuple[int, int], units: list[Unit]) -> ViewBox:
    """Rearrange the units of a drawing (on `canvas`) as a strip of the shape of `size_px`; return its viewBox."""
    short = min(_MOST, max(_FEWEST, min(size_px) * _UNITS_A_PX))
    scale = short / min(size_px)
    strip = (0.0, 0.0, size_px[0] * scale, size_px[1] * scale)
    cells = _cells(strip, _largest_texts(units), any(_is_logo(unit) for unit in units))
    grounds: dict[Element, Box] = {}
    for unit in units:
        name = _cell_name(unit)
        if name in cells and not unit.framed:
            ground = _ground(unit, units[: units.index(unit)])
            if ground is not None:
                box = strip if _covers(ground.box, canvas) else cells[name]
                grounds[ground.element] = union(grounds.get(ground.element), box) or box
    for unit in units:
        name = _cell_name(unit)
        if unit.element in grounds:
            _fill(unit, grounds[unit.element])
        elif _covers(unit.box, canvas):
            _fill(unit, strip)
        elif name in cells and unit.framed and (frame := frame_of(unit, units)) is not None:
            move(unit, *_onto(frame.box, _padded(cells[name])), frame, 1.0)
        elif name in cells and not unit.framed:
            _place(unit, _padded(cells[name]))
        else:
            parent = unit.element.getparent()
            if parent is not None:
                parent.remove(unit.element)
    return strip


def _largest_texts(units: list[Unit]) -> tuple[str, ...]:
    """Return the framed slots with the largest drawn sizes, in the order they are drawn."""
    framed = {unit.name: index for index, unit in reversed(list(enumerate(units))) if unit.role == "frame"}
    sizes: dict[str, float] = {}
    for unit in units:
        if unit.framed and unit.name in framed:
            sizes[unit.name] = max(sizes.get(unit.name, 0.0), *(_size(text) for text in unit.element.iter() if tag(text) == "text"))
    chosen = sorted(sizes, key=lambda name: -sizes[name])[:TEXTS]
    return tuple(chosen)


def _cells(strip: Box, names: tuple[str, ...], logo: bool) -> dict[str, Box]:
    """Share the strip out along its length: the logo first, then the texts."""
    along = 0 if strip[2] >= strip[3] else 1
    whole, across = strip[along + 2], strip[3 - along]
    first = min(max(_LOGO_PART * whole, 1.2 * across), 0.4 * whole) if logo else 0.0
    parts = [("brand:logo", first)] if logo else []
    left = whole - first
    for index, name in enumerate(names):
        share = left if len(names) == 1 else left * (_FIRST_PART if index == 0 else 1 - _FIRST_PART)
        parts.append((name, share))
    cells: dict[str, Box] = {}
    start = 0.0
    for name, share in parts:
        cells[name] = (start, 0.0, start + share, across) if along == 0 else (0.0, start, across, start + share)
        start += share
    return cells


def _cell_name(unit: Unit) -> str:
    if _is_logo(unit):
        return "brand:logo"
    return unit.name if unit.role in ("frame", "slot") else ""


def _is_logo(unit: Unit) -> bool:
    return unit.role == "brand" and unit.name.startswith("logo")


def _ground(unit: Unit, below: list[Unit]) -> Unit | None:
    """Return the smallest of the shapes painted before it that the unit stands on."""
    around = [other for other in below if other.role != "brand" and unit.stands_on(other, _MOSTLY)]
    return min(around, key=lambda other: other.area, default=None)


def _fill(unit: Unit, box: Box) -> None:
    """Make a ground fill a box; a shape that is no rectangle becomes one."""
    element = unit.element
    if tag(element) in _SHAPES:
        make_rect(unit, box)
        return
    if tag(element) == "rect":
        element.set("style", f"{element.get('style') or ''};rx:0;ry:0".lstrip(";"))
    move(unit, *_onto(unit.box, box), None, 1.0)


def _place(unit: Unit, box: Box) -> None:
    """Put a frame, or a logo's box, into a box."""
    if _is_logo(unit):
        unit.element.set("data-align", "xMidYMid")
        make_rect(unit, box)
    else:
        move(unit, *_onto(unit.box, box), None, 1.0)


def _onto(box: Box, new: Box) -> tuple[Carried, Carried]:
    """Return the two moves that take a box onto another one."""
    return Carried(_line(box[0], box[2], new[0], new[2]), True), Carried(_line(box[1], box[3], new[1], new[3]), True)


def _line(low: float, high: float, new_low: float, new_high: float) -> Place:
    scale = (new_high - new_low) / (high - low) if high > low else 1.0
    return lambda value: new_low + (value - low) * scale


def _padded(box: Box) -> Box:
    padding = _PADDING * min(box[2] - box[0], box[3] - box[1])
    return box[0] + padding, box[1] + padding, box[2] - padding, box[3] - padding


def _size(text: Element) -> float:
    return length(computed(text).get("font-size"), default=16.0)


def _covers(box: Box, canvas: Box) -> bool:
    slack = 0.02 * min(canvas[2] - canvas[0], canvas[3] - canvas[1])
    return _contains((box[0] - slack, box[1] - slack, box[2] + slack, box[3] + slack), canvas)


def _contains(outer: Box, inner: Box) -> bool:
    return outer[0] <= inner[0] + 1 and outer[1] <= inner[1] + 1 and outer[2] >= inner[2] - 1 and outer[3] >= inner[3] - 1
