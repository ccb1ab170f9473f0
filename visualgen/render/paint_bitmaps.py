"""Paints photos: at rest on the pixel grid they are copied pixel for pixel, turned or skewed they are resampled."""

from __future__ import annotations

import math

import cairocffi as cairo

from visualgen.brand.model import PhotoTreatment
from visualgen.render.cache import Cache
from visualgen.render.engines.direct import append_path
from visualgen.render.paint_target import Target, surface_of
from visualgen.render.pictures import inspect, prepare
from visualgen.render.products import Box
from visualgen.render.scene import Bitmap
from visualgen.settings import Limits
from visualgen.svg.matrix import map_box, multiply

_LARGEST_SIDE_PX = 16_384


def paint_bitmap(target: Target, bitmap: Bitmap, cache: Cache, treatment: PhotoTreatment, limits: Limits) -> None:
    """Paint the photo inside its outline."""
    if target.reach(bitmap.box) is None:
        return
    area = _contained(bitmap, limits) if bitmap.fit == "contain" else bitmap.area
    full = multiply(target.pixels, bitmap.matrix)
    upright = full[1] == 0 and full[2] == 0 and full[0] > 0 and full[3] > 0
    if upright:
        x0, y0, x1, y1 = map_box(full, area)
        left, top = math.floor(x0 + 1e-6), math.floor(y0 + 1e-6)
        width, height = math.ceil(x1 - 1e-6) - left, math.ceil(y1 - 1e-6) - top
    else:
        width = math.ceil((area[2] - area[0]) * math.hypot(full[0], full[1]))
        height = math.ceil((area[3] - area[1]) * math.hypot(full[2], full[3]))
    width, height = (min(max(side, 1), _LARGEST_SIDE_PX) for side in (width, height))
    photo = prepare(
        bitmap.picture,
        (width, height),
        fit="cover" if bitmap.fit == "cover" else "stretch",
        treatment=treatment if bitmap.graded else None,
        cache=cache,
        limits=limits,
        smooth=bitmap.smooth,
    )
    surface = surface_of(photo.pixels, opaque=photo.opaque)
    context = target.context
    context.save()
    target.in_space(bitmap.matrix)
    context.new_path()
    append_path(context, bitmap.outline)
    if upright:
        target.on_grid()
        context.set_source_surface(surface, left, top)
        pattern = context.get_source()
        pattern.set_filter(cairo.FILTER_GOOD if target.vector else cairo.FILTER_NEAREST)
    else:
        context.set_source_surface(surface, 0, 0)
        pattern = context.get_source()
        to_pixels = cairo.Matrix((area[2] - area[0]) / width, 0, 0, (area[3] - area[1]) / height, area[0], area[1])
        to_pixels.invert()
        pattern.set_matrix(to_pixels)
        pattern.set_filter(cairo.FILTER_GOOD if bitmap.smooth else cairo.FILTER_NEAREST)
    pattern.set_extend(cairo.EXTEND_PAD)
    if bitmap.fit == "contain":
        _clip_to(target, bitmap, area)
    context.fill()
    context.restore()


def _contained(bitmap: Bitmap, limits: Limits) -> Box:
    """Return the box of the whole picture inside its area."""
    x0, y0, x1, y1 = bitmap.area
    width, height = inspect(bitmap.picture, limits)
    scale = min((x1 - x0) / width, (y1 - y0) / height)
    left = x0 + (x1 - x0 - width * scale) * bitmap.align[0]
    top = y0 + (y1 - y0 - height * scale) * bitmap.align[1]
    return left, top, left + width * scale, top + height * scale


def _clip_to(target: Target, bitmap: Bitmap, area: Box) -> None:
    """Replace the current path by `area`, clipped by it."""
    context = target.context
    context.clip()
    target.in_space(bitmap.matrix)
    context.new_path()
    context.rectangle(area[0], area[1], area[2] - area[0], area[3] - area[1])
    target.on_grid()
