"""Writes pixels as files: our own small PNG container over ISA-L, everything else by Pillow, all of them tagged sRGB where it is cheap."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray
from PIL import Image

from visualgen.render.canvas import Canvas

FULL_CHROMA_QUALITY = 95
"""From this JPEG quality on, colour is kept at full resolution: it doubles the time and adds half the weight."""

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SRGB_PERCEPTUAL = b"\x00"
_EXIF_SRGB = b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x69\x87\x04\x00\x01\x00\x00\x00\x1a\x00\x00\x00\x00\x00\x00\x00" + (
    b"\x01\x00\x01\xa0\x03\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00"
)
"""The smallest EXIF block that says ColorSpace = sRGB (Exif 2.32, tag 0xA001)."""


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """Return the picture as Pillow writes it."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def rgb_image(canvas: Canvas) -> Image.Image:
    """Return an opaque canvas as Pillow's RGB."""
    size = (canvas.width_px, canvas.height_px)
    return Image.frombuffer("RGB", size, canvas.pixels, "raw", "BGRX", 0, 1)


def rgba_image(canvas: Canvas) -> Image.Image:
    """Return a canvas as Pillow's RGBA, not premultiplied any more."""
    size = (canvas.width_px, canvas.height_px)
    return Image.frombuffer("RGBA", size, canvas.pixels, "raw", "BGRa", 0, 1)


def jpeg(image: Image.Image, quality: int) -> bytes:
    """Return an RGB picture as a baseline JPEG that says sRGB in its EXIF block."""
    chroma = 0 if quality >= FULL_CHROMA_QUALITY else 2
    return saved(image, "JPEG", quality=quality, subsampling=chroma, exif=_EXIF_SRGB)


def png(pixels: NDArray[np.uint8]) -> bytes:
    """Return rows of RGB or RGBA (height, width, 3 | 4) as a PNG tagged sRGB.

    Every row is filtered by "up" (PNG specification, section 9.2) and deflated by ISA-L: a tenth of zlib's time at level 1.
    """
    height, width, channels = pixels.shape
    rows = pixels.reshape(height, width * channels)
    filtered = np.empty((height, 1 + width * channels), np.uint8)
    filtered[:, 0] = 2
    filtered[0, 1:] = rows[0]
    np.subtract(rows[1:], rows[:-1], out=filtered[1:, 1:])
    header = struct.pack(">IIBBBBB", width, height, 8, 2 if channels == 3 else 6, 0, 0, 0)
    body = isal_zlib.compress(filtered.data, 1)
    return _PNG_SIGNATURE + b"".join(
        (_chunk(b"IHDR", header), _chunk(b"sRGB", _SRGB_PERCEPTUAL), _chunk(b"IDAT", body), _chunk(b"IEND", b""))
    )


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(body, zlib.crc32(name)))
