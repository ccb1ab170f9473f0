"""Drop shadows under text, photos and cards: the group's alpha, blurred at reduced size, painted in one colour."""

from __future__ import annotations

import hashlib
import math

import cairocffi as cairo
import numpy as np
from PIL import Image, ImageFilter

from visualgen.render.cache import Cache
from visualgen.render.paint.target import PixelBox, Target
from visualgen.render.products import Box, Matrix
from visualgen.render.scene import Shadow
from visualgen.svg.matrix import multiply

_REDUCED_DEVIATION = 4.0
"""A blur is computed on a picture reduced until its deviation is at least this many pixels: finer is not seen."""


def paint_shadow(
    target: Target, surface: cairo.ImageSurface, place: PixelBox, shadow: Shadow, matrix: Matrix, region: Box | None, cache: Cache
) -> None:
    """Paint the shadow of what is on `surface` (the pixels of `place`) at its offset, inside the filter's region."""
    full = multiply(target.pixels, matrix)
    scale_x, scale_y = math.hypot(full[0], full[1]), math.hypot(full[2], full[3])
    most = float(max(target.frame[2:]))  # a blur wider than the picture is a uniform haze: no need to compute a wider one
    deviation = (min(shadow.deviation[0] * scale_x, most), min(shadow.deviation[1] * scale_y, most))
    alpha = _alpha(surface, shadow.gain)
    blurred, pad = _blurred(alpha, deviation, cache)
    dx, dy = full[0] * shadow.dx + full[2] * shadow.dy, full[1] * shadow.dx + full[3] * shadow.dy
    context = target.context
    context.save()
    if region is not None:
        target.in_space(matrix)
        context.rectangle(region[0], region[1], region[2] - region[0], region[3] - region[1])
        context.clip()
    target.on_grid()
    if shadow.knockout:
        context.push_group()
    context.set_source_rgba(*shadow.color)
    context.mask_surface(blurred, place[0] - pad + dx, place[1] - pad + dy)
    if shadow.knockout:
        context.set_operator(cairo.OPERATOR_DEST_OUT)
        context.set_source_rgba(0, 0, 0, 1)
        context.mask_surface(_a8(np.asarray(alpha)), place[0], place[1])
        context.pop_group_to_source()
        context.paint()
    context.restore()


def _alpha(surface: cairo.ImageSurface, gain: float) -> Image.Image:
    size = (surface.get_width(), surface.get_height())
    alpha = Image.frombuffer("RGBA", size, surface.get_data(), "raw", "RGBA", surface.get_stride(), 1).getchannel("A")
    return alpha if gain == 1 else alpha.point([min(255, round(value * gain)) for value in range(256)])


def _blurred(alpha: Image.Image, deviation: tuple[float, float], cache: Cache) -> tuple[cairo.ImageSurface, int]:
    """Return the blurred alpha as an A8 surface, and by how many pixels it reaches beyond the original on each side."""
    pad = math.ceil(3 * max(deviation)) + 1 if max(deviation) > 0 else 0
    step = max(1, int(max(deviation) / _REDUCED_DEVIATION))
    pad = -(-pad // step) * step
    width, height = (-(-(side + 2 * pad) // step) * step for side in alpha.size)
    room = Image.new("L", (width, height))
    room.paste(alpha, (pad, pad))
    small = room.reduce(step) if step > 1 else room
    digest = hashlib.blake2b(small.tobytes(), digest_size=20).digest()
    key = ("shadow", digest, small.size, deviation, step)
    found: cairo.ImageSurface | None = cache.get(key)
    if found is None:
        soft = small.filter(ImageFilter.GaussianBlur((deviation[0] / step, deviation[1] / step))) if max(deviation) > 0 else small
        if step > 1:
            soft = soft.resize((width, height), Image.Resampling.BICUBIC)
        found = _a8(np.asarray(soft))
        cache.put(key, found, width * height)
    return found, pad


def _a8(alpha: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> cairo.ImageSurface:
    height, width = alpha.shape
    stride = cairo.ImageSurface.format_stride_for_width(cairo.FORMAT_A8, width)
    rows = np.zeros((height, stride), np.uint8)
    rows[:, :width] = alpha
    return cairo.ImageSurface.create_for_data(rows.data.cast("B"), cairo.FORMAT_A8, width, height, stride)
