"""Frames as yuv420p of BT.709, limited range: only the rows that changed are converted, each value rounded exactly.

FFmpeg's converter has two engines. The newer one (behind its flag `unstable`) does the matrix three times as fast, but cannot halve the
chroma well: that is done here, as the mean of four pixels (sited in their centre, as the file says). And it reads beyond the end of rows
whose width is not a multiple of its block: it is only given such widths. It is tried once on known colours; where it is not there or
not right, the older engine does the same in its place, as it does where the frame is narrower than a block.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cache

import av
import av.filter
import cv2
import numpy as np
from av.video.reformatter import ColorRange
from numpy.typing import NDArray

from visualgen.motion.products import Frame, PixelBox

BAND_ROWS = 128
"""Rows that are converted at once: they and their planes stay in the processor's cache."""
BLOCK_PX = 64
PLAIN = "bilinear+accurate_rnd"
FAST = "bilinear+accurate_rnd+unstable"
BT709 = 1
_KR, _KB = 0.2126, 0.0722


class Planes:
    """The picture as the encoder takes it. One frame is kept and painted on: an encoder has copied it when it comes back."""

    def __init__(self, size_px: tuple[int, int], flags: str | None = None) -> None:
        """`size_px` is even; larger frames lose what is beyond it. `flags` are the converter's, None: the fastest that is right."""
        width, height = self._size = size_px
        self._rows = min(BAND_ROWS, height)
        fast = width >= BLOCK_PX and (flags or _best()) == FAST
        self._parts = [(left, _Matrix((wide, self._rows), FAST if fast else PLAIN)) for left, wide in columns(width, fast)]
        self._frame = av.VideoFrame(width, height, "yuv420p")
        self._frame.colorspace, self._frame.color_range = BT709, ColorRange.MPEG
        self._luma, self._blue, self._red = views(self._frame)
        self._empty = True

    def convert(self, frame: Frame) -> av.VideoFrame:
        """Return the frame converted: the same object each time, with what changed."""
        width, height = self._size
        whole: tuple[PixelBox, ...] = ((0, 0, width, height),)
        for top in bands(whole if self._empty else frame.changed, height, self._rows):
            for left, matrix in self._parts:
                self._convert(matrix, frame.pixels, left, top)
        self._empty = False
        self._frame.pts = frame.index
        return self._frame

    def _convert(self, matrix: _Matrix, pixels: NDArray[np.uint8], left: int, top: int) -> None:
        right, bottom = left + matrix.width, top + self._rows
        luma, *chroma = matrix.planes(pixels[top:bottom, left:right])
        self._luma[top:bottom, left:right] = luma
        for full, half in zip(chroma, (self._blue, self._red), strict=True):
            part = half[top // 2 : bottom // 2, left // 2 : right // 2]
            cv2.resize(full, part.shape[::-1], dst=part, interpolation=cv2.INTER_AREA)


def columns(width: int, fast: bool) -> list[tuple[int, int]]:
    """Return left edges and widths that cover an even width; `fast`: in whole blocks, the last one reaching into the one before.

    >>> columns(1080, True)
    [(0, 1024), (1016, 64)]
    """
    blocks = width - width % BLOCK_PX
    if not fast or blocks == width:
        return [(0, width)]
    return [(0, blocks), (width - BLOCK_PX, BLOCK_PX)]


def bands(boxes: Iterable[PixelBox], height: int, rows: int) -> Iterator[int]:
    """Yield the even tops of bands of `rows` rows within `height` that cover the boxes.

    >>> list(bands([(0, 31, 9, 4), (0, 33, 9, 100)], 200, 64))
    [30, 94]
    """
    done = 0
    for start, end in sorted((y, y + tall) for _, y, _, tall in boxes):
        top = max(start, done)
        while top < min(end, height):
            place = min(top - top % 2, height - rows)
            yield place
            top = done = place + rows


class _Matrix:
    """BGRx bands of one size to full planes Y, Cb, Cr."""

    def __init__(self, size_px: tuple[int, int], flags: str) -> None:
        self.width = size_px[0]
        graph = self._graph = av.filter.Graph()
        graph.threads = 1
        given = graph.add_buffer(width=size_px[0], height=size_px[1], format=av.VideoFormat("bgra"), time_base=Fraction(1, 30))
        options = f"flags={flags}:sws_dither=none:out_color_matrix=bt709:out_range=tv"
        graph.link_nodes(given, graph.add("scale", options), graph.add("format", "pix_fmts=yuv444p"), graph.add("buffersink"))
        graph.configure()

    def planes(self, pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], ...]:
        self._graph.vpush(av.VideoFrame.from_numpy_buffer(pixels, format="bgra"))  # not copied; its alpha is not read
        return views(self._graph.vpull())


def views(frame: av.VideoFrame) -> tuple[NDArray[np.uint8], ...]:
    """Return the planes of an 8-bit frame, (height, width) each, over its own memory."""
    return tuple(np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width] for plane in frame.planes)  # type: ignore[call-overload]


@cache
def _best() -> str:
    """Return the flags of the faster engine if it gives the values of ITU-R BT.709-6 §3, else of the plain one."""
    steps = np.linspace(0, 255, 12).astype(np.uint8)
    colors = np.stack(np.meshgrid(steps, steps, steps), -1).reshape(-1, BLOCK_PX, 3)
    pixels = np.dstack((colors, np.full(colors.shape[:2], 255, np.uint8)))
    try:
        found = _Matrix((BLOCK_PX, len(pixels)), FAST).planes(pixels)
    except (av.FFmpegError, ValueError):
        return PLAIN
    blue, green, red = np.moveaxis(colors.astype(np.float64), -1, 0)
    luma = _KR * red + (1 - _KR - _KB) * green + _KB * blue
    right = (
        16 + luma * 219 / 255,
        128 + (blue - luma) / (1 - _KB) / 2 * 224 / 255,
        128 + (red - luma) / (1 - _KR) / 2 * 224 / 255,
    )
    near = all(np.abs(values - exact).max() < 0.51 for values, exact in zip(found, right, strict=True))
    return FAST if near else PLAIN
