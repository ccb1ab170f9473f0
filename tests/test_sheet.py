from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from visualgen.brand.model import BrandKit
from visualgen.brand.reading import load_kit
from visualgen.pipeline import World
from visualgen.render.products import Output
from visualgen.settings import Limits, Settings
from visualgen.sheet import HEIGHT, WIDTH, draw_sheet, sheet_template
from visualgen.svg.reading import read_svg

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M0 0h40v20H0z" fill="#111111"/></svg>'


def settings(language: str = "fr") -> Settings:
    return Settings.from_environment({}, language=language)


def has_color(image: Image.Image, color: str, box: tuple[int, int, int, int]) -> bool:
    wanted = tuple(int(color[start : start + 2], 16) for start in (1, 3, 5))
    colors = image.crop(box).convert("RGB").getcolors(1 << 20) or []
    return any(found == wanted for _, found in colors)


@pytest.mark.parametrize("name", ["levain", "prise", "appui"])
def test_the_sheet_of_a_sample_kit(name: str) -> None:
    kit = load_kit(name, settings())
    sheet = draw_sheet(kit, World.open(settings()))
    image = Image.open(BytesIO(sheet.data))
    assert (image.size, image.format) == ((WIDTH, HEIGHT), "PNG")
    assert [finding.code for finding in sheet.findings if finding.severity != "notes"] == []
    for path, color in kit.tokens.items():
        if path in ("color.paper", "color.primary", "color.soft", "color.ink", "color.accent", "color.muted"):
            assert has_color(image, str(color)[:7], (0, 810, WIDTH, 1110)), path


def test_the_words_of_the_sheet_follow_the_language() -> None:
    kit = load_kit("levain", settings())
    sources = {language: sheet_template(kit, language)[0].drawings["own", 1].source.decode() for language in ("fr", "en")}
    assert "Contrastes" in sources["fr"]
    assert "12,7" in sources["fr"]
    assert ">Contrast<" in sources["en"]
    assert "12.7" in sources["en"]
    assert sheet_template(kit, "fr")[1]["signature"] == "Le temps fait le pain."


def bare_kit(tmp_path: Path, title: str, tokens: str) -> BrandKit:
    folder = tmp_path / "bare"
    (folder / "logos").mkdir(parents=True)
    (folder / "logos" / "primary.svg").write_text(LOGO)
    (folder / "brand.toml").write_text(f"title = '''{title}'''", encoding="utf-8")
    (folder / "brand.tokens.json").write_text(tokens)
    return load_kit(folder, settings())


def test_a_bare_kit_has_a_sheet_too(tmp_path: Path) -> None:
    kit = bare_kit(tmp_path, "Bare", '{"color": {"paper": {"$value": "#fff"}, "ink": {"$value": "#000"}}}')
    image = Image.open(BytesIO(draw_sheet(kit, World.open(settings()), Output("jpeg")).data))
    assert (image.size, image.format) == ((WIDTH, HEIGHT), "JPEG")


def test_a_kit_without_colours_and_an_odd_title(tmp_path: Path) -> None:
    kit = bare_kit(tmp_path, "<b>{{ 7 * 7 }} & Cie</b>", "{}")
    drawing = sheet_template(kit, "fr")[0].drawings["own", 1].source
    root = read_svg(drawing, name="sheet", limits=Limits())
    assert "<b>{{ 7 * 7 }} & Cie</b>" in "".join(root.itertext())
    assert draw_sheet(kit, World.open(settings())).data
