"""What a file really is, whatever its name says; runs in a render process, within its time and memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from visualgen.assets.model import AssetKind
from visualgen.errors import MediaError, PictureError
from visualgen.motion.media.given import looks_like_video
from visualgen.motion.media.opening import facts
from visualgen.render.content import picture_file
from visualgen.render.pictures import inspect
from visualgen.settings import Settings

_PICTURES = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"avif", "image/avif"),
    (8, b"avis", "image/avif"),
)
_SOUNDS = (
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"OggS", "audio/ogg"),
    (8, b"WAVE", "audio/wav"),
    (8, b"M4A ", "audio/mp4"),
)
_FILMS = ((8, b"qt  ", "video/quicktime"), (4, b"ftyp", "video/mp4"), (0, b"\x1aE\xdf\xa3", "video/webm"), (8, b"AVI ", "video/x-msvideo"))


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found in a file: sizes in px, upright; 0 for a sound. `duration_s` None for a picture."""

    kind: AssetKind
    media_type: str
    width_px: int
    height_px: int
    duration_s: float | None


def look(path: Path, settings: Settings) -> Looked:
    """Return what the file is. Raises `PictureError`, `MediaError` or `LimitExceeded` for what cannot be used in a slot."""
    with path.open("rb") as file:
        head = file.read(16)
    picture = _named(head, _PICTURES)
    if picture is not None:
        width, height = inspect(picture_file(path, settings.limits), settings.limits)
        return Looked(AssetKind.PICTURE, picture, width, height, None)
    sound = _named(head, _SOUNDS)
    if sound is None and not looks_like_video(path):
        raise PictureError(
            "this is neither a picture, nor a film, nor a sound",
            mend="give a JPEG, PNG, WebP, AVIF or GIF; an MP4, MOV or WebM; an MP3, M4A, WAV, FLAC or OGG",
        )
    found = facts(path, settings.limits)
    width, height = found.size_px
    if width:
        return Looked(AssetKind.FOOTAGE, _named(head, _FILMS) or "video/mp4", width, height, found.duration_s)
    if not found.sound:
        raise MediaError("there is neither picture nor sound in it", mend="export the file again")
    return Looked(AssetKind.SOUND, sound or "audio/mp4", 0, 0, found.duration_s)


def _named(head: bytes, signatures: tuple[tuple[int, bytes, str], ...]) -> str | None:
    return next((media_type for start, sign, media_type in signatures if head[start : start + len(sign)] == sign), None)
