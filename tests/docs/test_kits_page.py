"""docs/kits.md keeps up with the kit format: every key, type, token, finding and choice is told, and its examples are read."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from visualgen.brand import charter, check, check_artwork, composites, reading, strategy
from visualgen.brand.artwork import read_artwork
from visualgen.brand.kinds import TYPES
from visualgen.brand.tokens import read_tokens

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "kits.md").read_text(encoding="utf-8")


def examples(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)


def keys(*modules: Any) -> set[str]:
    """Return the keys that readers ask a table for (an error's `words` are none)."""
    source = "".join(Path(module.__file__).read_text(encoding="utf-8") for module in modules)
    return set(re.findall(r'(?<!error\.)(?:text|number|flag|choice|texts|day|table|tables|words|_color)\((?:fields, )?"(\w+)"', source))


@pytest.mark.parametrize("module", [reading, charter, strategy], ids=["brand", "charter", "strategy"])
def test_every_key_is_told(module: Any) -> None:
    told = {word for name in re.findall(r"`([\w.]+)`", PAGE) for word in name.split(".")} | set(
        re.findall(r"^\[+spans\.(\w+)", PAGE, flags=re.MULTILINE)
    )
    assert keys(module) - told == set()


def test_every_choice_is_told() -> None:
    choices = {
        *reading.GRADES,
        *reading.WINDOWS,
        *charter.ADDRESSES,
        *charter.INCLUSIVE,
        *charter.EMOJI,
        *strategy.KPIS,
        *strategy.CHANNELS,
    }
    choices |= set(composites.CASES.values())
    assert {choice for choice in choices if f"`{choice}`" not in PAGE} == set()


def test_every_type_and_token_is_told() -> None:
    assert {kind for kind in TYPES if f"`{kind}`" not in PAGE} == set()
    assert {path for path in check.EXPECTED if f"`{path}`" not in PAGE} == set()


def test_every_finding_is_told_and_exists() -> None:
    source = "".join(Path(module.__file__).read_text(encoding="utf-8") for module in (check, check_artwork))
    known = set(re.findall(r'finding\(\s*"(\w+)"', source)) | {"kit", "token", "font", "svg"}
    table = PAGE.partition("| finding |")[2].partition("## kit show")[0]
    assert {code for row in re.findall(r"^\| (`.*?) \|", table, flags=re.MULTILINE) for code in re.findall(r"`(\w+)`", row)} == known


def test_the_token_example_is_read() -> None:
    text, _ = examples("json")
    tokens = read_tokens(text, file="docs/kits.md")
    assert tokens["color.primary"].value == "#a83e1b"
    assert json.loads(text)


def test_the_toml_examples_are_read(tmp_path: Path) -> None:
    brand, charter_text, strategy_text = examples("toml")
    for name, text in (("charter.toml", charter_text), ("strategy.toml", strategy_text)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert charter.read_charter(tmp_path / "charter.toml")["emoji"]["limit"] == 1
    assert strategy.read_strategy(tmp_path / "strategy.toml")["pillars"][0]["share"] == 1
    fields = reading.Fields(tomllib.loads(brand), file="docs/kits.md")
    assert reading.read_identity(fields).title == "Acme"
    sources = [reading.font_source(table, tmp_path) for table in fields.tables("fonts")]
    assert [source.family for source in sources] == ["Fraunces", "Acme Sans"]
    (tmp_path / "logos").mkdir()
    (tmp_path / "logos" / "reversed.svg").write_text("<svg/>")
    assert read_artwork(tmp_path, fields.table("logos"))["logo/reversed"].clear_space == 0.25
    fields.table("photo")
    fields.table("spans")
    fields.done()


def test_every_finding_of_the_charter_is_told() -> None:
    page = (ROOT / "docs" / "charter.md").read_text(encoding="utf-8")
    assert {code for code in charter.CODES if f"\n| `{code}` |" not in page} == set()
    choices = (*charter.REGISTERS, *charter.SECTORS, *charter.POSITIONS, *charter.LEVELS)
    assert {word for word in choices if f"`{word}`" not in PAGE} == set()
