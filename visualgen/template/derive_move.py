"""Carries one unit to its new place: geometry that can be rewritten is, everything else is moved by a transform around it."""

from __future__ import annotations

import re
from functools import reduce
from itertools import groupby

from lxml.etree import _Element as Element

from visualgen.svg.attributes import SVG, local_url, style_value, tag
from visualgen.svg.lengths import length, numbers
from visualgen.svg.matrix import IDENTITY, Box, Matrix, apply, invert, multiply, number_text, to_svg, union
from visualgen.svg.path import parse_path, to_d
from visualgen.template.boxes import boxed
from visualgen.template.derive_axis import Carried
from visualgen.template.derive_units import Unit, is_upright

_BOXES = frozenset({"rect", "image"})
_ACROSS = 0.98
"""What takes so much of a picture slot's width or height reaches across it; what is so near to an edge touches it."""
_GEOMETRY = ("d", "points", "cx", "cy", "r", "rx", "ry", "transform")


def move(unit: Unit, right: Carried, below: Carried, frame: Unit | None, scale: float) -> None:
    """Carry `unit` over: `right` and `below` say where; `frame` is the unit whose text it is; `scale` its new size there."""
    if frame is not None:
        _move_text(unit, right, below, frame, scale)
    elif not (right.stretched or below.stretched):
        _wrap(unit, _affine(unit, right, below))
    elif unit.role == "brand":
        make_rect(unit, (right.place(unit.box[0]), below.place(unit.box[1]), right.place(unit.box[2]), below.place(unit.box[3])))
    elif unit.role == "slot" and tag(unit.element) not in _BOXES:
        _stretch_inside(unit, right, below)
    elif is_upright(unit.own_matrix) and not _painted_in_user_space(unit.element) and _rewrite(unit, right, below):
        return
    elif unit.solid:
        _wrap(unit, _cover(unit, right, below))
    else:
        _wrap(unit, _affine(unit, right, below))


def make_rect(unit: Unit, box: Box) -> None:
    """Turn the unit into a rectangle that fills `box` (in the root's user space); its name, role and look stay."""
    element = unit.element
    try:
        low, high = (apply(invert(unit.matrix), *corner) for corner in (box[:2], box[2:]))
    except ZeroDivisionError:
        return
    for child in list(element):
        element.remove(child)
    element.tag = SVG + "rect"
    for key in _GEOMETRY:
        if key in element.attrib:
            del element.attrib[key]
    _set(element, {"x": low[0], "y": low[1], "width": max(0.0, high[0] - low[0]), "height": max(0.0, high[1] - low[1])})


def _affine(unit: Unit, right: Carried, below: Carried) -> Matrix:
    """Return the matrix that takes the unit's box to its new box."""
    x0, y0, x1, y1 = unit.box
    new_x0, new_x1, new_y0, new_y1 = right.place(x0), right.place(x1), below.place(y0), below.place(y1)
    a = (new_x1 - new_x0) / (x1 - x0) if x1 > x0 else 1.0
    d = (new_y1 - new_y0) / (y1 - y0) if y1 > y0 else 1.0
    if unit.solid and abs(a - d) > 1e-6:
        a = d = min(a, d)
        middle_x, middle_y = (new_x0 + new_x1) / 2, (new_y0 + new_y1) / 2
        return a, 0.0, 0.0, d, middle_x - a * (x0 + x1) / 2, middle_y - d * (y0 + y1) / 2
    return a, 0.0, 0.0, d, new_x0 - a * x0, new_y0 - d * y0


def _cover(unit: Unit, right: Carried, below: Carried) -> Matrix:
    """Return the matrix that makes the unit cover its new box, its proportions kept."""
    x0, y0, x1, y1 = unit.box
    new = right.place(x0), below.place(y0), right.place(x1), below.place(y1)
    scale = max((new[2] - new[0]) / max(x1 - x0, 1e-9), (new[3] - new[1]) / max(y1 - y0, 1e-9))
    return scale, 0.0, 0.0, scale, (new[0] + new[2] - scale * (x0 + x1)) / 2, (new[1] + new[3] - scale * (y0 + y1)) / 2


def _wrap(unit: Unit, matrix: Matrix) -> None:
    """Put a transform around the unit, `matrix` being in the root's user space."""
    if all(abs(value - same) < 1e-6 for value, same in zip(matrix, IDENTITY, strict=True)):
        return
    try:
        local = multiply(multiply(invert(unit.matrix), matrix), unit.matrix)
    except ZeroDivisionError:
        return
    parent = unit.element.getparent()
    if parent is None:
        return
    holder = unit.element.makeelement(SVG + "g", {"transform": to_svg(_rounded(local))})
    holder.tail, unit.element.tail = unit.element.tail, None
    parent.replace(unit.element, holder)
    holder.append(unit.element)


def _move_text(unit: Unit, right: Carried, below: Carried, frame: Unit, scale: float) -> None:
    """Move a slot's text with its frame: by the edge it is aligned to, at the frame's top."""
    anchor = next((style_value(part, "text-anchor") for part in unit.element.iter() if style_value(part, "text-anchor")), "start")
    x0, y0, x1, _ = frame.box
    held = {"middle": (x0 + x1) / 2, "end": x1}.get(anchor or "", x0)
    _wrap(unit, (scale, 0.0, 0.0, scale, right.place(held) - scale * held, below.place(y0) - scale * y0))


def _stretch_inside(unit: Unit, right: Carried, below: Carried) -> None:
    """Give a picture slot drawn as a group its new box, which a photo will cover.

    Of the drawn sample, what reaches across (a ground, a horizon) is stretched; the rest keeps its proportions, as one.
    """
    try:
        inner = invert(unit.own_matrix)
    except ZeroDivisionError:
        return
    if tag(unit.element) != "g":
        _wrap(unit, _affine(unit, right, below))
        return
    stretched = _rounded(multiply(multiply(inner, _affine(unit, right, below)), unit.own_matrix))
    boxes = {child: box for child in unit.element if (box := boxed(child))[2:] > box[:2]}
    whole = reduce(union, boxes.values(), None)
    rest = {child: box for child, box in boxes.items() if whole is not None and not _reaches_across(box, whole)}
    kept = _in_proportion(reduce(union, rest.values(), None), whole, stretched) if is_upright(stretched) else stretched
    for is_rest, children in groupby(list(unit.element), key=lambda child: child in rest):
        holder = unit.element.makeelement(SVG + "g", {"transform": to_svg(kept if is_rest else stretched)})
        unit.element.append(holder)
        holder.extend(children)


def _reaches_across(box: Box, whole: Box) -> bool:
    return any(box[axis + 2] - box[axis] >= _ACROSS * (whole[axis + 2] - whole[axis]) for axis in (0, 1))


def _in_proportion(box: Box | None, whole: Box | None, matrix: Matrix) -> Matrix:
    """Return the matrix that keeps `box` in proportion inside what `matrix` makes of `whole`, at the edges that it touches."""
    if box is None or whole is None:
        return matrix
    scale = min(matrix[0], matrix[3])
    moves = []
    for axis in (0, 1):
        near = (1 - _ACROSS) * (whole[axis + 2] - whole[axis])
        low, high = box[axis] - whole[axis] <= near, whole[axis + 2] - box[axis + 2] <= near
        held = (box[axis] + box[axis + 2]) / 2 if low == high else box[axis] if low else box[axis + 2]
        moves.append(matrix[axis * 3] * held + matrix[4 + axis] - scale * held)
    return _rounded((scale, 0.0, 0.0, scale, moves[0], moves[1]))


def _rewrite(unit: Unit, right: Carried, below: Carried) -> bool:
    """Rewrite the coordinates of a shape; return False for a shape that has none to rewrite."""
    element, forth = unit.element, unit.own_matrix
    back = invert(forth)

    def carried(x: float, y: float) -> tuple[float, float]:
        there = apply(forth, x, y)
        return apply(back, right.place(there[0]), below.place(there[1]))

    name = tag(element)
    if name in _BOXES:
        return _rewrite_box(element, unit, right, below, back)
    if name == "line":
        for x, y in (("x1", "y1"), ("x2", "y2")):
            new = carried(length(element.get(x), default=0.0), length(element.get(y), default=0.0))
            _set(element, {x: new[0], y: new[1]})
        return True
    if name in ("polygon", "polyline"):
        flat = numbers(element.get("points"))
        element.set(
            "points", " ".join(f"{x:.3f},{y:.3f}" for x, y in (carried(*pair) for pair in zip(flat[::2], flat[1::2], strict=False)))
        )
        return True
    if name == "path":
        segments = []
        for kind, *values in parse_path(element.get("d") or ""):
            points = [carried(*pair) for pair in zip(values[::2], values[1::2], strict=True)]
            segments.append((kind, *(value for point in points for value in point)))
        element.set("d", re.sub(r"(\.\d{3})\d+", r"\1", to_d(tuple(segments))))
        return True
    return False


def _rewrite_box(element: Element, unit: Unit, right: Carried, below: Carried, back: Matrix) -> bool:
    low = apply(back, right.place(unit.box[0]), below.place(unit.box[1]))
    high = apply(back, right.place(unit.box[2]), below.place(unit.box[3]))
    _set(element, {"x": low[0], "y": low[1], "width": max(0.0, high[0] - low[0]), "height": max(0.0, high[1] - low[1])})
    if tag(element) == "image" and "slice" not in (element.get("preserveAspectRatio") or ""):
        element.set("preserveAspectRatio", "xMidYMid slice")
    return True


def _painted_in_user_space(element: Element) -> bool:
    """Say whether the shape's paint is laid out in user space, and so must be carried over with it."""
    root = element.getroottree().getroot()
    for name in ("fill", "stroke"):
        identifier = local_url(style_value(element, name) or "")[0]
        if identifier is None:
            continue
        for server in root.iter(SVG + "linearGradient", SVG + "radialGradient", SVG + "pattern"):
            if server.get("id") == identifier:
                return "userSpaceOnUse" in (server.get("gradientUnits"), server.get("patternUnits"))
    return False


def _set(element: Element, values: dict[str, float]) -> None:
    for key, value in values.items():
        element.set(key, number_text(round(value, 3)))


def _rounded(matrix: Matrix) -> Matrix:
    a, b, c, d, e, f = (round(value, 6) for value in matrix)
    return a, b, c, d, e, f
