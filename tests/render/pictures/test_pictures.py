"""Photos: upright, in sRGB, eight bits, cropped around what matters; damaged and oversized ones refused with a mend."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from typing import Any, Literal

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageDraw

from visualgen.brand.model import PhotoTreatment
from visualgen.errors import LimitExceeded, PictureError
from visualgen.render.cache import Cache
from visualgen.render.pictures import Photo, inspect, prepare
from visualgen.render.products import PictureValue
from visualgen.settings import Limits


def value(data: bytes, focus: tuple[float, float] | Literal["auto"] = (0.5, 0.5)) -> PictureValue:
    return PictureValue(data, hashlib.sha256(data).hexdigest(), "photo.jpg", focus)


def saved(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def prepared(picture: PictureValue, size: tuple[int, int] = (40, 20), **options: Any) -> Photo:
    defaults: dict[str, Any] = {"fit": "cover", "treatment": None, "cache": Cache(1_000_000), "limits": Limits()}
    return prepare(picture, size, **(defaults | options))


def rgb(photo: Photo) -> NDArray[np.int16]:
    return photo.pixels[..., 2::-1].astype(np.int16)


def quarters() -> Image.Image:
    """Return red, green / blue, white."""
    image = Image.new("RGB", (40, 20), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 19, 9), fill=(255, 0, 0))
    draw.rectangle((20, 0, 39, 9), fill=(0, 255, 0))
    draw.rectangle((0, 10, 19, 19), fill=(0, 0, 255))
    return image


TURNS = {
    1: [],
    2: [Image.Transpose.FLIP_LEFT_RIGHT],
    3: [Image.Transpose.ROTATE_180],
    4: [Image.Transpose.FLIP_TOP_BOTTOM],
    5: [Image.Transpose.TRANSPOSE],
    6: [Image.Transpose.ROTATE_90],
    7: [Image.Transpose.TRANSVERSE],
    8: [Image.Transpose.ROTATE_270],
}
"""How a camera held that way would have stored an upright picture."""


@pytest.mark.parametrize("orientation", TURNS)
def test_exif_orientation_is_undone(orientation: int) -> None:
    image = quarters()
    for turn in TURNS[orientation]:
        image = image.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = value(saved(image, "JPEG", quality=95, subsampling=0, exif=exif))
    assert inspect(picture, Limits()) == (40, 20)
    pixels = rgb(prepared(picture))
    for (y, x), color in {(4, 9): (255, 0, 0), (4, 29): (0, 255, 0), (14, 9): (0, 0, 255), (14, 29): (255, 255, 255)}.items():
        assert np.abs(pixels[y, x] - color).max() < 12


def test_a_damaged_exif_block_does_not_spoil_a_sound_picture() -> None:
    exif = b"Exif\x00\x00II*\x00\x08\x00\x00\x00\xff\xff\x12\x01"
    picture = value(saved(quarters(), "JPEG", quality=95, exif=exif))
    assert inspect(picture, Limits()) == (40, 20)
    assert prepared(picture).pixels.shape == (20, 40, 4)


def test_cmyk_becomes_rgb() -> None:
    image = Image.new("CMYK", (8, 8), (0, 255, 255, 0))
    pixels = rgb(prepared(value(saved(image, "JPEG", quality=95)), (8, 8)))
    assert pixels[4, 4, 0] > 200
    assert pixels[4, 4, 1:].max() < 60


def test_sixteen_bits_keep_their_brightness() -> None:
    grey = Image.fromarray(np.full((8, 8), 0x8000, np.uint16))
    assert abs(int(rgb(prepared(value(saved(grey)), (8, 8)))[4, 4, 0]) - 128) <= 1
    assert abs(int(rgb(prepared(value(saved(grey, "TIFF")), (8, 8)))[4, 4, 0]) - 128) <= 1


def sixteen_bit_rgb_png(color: tuple[int, int, int]) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    row = b"\0" + struct.pack(">3H", *color) * 4
    header = struct.pack(">IIBBBBB", 4, 4, 16, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(row * 4)) + chunk(b"IEND", b"")


def test_sixteen_bit_colour_png() -> None:
    pixels = rgb(prepared(value(sixteen_bit_rgb_png((0xFFFF, 0x8000, 0x0100))), (4, 4)))
    assert np.abs(pixels[2, 2] - (255, 128, 1)).max() <= 1


def wide_gamut_profile() -> bytes:
    """Return sRGB's profile with its red and green primaries exchanged: a matrix profile that visibly changes colours."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack(">I", profile[128:132])[0]
    tags = {bytes(profile[132 + 12 * i : 136 + 12 * i]): 132 + 12 * i for i in range(count)}
    red, green = tags[b"rXYZ"], tags[b"gXYZ"]
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    for place in range(132, len(profile)):
        if profile[place : place + 4] == b"sRGB":
            profile[place : place + 4] = b"odd "
    text = "sRGB".encode("utf-16-be")
    return bytes(profile).replace(text, "oddi".encode("utf-16-be"))


def test_an_icc_profile_is_converted_to_srgb() -> None:
    image = Image.new("RGB", (8, 8), (255, 0, 0))
    plain = rgb(prepared(value(saved(image)), (8, 8)))[4, 4]
    converted = rgb(prepared(value(saved(image, icc_profile=wide_gamut_profile())), (8, 8)))[4, 4]
    assert tuple(plain) == (255, 0, 0)
    assert converted[1] > 240
    assert converted[0] < 40


def test_a_profile_that_is_damaged_or_srgb_changes_nothing() -> None:
    image = Image.new("RGB", (8, 8), (200, 30, 40))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (b"nonsense", srgb):
        assert tuple(rgb(prepared(value(saved(image, icc_profile=profile)), (8, 8)))[4, 4]) == (200, 30, 40)


def test_alpha_is_kept_and_premultiplied() -> None:
    image = Image.new("RGBA", (8, 8), (200, 100, 50, 128))
    photo = prepared(value(saved(image)), (8, 8))
    assert not photo.opaque
    assert np.abs(photo.pixels[4, 4].astype(int) - (25, 50, 100, 128)).max() <= 1
    assert prepared(value(saved(Image.new("RGBA", (8, 8), (1, 2, 3, 255)))), (8, 8)).opaque


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "I;16"])
def test_every_mode_is_read(mode: str) -> None:
    image = Image.new(mode, (8, 8))
    if mode == "P":
        image.info["transparency"] = 0
    photo = prepared(value(saved(image)), (8, 8))
    assert photo.pixels.shape == (8, 8, 4)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP"])
def test_every_format_is_read(kind: str) -> None:
    assert inspect(value(saved(quarters(), kind)), Limits()) == (40, 20)
    assert rgb(prepared(value(saved(quarters(), kind))))[4, 9, 0] > 200


def test_cover_crops_around_the_focal_point() -> None:
    picture = quarters()
    left = rgb(prepared(value(saved(picture), (0.0, 0.5)), (10, 20)))
    right = rgb(prepared(value(saved(picture), (1.0, 0.5)), (10, 20)))
    assert tuple(left[4, 5]) == (255, 0, 0)
    assert tuple(right[4, 5]) == (0, 255, 0)
    stretched = rgb(prepared(value(saved(picture)), (10, 20), fit="stretch"))
    assert tuple(stretched[4, 2]) == (255, 0, 0)
    assert tuple(stretched[4, 7]) == (0, 255, 0)


def test_the_crop_has_the_asked_size_and_is_kept() -> None:
    cache = Cache(1_000_000)
    picture = value(saved(quarters()))
    first = prepared(picture, (33, 57), cache=cache)
    assert first.pixels.shape == (57, 33, 4)
    assert prepared(picture, (33, 57), cache=cache) is first
    assert prepared(picture, (33, 56), cache=cache) is not first


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_cut_picture_names_the_file_and_the_mend(kind: str) -> None:
    dice = np.random.Generator(np.random.PCG64(3))
    data = saved(Image.fromarray(dice.integers(0, 256, (64, 64, 3), dtype=np.uint8)), kind)
    with pytest.raises(PictureError) as caught:
        prepared(value(data[: len(data) // 2]))
    assert caught.value.place == {"file": "photo.jpg"}
    assert caught.value.mend


@pytest.mark.parametrize("data", [b"", b"not a picture", b"<svg/>", b"%PDF-1.4"])
def test_what_is_not_a_picture_is_refused(data: bytes) -> None:
    with pytest.raises(PictureError, match="not a picture"):
        inspect(value(data), Limits())


def test_a_picture_that_ends_after_its_signature_is_refused() -> None:
    with pytest.raises(PictureError):
        inspect(value(b"\x89PNG\r\n\x1a\n"), Limits())


def test_the_picture_of_a_second_lens_does_not_matter() -> None:
    first, second, data = Image.new("RGB", (40, 20), "red"), Image.new("RGB", (40, 20), "blue"), io.BytesIO()
    first.save(data, "MPO", save_all=True, append_images=[second])
    assert inspect(value(data.getvalue()), Limits()) == (40, 20)


def test_bombs_are_refused_on_their_header() -> None:
    data = saved(Image.new("1", (4000, 4000)))
    with pytest.raises(LimitExceeded, match="4000 × 4000"):
        inspect(value(data), Limits(photo_pixels=1_000_000))
    with pytest.raises(LimitExceeded):
        prepared(value(data), limits=Limits(photo_pixels=1_000_000))
    with pytest.raises(LimitExceeded, match="MB"):
        inspect(value(data), Limits(photo_bytes=10))


def test_treatments_change_the_picture_and_are_part_of_the_key() -> None:
    cache = Cache(10_000_000)
    ramp = Image.linear_gradient("L").resize((64, 64)).convert("RGB")
    picture = value(saved(ramp))
    plain = prepared(picture, (64, 64), cache=cache)
    duotone = prepared(picture, (64, 64), cache=cache, treatment=PhotoTreatment("duotone", dark="#102030", light="#f0e0d0"))
    assert np.abs(rgb(duotone)[0, 0] - (0x10, 0x20, 0x30)).max() <= 2
    assert np.abs(rgb(duotone)[63, 63] - (0xF0, 0xE0, 0xD0)).max() <= 2
    assert prepared(picture, (64, 64), cache=cache, treatment=PhotoTreatment("none")) is plain
    warm = rgb(prepared(picture, (64, 64), cache=cache, treatment=PhotoTreatment("warm")))
    cool = rgb(prepared(picture, (64, 64), cache=cache, treatment=PhotoTreatment("cool")))
    assert warm[32, 32, 0] > warm[32, 32, 2]
    assert cool[32, 32, 0] < cool[32, 32, 2]
    half = rgb(prepared(picture, (64, 64), cache=cache, treatment=PhotoTreatment("warm", strength=0.5)))
    assert rgb(plain)[32, 32, 0] <= half[32, 32, 0] <= warm[32, 32, 0]


def test_mono_has_no_colour_and_grain_is_the_same_every_time() -> None:
    picture = value(saved(quarters()))
    mono = rgb(prepared(picture, treatment=PhotoTreatment("mono")))
    assert (mono[..., 0] == mono[..., 2]).all()
    grains = [rgb(prepared(picture, cache=Cache(0), treatment=PhotoTreatment(grain=0.5))) for _ in range(2)]
    assert np.array_equal(*grains)
    assert not np.array_equal(grains[0], rgb(prepared(picture)))
