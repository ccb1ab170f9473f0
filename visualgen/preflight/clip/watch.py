"""A pair of eyes on a clip while it is written: counts flashes as WCAG 2.3.1 does, and looks at the first frame.

General flash: opposing changes of relative luminance of 0.1 or more, the darker below 0.8. Red flash: opposing changes of more than
20 in (R − G − B) × 320 that involve a saturated red (R / (R + G + B) ≥ 0.8). Counted cell by cell of a coarse grid, so that fades over
several frames count as well; the grid's quarter stands for a quarter of ten degrees of sight, a phone held close.
"""

from __future__ import annotations

from collections import deque

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

GRID = 48
"""Cells on the longer side."""
AREA = 0.25
"""The part of the picture that must flash together to count."""

_CHANNEL = np.arange(256) / 255.0
_LINEAR = np.where(_CHANNEL <= 0.04045, _CHANNEL / 12.92, ((_CHANNEL + 0.055) / 1.055) ** 2.4).astype(np.float32)
_FLAT_LEVELS = 6
_FLAT_SHARE = 0.995


class Watch:
    """Sees every frame once, in order; `flashes` and `red_flashes` are the most in any second, a flash being two opposing changes.

    `seen` is how many frames it has seen, `first_is_flat` whether the first was one colour all over.
    """

    def __init__(self, fps: float) -> None:
        self._window = max(1, round(fps))
        self._general = _Turns(0.1, self._window)
        self._red = _Turns(20.0, self._window)
        self._cells: Floats | None = None
        self.first_is_flat = False
        self.seen = 0

    @property
    def flashes(self) -> float:
        """The most general flashes in any second over a quarter of the picture."""
        return self._general.most / 2

    @property
    def red_flashes(self) -> float:
        """The most red flashes in any second over a quarter of the picture."""
        return self._red.most / 2

    def see(self, pixels: NDArray[np.uint8], *, changed: bool = True) -> None:
        """Look at a frame: (height, width, 4) BGRx. `changed` False: it is the frame before again."""
        if changed or self._cells is None:
            height, width = pixels.shape[:2]
            scale = GRID / max(height, width)
            size = (max(1, round(width * scale)), max(1, round(height * scale)))
            step = max(1, min(height, width) // 200)
            small = np.asarray(cv2.resize(pixels[::step, ::step, :3], size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
            self._cells = _LINEAR[small]
            if self.seen == 0:
                self.first_is_flat = is_flat(pixels)
        blue, green, red = self._cells[..., 0], self._cells[..., 1], self._cells[..., 2]
        light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        self._general.add(light, np.minimum(light, 1.0) < 0.8)
        total = red + green + blue
        self._red.add(np.maximum(red - green - blue, 0.0) * 320, red >= 0.8 * np.maximum(total, 1e-6))
        self.seen += 1


def is_flat(pixels: NDArray[np.uint8]) -> bool:
    """Return whether a frame is one colour all over: nothing to look at."""
    small = pixels[::4, ::4, :3].reshape(-1, 3).astype(np.int16)
    middle = np.median(small, axis=0)
    return float(np.mean(np.abs(small - middle).max(axis=-1) <= _FLAT_LEVELS)) >= _FLAT_SHARE


class _Turns:
    """Counts, cell by cell, the opposing changes of a value by at least `least` within a sliding window of frames."""

    def __init__(self, least: float, window: int) -> None:
        self.least, self.window = least, window
        self.most = 0.0
        self._turns: deque[NDArray[np.uint8]] = deque()
        self._extreme: Floats | None = None
        self._met: NDArray[np.bool_] | None = None
        self._way: NDArray[np.int8] | None = None
        self._count: NDArray[np.int16] | None = None

    def add(self, value: Floats, counts: NDArray[np.bool_]) -> None:
        """Take the next frame's value; `counts` tells where a change that begins or ends here may count (dark enough, or red)."""
        if self._extreme is None or self._met is None or self._way is None or self._count is None or self._extreme.shape != value.shape:
            self._extreme, self._met = value.copy(), counts.copy()
            self._way, self._count = np.zeros(value.shape, np.int8), np.zeros(value.shape, np.int16)
            return
        further = np.where(self._way > 0, value > self._extreme, np.where(self._way < 0, value < self._extreme, False))
        back = np.abs(value - self._extreme) >= self.least
        turned = back & ~further & (counts | self._met)
        direction = np.sign(value - self._extreme).astype(np.int8)
        self._way = np.where(turned, direction, self._way)
        moved = turned | further
        self._extreme = np.where(moved, value, self._extreme)
        self._met = np.where(moved, counts, self._met)
        turns = turned.astype(np.uint8)
        self._turns.append(turns)
        self._count += turns
        if len(self._turns) > self.window:
            self._count -= self._turns.popleft()
        enough = np.sort(self._count, axis=None)[::-1]
        place = max(0, int(np.ceil(enough.size * AREA)) - 1)
        self.most = max(self.most, float(enough[place]))
