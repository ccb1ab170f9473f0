"""GIF worth posting: one palette for the whole clip that keeps its flat colours exact, ordered dithering that stands still.

The palette is made by FFmpeg's `palettegen` over all frames; the flat colours, which fill most of a designed picture, then replace
the entries nearest to them, so that brand colours are neither shifted nor dithered. Ordered (Bayer) dithering does not crawl from
frame to frame as error diffusion does, and packs better. Unchanged pixels stay transparent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.error import BlockingIOError as NothingYet
from av.error import EOFError as NothingMore
from av.filter import Graph
from av.filter.context import FilterContext
from numpy.typing import NDArray

from visualgen.motion.products import Clip, ClipOutput
from visualgen.motion.write.written import Progress, Samples, Told, Written, first_that_fits, opaque

COLORS = 255
_FLAT_SHARE = 0.002
"""A colour that fills this share of the frames is a flat one."""
_MOST_FLAT = 48
_LOOKS = 24
"""The frames that are looked at for flat colours."""

Palette = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to make the file: how many colours, `dither` of paletteuse, every how manieth frame."""

    colors: int
    dither: str
    every: int


LADDER = (
    Rung(COLORS, "bayer:bayer_scale=3", 1),
    Rung(128, "bayer:bayer_scale=4", 1),
    Rung(96, "none", 1),
    Rung(64, "none", 2),
    Rung(40, "none", 2),
    Rung(24, "none", 3),
)


def write_gif(clip: Clip, output: ClipOutput, path: Path, sound: Samples | None, told: Told) -> Written:
    """Write the clip to `path`, endlessly looping; with `output.max_bytes` in the most colours and frames that are not heavier."""
    progress = Progress(told, 2 * clip.count)
    palettes: dict[int, Palette] = {}
    attempts = 0

    def attempt(rung: Rung) -> int:
        nonlocal attempts
        attempts += 1
        if attempts > 1:
            progress.more(clip.count if rung.colors in palettes else 2 * clip.count)
        if rung.colors not in palettes:
            palettes[rung.colors] = _palette(_pixels(clip, 1, progress), clip, rung.colors)
        _write(_pixels(clip, rung.every, progress), clip, palettes[rung.colors], rung, path)
        return path.stat().st_size

    rung, weight = first_that_fits(LADDER, attempt, output.max_bytes)
    frames = len(range(0, clip.count, rung.every))
    return Written(weight, frames, clip.fps / rung.every, rung.colors, output.max_bytes is None or weight <= output.max_bytes)


def _pixels(clip: Clip, every: int, progress: Progress) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    for frame in progress.frames(clip):
        if frame.index % every == 0:
            yield frame.index, frame.pixels


def _palette(frames: Iterator[tuple[int, NDArray[np.uint8]]], clip: Clip, colors: int) -> Palette:
    """Return the clip's palette, 256 rows of BGRA, the last one transparent."""
    graph = Graph()
    source, sink = _buffer(graph, clip), graph.add("buffersink")
    made = graph.add("palettegen", f"max_colors={colors + 1}:stats_mode=full:reserve_transparent=1")
    source.link_to(made)
    made.link_to(sink)
    graph.configure()
    flat: dict[int, int] = {}
    step = max(1, clip.count // _LOOKS)
    for index, pixels in frames:
        source.push(_video_frame(pixels, index, clip))
        if index % step == 0:
            _count(pixels, flat)
    source.push(None)
    palette = np.array(next(_drained(sink)).to_ndarray(), np.uint8).reshape(-1, 4)
    return _keeping(_flat_colors(flat), palette)


def _count(pixels: NDArray[np.uint8], counts: dict[int, int]) -> None:
    """Add the frame's colours, every second pixel both ways."""
    packed = np.ascontiguousarray(pixels[::2, ::2]).view(np.uint32).reshape(-1) & 0xFFFFFF
    colors, numbers = np.unique(packed, return_counts=True)
    many = numbers >= packed.size * _FLAT_SHARE
    for color, number in zip(colors[many].tolist(), numbers[many].tolist(), strict=True):
        counts[color] = counts.get(color, 0) + number


def _flat_colors(counts: dict[int, int]) -> NDArray[np.uint8]:
    """Return the flat colours, most frequent first, as rows of BGR."""
    most = sorted(counts, key=lambda color: (-counts[color], color))[:_MOST_FLAT]
    return np.array(most, "<u4").view(np.uint8).reshape(-1, 4)[:, :3]


def _keeping(flat: NDArray[np.uint8], palette: Palette) -> Palette:
    """Return the palette with each flat colour put in the place of the opaque entry nearest to it, no place taken twice."""
    free = palette[:, 3] == 255
    for color in flat[: max(1, int(free.sum()) // 2)]:
        distance = np.abs(palette[:, :3].astype(int) - color.astype(int)).sum(axis=1)
        place = int(np.where(free, distance, 1_000).argmin())
        palette[place, :3] = color
        free[place] = False
    return palette


def _write(frames: Iterator[tuple[int, NDArray[np.uint8]]], clip: Clip, palette: Palette, rung: Rung, path: Path) -> None:
    graph = Graph()
    source, sink = _buffer(graph, clip), graph.add("buffersink")
    colors = graph.add_buffer(width=16, height=16, format=av.VideoFormat("bgra"), time_base=Fraction(1, clip.fps))
    used = graph.add("paletteuse", f"dither={rung.dither}:diff_mode=rectangle")
    source.link_to(used, 0, 0)
    colors.link_to(used, 0, 1)
    used.link_to(sink)
    graph.configure()
    colors.push(_video_frame(palette.reshape(16, 16, 4), 0, clip))
    colors.push(None)
    with av.open(str(path), "w", format="gif", options={"loop": "0"}) as container:
        stream = container.add_stream("gif", rate=Fraction(clip.fps, rung.every))
        stream.width, stream.height = clip.size_px
        stream.pix_fmt = "pal8"
        stream.codec_context.time_base = Fraction(1, clip.fps)
        for index, pixels in frames:
            source.push(_video_frame(pixels, index, clip))
            for frame in _drained(sink):
                container.mux(stream.encode(frame))
        source.push(None)
        for frame in _drained(sink):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _buffer(graph: Graph, clip: Clip) -> FilterContext:
    width, height = clip.size_px
    return graph.add_buffer(width=width, height=height, format=av.VideoFormat("bgra"), time_base=Fraction(1, clip.fps))


def _video_frame(pixels: NDArray[np.uint8], index: int, clip: Clip) -> av.VideoFrame:
    frame = av.VideoFrame.from_ndarray(opaque(pixels), format="bgra")
    frame.pts, frame.time_base = index, Fraction(1, clip.fps)
    return frame


def _drained(sink: FilterContext) -> Iterator[av.VideoFrame]:
    while True:
        try:
            frame = sink.pull()
        except (NothingYet, NothingMore):
            return
        yield frame  # type: ignore[misc]
