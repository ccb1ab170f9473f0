"""Photos: decoded once, upright, in sRGB, cropped around what matters, graded as the brand wants, at the size they are shown."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, UnidentifiedImageError

from visualgen.brand.model import PhotoTreatment
from visualgen.errors import LimitExceeded, PictureError
from visualgen.render.cache import Cache
from visualgen.render.pictures.focus import focal_point
from visualgen.render.pictures.treatment import treated
from visualgen.render.products import PictureValue
from visualgen.settings import Limits

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF", "BMP")
"""What is decoded; every other format of Pillow is refused. The pictures of two lenses (MPO) are read as the JPEG they begin with."""

Image.MAX_IMAGE_PIXELS = None  # `Limits.photo_pixels` is checked on the header instead: an error with a mend, not a warning

_ORIENTATION = 0x0112
_SIDEWAYS = (5, 6, 7, 8)
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes each EXIF orientation upright (Exif 2.32, tag 0x0112)."""

_DAMAGED = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError, struct.error, zlib.error)
_NO_TREATMENT = PhotoTreatment()
_SIZES = Cache(1_024)
"""The size of the photos seen last, by digest: what a header says is asked for on every render."""

_WORTH_A_LOOK = 0.02
"""Below this share of the photo cut away, where to crop is not worth looking for."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo ready to be painted: (height, width, 4) premultiplied BGRA."""

    pixels: NDArray[np.uint8]
    opaque: bool


def inspect(picture: PictureValue, limits: Limits) -> tuple[int, int]:
    """Return the upright (width, height) in pixels, from the header alone.

    Raises `PictureError` for what is not a picture, `LimitExceeded` for one that is too large.
    """
    with _reading(picture.name):
        _check_weight(picture.data, picture.name, limits)
        size: tuple[int, int] | None = _SIZES.get(picture.digest)
        if size is None:
            image = _opened(picture.data, picture.name, limits)
            size = image.size[::-1] if _orientation(image) in _SIDEWAYS else image.size
            _SIZES.put(picture.digest, size, 1)
        _check_pixels(size, picture.name, limits)
    return size


def prepare(
    picture: PictureValue,
    size_px: tuple[int, int],
    *,
    fit: Literal["cover", "stretch"],
    treatment: PhotoTreatment | None,
    cache: Cache,
    limits: Limits,
    smooth: bool = True,
) -> Photo:
    """Return the photo at exactly `size_px`; cover crops it around `picture.focus`, stretch ignores its proportions.

    Kept in `cache` by content, size, crop and treatment.
    Raises `PictureError` (damaged, not a picture) and `LimitExceeded` (too many pixels or bytes).
    """
    graded = treatment if treatment is not None and not _is_neutral(treatment) else _NO_TREATMENT
    key = ("photo", picture.digest, size_px, fit, picture.focus, graded, smooth)
    found: Photo | None = cache.get(key)
    if found is None:
        found = _prepared(picture, size_px, fit, graded, cache, limits, smooth)
        cache.put(key, found, found.pixels.nbytes)
    return found


def thumbnail(picture: PictureValue, longest_px: int, limits: Limits) -> NDArray[np.uint8]:
    """Return the whole photo, upright, no longer than `longest_px`, as (height, width, 3) BGR without its transparency."""
    with _reading(picture.name):
        image = _opened(picture.data, picture.name, limits)
        scale = min(1.0, longest_px / max(image.size))
        shown = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        image.draft(None, shown)
        image = _eight_bits(_upright(image)).convert("RGB")
        shown = shown[::-1] if (image.width > image.height) != (shown[0] > shown[1]) else shown
        rows = np.asarray(image.resize(shown, Image.Resampling.BOX, reducing_gap=2.0) if image.size != shown else image)
    return np.ascontiguousarray(rows[..., ::-1])


def _is_neutral(treatment: PhotoTreatment) -> bool:
    return (treatment.grade == "none" or treatment.strength <= 0) and treatment.grain <= 0


def _prepared(
    picture: PictureValue,
    size_px: tuple[int, int],
    fit: Literal["cover", "stretch"],
    treatment: PhotoTreatment,
    cache: Cache,
    limits: Limits,
    smooth: bool,
) -> Photo:
    with _reading(picture.name):
        image = _opened(picture.data, picture.name, limits)
        full = inspect(picture, limits)
        profile = image.info.get("icc_profile")
        if fit == "cover":
            scale = max(size_px[0] / full[0], size_px[1] / full[1])
            shown = (round(full[0] * scale), round(full[1] * scale))
        else:
            shown = size_px
        sideways = _orientation(image) in _SIDEWAYS
        image.draft(None, (shown[1], shown[0]) if sideways else shown)
        image = _eight_bits(_upright(image))
        crop = _crop(image, size_px, picture, cache) if fit == "cover" else (0.0, 0.0, float(image.width), float(image.height))
        image = _resized(image, size_px, crop, smooth)
        image = _in_srgb(image, profile)
    if not _is_neutral(treatment):
        image = treated(image, treatment, picture.digest)
    return _as_photo(image)


@contextmanager
def _reading(name: str) -> Iterator[None]:
    """Turn what decoders raise on damaged files into `PictureError`; what they only warn of (odd metadata) does not matter."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (PictureError, LimitExceeded):
        raise
    except UnidentifiedImageError as error:
        raise PictureError(
            "this is not a picture that can be read",
            mend="give a JPEG, PNG, WebP, AVIF, GIF, TIFF or BMP file",
            file=name,
        ).french("ce n’est pas une image lisible", "donnez un fichier JPEG, PNG, WebP, AVIF, GIF, TIFF ou BMP") from error
    except MemoryError as error:
        raise LimitExceeded(
            "the picture needs too much memory",
            mend="give it at a smaller size",
            file=name,
        ).french("l’image demande trop de mémoire", "donnez-la plus petite") from error
    except _DAMAGED as error:
        raise PictureError(
            f"the picture is damaged or cut short ({error})",
            mend="export or download it again",
            file=name,
        ).french(f"l’image est abîmée ou incomplète ({error})", "exportez-la ou téléchargez-la à nouveau") from error


def _opened(data: bytes, name: str, limits: Limits) -> Image.Image:
    _check_weight(data, name, limits)
    image = Image.open(io.BytesIO(data), formats=FORMATS)
    _check_pixels(image.size, name, limits)
    return image


def _check_weight(data: bytes, name: str, limits: Limits) -> None:
    if len(data) > limits.photo_bytes:
        weight, most = (f"{size / 1e6:.0f} MB" for size in (len(data), limits.photo_bytes))
        raise LimitExceeded(
            f"the picture weighs {weight}",
            mend=f"give one of at most {most}",
            file=name,
        ).french("l’image est trop grande", f"donnez-en une d’au plus {most}")


def _check_pixels(size: tuple[int, int], name: str, limits: Limits) -> None:
    if size[0] * size[1] > limits.photo_pixels:
        most = f"{limits.photo_pixels / 1e6:.0f} million pixels"
        raise LimitExceeded(
            f"the picture has {size[0]} × {size[1]} pixels",
            mend=f"give one of at most {most}",
            file=name,
        ).french("l’image est trop grande", f"donnez-en une d’au plus {most}")


def _orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, 1..8; 1 where there is none or the EXIF block is damaged (the picture itself may be sound)."""
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except _DAMAGED:
        return 1
    return value if isinstance(value, int) else 1


def _upright(image: Image.Image) -> Image.Image:
    turn = _TURNS.get(_orientation(image))
    return image if turn is None else image.transpose(turn)


def _eight_bits(image: Image.Image) -> Image.Image:
    """Return the picture in a mode that can be resized in colour: L, LA, RGB, RGBA or CMYK, eight bits a channel."""
    mode = image.mode
    if mode in ("L", "RGB", "RGBA", "CMYK", "LA") and "transparency" not in image.info:
        return image
    if mode.startswith("I;16"):
        return Image.fromarray((np.asarray(image).astype(np.uint16) >> 8).astype(np.uint8))
    if mode in ("I", "F"):
        values = np.asarray(image).astype(np.float64)
        top = 65535.0 if mode == "I" and values.max(initial=0) > 255 else (1.0 if mode == "F" and values.max(initial=0) <= 1 else 255.0)
        return Image.fromarray(np.clip(values * (255.0 / top) + 0.5, 0, 255).astype(np.uint8))
    if mode == "1":
        return image.convert("L")
    if mode in ("LAB", "HSV", "YCbCr"):
        return image.convert("RGB")
    return image.convert("RGBA" if mode in ("P", "PA", "RGBa", "La", "LA", "RGB", "L") and image.has_transparency_data else "RGB")


def _crop(image: Image.Image, size_px: tuple[int, int], picture: PictureValue, cache: Cache) -> tuple[float, float, float, float]:
    """Return the part of the picture with the proportions of `size_px`, as large as can be, nearest to the focal point."""
    scale = min(image.width / size_px[0], image.height / size_px[1])
    width, height = size_px[0] * scale, size_px[1] * scale
    if picture.focus != "auto":
        focus = picture.focus
    elif 1 - (width * height) / (image.width * image.height) < _WORTH_A_LOOK:
        focus = (0.5, 0.5)
    else:
        focus = _found_focus(image, picture, cache)
    left = min(max(focus[0] * image.width - width / 2, 0.0), image.width - width)
    top = min(max(focus[1] * image.height - height / 2, 0.0), image.height - height)
    return (max(left, 0.0), max(top, 0.0), min(left + width, float(image.width)), min(top + height, float(image.height)))


def _found_focus(image: Image.Image, picture: PictureValue, cache: Cache) -> tuple[float, float]:
    key = ("focus", picture.digest)
    found: tuple[float, float] | None = cache.get(key)
    if found is None:
        found = focal_point(image)
        cache.put(key, found, 64)
    return found


def _resized(image: Image.Image, size_px: tuple[int, int], crop: tuple[float, float, float, float], smooth: bool) -> Image.Image:
    if not smooth:
        return image.resize(size_px, Image.Resampling.NEAREST, box=crop)
    grows = size_px[0] > crop[2] - crop[0]
    return image.resize(size_px, Image.Resampling.LANCZOS if grows else Image.Resampling.BICUBIC, box=crop, reducing_gap=2.0)


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return RGB or RGBA in sRGB; a profile that cannot be read is as good as none."""
    alpha = image.getchannel("A") if image.mode in ("RGBA", "LA") else None
    colors = image.convert({"RGBA": "RGB", "LA": "L"}.get(image.mode, image.mode)) if alpha else image
    transform = _transform(profile, colors.mode) if profile else None
    if transform is not None:
        colors = ImageCms.applyTransform(colors, transform) or colors
    if colors.mode != "RGB":
        colors = colors.convert("RGB")
    if alpha is not None:
        colors.putalpha(alpha)
    return colors


@lru_cache(maxsize=32)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """Return the transform from an ICC profile to sRGB; None where it is sRGB already, damaged, or for other channels."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(source).lower():
            return None
        return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB", ImageCms.Intent.PERCEPTUAL)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def _as_photo(image: Image.Image) -> Photo:
    """Return Pillow's picture as cairo wants it: a copy, since what Pillow gives out is read-only."""
    if image.mode != "RGBA":
        rows = np.frombuffer(image.convert("RGB").tobytes("raw", "BGRX"), np.uint8).reshape(image.height, image.width, 4).copy()
        rows[..., 3] = 255
        return Photo(rows, opaque=True)
    premultiplied = image.convert("RGBa")
    rows = np.frombuffer(premultiplied.tobytes("raw", "RGBa"), np.uint8).reshape(image.height, image.width, 4)
    return Photo(rows[..., [2, 1, 0, 3]].copy(), opaque=bool(rows[..., 3].min(initial=255) == 255))
