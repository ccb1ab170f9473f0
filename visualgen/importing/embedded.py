"""Embedded pictures leave the drawing before it is read: each becomes a file in sRGB, small enough for a template."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
import warnings
from urllib.parse import unquote_to_bytes

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from visualgen.errors import LimitExceeded, PictureError
from visualgen.importing.model import Note, Photo

LARGEST_PX = 2_400
"""A sample photo needs no more px on its longer side."""
PIXELS = 100_000_000
PLACEHOLDER = "visualgen-embedded-{}.{}"
_DATA = re.compile(rb"""(xlink:href|href)\s*=\s*(["'])\s*data:\s*image/(png|jpe?g|webp|gif)([^,"']{0,80}),([^"']*)\2""", re.I)
_OWNER = re.compile(rb"<([A-Za-z:]+)[^<]*$")
_LABEL = re.compile(rb"""\s(?:inkscape:label|serif:id|data-name|id)\s*=\s*["']([^"']{1,80})["']""")
_KEPT_BYTES = 2_000_000


def take_pictures_out(data: bytes, name: str) -> tuple[bytes, dict[str, Photo], tuple[Note, ...]]:
    """Return the SVG with a file name in place of each embedded picture, the pictures by that name, and notes on what changed.

    Raises `PictureError` and `LimitExceeded` naming the layer.
    """
    photos: dict[str, Photo] = {}
    notes: list[Note] = []
    by_digest: dict[str, str] = {}
    parts: list[bytes] = []
    end = 0
    for match in _DATA.finditer(data):
        owner = _OWNER.search(data, max(0, match.start() - 4_000), match.start())
        if owner is None or owner.group(1).rpartition(b":")[2] != b"image":
            continue
        layer = _layer(data, owner.start(), match)
        raw = _decoded(match, name, layer)
        digest = hashlib.sha256(raw).hexdigest()
        token = by_digest.get(digest)
        if token is None:
            made, note = _photo(raw, digest, len(photos) + 1, name, layer)
            token = by_digest[digest] = made.token
            photos[token] = made
            if note is not None:
                notes.append(note)
        parts += [data[end : match.start()], match.group(1), b'="', token.encode(), b'"']
        end = match.end()
    return b"".join([*parts, data[end:]]), photos, tuple(notes)


def _layer(data: bytes, start: int, match: re.Match[bytes]) -> str:
    """Return how the tool calls the layer of the picture: its own label, else its id."""
    around = data[start : match.start()] + b" " + data[match.end() : match.end() + 300].partition(b">")[0]
    found = _LABEL.search(around)
    return found.group(1).decode("utf-8", "replace") if found else "image"


def _decoded(match: re.Match[bytes], name: str, layer: str) -> bytes:
    payload = re.sub(rb"\s+|&#1[03];|&#x[AaDd];", b"", match.group(5))
    if b"base64" not in match.group(4).lower():
        return unquote_to_bytes(payload)
    try:
        return base64.b64decode(unquote_to_bytes(payload) if b"%" in payload else payload)
    except binascii.Error:
        raise PictureError("the embedded picture is broken", mend="place it again and export", file=name, layer=layer) from None


def _photo(raw: bytes, digest: str, number: int, name: str, layer: str) -> tuple[Photo, Note | None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture: Image.Image = Image.open(io.BytesIO(raw))
            if picture.width * picture.height > PIXELS:
                raise LimitExceeded(
                    f"the embedded picture has {picture.width:,} × {picture.height:,} px, {PIXELS:,} in all are allowed",
                    mend=f"scale the photo to {LARGEST_PX:,} px before placing it",
                    file=name,
                    layer=layer,
                )
            kind, cmyk = picture.format or "PNG", picture.mode == "CMYK"
            small = max(picture.size) <= LARGEST_PX and len(raw) <= _KEPT_BYTES
            if small and not cmyk and kind in ("PNG", "JPEG", "WEBP") and not picture.info.get("icc_profile"):
                suffix = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}[kind]
                return Photo(PLACEHOLDER.format(number, suffix), suffix, raw, picture.size, digest), None
            before = picture.size
            picture = _upright(picture)
            data, suffix = _encoded(picture)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PictureError(
            f"the embedded picture cannot be read ({error})", mend="place a PNG or JPEG and export again", file=name, layer=layer
        ) from None
    photo = Photo(PLACEHOLDER.format(number, suffix), suffix, data, picture.size, digest)
    return photo, _change(before, photo, len(raw), cmyk, name, layer)


def _upright(picture: Image.Image) -> Image.Image:
    """Return the picture in sRGB and upright, no larger than a sample needs."""
    profile = picture.info.get("icc_profile")
    transparent = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    picture.draft(None, (LARGEST_PX, LARGEST_PX))
    picture = ImageOps.exif_transpose(picture)
    picture.thumbnail((LARGEST_PX, LARGEST_PX), Image.Resampling.LANCZOS)
    if profile and picture.mode in ("RGB", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            changed = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return changed or picture
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken profile: plain conversion below
    return picture.convert("RGBA" if transparent else "RGB")


def _encoded(picture: Image.Image) -> tuple[bytes, str]:
    """Return a JPEG, or a PNG where something is transparent."""
    buffer = io.BytesIO()
    if picture.mode == "RGBA":
        lowest: object = picture.getchannel("A").getextrema()[0]
        if lowest != 255:
            picture.save(buffer, "PNG", optimize=False)
            return buffer.getvalue(), "png"
        picture = picture.convert("RGB")
    picture.save(buffer, "JPEG", quality=92, subsampling=0)
    return buffer.getvalue(), "jpg"


def _change(before: tuple[int, int], photo: Photo, weight: int, cmyk: bool, name: str, layer: str) -> Note:
    after = photo.size_px
    what = [f"the photo of {before[0]:,} × {before[1]:,} px and {weight / 1e6:.1f} MB"]
    what.append(f"became a sample of {after[0]:,} × {after[1]:,} px and {len(photo.data) / 1e6:.1f} MB")
    if cmyk:
        what.append("in sRGB (it was CMYK: compare its colours)")
    mend = f"place photos of about {LARGEST_PX:,} px" if weight > 10 * _KEPT_BYTES else ""
    return Note("approximated", " ".join(what), mend, layer, name)
