"""A finished picture in memory, as cairo holds it: premultiplied BGRA."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Canvas:
    """`pixels` is (height, width, 4) uint8, premultiplied BGRA in sRGB; `opaque` says that no pixel lets anything through."""

    pixels: NDArray[np.uint8]
    opaque: bool

    @property
    def width_px(self) -> int:
        """The width in pixels."""
        return int(self.pixels.shape[1])

    @property
    def height_px(self) -> int:
        """The height in pixels."""
        return int(self.pixels.shape[0])

    def over_white(self) -> Canvas:
        """Return the picture on white paper, for types without transparency."""
        if self.opaque:
            return self
        pixels = self.pixels + (255 - self.pixels[..., 3:])
        pixels[..., 3] = 255
        return Canvas(pixels, opaque=True)
