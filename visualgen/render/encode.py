"""Turns a finished canvas into a file's bytes: PNG, JPEG, WebP or AVIF, at the best quality under a weight where one is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image, features

from visualgen.errors import OutputError
from visualgen.render.canvas import Canvas
from visualgen.render.codecs import jpeg, png, rgb_image, rgba_image, saved
from visualgen.render.products import Output, OutputType

MEDIA_TYPES: dict[OutputType, str] = {
    "png": "image/png",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "avif": "image/avif",
    "pdf": "application/pdf",
}

LOWEST_QUALITY = 20
PALETTES = (256, 128, 64, 32, 16)


@dataclass(frozen=True, slots=True)
class Encoded:
    """A file: `quality` is what was used (1..100; for a reduced PNG its number of colours; 100 for lossless).

    `fits` is False where not even the lowest quality is under the weight that was asked for.
    """

    data: bytes
    media_type: str
    quality: int = 100
    fits: bool = True


def encode(canvas: Canvas, output: Output) -> Encoded:
    """Return `canvas` as a file of `output.type`; the same canvas gives the same bytes.

    With `output.max_bytes`: the best quality whose file is not heavier, else the lightest file and `fits` False.
    Raises `OutputError` where this machine's Pillow cannot write the type.
    """
    if output.type == "png":
        return _within_weight_png(canvas, output.max_bytes)
    if output.type == "pdf":
        raise OutputError("a PDF is painted, not encoded from pixels", mend="call paint_pdf")
    write = _writer(canvas, output.type)
    data, quality = _best_quality(write, output.quality, output.max_bytes)
    return Encoded(data, MEDIA_TYPES[output.type], quality, output.max_bytes is None or len(data) <= output.max_bytes)


def encoded_pdf(data: bytes, output: Output) -> Encoded:
    """Return a painted PDF as an encoded file; its weight cannot be chosen, only judged."""
    return Encoded(data, MEDIA_TYPES["pdf"], 100, output.max_bytes is None or len(data) <= output.max_bytes)


def _best_quality(write: Callable[[int], bytes], asked: int, max_bytes: int | None) -> tuple[bytes, int]:
    """Return the file of the highest quality up to `asked` that is not heavier than `max_bytes`, by bisection."""
    best = write(asked)
    if max_bytes is None or len(best) <= max_bytes or asked <= LOWEST_QUALITY:
        return best, asked
    best, quality = write(LOWEST_QUALITY), LOWEST_QUALITY
    if len(best) > max_bytes:
        return best, quality
    too_much = asked
    while too_much - quality > 1:
        middle = (too_much + quality) // 2
        data = write(middle)
        if len(data) <= max_bytes:
            best, quality = data, middle
        else:
            too_much = middle
    return best, quality


def _writer(canvas: Canvas, kind: OutputType) -> Callable[[int], bytes]:
    if kind == "jpeg":
        image = rgb_image(canvas.over_white())
        return lambda quality: jpeg(image, quality)
    image = rgb_image(canvas) if canvas.opaque else rgba_image(canvas)
    if kind == "webp":
        return lambda quality: saved(image, "WEBP", quality=quality, method=1, exact=False)
    if not features.check("avif"):
        raise OutputError("this machine's Pillow cannot write AVIF", mend="ask for webp or jpeg, or install Pillow's own wheel")
    return lambda quality: saved(image, "AVIF", quality=quality, speed=8, max_threads=1, subsampling="4:2:0")


def _within_weight_png(canvas: Canvas, max_bytes: int | None) -> Encoded:
    image = rgb_image(canvas) if canvas.opaque else rgba_image(canvas)
    data, quality = png(np.asarray(image)), 100
    if max_bytes is not None and len(data) > max_bytes:
        for lighter, colours in _lighter_pngs(image):
            data, quality = lighter, colours
            if len(data) <= max_bytes:
                break
    return Encoded(data, MEDIA_TYPES["png"], quality, max_bytes is None or len(data) <= max_bytes)


def _lighter_pngs(image: Image.Image) -> Iterator[tuple[bytes, int]]:
    """Yield the picture in ever fewer colours, each as well packed as Pillow can."""
    for colours in PALETTES:
        reduced = image.quantize(
            colours,
            method=Image.Quantize.MEDIANCUT if image.mode == "RGB" else Image.Quantize.FASTOCTREE,
            dither=Image.Dither.FLOYDSTEINBERG,
        )
        yield saved(reduced, "PNG", optimize=True), colours
