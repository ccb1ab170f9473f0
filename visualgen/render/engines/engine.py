"""The protocol that both SVG engines speak."""

from __future__ import annotations

from typing import Protocol

import cairocffi as cairo


class SvgEngine(Protocol):
    """Draws SVG text."""

    name: str

    def draw(self, svg: str, width_px: int, height_px: int) -> cairo.ImageSurface:
        """Return the drawing as premultiplied BGRA (a cairo ARGB32 surface) of that size.

        `svg` has that width and height, one user unit a pixel. Raises `SvgError` for what the engine cannot draw.
        """
        ...
