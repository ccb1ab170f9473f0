"""A photo or a video named in a slot's value: told apart by its first bytes, a video cut where the value says so.

`clip.mp4#t=2.5,8` is the part from 2.5 to 8 seconds (W3C Media Fragments URI 1.0, temporal dimension in normal play time).
"""

from __future__ import annotations

import re
from pathlib import Path

from visualgen.errors import ContentError
from visualgen.render.content import picture_file
from visualgen.render.products import PictureValue
from visualgen.settings import Limits

Part = tuple[float, float | None] | None
"""From which second to which (None: to the end) a video is played; None: all of it."""
_VIDEOS = (".mp4", ".m4v", ".mov", ".webm", ".mkv", ".avi")
_FRAGMENT = re.compile(r"(.+?)#t=(?:npt:)?([\d.:]*)(?:,([\d.:]+))?$")


def picture_or_footage(folder: Path, source: str, limits: Limits) -> PictureValue:
    """Return the photo or the video (`FootageValue`) that `source` names in `folder`.

    Raises `ContentError` for a part that makes no sense, and `PictureError`, `MediaError`, `LimitExceeded` as reading does.
    """
    name, part = split_part(source)
    return picture_or_part(folder / name, part, limits)


def picture_or_part(path: Path, part: Part, limits: Limits) -> PictureValue:
    """Return the photo at `path`, or the part of the video. Raises as `picture_or_footage`."""
    if looks_like_video(path) or path.suffix.lower() in _VIDEOS:  # one that is named so and is none is told as a video
        return video_part(path, part, limits)
    if part is not None:
        raise ContentError("only a video has parts", mend="leave #t=… away, or give a video", file=path.name).french(
            "seule une vidéo a des parties", "retirez #t=…, ou donnez une vidéo"
        )
    return picture_file(path, limits)


def video_part(path: Path, part: Part, limits: Limits) -> PictureValue:
    """Return the part of the video at `path` (`FootageValue`). Raises `MediaError`, `LimitExceeded`."""
    from visualgen.motion.media.footage import footage_file  # FFmpeg's libraries are loaded only where there is a video

    start, end = part or (0.0, None)
    return footage_file(path, limits, start_s=start, end_s=end)


def split_part(source: str) -> tuple[str, Part]:
    """Return the name and the part (start, end or None for the end) of `clip.mp4#t=2.5,8`; no part without one.

    >>> split_part("clip.mp4#t=2.5,1:08"), split_part("clip.mp4#t=,4"), split_part("a.jpg")
    (('clip.mp4', (2.5, 68.0)), ('clip.mp4', (0.0, 4.0)), ('a.jpg', None))
    """
    match = _FRAGMENT.match(source)
    if match is None:
        return source, None
    start, end = (None if text in (None, "") else _seconds(text, source) for text in match.groups()[1:])
    return match[1], (start or 0.0, end)


def looks_like_video(path: Path) -> bool:
    """Return whether the first bytes are those of a video container (never of a picture)."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except (OSError, ValueError):
        return False
    return is_video(head)


def is_video(head: bytes) -> bool:
    """Return whether a file that begins like this is a video."""
    if head[4:8] == b"ftyp":
        return head[8:12] not in (b"avif", b"avis", b"heic", b"heix", b"mif1")
    riff = head[:4] == b"RIFF" and head[8:12] == b"AVI "
    return riff or head[4:8] in (b"moov", b"wide", b"mdat", b"free") or head[:4] in (b"\x1aE\xdf\xa3", b"FLV\x01", b"OggS", b"0&\xb2u")


def _seconds(text: str, source: str) -> float:
    """Return the seconds of "8", "8.5", "1:08" or "0:01:08.5"."""
    parts = text.split(":")
    try:
        if len(parts) > 3:
            raise ValueError
        return sum(float(value) * 60.0**power for power, value in enumerate(reversed(parts)))
    except ValueError:
        raise ContentError(f"{source!r} names no part", mend="write it as clip.mp4#t=2.5,8 (seconds)").french(
            f"« {source} » ne nomme pas une partie", "écrivez clip.mp4#t=2.5,8 (en secondes)"
        ) from None
