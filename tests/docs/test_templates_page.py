"""docs/templates.md keeps up with the template format: every key, filter, layer name and problem is told, and its examples work."""

from __future__ import annotations

import json
import re
from pathlib import Path

from visualgen.motion import check as motion_check
from visualgen.settings import Settings
from visualgen.svg.attributes import SVG
from visualgen.template import behaviour, check, filters
from visualgen.template.behaviour import read_behaviour
from visualgen.template.names import KINDS
from visualgen.template.reading import load_template

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")


def examples(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)


def test_every_key_of_a_slot_is_told() -> None:
    assert {*behaviour._OPTIONS, "fields"} <= set(re.findall(r"^\| `(\w+)` \|", PAGE, flags=re.MULTILINE))


def test_every_filter_is_told() -> None:
    assert all(f"`{name}`" in PAGE for name in filters.FILTERS)


def test_every_kind_of_layer_is_told() -> None:
    assert all(f"`{kind}:" in PAGE for kind in KINDS)


def test_every_problem_is_told_and_exists() -> None:
    source = "".join(Path(str(module.__file__)).read_text(encoding="utf-8") for module in (check, motion_check))
    known = set(re.findall(r'Problem\(\s*"(\w+)"', source))
    told = set(re.findall(r"`(\w+)`", PAGE.partition("## template check")[2].partition("| problem |")[2]))
    assert known == told


def test_the_kits_colours_are_told() -> None:
    assert all(f"`{name}`" in PAGE for name in check.COLORS)


def test_the_examples_of_template_toml_are_read() -> None:
    for text in examples("toml"):
        read_behaviour(text.encode(), "docs/templates.md")


def test_the_drawn_list_is_what_the_page_says(tmp_path: Path) -> None:
    drawing = next(text for text in examples("svg") if "each:rows" in text)
    (tmp_path / "menu.svg").write_text(f'<svg xmlns="{SVG[1:-1]}" width="1080" height="1350">{drawing}</svg>', encoding="utf-8")
    rows = load_template(tmp_path / "menu.svg", Settings()).slots["rows"]
    (content,) = (json.loads(text) for text in examples("json"))
    assert set(rows.fields) == {key for row in content["rows"] for key in row}
