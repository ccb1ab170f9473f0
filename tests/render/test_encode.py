from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, features

from visualgen.errors import OutputError
from visualgen.render.canvas import Canvas
from visualgen.render.encode import MEDIA_TYPES, encode, encoded_pdf
from visualgen.render.products import Output, OutputType


def noisy(*, alpha: bool = False, side: int = 96) -> Canvas:
    dice = np.random.Generator(np.random.PCG64(7))
    pixels = dice.integers(0, 256, (side, side, 4), dtype=np.uint8)
    pixels[..., 3] = 255
    if alpha:
        pixels[: side // 2, :, 3] = 128
        pixels[: side // 2, :, :3] //= 2
    return Canvas(pixels, opaque=not alpha)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP", "AVIF"))


def test_png_of_an_opaque_canvas_holds_the_same_pixels() -> None:
    canvas = noisy()
    encoded = encode(canvas, Output("png"))
    image = opened(encoded.data)
    assert (image.mode, image.info["srgb"]) == ("RGB", 0)
    assert np.array_equal(np.asarray(image), canvas.pixels[..., 2::-1])
    assert (encoded.media_type, encoded.quality, encoded.fits) == ("image/png", 100, True)


def test_png_keeps_transparency_unpremultiplied() -> None:
    canvas = noisy(alpha=True)
    image = np.asarray(opened(encode(canvas, Output("png")).data))
    assert image.shape[2] == 4
    assert np.array_equal(image[..., 3], canvas.pixels[..., 3])
    back = image[..., 2::-1].astype(int) * image[..., 3:] // 255
    assert np.abs(back - canvas.pixels[..., :3]).max() <= 1


def test_jpeg_puts_transparent_areas_on_white_and_says_srgb() -> None:
    pixels = np.zeros((16, 16, 4), np.uint8)
    image = opened(encode(Canvas(pixels, opaque=False), Output("jpeg")).data)
    assert np.asarray(image).min() == 255
    assert image.getexif().get_ifd(0x8769)[0xA001] == 1


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "avif"])
def test_the_same_canvas_gives_the_same_bytes(kind: OutputType) -> None:
    if kind == "avif" and not features.check("avif"):
        pytest.skip("this Pillow writes no AVIF")
    first, second = (encode(noisy(), Output(kind)) for _ in range(2))
    assert first == second
    assert first.media_type == MEDIA_TYPES[kind]
    assert opened(first.data).size == (96, 96)


@pytest.mark.parametrize("kind", ["jpeg", "webp"])
def test_the_best_quality_under_the_weight_is_found(kind: OutputType) -> None:
    canvas = noisy()
    asked = len(encode(canvas, Output(kind, quality=60)).data)
    found = encode(canvas, Output(kind, quality=90, max_bytes=asked))
    assert found.fits
    assert len(found.data) <= asked
    assert 59 <= found.quality < 90
    heavier = encode(canvas, Output(kind, quality=found.quality + 1))
    assert len(heavier.data) > asked


def test_a_weight_that_cannot_be_reached_is_said() -> None:
    found = encode(noisy(), Output("jpeg", max_bytes=100))
    assert not found.fits
    assert len(found.data) > 100
    assert not encode(noisy(), Output("png", max_bytes=100)).fits


def test_png_under_a_weight_loses_colours_first() -> None:
    canvas = noisy(side=128)
    full = len(encode(canvas, Output("png")).data)
    found = encode(canvas, Output("png", max_bytes=full // 2))
    assert found.fits
    assert found.quality in (256, 128, 64, 32, 16)
    assert opened(found.data).mode == "P"


def test_a_pdf_is_not_encoded_from_pixels() -> None:
    with pytest.raises(OutputError):
        encode(noisy(), Output("pdf"))
    assert not encoded_pdf(b"%PDF-", Output("pdf", max_bytes=2)).fits
