"""Where the painter paints: a cairo context with its pixel grid, and surfaces over pixels of our own."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cairocffi as cairo
import numpy as np
from numpy.typing import NDArray

from visualgen.render.products import Box, Matrix
from visualgen.svg.matrix import map_box, multiply

PixelBox = tuple[int, int, int, int]
"""x, y, width, height in whole pixels."""


@dataclass(frozen=True, slots=True)
class Target:
    """A context and its grid of pixels.

    `pixels` maps user units to pixels, `base` pixels to the context's device; a PDF's grid is finer than its unit,
    so that what must be a bitmap is one at print resolution. `frame` is what can be seen, in pixels.
    """

    context: cairo.Context
    base: Matrix
    pixels: Matrix
    frame: PixelBox
    vector: bool = False

    def on_grid(self) -> None:
        """Make pixels the context's unit."""
        self.context.set_matrix(cairo.Matrix(*self.base))

    def in_space(self, matrix: Matrix) -> None:
        """Make the user space under `matrix` the context's unit."""
        self.context.set_matrix(cairo.Matrix(*multiply(self.base, multiply(self.pixels, matrix))))

    def reach(self, box: Box | None, margin_px: float = 0.0) -> PixelBox | None:
        """Return the whole pixels that `box` (user units; None: everything) can touch in the frame; None for none."""
        left, top, width, height = self.frame
        left, top = left - math.ceil(margin_px), top - math.ceil(margin_px)
        right, bottom = left + width + 2 * math.ceil(margin_px), top + height + 2 * math.ceil(margin_px)
        if box is not None:
            x0, y0, x1, y1 = map_box(self.pixels, box)
            if not all(map(math.isfinite, (x0, y0, x1, y1))):
                return left, top, right - left, bottom - top
            left, top = max(left, math.floor(x0 - 1)), max(top, math.floor(y0 - 1))
            right, bottom = min(right, math.ceil(x1 + 1)), min(bottom, math.ceil(y1 + 1))
        if right <= left or bottom <= top:
            return None
        return left, top, right - left, bottom - top

    def blit(self, surface: cairo.ImageSurface, x: float, y: float) -> None:
        """Paint a surface pixel for pixel with its corner at (x, y) on the grid."""
        self.context.save()
        self.on_grid()
        self.context.set_source_surface(surface, x, y)
        if not self.vector:
            self.context.get_source().set_filter(cairo.FILTER_NEAREST)
        self.context.paint()
        self.context.restore()


def new_layer(target: Target, place: PixelBox) -> tuple[cairo.ImageSurface, Target]:
    """Return an empty surface for the pixels of `place`, and the target that paints on it."""
    x, y, width, height = place
    surface = cairo.ImageSurface(cairo.FORMAT_ARGB32, width, height)
    base: Matrix = (1.0, 0.0, 0.0, 1.0, -x, -y)
    return surface, Target(cairo.Context(surface), base, target.pixels, place)


def pixels_of(surface: cairo.ImageSurface) -> NDArray[np.uint8]:
    """Return a copy of an ARGB32 surface's pixels, (height, width, 4) premultiplied BGRA."""
    surface.flush()
    rows = np.frombuffer(surface.get_data(), np.uint8).reshape(surface.get_height(), surface.get_stride() // 4, 4)
    return rows[:, : surface.get_width()].copy()


def surface_of(pixels: NDArray[np.uint8], *, opaque: bool = False) -> cairo.ImageSurface:
    """Return a surface over premultiplied BGRA pixels (C-contiguous); it keeps them alive and shares them."""
    height, width = pixels.shape[:2]
    kind = cairo.FORMAT_RGB24 if opaque else cairo.FORMAT_ARGB32
    if not pixels.flags.writeable:
        pixels = pixels.copy()
    return cairo.ImageSurface.create_for_data(pixels.data.cast("B"), kind, width, height, width * 4)


def is_opaque(pixels: NDArray[np.uint8]) -> bool:
    """Return whether every pixel's alpha is full."""
    if not pixels.size:
        return False
    return int(np.bitwise_and.reduce(pixels.view(np.uint32), axis=None)) >> 24 == 255
