"""Paints what isolates: filter → clip → mask → opacity → operator."""

from __future__ import annotations

import base64
import math
from dataclasses import replace
from typing import TYPE_CHECKING

import cairocffi as cairo
import numpy as np

from visualgen.render.codecs import png
from visualgen.render.engines.direct import append_path
from visualgen.render.paint.shadows import paint_shadow
from visualgen.render.paint.target import PixelBox, Target, new_layer, pixels_of
from visualgen.render.products import Box
from visualgen.render.scene import Bitmap, Clip, Filter, Glyphs, Group, Markup, Node, PlainRun
from visualgen.svg.matrix import determinant, invert, map_box, multiply, to_svg

if TYPE_CHECKING:
    from visualgen.render.paint import Painter

OPERATORS = {
    "multiply": cairo.OPERATOR_MULTIPLY,
    "screen": cairo.OPERATOR_SCREEN,
    "overlay": cairo.OPERATOR_OVERLAY,
    "darken": cairo.OPERATOR_DARKEN,
    "lighten": cairo.OPERATOR_LIGHTEN,
    "color-dodge": cairo.OPERATOR_COLOR_DODGE,
    "color-burn": cairo.OPERATOR_COLOR_BURN,
    "hard-light": cairo.OPERATOR_HARD_LIGHT,
    "soft-light": cairo.OPERATOR_SOFT_LIGHT,
    "difference": cairo.OPERATOR_DIFFERENCE,
    "exclusion": cairo.OPERATOR_EXCLUSION,
    "hue": cairo.OPERATOR_HSL_HUE,
    "saturation": cairo.OPERATOR_HSL_SATURATION,
    "color": cairo.OPERATOR_HSL_COLOR,
    "luminosity": cairo.OPERATOR_HSL_LUMINOSITY,
    "plus-lighter": cairo.OPERATOR_ADD,
}
"""CSS blend modes (Compositing and Blending 1, §5) as cairo's operators."""


def paint_group(painter: Painter, target: Target, group: Group) -> None:
    """Paint a group's children apart, then put them in place as one."""
    place = target.reach(group.box)
    if place is None or group.opacity <= 0:
        return
    context = target.context
    context.save()
    if _only_clips(group):
        clip_to(target, group.clip)
        painter.paint(target, group.children)
        context.restore()
        return
    target.on_grid()
    context.rectangle(*place)
    context.clip()
    if group.filter is None:
        clip_to(target, group.clip)
    context.push_group()
    if group.filter is None:
        context.reset_clip()  # it would cut twice: half a pixel at an edge would become a quarter
        painter.paint(target, group.children)
    else:
        _paint_filtered(painter, target, group, group.filter, place)
    if group.filter is not None and group.clip is not None:
        content = context.pop_group()
        clip_to(target, group.clip)
        context.push_group()
        context.set_source(content)
        context.paint()
    if group.mask is not None:
        _mask(painter, target, group.mask, place)
    context.pop_group_to_source()
    context.set_operator(OPERATORS.get(group.operator, cairo.OPERATOR_OVER))
    context.paint_with_alpha(group.opacity)
    context.restore()


def _only_clips(group: Group) -> bool:
    """Return whether the group is one thing under a plain clip, which can be painted in place."""
    bare = group.opacity >= 1 and group.operator == "normal" and group.mask is None and group.filter is None
    return bare and len(group.children) == 1 and _is_one_thing(group.children[0])


def _is_one_thing(node: Node) -> bool:
    return isinstance(node, (Bitmap, Glyphs)) or (isinstance(node, PlainRun) and len(node.items) == 1)


def clip_to(target: Target, clip: Clip | None) -> None:
    """Let what follows show only inside `clip`."""
    if clip is None:
        return
    context = target.context
    target.in_space(clip.matrix)
    context.new_path()
    append_path(context, clip.segments)
    target.on_grid()
    context.set_fill_rule(cairo.FILL_RULE_EVEN_ODD if clip.even_odd else cairo.FILL_RULE_WINDING)
    context.clip()
    context.set_fill_rule(cairo.FILL_RULE_WINDING)


def _mask(painter: Painter, target: Target, mask: Markup, place: PixelBox) -> None:
    """Let the innermost cairo group show only through `mask`, which the full engine paints as white."""
    context = target.context
    content = context.pop_group()
    context.push_group()
    context.set_source(content)
    target.on_grid()
    pattern = cairo.SurfacePattern(painter.rendered(target, mask, place))
    pattern.set_matrix(cairo.Matrix(1, 0, 0, 1, -place[0], -place[1]))
    if not target.vector:
        pattern.set_filter(cairo.FILTER_NEAREST)
    context.mask(pattern)


def _paint_filtered(painter: Painter, target: Target, group: Group, effect: Filter, place: PixelBox) -> None:
    if not effect.shadows:
        _paint_effect(painter, target, group, effect, place)
        return
    scale = sum(abs(value) for value in multiply(target.pixels, group.matrix)[:4])
    margin = max(3.2 * max(shadow.deviation) + max(abs(shadow.dx), abs(shadow.dy)) for shadow in effect.shadows) * scale
    margin = min(margin, 2.0 * max(target.frame[2:]))
    inner = _joined_reach(painter, target, group, margin)
    if inner is None:
        return
    surface, layer = new_layer(target, inner)
    painter.paint(layer, group.children)
    surface.flush()
    for shadow in effect.shadows:
        paint_shadow(target, surface, inner, shadow, group.matrix, effect.region, painter.cache)
    if target.vector:
        painter.paint(target, group.children)
    else:
        target.blit(surface, inner[0], inner[1])


def _joined_reach(painter: Painter, target: Target, group: Group, margin: float) -> PixelBox | None:
    boxes = [node.box for node in group.children]
    if any(box is None for box in boxes):
        return target.reach(None, margin)
    known = [box for box in boxes if box is not None]
    if not known:
        return None
    xs0, ys0, xs1, ys1 = zip(*known, strict=True)
    return target.reach((min(xs0), min(ys0), max(xs1), max(ys1)), margin)


def _paint_effect(painter: Painter, target: Target, group: Group, effect: Filter, place: PixelBox) -> None:
    """Hand the children's own picture to the full engine, under the filter."""
    full = multiply(target.pixels, group.matrix)
    if effect.region is None or (full[1] == 0 and full[2] == 0):
        drawn = _effect(painter, target, group, effect, place)
        target.blit(drawn, place[0], place[1])
        return
    # The engine filters along its canvas: the element is laid level, filtered, and the result is turned.
    scale = math.sqrt(abs(determinant(full)))
    pixels = multiply((scale, 0.0, 0.0, scale, 0.0, 0.0), invert(group.matrix))
    seen = map_box(multiply(pixels, invert(target.pixels)), _grown(target.frame))
    region = [value * scale for value in effect.region]
    x0, y0 = math.floor(max(region[0], seen[0])), math.floor(max(region[1], seen[1]))
    around = (x0, y0, math.ceil(min(region[2], seen[2])) - x0, math.ceil(min(region[3], seen[3])) - y0)
    if scale <= 0 or around[2] <= 0 or around[3] <= 0:
        return
    drawn = _effect(painter, replace(target, pixels=pixels, frame=around), group, effect, around)
    context = target.context
    context.save()
    target.in_space(multiply(group.matrix, (1 / scale, 0.0, 0.0, 1 / scale, 0.0, 0.0)))
    context.set_source_surface(drawn, around[0], around[1])
    context.get_source().set_filter(cairo.FILTER_BILINEAR)
    context.paint()
    context.restore()


def _grown(frame: PixelBox) -> Box:
    """Return the frame with a quarter of its longer side around it."""
    margin = max(frame[2:]) / 4
    return frame[0] - margin, frame[1] - margin, frame[0] + frame[2] + margin, frame[1] + frame[3] + margin


def _effect(painter: Painter, target: Target, group: Group, effect: Filter, place: PixelBox) -> cairo.ImageSurface:
    """Return the filtered picture of a group on the pixels of `place`."""
    around = _around(target, group, effect) or place
    surface, layer = new_layer(target, around)
    painter.paint(layer, group.children)
    picture = _as_png(surface)
    x, y, width, height = around
    to_user = invert(multiply(target.pixels, group.matrix))
    body = (
        f'<g transform="{to_svg(group.matrix)}"><g style="filter:{effect.value}"><g transform="{to_svg(to_user)}">'
        f'<image x="{x}" y="{y}" width="{width}" height="{height}" href="data:image/png;base64,{picture}"/></g></g></g>'
    )
    return painter.rendered(target, Markup(body, effect.definitions), place, keep=False)


def _around(target: Target, group: Group, effect: Filter) -> PixelBox | None:
    """Return the pixels that the filter may look at: its region, some way beyond the frame too."""
    if effect.region is None:
        return None
    margin = max(target.frame[2], target.frame[3]) / 4
    return target.reach(map_box(group.matrix, effect.region), margin)


def _as_png(surface: cairo.ImageSurface) -> str:
    pixels = pixels_of(surface).astype(np.uint16)
    alpha = pixels[..., 3:]
    colors = np.minimum((pixels[..., 2::-1] * 255 + alpha // 2) // np.maximum(alpha, 1), 255)
    straight = np.concatenate([colors, alpha], axis=2).astype(np.uint8)
    return base64.b64encode(png(np.ascontiguousarray(straight))).decode()
