"""The three kits that come with visualgen: what templates may rely on, and what makes them examples."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from visualgen.brand.check import EXPECTED
from visualgen.brand.model import BrandKit
from visualgen.brand.reading import load_kit
from visualgen.settings import Settings, packaged
from visualgen.svg.color import parse_color, to_hex
from visualgen.svg.reading import read_svg
from visualgen.svg.shapes import canvas_size

NAMES = ("levain", "prise", "appui")
LOGOS = ("logo", "logo/primary", "logo/reversed", "logo/mono", "logo/symbol")
ART = ("device", "pattern", "corner", "divider")


@pytest.fixture(params=NAMES)
def kit(request: pytest.FixtureRequest) -> BrandKit:
    return load_kit(request.param, Settings.from_environment({}))


def leaves(node: Any, kind: str | None = None) -> list[tuple[str | None, Any]]:
    kind = node.get("$type", kind)
    if "$value" in node:
        return [(kind, node["$value"])]
    return [leaf for name, child in node.items() if not name.startswith("$") for leaf in leaves(child, kind)]


def test_what_templates_ask_for_is_there(kit: BrandKit) -> None:
    assert [path for path in EXPECTED if path not in kit.tokens] == []
    assert set(LOGOS) | set(ART) <= set(kit.artwork)
    assert all(
        kit.tokens[f"typography.{name}"]["family"][0].lower() in kit.fonts for name in ("headline", "text", "label", "numeral", "quote")
    )


def test_tokens_are_written_in_the_form_of_2025_10(kit: BrandKit) -> None:
    document = json.loads((kit.folder / "brand.tokens.json").read_text(encoding="utf-8"))
    for kind, value in leaves(document):
        if isinstance(value, str) and value.startswith("{"):
            continue
        if kind == "color":
            assert set(value) == {"colorSpace", "components", "hex"}
            assert value["colorSpace"] == "srgb"
            assert to_hex((*value["components"], 1.0)) == value["hex"]
        if kind in ("dimension", "duration"):
            assert set(value) == {"value", "unit"}
        if kind == "typography":
            assert set(value) == {"fontFamily", "fontSize", "fontWeight", "letterSpacing", "lineHeight"}


def test_drawings_are_small_and_whole(kit: BrandKit) -> None:
    for piece in kit.artwork.values():
        text = piece.svg.decode()
        assert len(piece.svg) < 60_000
        assert not re.search(r"<(text|image|filter|mask|style)\b|href|https?://(?!www\.w3\.org)", text)
        width, height = canvas_size(read_svg(piece.svg, name=piece.path.name, limits=Settings().limits))
        assert width > 0
        assert height > 0


def test_art_follows_the_tokens_and_falls_back_to_them(kit: BrandKit) -> None:
    """Opened alone in a browser, a device has the colours of the kit."""
    for name in ART:
        variables = re.findall(r"var\((--[\w-]+), (#\w+)\)", kit.artwork[name].svg.decode())
        assert variables
        for variable, fallback in variables:
            assert parse_color(kit.css[variable]) == parse_color(fallback)


def test_art_stands_in_the_boxes_templates_draw(kit: BrandKit) -> None:
    sizes = {name: canvas_size(read_svg(kit.artwork[name].svg, name=name, limits=Settings().limits)) for name in ART}
    assert sizes == {"device": (600, 600), "pattern": (1080, 1350), "corner": (400, 400), "divider": (600, 40)}
    assert b"slice" in kit.artwork["pattern"].svg


def test_charter_and_strategy_are_complete(kit: BrandKit) -> None:
    pillars = {pillar["id"] for pillar in kit.strategy["pillars"]}
    assert set(kit.charter["hashtags"]["pillars"]) == pillars
    assert kit.charter["voice"]["tone"]
    assert kit.charter["words"]["forbidden"]
    assert kit.charter["expressions"]["signature"]
    assert len(kit.strategy["audiences"]) >= 3
    assert kit.strategy["periods"][0]["objectives"]
    assert kit.strategy["rhythm"]
    assert kit.french_spacing


def test_contacts_can_reach_no_one(kit: BrandKit) -> None:
    """Fictional brands: reserved domains, and numbers from the ranges Arcep keeps for films."""
    assert kit.contact["website"].endswith(".example")
    assert kit.contact["email"].endswith(".example")
    assert kit.contact["phone"][:8] in ("04 65 71", "02 61 91")


def test_three_kits_are_three_worlds() -> None:
    kits = [load_kit(name, Settings.from_environment({})) for name in NAMES]
    for look in ("color.paper", "color.primary", "color.accent", "radius.card"):
        assert len({kit.tokens[look] for kit in kits}) == 3
    assert len({kit.tokens["typography.headline"]["family"] for kit in kits}) == 3
    assert len({kit.photo.window for kit in kits}) == 3


def test_no_font_is_kept_with_the_kits() -> None:
    assert [path for path in Path(packaged("brand_kits")).rglob("*") if path.suffix in (".ttf", ".otf", ".woff2")] == []


def test_a_kit_is_read_quickly() -> None:
    """Not a benchmark: a bound that only a mistake passes (a warm read takes 5 ms)."""
    settings = Settings.from_environment({})
    load_kit("levain", settings)
    start = time.process_time()
    load_kit("levain", settings)
    assert time.process_time() - start < 0.25


def test_a_charters_own_words_keep_to_it(kit: BrandKit) -> None:
    from visualgen.charter import check

    charter = kit.charter
    expressions = charter["expressions"]
    texts = [charter["voice"]["summary"], kit.tagline, *charter["words"]["replace"].values()]
    texts += [expressions["signature"], *expressions["opening"], *expressions["closing"]]
    assert [(text, one.code) for text in texts for one in check(text, kit, skip={"spelling"}) if one.severity != "notes"] == []
