"""A logo that is a picture on a transparent ground: kept whole in an SVG, and its silhouette in one colour for dark grounds."""

from __future__ import annotations

import base64
import io

from PIL import Image, ImageColor

LARGEST_PX = 1600
SEE_THROUGH = 0.05
"""The least part of a logo's ground that is transparent; a picture with less is a photo or a page."""


def picture_logo(image: Image.Image) -> bytes:
    """Return the picture as a PNG of at most `LARGEST_PX` a side; b"" where its ground is not transparent."""
    if not image.has_transparency_data:
        return b""
    logo = image.convert("RGBA")
    clear = sum(logo.getchannel("A").histogram()[:32]) / (logo.width * logo.height)
    if not SEE_THROUGH <= clear < 1:
        return b""
    logo.thumbnail((LARGEST_PX, LARGEST_PX), Image.Resampling.LANCZOS)
    return _png(logo)


def in_svg(png: bytes) -> bytes:
    """Return the SVG that shows the PNG at its own size."""
    with Image.open(io.BytesIO(png)) as image:
        width, height = image.size
    data = base64.b64encode(png).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{data}"/></svg>'
    ).encode()


def silhouette(png: bytes, color: str) -> bytes:
    """Return the logo's outline filled with one colour (#rrggbb), as a PNG."""
    with Image.open(io.BytesIO(png)) as image:
        alpha = image.convert("RGBA").getchannel("A")
    filled = Image.new("RGBA", alpha.size, (*ImageColor.getrgb(color)[:3], 255))
    filled.putalpha(alpha)
    return _png(filled)


def _png(image: Image.Image) -> bytes:
    data = io.BytesIO()
    image.save(data, "PNG", optimize=True)
    return data.getvalue()
