"""Paints photos: at rest on the pixel grid they are copied pixel for pixel, turned or skewed they are resampled."""

from __future__ import annotations

import math

import cairocffi as cairo

from visualgen.brand.model import PhotoTreatment
from visualgen.render.cache import Cache
from visualgen.render.canvas import Canvas
from visualgen.render.codecs import jpeg, rgb_image
from visualgen.render.engines.direct import append_path
from visualgen.render.paint.target import Target, surface_of
from visualgen.render.pictures import Photo, inspect, prepare
from visualgen.render.products import Box, Matrix
from visualgen.render.scene import Bitmap
from visualgen.settings import Limits
from visualgen.svg.matrix import map_box, multiply

LARGEST_SIDE_PX = 16_384
MOST_PIXELS = 16_000_000
"""A photo that would be shown larger than this, most of it off the canvas, is prepared smaller and enlarged while painting."""

PRINT_QUALITY = 92


def paint_bitmap(target: Target, bitmap: Bitmap, cache: Cache, treatment: PhotoTreatment, limits: Limits) -> None:
    """Paint the photo inside its outline."""
    if target.reach(bitmap.box) is None:
        return
    area = _contained(bitmap, limits) if bitmap.fit == "contain" else bitmap.area
    full = multiply(target.pixels, bitmap.matrix)
    at_rest = not target.vector and full[1] == 0 and full[2] == 0 and full[0] > 0 and full[3] > 0
    left, top, width, height = _on_grid(map_box(full, area)) if at_rest else (0, 0, 0, 0)
    if not at_rest or width * height > MOST_PIXELS:
        at_rest, left, top = False, 0, 0
        width, height = _needed(bitmap, area, full, target, limits)
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
    if target.vector and photo.opaque:
        surface.set_mime_data("image/jpeg", _as_jpeg(photo))
    context = target.context
    context.save()
    _outline(target, bitmap, area)
    if at_rest:
        target.on_grid()
    context.set_source_surface(surface, left, top)
    pattern = context.get_source()
    if not at_rest:
        to_pixels = cairo.Matrix((area[2] - area[0]) / width, 0, 0, (area[3] - area[1]) / height, area[0], area[1])
        to_pixels.invert()
        pattern.set_matrix(to_pixels)
    pattern.set_filter(cairo.FILTER_NEAREST if at_rest or not bitmap.smooth else cairo.FILTER_GOOD)
    pattern.set_extend(cairo.EXTEND_NONE if target.vector else cairo.EXTEND_PAD)
    context.fill()
    context.restore()


def _on_grid(box: Box) -> tuple[int, int, int, int]:
    """Return the whole pixels (left, top, width, height) that hold `box`; a millionth of a pixel does not count."""
    left, top = math.floor(box[0] + 1e-6), math.floor(box[1] + 1e-6)
    return left, top, max(math.ceil(box[2] - 1e-6) - left, 1), max(math.ceil(box[3] - 1e-6) - top, 1)


def _needed(bitmap: Bitmap, area: Box, full: Matrix, target: Target, limits: Limits) -> tuple[int, int]:
    """Return the size at which the photo is prepared: that of its place; in a PDF no more than the photo itself has."""
    across, along = area[2] - area[0], area[3] - area[1]
    width, height = across * math.hypot(full[0], full[1]), along * math.hypot(full[2], full[3])
    part = min(1.0, math.sqrt(MOST_PIXELS / max(width * height, 1.0)))
    if target.vector and width > 0 and height > 0:
        own_width, own_height = inspect(bitmap.picture, limits)
        ratios = (own_width / width, own_height / height)
        part = min(part, min(ratios) if bitmap.fit == "cover" else max(ratios))
    return min(max(math.ceil(width * part), 1), LARGEST_SIDE_PX), min(max(math.ceil(height * part), 1), LARGEST_SIDE_PX)


def _as_jpeg(photo: Photo) -> bytes:
    """Return an opaque photo as the JPEG that a PDF carries instead of raw pixels."""
    return jpeg(rgb_image(Canvas(photo.pixels, opaque=True)), PRINT_QUALITY)


def _outline(target: Target, bitmap: Bitmap, area: Box) -> None:
    """Make the photo's outline the path; what is contained in its area is clipped by it."""
    context = target.context
    target.in_space(bitmap.matrix)
    context.new_path()
    append_path(context, bitmap.outline)
    if bitmap.fit == "contain":
        context.clip()
        context.rectangle(area[0], area[1], area[2] - area[0], area[3] - area[1])


def _contained(bitmap: Bitmap, limits: Limits) -> Box:
    """Return the box of the whole picture inside its area."""
    x0, y0, x1, y1 = bitmap.area
    width, height = inspect(bitmap.picture, limits)
    scale = min((x1 - x0) / width, (y1 - y0) / height)
    left = x0 + (x1 - x0 - width * scale) * bitmap.align[0]
    top = y0 + (y1 - y0 - height * scale) * bitmap.align[1]
    return left, top, left + width * scale, top + height * scale
