"""One small drawing per feature that design tools export, judged against Chromium."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from lxml import etree
from numpy.typing import NDArray
from PIL import Image

from visualgen.svg.shapes import canvas_size

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.svg"))

FAR = 48
"""A pixel is off when a channel differs by more than this many levels of 255: less is a matter of smoothing."""

SHARE_OFF = 0.005
MEAN_OFF = 2.0

ACCEPTED = {
    "filter-morphology-outline": "resvg widens a shape by its radius less one pixel on one side",
    "filter-turbulence-grain": "the noise is the same, shifted by a fraction of a pixel",
    "pattern-inherits": "Chromium draws a scaled pattern's tile at a lower resolution than its place on the canvas",
}
"""Deviations that stay, with the reason; the picture may then differ by four times as much."""


def reference_text(svg: bytes) -> str:
    """Return the drawing for Chromium, set in the font that we use, its outlines not bent to the pixel grid."""
    text = svg.decode()
    if "<text" not in text:
        return text
    font = base64.b64encode((files("fontpkg_noto_sans") / "files" / "NotoSans[wdth,wght].ttf").read_bytes()).decode()
    face = (
        "<style>text{text-rendering:geometricPrecision}"
        f"@font-face{{font-family:'Noto Sans';font-weight:100 900;src:url(data:font/ttf;base64,{font})}}</style>"
    )
    root = re.search(r"<svg[^>]*>", text)
    assert root is not None
    return text[: root.end()] + face + text[root.end() :]


@pytest.fixture(scope="module")
def page(chromium: Any) -> Iterator[Any]:
    opened = chromium.new_page()
    yield opened
    opened.close()


def in_chromium(page: Any, svg: bytes, folder: Path) -> NDArray[np.uint8]:
    width, height = canvas_size(etree.fromstring(svg))
    path = folder / "reference.svg"
    path.write_text(reference_text(svg), encoding="utf-8")
    page.set_viewport_size({"width": round(width), "height": round(height)})
    page.goto(path.as_uri())
    page.evaluate("document.fonts.ready")
    return np.asarray(Image.open(io.BytesIO(page.screenshot()), formats=("PNG",)).convert("RGB"))


def test_the_corpus_is_there() -> None:
    assert len(CORPUS) >= 150
    assert set(ACCEPTED) <= {path.stem for path in CORPUS}


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_drawn_as_chromium_draws_it(path: Path, studio: Any, page: Any, tmp_path: Path) -> None:
    svg = path.read_bytes()
    ours, theirs = studio.rgb(svg), in_chromium(page, svg, tmp_path)
    assert ours.shape == theirs.shape
    apart = np.abs(ours.astype(np.int16) - theirs.astype(np.int16)).max(axis=2)
    share, mean = float((apart > FAR).mean()), float(apart.mean())
    slack = 4 if path.stem in ACCEPTED else 1
    if share > SHARE_OFF * slack or mean > MEAN_OFF * slack:
        panels = np.concatenate([ours, theirs, np.repeat(apart[..., None], 3, axis=2).astype(np.uint8)], axis=1)
        Image.fromarray(panels).save(tmp_path / "ours-theirs-difference.png")
        pytest.fail(f"{share:.2%} of the pixels are off, {mean:.2f} levels on average: see {tmp_path}/ours-theirs-difference.png")
