"""The wall: every picture is there, with its findings; one that fails stands alone; the page filters without a network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from visualgen.batch.pool import RenderPool, render_pool
from visualgen.brand.reading import load_kit
from visualgen.gallery.wall import Wall, case_photos, plan_wall, render_wall, write_wall
from visualgen.gallery.wall_summary import wall_document
from visualgen.settings import Settings
from visualgen.template.reading import load_template


@pytest.fixture
def pool(settings: Settings) -> Iterator[RenderPool]:
    with render_pool(1, settings) as pool:
        yield pool


def made(settings: Settings, folder: Path, pool: RenderPool, out: Path) -> Wall:
    kits = [load_kit(name, settings) for name in ("levain", "prise")]
    wall = plan_wall([load_template(folder, settings)], kits, (), case_photos(pool, settings), settings)
    assert len(list(render_wall(wall, out, settings, pool))) == len(wall.wanted)
    write_wall(wall, out, settings, pool)
    return wall


def test_every_case_of_every_kit_is_there(settings: Settings, folder: Path, pool: RenderPool, tmp_path: Path, chromium: Any) -> None:
    out = tmp_path / "wall"
    wall = made(settings, folder, pool, out)
    assert len(wall.ordered) == 9 * 2
    assert not wall.failed
    facts = json.loads((out / "summary.json").read_text())
    assert facts["pictures"] == 18
    assert facts["findings"] == dict(wall.findings)
    assert "sample_used" not in facts["findings"]
    assert facts["tiles"][0]["file"] == "pictures/essai/levain-4x5-short.jpg"
    assert all((out / tile["file"]).is_file() for tile in facts["tiles"])
    with Image.open(out / "essai.png") as sheet:
        assert sheet.width == 2400
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((out / "index.html").as_uri())
    assert page.locator(".tile:visible").count() == 18
    page.locator("label:has([value=short])").click()
    page.locator("label:has([value=prise])").click()
    assert page.locator(".tile:visible").count() == 1
    assert page.locator("#shown").inner_text() == "1"
    page.reload()
    assert page.locator(".tile:visible").count() == 1
    page.locator("button[type=reset]").click()
    page.wait_for_function("document.querySelectorAll('.tile:not([hidden])').length === 18")
    page.locator("#language").click()
    assert page.locator("h1").inner_text() == "Le mur"
    assert all(url.startswith(("file:", "data:")) for url in asked)
    page.close()


def test_a_picture_that_fails_stands_alone(settings: Settings, folder: Path, pool: RenderPool, tmp_path: Path) -> None:
    path = folder / "4x5.svg"
    text = '<text><textPath href="#p">Portes ouvertes</textPath></text>'
    path.write_text(path.read_text().replace("</svg>", f'<g id="unless:photo"><path id="p" d="M0 0H9"/>{text}</g></svg>'))
    kits = [load_kit("levain", settings)]
    wall = plan_wall([load_template(folder, settings)], kits, (), case_photos(pool, settings), settings)
    list(render_wall(wall, tmp_path / "wall", settings, pool))
    assert 0 < len(wall.failed) < len(wall.wanted)
    write_wall(wall, tmp_path / "wall", settings, pool)
    assert "text on a path" in (tmp_path / "wall" / "index.html").read_text()


def test_the_summary_is_the_same_for_the_same_gallery(settings: Settings, folder: Path, pool: RenderPool, tmp_path: Path) -> None:
    wall = made(settings, folder, pool, tmp_path / "wall")
    first = wall_document(wall)
    wall.seconds = 99.0
    assert wall_document(wall) == first
    assert "| essai | 4x5 | 18 |" in first
