"""Animated WebP: lossy, endlessly looping, its frames' differences packed by libwebp."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av

from visualgen.motion.products import Clip, ClipOutput
from visualgen.motion.write.written import Progress, Samples, Told, Written, first_that_fits, opaque


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to make the file: libwebp's quality (0..100), every how manieth frame."""

    quality: int
    every: int


LADDER = (Rung(80, 1), Rung(65, 1), Rung(50, 1), Rung(45, 2), Rung(30, 2), Rung(20, 3))


def write_webp(clip: Clip, output: ClipOutput, path: Path, sound: Samples | None, told: Told) -> Written:
    """Write the clip to `path`; with `output.max_bytes` at the best quality that is not heavier."""
    progress = Progress(told, 0)

    def attempt(rung: Rung) -> int:
        progress.more(clip.count)
        _write(clip, rung, path, progress)
        return path.stat().st_size

    rung, weight = first_that_fits(LADDER, attempt, output.max_bytes)
    frames = len(range(0, clip.count, rung.every))
    return Written(weight, frames, clip.fps / rung.every, rung.quality, output.max_bytes is None or weight <= output.max_bytes)


def _write(clip: Clip, rung: Rung, path: Path, progress: Progress) -> None:
    with av.open(str(path), "w", format="webp", options={"loop": "0"}) as container:
        stream = container.add_stream("libwebp_anim", rate=Fraction(clip.fps, rung.every))
        stream.width, stream.height = clip.size_px
        stream.pix_fmt = "bgra"
        stream.options = {"quality": str(rung.quality), "compression_level": "3"}
        stream.codec_context.time_base = Fraction(1, clip.fps)
        for frame in progress.frames(clip):
            if frame.index % rung.every == 0:
                image = av.VideoFrame.from_ndarray(opaque(frame.pixels), format="bgra")
                image.pts, image.time_base = frame.index, Fraction(1, clip.fps)
                container.mux(stream.encode(image))
        container.mux(stream.encode(None))
