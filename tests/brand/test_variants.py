from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from visualgen.brand.check import check_kit
from visualgen.brand.contrast import matrix
from visualgen.brand.reading import find_kit, kit_path, kit_paths, load_kit
from visualgen.brand.variants import lay_over, split_variant, variants_of
from visualgen.errors import TokenError, UnknownName
from visualgen.settings import Settings

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M0 0h40v20H0z" fill="{}"/></svg>'
BRAND = """
title = "Acme"
[logos]
backgrounds = ["color.paper"]
[logos.reversed]
backgrounds = ["color.primary"]
[photo]
grade = "duotone"
dark = "color.ink"
"""
DARK = {"color": {"paper": {"$value": "#101010"}, "ink": {"$value": "{color.on-primary}"}, "primary": {"$value": "#2a9a70"}}}


@pytest.fixture
def two_faced(make_kit: Any) -> Path:
    files = {"brand.dark.tokens.json": json.dumps(DARK), "logos/reversed.svg": LOGO.format("#ffffff")}
    folder: Path = make_kit(brand=BRAND, files=files)
    return folder


def test_a_variant_lays_its_tokens_over_the_kit(two_faced: Path, settings: Settings) -> None:
    light, dark = load_kit("acme", settings), load_kit("acme:dark", settings)
    assert (light.name, light.variant, light.variants) == ("acme", "", ("dark",))
    assert (dark.name, dark.variant, dark.title) == ("acme:dark", "dark", "Acme")
    assert dark.css["--color-paper"] == "#101010"
    assert dark.css["--color-ink"] == dark.css["--color-on-primary"] == "#ffffff"
    assert dark.digest != light.digest
    assert dark.photo == light.photo


def test_every_way_to_name_a_variant(two_faced: Path, settings: Settings) -> None:
    first = load_kit("acme", settings, "dark")
    for spec in ("acme:dark", f"{two_faced}:dark", Path(f"{two_faced}:dark"), two_faced / "brand.dark.tokens.json"):
        assert load_kit(spec, settings) == first
        assert find_kit(spec, settings) == two_faced
        assert kit_path(spec, settings) == ("acme:dark", two_faced / "brand.dark.tokens.json")
    assert kit_paths(settings)["acme:dark"] == two_faced / "brand.dark.tokens.json"
    assert split_variant("C:/kits/acme") == ("C:/kits/acme", None)


def test_the_logo_follows_the_ground(two_faced: Path, settings: Settings) -> None:
    light, dark = load_kit("acme", settings), load_kit("acme:dark", settings)
    assert light.artwork["logo"].name == "logo/primary"
    assert dark.artwork["logo"].name == "logo/reversed"
    assert dark.artwork["logo/reversed"].name == "logo/reversed"
    assert dark.artwork["logo"].backgrounds == ("color.paper", "color.primary")
    assert dark.artwork["logo/primary"].backgrounds == ()


def test_logos_without_rules_stay(make_kit: Any, settings: Settings) -> None:
    make_kit(files={"brand.dark.tokens.json": json.dumps(DARK)})
    assert load_kit("acme:dark", settings).artwork == load_kit("acme", settings).artwork


def test_check_measures_every_variant(two_faced: Path, settings: Settings) -> None:
    report = check_kit("acme", settings)
    (dark,) = report.variants
    assert dark.name == "acme:dark"
    assert ("contrast_low", "on-primary") in [(found.code, found.numbers.get("text")) for found in dark.findings]
    assert check_kit("acme:dark", settings).findings == dark.findings
    (two_faced / "brand.dark.tokens.json").write_text('{"color": {"ink": {"$value": "{color.nothing}"}}}')
    assert not check_kit("acme", settings).usable


def test_a_variant_that_is_not_there_or_wrong(two_faced: Path, settings: Settings) -> None:
    with pytest.raises(UnknownName, match="did you mean acme:dark"):
        load_kit("acme:drak", settings)
    with pytest.raises(UnknownName):
        check_kit("acme:night", settings)
    (two_faced / "brand.dark.tokens.json").write_text("{")
    with pytest.raises(TokenError) as caught:
        load_kit("acme:dark", settings)
    assert str(caught.value.place["file"]).endswith("brand.dark.tokens.json")


def test_laying_over() -> None:
    base = {"a": {"$type": "color", "b": {"$value": "#000"}, "c": {"$value": "#fff"}}, "$extends": "{x}"}
    assert lay_over(base, {"a": {"b": {"$ref": "#/a/c"}}}) == {
        "a": {"$type": "color", "b": {"$ref": "#/a/c"}, "c": {"$value": "#fff"}}, "$extends": "{x}",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["levain", "prise", "appui"])
def test_the_sample_kits_have_a_sound_dark_variant(name: str) -> None:
    settings = Settings.from_environment({})
    light, dark = load_kit(name, settings), load_kit(f"{name}:dark", settings)
    assert variants_of(light.folder) == ("dark",)
    assert all(pair.enough for pair in matrix(dark.tokens))
    assert check_kit(f"{name}:dark", settings).findings == ()
    assert dark.artwork["logo"].name == "logo/reversed"
    assert set(dark.tokens) >= set(light.tokens)
