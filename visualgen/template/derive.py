"""A ratio that nobody drew, made from the nearest drawing: edges hold, grounds and frames stretch, the rest keeps its shape.

The drawing is scaled to fit the new canvas, then its units (layers, or small groups of shapes) are carried over one by one: what
bleeds off an edge stays there, what stands in a small shape goes with it, words and logos keep to the safe zone; `pin` in
template.toml decides otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml.etree import _Element as Element

from visualgen.svg.matrix import Box
from visualgen.template.derive_axis import Axis, Carried, Span, make_axis
from visualgen.template.derive_logo import with_larger_logos
from visualgen.template.derive_move import move
from visualgen.template.derive_reach import reach
from visualgen.template.derive_strip import is_strip, lay_strip
from visualgen.template.derive_units import Unit, clipping_slots, frame_of, stretch_clips, units_of

ViewBox = tuple[float, float, float, float]
Safe = tuple[float, float, float, float]

_ACROSS = frozenset({"left", "right", "center", "stretch"})
_DOWN = frozenset({"top", "bottom", "center", "stretch"})


def derive(root: Element, inner: ViewBox, size_px: tuple[int, int], safe: Safe, pins: Mapping[str, tuple[str, ...]]) -> ViewBox:
    """Rearrange the marked tree `root`, whose viewBox is `inner`, for a canvas of the shape of `size_px`; return its new viewBox.

    `safe` = (top, right, bottom, left), fractions of the new canvas; `pins` by layer name.
    """
    x, y, width, height = inner
    px = min(size_px[0] / width, size_px[1] / height)
    new_width, new_height = size_px[0] / px, size_px[1] / px
    canvas = (x, y, x + width, y + height)
    if is_strip((width, height), size_px):
        return lay_strip(root, canvas, size_px).box
    units = units_of(root, canvas, pins)
    across = _axis(units, 0, x, width, new_width, (safe[3], safe[1]))
    down = _axis(units, 1, y, height, new_height, (safe[0], safe[2]))
    stretch_clips(root, canvas, (new_width, new_height))
    moved: list[tuple[Unit, Carried, Carried]] = []
    places: dict[Element, tuple[Carried, Carried]] = {}
    for unit in sorted(units, key=lambda unit: unit.led):  # texts after their frames
        frame = frame_of(unit, units) if unit.led else None
        if frame is not None:
            right, below = places[frame.element]
        else:
            right, below = (_carry(unit, moved, axis, other, index) for index, axis, other in ((0, across, down), (1, down, across)))
        places[unit.element] = (right, below)
        moved.append((unit, right, below))
    frames = {unit.element: frame_of(unit, units) for unit in units if unit.framed}
    scale = min(across.scale, down.scale)
    for unit, right, below in with_larger_logos(moved, width, (x, y, x + new_width, y + new_height)):
        if not unit.led and not unit.role:
            reach(unit, (right, below), (across, down))
        move(unit, right, below, frames.get(unit.element), scale)
    if scale < 1:
        for text in clipping_slots(root):  # laid out in the frame where that is now, at the size of the words that are seen
            text.set("transform", f"{text.get('transform') or ''} scale({scale:.6g})".strip())
    return x, y, new_width, new_height


def _axis(units: list[Unit], index: int, start: float, length: float, new_length: float, safe: tuple[float, float]) -> Axis:
    """Return one axis with what the units say about it: where words and logos begin and end, which bars stand at the edges."""
    spans = [_span_of(unit.box, index) for unit in units if unit.is_content and not _bleeds(unit.box, index, start, length)]
    content = (min(low for low, _ in spans), max(high for _, high in spans)) if spans else None
    bands = [_span_of(unit.box, index) for unit in units if not unit.is_content and _is_band(unit.box, index, start, length)]
    return make_axis(start, length, new_length, content, bands, safe)


def _carry(unit: Unit, moved: list[tuple[Unit, Carried, Carried]], axis: Axis, other_axis: Axis, index: int) -> Carried:
    """Return where a unit goes along one axis: with the smallest shape that holds it, where that shape keeps its size."""
    pins = tuple(pin for pin in unit.pins if pin in (_DOWN if index else _ACROSS))
    if not pins:
        around = [(other.area, places[index]) for other, *places in moved if unit.stands_on(other)]
        if around:
            carried = min(around, key=lambda pair: pair[0])[1]
            if not carried.stretched:
                return carried
    low, high = _span_of(unit.box, index)
    panel = other_axis.is_filled(*_span_of(unit.box, 1 - index))
    return axis.carry(
        Span(low, high, frame=unit.role == "frame", curved=unit.curved, panel=panel, solid=unit.solid, clipped=unit.clipped, pins=pins)
    )


def _span_of(box: Box, index: int) -> tuple[float, float]:
    return box[index], box[index + 2]


def _bleeds(box: Box, index: int, start: float, length: float) -> bool:
    low, high = _span_of(box, index)
    return low <= start or high >= start + length


def _is_band(box: Box, index: int, start: float, length: float) -> bool:
    low, high = _span_of(box, index)
    return (low <= start) != (high >= start + length)
