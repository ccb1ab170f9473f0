from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from visualgen.brand.artwork import read_artwork
from visualgen.brand.fields import Fields
from visualgen.errors import KitError

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"/>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("logos/primary.svg", "logos/Reversed.svg", "art/device.svg"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(SVG)
    return tmp_path


def rules(**table: Any) -> Fields:
    return Fields(table, file="brand.toml", trail="logos.")


def test_names_a_layer_asks_for(folder: Path) -> None:
    artwork = read_artwork(folder, rules())
    assert set(artwork) == {"logo", "logo/primary", "logo/reversed", "device"}
    assert artwork["logo"] is artwork["logo/primary"]
    assert artwork["device"].svg == SVG.encode()


def test_rules_for_all_and_for_one(folder: Path) -> None:
    table = rules(clear_space=0.2, min_width_px=100, backgrounds=["color.paper"], reversed={"backgrounds": ["color.ink"]})
    artwork = read_artwork(folder, table)
    assert artwork["logo"].clear_space == artwork["logo/reversed"].clear_space == 0.2
    assert artwork["logo"].backgrounds == ("color.paper",)
    assert artwork["logo/reversed"].backgrounds == ("color.ink",)
    assert artwork["device"].clear_space == 0


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ({"clear_space": 5}, "logos.clear_space"),
        ({"clearspace": 0.2}, "logos.clearspace"),
        ({"mono": {"min_width_px": 3}}, "logos.mono"),
        ({"reversed": {"backgrounds": "color.ink"}}, "logos.reversed.backgrounds"),
        ({"reversed": {"background": ["color.ink"]}}, "logos.reversed.background"),
    ],
)
def test_faults(folder: Path, table: dict[str, Any], key: str) -> None:
    with pytest.raises(KitError) as caught:
        read_artwork(folder, rules(**table))
    assert caught.value.place["key"] == key


def test_a_kit_without_artwork(tmp_path: Path) -> None:
    assert read_artwork(tmp_path, rules()) == {}
