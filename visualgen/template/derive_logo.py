"""Logos in a ratio that nobody drew: as large a part of the width as they were drawn, as far as there is room for it."""

from __future__ import annotations

from collections.abc import Sequence

from visualgen.svg.matrix import Box
from visualgen.template.derive_axis import Carried
from visualgen.template.derive_units import Unit

Moved = tuple[Unit, Carried, Carried]

_STEPS = 24
_APART = 0.02
"""The part of the new canvas's shorter side that a grown logo keeps between itself and what is beside it."""


def with_larger_logos(moved: Sequence[Moved], old_width: float, canvas: Box) -> list[Moved]:
    """Return the moved units, logos grown; `old_width` is the drawn canvas's, `canvas` the new one, in user units.

    A logo stays at the corner it is in, on the ground it is on, and off everything that it was off.
    """
    placed = [(unit, _box_of(unit, right, below)) for unit, right, below in moved]
    return [_larger((unit, right, below), placed, old_width, canvas) for unit, right, below in moved]


def _larger(one: Moved, placed: Sequence[tuple[Unit, Box]], old_width: float, canvas: Box) -> Moved:
    unit, right, below = one
    box = _box_of(*one)
    width, new_width = unit.box[2] - unit.box[0], canvas[2] - canvas[0]
    if not (unit.role == "brand" and unit.name.startswith("logo")) or box[2] - box[0] >= width * new_width / old_width:
        return one
    most = width * new_width / old_width / (box[2] - box[0])
    near = [other for unit_there, other in placed if unit_there is not unit and _together(unit, unit_there)]
    held = tuple(_held(box, canvas, axis) for axis in (0, 1))
    scale = next(
        (at for step in range(_STEPS) if _has_room(_grown(box, held, at := most - (most - 1) * step / _STEPS), box, near, canvas)), 1.0
    )
    return unit, _scaled(right, held[0], scale), _scaled(below, held[1], scale)


def _together(one: Unit, other: Unit) -> bool:
    return one.branch <= other.branch or other.branch <= one.branch


def _held(box: Box, canvas: Box, axis: int) -> float:
    """Return the coordinate that stays: the side nearer to its edge of the canvas, the middle where both are as near."""
    near, far = box[axis] - canvas[axis], canvas[axis + 2] - box[axis + 2]
    if abs(near - far) <= _APART * (canvas[axis + 2] - canvas[axis]):
        return (box[axis] + box[axis + 2]) / 2
    return box[axis] if near < far else box[axis + 2]


def _has_room(grown: Box, box: Box, others: Sequence[Box], canvas: Box) -> bool:
    apart = _APART * min(canvas[2] - canvas[0], canvas[3] - canvas[1])
    wide = grown[0] - apart, grown[1] - apart, grown[2] + apart, grown[3] + apart
    if not _holds(canvas, grown):
        return False
    return all(_holds(other, grown) if _holds(other, box) else _meets(other, box) or not _meets(other, wide) for other in others)


def _grown(box: Box, held: tuple[float, ...], scale: float) -> Box:
    x, y = held
    return x + (box[0] - x) * scale, y + (box[1] - y) * scale, x + (box[2] - x) * scale, y + (box[3] - y) * scale


def _scaled(carried: Carried, held: float, scale: float) -> Carried:
    return Carried(lambda value: held + (carried.place(value) - held) * scale, carried.stretched) if scale > 1 else carried


def _box_of(unit: Unit, right: Carried, below: Carried) -> Box:
    return right.place(unit.box[0]), below.place(unit.box[1]), right.place(unit.box[2]), below.place(unit.box[3])


def _holds(outer: Box, inner: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def _meets(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
