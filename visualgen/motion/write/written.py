"""What every writer of clips takes and gives, and the search for the best file under a weight."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, log2
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from visualgen.motion.products import Clip, Frame

Samples = NDArray[np.float32]
"""Sound: (samples, 2) at 48 kHz, full scale 1."""

Told = Callable[[int, int], None]
"""Hears (frames done, frames in all); the second grows where a weight asks for another attempt."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Written:
    """A finished file: its weight, frames and rate; `quality` in the words of its type (CRF, colours, WebP's 0..100).

    `fits` is False where not even the lowest quality is under the weight that was asked for. `sound` says whether it can be heard.
    """

    weight_bytes: int
    frames: int
    fps: float
    quality: float
    fits: bool = True
    sound: bool = False


class TooHeavy(Exception):
    """The file passed the weight before its end: `weight_bytes` is what all of it would weigh, by what was written so far."""

    def __init__(self, weight_bytes: int) -> None:
        super().__init__(weight_bytes)
        self.weight_bytes = weight_bytes


def untold(done: int, total: int) -> None:
    """Hear of progress, and do nothing with it."""


def opaque(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a copy of a frame's pixels as BGRA; their own fourth byte says nothing."""
    found = np.array(pixels, order="C")
    found[..., 3] = 255
    return found


class Progress:
    """Counts the frames of all attempts for who is told."""

    def __init__(self, told: Told, total: int) -> None:
        self._told, self._done, self._total = told, 0, total

    def more(self, frames: int) -> None:
        """Announce another attempt."""
        self._total += frames

    def frames(self, clip: Clip) -> Iterator[Frame]:
        """Yield the clip's frames, counting them."""
        for frame in clip.frames():
            self._done += 1
            self._told(self._done, self._total)
            yield frame

    def skip(self, frames: int) -> None:
        """Take back frames that an attempt given up will not reach."""
        self._total -= frames


def search_crf(attempt: Callable[[float, int | None], int], asked: float, highest: float, max_bytes: int, tries: int = 4) -> float:
    """Return the CRF of the last file that `attempt(crf, limit)` wrote and that is not heavier than `max_bytes`.

    `attempt` returns the weight, or raises `TooHeavy`. The weight halves about every six steps of CRF (x264's own rule), which
    gives the first guess; the weights met give the next ones. A file that uses 88 % of the weight is good enough. If none fits,
    the one of `highest` is written.
    """
    heavy, crf = (asked, 0.0), asked
    light: tuple[float, float] | None = None
    whole: float | None = None
    for _ in range(tries):
        try:
            weight, whole = attempt(crf, max_bytes), crf
        except TooHeavy as too:
            weight, whole = too.weight_bytes, None
        if weight <= max_bytes:
            light = (crf, log2(weight))
            if crf == asked or weight >= 0.88 * max_bytes or crf - heavy[0] <= 1:
                return crf
        else:
            heavy = (crf, log2(weight))
            if crf >= highest:
                break
        wanted = heavy[1] - log2(0.94 * max_bytes)
        slope = 1 / 6 if light is None else max((heavy[1] - light[1]) / (light[0] - heavy[0]), 1 / 24)
        ceiling = highest if light is None else light[0] - 0.5
        crf = min(max(ceil(2 * (heavy[0] + wanted / slope)) / 2, heavy[0] + 0.5), ceiling)
    final = highest if light is None else light[0]
    if whole != final:
        attempt(final, None)
    return final


def first_that_fits(rungs: Sequence[T], attempt: Callable[[T], int], max_bytes: int | None) -> tuple[T, int]:
    """Return the first rung of a ladder, best first, whose file is not heavier, and its weight; else the last."""
    weight = 0
    for rung in rungs:
        weight = attempt(rung)
        if max_bytes is None or weight <= max_bytes:
            return rung, weight
    return rungs[-1], weight
