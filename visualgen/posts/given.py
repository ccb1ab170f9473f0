"""Finished media that a person gives instead of a template: untouched where a channel takes them, else as JPEG."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageOps

from visualgen.calendar.model import Row
from visualgen.errors import PictureError, PostError
from visualgen.formats import network_of
from visualgen.motion.media.opening import facts
from visualgen.posts.finished import ChannelNeed, FinishedMedium
from visualgen.settings import Limits
from visualgen.store.blobs import Blobs

_OPENED = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF")


def given_media(
    row: Row, files: Mapping[str, str], laid: Mapping[str, Path], channels: Sequence[ChannelNeed], limits: Limits, blobs: Blobs
) -> list[FinishedMedium]:
    """Return finished media as each channel takes them: untouched where it can be, else as JPEG; `laid` is where each file lies."""
    media: list[FinishedMedium] = []
    for need in channels:
        for position, name in enumerate(row.media):
            if name not in files:
                raise PostError("this file is not kept with the post", mend="give it again", file=name)
            medium = _given_one(laid[name], files[name], need, position, len(row.media), limits, blobs)
            media.append(medium)
    return media


def _given_one(path: Path, blob: str, need: ChannelNeed, position: int, count: int, limits: Limits, blobs: Blobs) -> FinishedMedium:
    from visualgen.motion.media.given import looks_like_video

    if looks_like_video(path):
        found = facts(path, limits)
        size, seconds = found.size_px, found.duration_s
        kind = "reel" if network_of(need.name) in ("instagram", "facebook") else "video"
        return FinishedMedium(need.name, position, kind, "", blob, "", "video/mp4", *size, seconds, ())
    data = path.read_bytes()
    try:
        with Image.open(io.BytesIO(data), formats=_OPENED) as image:
            media_type = Image.MIME.get(image.format or "", "")
            width, height = ImageOps.exif_transpose(image).size
            heavy = need.max_bytes is not None and len(data) > need.max_bytes
            if (need.types and media_type not in need.types) or heavy:
                data, (width, height) = _as_jpeg(image, need.max_bytes)
                blob, media_type = blobs.put(data, "image/jpeg"), "image/jpeg"
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PictureError(f"it cannot be read as a picture ({error})", mend="save it again as JPEG or PNG", file=path.name) from error
    return FinishedMedium(need.name, position, "carousel" if count > 1 else "photo", "", blob, "", media_type, width, height, None, ())


def _as_jpeg(image: Image.Image, most: int | None) -> tuple[bytes, tuple[int, int]]:
    upright = ImageOps.exif_transpose(image)
    flat = Image.new("RGB", upright.size, "white")
    flat.paste(upright.convert("RGBA"), mask=upright.convert("RGBA").getchannel("A"))
    for quality in (92, 85, 75, 60):
        out = io.BytesIO()
        flat.save(out, "JPEG", quality=quality, optimize=True)
        if most is None or out.tell() <= most or quality == 60:
            return out.getvalue(), flat.size
    raise AssertionError  # the last quality returns
