"""Frames become a file: MP4, GIF or animated WebP, under a weight where one is asked for; whole or not at all, with a poster beside it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from visualgen.errors import OutputError
from visualgen.motion.products import Clip, ClipOutput, ClipType
from visualgen.motion.write.gif import write_gif
from visualgen.motion.write.mp4 import write_mp4
from visualgen.motion.write.webp import write_webp
from visualgen.motion.write.written import Samples, Told, Written, untold
from visualgen.render.canvas import Canvas
from visualgen.render.encode import encode
from visualgen.render.products import Output

MEDIA_TYPES: dict[ClipType, str] = {"mp4": "video/mp4", "gif": "image/gif", "webp": "image/webp"}

_WRITERS: dict[ClipType, Callable[..., Written]] = {"mp4": write_mp4, "gif": write_gif, "webp": write_webp}

__all__ = ["MEDIA_TYPES", "Samples", "Told", "Written", "untold", "write_clip", "write_poster"]


def write_clip(clip: Clip, output: ClipOutput, path: Path, *, sound: Samples | None = None, told: Told = untold) -> Written:
    """Write `clip` to `path` and return what was written.

    `sound` is the finished soundtrack, (samples, 2) float32 at 48 kHz, only heard in MP4; `told(done, total)` hears of every frame.
    The file is written beside `path` under a hidden name and takes its place when it is whole: an interruption leaves nothing.
    With `output.max_bytes`: the best that is not heavier, else the lightest that can be made and `fits` False.
    Raises `OutputError` where it cannot be written.
    """
    with _whole(path) as part:
        return _WRITERS[output.type](clip, output, part, sound, told)


def write_poster(canvas: Canvas, path: Path) -> None:
    """Write a clip's poster as JPEG. Raises `OutputError` where it cannot be written."""
    with _whole(path) as part:
        part.write_bytes(encode(canvas, Output("jpeg")).data)


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """Give the hidden name beside `path` under which the file is written; it takes its place if nothing goes wrong."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield part
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"it cannot be written ({error.strerror or error})", mend="choose another place", file=path) from None
