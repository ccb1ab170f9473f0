"""The painter: groups in order, glyphs, photos on the grid; warm and cold alike; a PDF that stays vector."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pypdf
import pytest
from PIL import Image

from visualgen.brand.model import PhotoTreatment
from visualgen.errors import SvgError
from visualgen.render.cache import Cache
from visualgen.render.encode import encode
from visualgen.render.engines.full import ResvgEngine
from visualgen.render.paint import paint, paint_pdf
from visualgen.render.products import Output, PictureValue
from visualgen.template.model import SlotSpec

RECT = '<rect x="20" y="20" width="40" height="40" fill="#ff0000"/>'
TEXT = '<text x="10" y="60" font-size="24">Bonjour</text>'
SHADOW = '<filter id="s" x="-1" y="-1" width="3" height="3"><feDropShadow dx="12" dy="0" stdDeviation="0"/></filter>'
EVERYTHING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="240"><defs>'
    '<linearGradient id="g"><stop stop-color="#17bebb"/><stop offset="1" stop-color="#e4572e"/></linearGradient>'
    '<filter id="d"><feDropShadow dx="2" dy="4" stdDeviation="4" flood-opacity=".6"/></filter>'
    '<filter id="b"><feGaussianBlur stdDeviation="3"/></filter>'
    '<mask id="m"><rect width="200" height="240" fill="url(#g)"/></mask>'
    '<clipPath id="c"><circle cx="100" cy="60" r="50"/></clipPath></defs>'
    '<rect width="200" height="240" fill="url(#g)"/>'
    '<g clip-path="url(#c)"><circle id="slot:photo" cx="100" cy="60" r="60"/></g>'
    '<g filter="url(#d)"><rect x="20" y="120" width="160" height="60" rx="12" fill="#fff"/>'
    '<text x="30" y="160" font-size="30">Été 🎉</text></g>'
    '<g mask="url(#m)"><text x="20" y="210" font-size="26" fill="url(#g)">masqué</text></g>'
    '<g style="mix-blend-mode:multiply"><text x="110" y="215" font-size="20" transform="rotate(-8 120 215)">multiplié</text></g>'
    '<g opacity=".5"><circle cx="170" cy="30" r="20" filter="url(#b)"/><text x="160" y="36" fill="#fff">ok</text></g></svg>'
)


def photo(width: int = 60, height: int = 40) -> PictureValue:
    dice = np.random.Generator(np.random.PCG64(1))
    small = Image.fromarray(dice.integers(0, 256, (6, 8, 3), dtype=np.uint8))
    file = io.BytesIO()
    small.resize((width, height), Image.Resampling.BICUBIC).save(file, "PNG")
    data = file.getvalue()
    return PictureValue(data, hashlib.sha256(data).hexdigest(), "photo.png", (0.5, 0.5))


def with_photo(studio: Any, svg: str, picture: PictureValue | None = None) -> Any:
    return studio.scene(svg, values={"photo": picture or photo()}, specs={"photo": SlotSpec("photo", "image")})


def test_transparent_where_nothing_is_painted(studio: Any) -> None:
    canvas = studio.canvas(RECT)
    assert not canvas.opaque
    assert canvas.pixels[40, 40].tolist() == [0, 0, 255, 255]
    assert canvas.pixels[5, 5].tolist() == [0, 0, 0, 0]
    assert studio.canvas('<rect width="100" height="100"/>').opaque


def test_a_filter_comes_before_the_clip(studio: Any) -> None:
    clip = '<clipPath id="c"><rect x="0" y="0" width="70" height="100"/></clipPath>'
    square = '<text x="20" y="60" font-size="60" fill="#ff0000">H</text>'
    pixels = studio.canvas(f'{SHADOW}{clip}<g filter="url(#s)" clip-path="url(#c)">{square}</g>').pixels
    dark = (pixels[..., 3] == 255) & (pixels[..., 2] == 0)
    assert dark[:, 60:69].any()
    assert not pixels[:, 71:].any()


def test_a_mask_keeps_its_share(studio: Any) -> None:
    mask = '<mask id="m"><rect width="100" height="100" fill="#808080"/></mask>'
    pixels = studio.canvas(f'{mask}<g mask="url(#m)">{TEXT}</g>').pixels
    lit = (128 / 255 + 0.055) / 1.055
    assert pixels[..., 3].max() in (round(255 * 128 / 255), round(255 * lit**2.4))


def test_opacity_is_given_to_the_group_as_one(studio: Any) -> None:
    pixels = studio.canvas(f'<g opacity=".5">{RECT}{RECT}<text x="0" y="0"> </text></g>').pixels
    assert abs(int(pixels[40, 40, 3]) - 128) <= 1


def test_blend_meets_what_is_under_it(studio: Any) -> None:
    body = '<rect width="100" height="100" fill="#00ffff"/><rect width="100" height="100" fill="#ffff00" style="mix-blend-mode:multiply"/>'
    assert studio.rgb(body)[50, 50].tolist() == [0, 255, 0]


def test_colour_emoji_are_painted(studio: Any) -> None:
    pixels = studio.rgb('<text x="10" y="70" font-size="60">🎉</text>')
    colours = {tuple(pixel) for pixel in (pixels[20:80, 10:80] // 64).reshape(-1, 3).tolist()}
    assert len(colours) > 6


def test_a_gradient_runs_across_the_whole_text(studio: Any) -> None:
    gradient = '<linearGradient id="g"><stop stop-color="#f00"/><stop offset="1" stop-color="#00f"/></linearGradient>'
    pixels = studio.canvas(gradient + TEXT.replace("<text", '<text fill="url(#g)"')).pixels
    drawn = pixels[..., 3] > 200
    columns = np.flatnonzero(drawn.any(axis=0))
    first, last = pixels[:, columns[2]][drawn[:, columns[2]]], pixels[:, columns[-3]][drawn[:, columns[-3]]]
    assert first[:, 2].min() > first[:, 0].max()
    assert last[:, 0].min() > last[:, 2].max()


def test_a_stroked_text_is_wider(studio: Any) -> None:
    plain = (studio.canvas(TEXT).pixels[..., 3] > 0).sum()
    stroked = (studio.canvas(TEXT.replace("<text", '<text stroke="#000" stroke-width="4"')).pixels[..., 3] > 0).sum()
    assert stroked > plain * 1.3


def test_a_photo_at_rest_is_copied_pixel_for_pixel(studio: Any) -> None:
    scene = with_photo(studio, '<rect id="slot:photo" x="20" y="30" width="60" height="40"/>')
    canvas = paint(scene, studio.cache, PhotoTreatment(), studio.limits)
    expected = np.asarray(Image.open(io.BytesIO(photo().data), formats=("PNG",)))
    assert np.array_equal(canvas.pixels[30:70, 20:80, 2::-1], expected)
    assert not canvas.pixels[29].any()


def test_a_turned_photo_stays_in_its_outline(studio: Any) -> None:
    scene = with_photo(studio, '<circle id="slot:photo" cx="50" cy="50" r="30" transform="rotate(30 50 50)"/>')
    pixels = paint(scene, studio.cache, PhotoTreatment(), studio.limits).pixels
    assert pixels[50, 50, 3] == 255
    assert not pixels[22:26, 22:26].any()


def test_the_treatment_reaches_the_photo(studio: Any) -> None:
    scene = with_photo(studio, '<rect id="slot:photo" x="20" y="30" width="60" height="40"/>')
    pixels = paint(scene, studio.cache, PhotoTreatment("mono"), studio.limits).pixels[30:70, 20:80]
    assert (pixels[..., 0] == pixels[..., 2]).all()


def test_warm_and_cold_paint_the_same_pixels(studio: Any) -> None:
    scene = with_photo(studio, EVERYTHING)
    cold = paint(scene, Cache(0), PhotoTreatment(), studio.limits).pixels
    for _ in range(2):
        assert np.array_equal(paint(scene, studio.cache, PhotoTreatment(), studio.limits).pixels, cold)
    assert len(studio.cache) > 5


def test_off_the_canvas_nothing_is_drawn(studio: Any) -> None:
    body = (
        '<g transform="translate(500 500)"><filter id="f"><feGaussianBlur stdDeviation="3"/></filter>'
        + f'<g filter="url(#f)">{RECT}</g>{TEXT}</g>'
    )
    assert not studio.canvas(body).pixels.any()


def test_the_full_engine_says_what_it_cannot_draw() -> None:
    with pytest.raises(SvgError):
        ResvgEngine().draw("<svg", 10, 10)
    with pytest.raises(SvgError):
        ResvgEngine().draw('<svg xmlns="http://www.w3.org/2000/svg" width="5" height="5"/>', 10, 10)


SCRIPT = """
import hashlib, importlib.util, sys
spec = importlib.util.spec_from_file_location("helpers", sys.argv[1] + "/../conftest.py")
helpers = importlib.util.module_from_spec(spec); sys.modules["helpers"] = helpers; spec.loader.exec_module(helpers)
spec = importlib.util.spec_from_file_location("paintings", sys.argv[1] + "/test_paint.py")
paintings = importlib.util.module_from_spec(spec); spec.loader.exec_module(paintings)
studio = helpers.Studio()
scene = paintings.with_photo(studio, paintings.EVERYTHING)
canvas = paintings.paint(scene, studio.cache, helpers.PhotoTreatment(grain=0.3), studio.limits)
pdf = paintings.paint_pdf(scene, studio.cache, helpers.PhotoTreatment(), studio.limits)
for data in (canvas.pixels.tobytes(), paintings.encode(canvas, paintings.Output("jpeg")).data, pdf):
    print(hashlib.sha256(data).hexdigest())
"""


def test_fresh_processes_give_the_same_bytes() -> None:
    found = set()
    for seed in ("1", "2"):
        command = [sys.executable, "-c", SCRIPT, str(Path(__file__).parent)]
        found.add(subprocess.run(command, capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}).stdout)
    assert len(found) == 1
    assert found.pop().count("\n") == 3


def test_a_pdf_stays_vector(studio: Any, tmp_path: Path) -> None:
    page = pypdf.PdfReader(io.BytesIO(paint_pdf(studio.scene(RECT + TEXT), studio.cache, PhotoTreatment(), studio.limits))).pages[0]
    assert (float(page.mediabox.width), float(page.mediabox.height)) == (75, 75)
    assert "/Font" not in page["/Resources"]
    assert len(page.images) == 0
    content = page.get_contents()
    assert content is not None
    assert content.get_data().count(b" c\n") + content.get_data().count(b" c ") > 20


def test_a_pdf_shows_what_the_picture_shows(studio: Any, require_part: Callable[[str], Path], tmp_path: Path) -> None:
    pdftoppm = require_part("pdftoppm")
    scene = with_photo(studio, EVERYTHING, photo(600, 400))
    data = paint_pdf(scene, studio.cache, PhotoTreatment(), studio.limits)
    (tmp_path / "page.pdf").write_bytes(data)
    subprocess.run([pdftoppm, "-r", "96", "-png", "-singlefile", tmp_path / "page.pdf", tmp_path / "page"], check=True)
    shown = np.asarray(Image.open(tmp_path / "page.png", formats=("PNG",)).convert("RGB")).astype(np.int16)
    ours = paint(scene, studio.cache, PhotoTreatment(), studio.limits).over_white().pixels[..., 2::-1].astype(np.int16)
    assert shown.shape == ours.shape
    apart = np.abs(shown - ours).max(axis=2)
    assert float((apart > 64).mean()) < 0.01
    filters = [
        image.indirect_reference.get_object()["/Filter"]
        for image in pypdf.PdfReader(io.BytesIO(data)).pages[0].images
        if image.indirect_reference
    ]
    assert "/DCTDecode" in filters


def test_encoded_pictures_come_out_of_every_scene(studio: Any) -> None:
    canvas = paint(with_photo(studio, EVERYTHING), studio.cache, PhotoTreatment(), studio.limits)
    assert canvas.opaque
    assert Image.open(io.BytesIO(encode(canvas, Output("png")).data), formats=("PNG",)).size == (200, 240)
