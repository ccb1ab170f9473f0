"""What a child process of the clip benchmark does: `python -m bench.clip_runs WHAT FRAMES THREADS FOLDER`.

It prints the CPU milliseconds a frame once it has started, and how many of them the frames themselves took (JSON).
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench import clip_design
from visualgen.motion.products import Clip, Frame
from visualgen.pipeline import World, compose_clip
from visualgen.settings import Settings

STARTED = 30
"""Frames after which the start is over."""
READY = 60
"""Frames kept in memory; longer clips play them there and back, so that nothing jumps."""


def main() -> None:
    """Make one clip in one way."""
    what, frames, threads, folder = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    out = folder / f"{what}-{frames}-{threads}.mp4"
    if what == "moviepy":
        from bench.peers import moviepy_clip

        moviepy_clip.write(out, frames, threads, clip_design.layers(folder))
    else:
        _ours(what, out, frames, threads, folder)


def _ours(what: str, out: Path, frames: int, threads: int, folder: Path) -> None:
    from visualgen.motion.media.footage import open_footage
    from visualgen.motion.write import write_clip
    from visualgen.motion.write.planes import Planes

    job = clip_design.job(folder, max(frames, READY), threads)
    clip = compose_clip(job, World.open(Settings.from_environment({})), open_footage)
    if what.startswith("ready"):
        kept = [frame.pixels.copy() for frame in clip.frames(0, READY)]
        clip = _ready(clip, kept, frames)
        if what == "ready-yuv":
            ready = [Planes(clip.size_px).convert(Frame(pixels, 0, 0.0, ())) for pixels in kept]
            Planes.convert = lambda self, frame: _timed(ready[_turn(frame.index)], frame.index)  # type: ignore[method-assign]
    meter = _Meter(clip)
    write_clip(replace(clip, frames=meter.frames), replace(job.output, threads=threads), out)
    print(json.dumps(meter.read()))


class _Meter:
    """Counts the CPU time of this process from the first frame after the start to the end of the file."""

    def __init__(self, clip: Clip) -> None:
        self.clip, self.began, self.painting = clip, 0.0, 0.0

    def frames(self) -> Iterator[Frame]:
        source = self.clip.frames()
        for index in range(self.clip.count):
            if index == STARTED:
                self.began, self.painting = time.process_time(), 0.0
            before = time.process_time()
            frame = next(source)
            self.painting += time.process_time() - before
            yield frame

    def read(self) -> dict[str, float]:
        count = self.clip.count - STARTED
        return {"frame_ms": (time.process_time() - self.began) * 1000 / count, "painting_ms": self.painting * 1000 / count}


def _ready(clip: Clip, kept: list[object], frames: int) -> Clip:
    full = ((0, 0, *clip.size_px),)

    def play() -> Iterator[Frame]:
        for index in range(frames):
            yield Frame(kept[_turn(index)], index, index / clip.fps, full)  # type: ignore[arg-type]

    return replace(clip, count=frames, frames=play)


def _turn(index: int) -> int:
    place = index % (2 * READY - 2)
    return place if place < READY else 2 * READY - 2 - place


def _timed(frame: object, index: int) -> object:
    frame.pts = index  # type: ignore[attr-defined]
    return frame


if __name__ == "__main__":
    main()
