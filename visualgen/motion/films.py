"""Footage in a scene: each photo slot that holds a video shows the frame of the moment, fitted once to the pixels of its slot."""

from __future__ import annotations

import math
from collections.abc import Iterable

import cairocffi as cairo

from visualgen.brand.model import PhotoTreatment
from visualgen.motion.products import FootageSource, FootageValue, OpenFootage
from visualgen.render.engines.direct import append_path
from visualgen.render.paint.target import Target, surface_of
from visualgen.render.scene import Bitmap, Node
from visualgen.svg.matrix import multiply

_LARGEST_SIDE_PX = 4_096


class Films:
    """The open videos of one scene."""

    def __init__(self, treatment: PhotoTreatment, open_footage: OpenFootage) -> None:
        self.treatment, self.open_footage = treatment, open_footage
        self._open: dict[int, tuple[Bitmap, FootageSource]] = {}

    def moment(self, nodes: Iterable[Node], target: Target, time_s: float) -> tuple[int, ...]:
        """Return what tells one frame of the footage from the next."""
        return tuple(id(self._source(node, target).frame_at(time_s)) for node in nodes if isinstance(node, Bitmap))

    def paint(self, nodes: Iterable[Node], target: Target, time_s: float) -> None:
        """Paint every video's frame inside its outline."""
        for node in nodes:
            if isinstance(node, Bitmap):
                self._paint(node, target, time_s)

    def close(self) -> None:
        """Let the files go."""
        for _, source in self._open.values():
            source.close()
        self._open.clear()

    def _source(self, bitmap: Bitmap, target: Target) -> FootageSource:
        found = self._open.get(id(bitmap))
        if found is None:
            value = bitmap.picture
            assert isinstance(value, FootageValue)
            source = self.open_footage(value, _size(bitmap, target), self.treatment if bitmap.graded else None)
            found = self._open[id(bitmap)] = (bitmap, source)
        return found[1]

    def _paint(self, bitmap: Bitmap, target: Target, time_s: float) -> None:
        pixels = self._source(bitmap, target).frame_at(time_s)
        height, width = pixels.shape[:2]
        x0, y0, x1, y1 = bitmap.area
        context = target.context
        context.save()
        target.in_space(bitmap.matrix)
        context.new_path()
        append_path(context, bitmap.outline)
        context.set_source_surface(surface_of(pixels), 0, 0)
        pattern = context.get_source()
        to_pixels = cairo.Matrix((x1 - x0) / width, 0, 0, (y1 - y0) / height, x0, y0)
        to_pixels.invert()
        pattern.set_matrix(to_pixels)
        pattern.set_filter(cairo.FILTER_BILINEAR)
        pattern.set_extend(cairo.EXTEND_PAD)
        context.fill()
        context.restore()


def _size(bitmap: Bitmap, target: Target) -> tuple[int, int]:
    """Return the size in px at which a video is seen."""
    full = multiply(target.pixels, bitmap.matrix)
    x0, y0, x1, y1 = bitmap.area
    sides = ((x1 - x0) * math.hypot(full[0], full[1]), (y1 - y0) * math.hypot(full[2], full[3]))
    width, height = (min(max(math.ceil(side - 1e-6), 1), _LARGEST_SIDE_PX) for side in sides)
    return width, height
