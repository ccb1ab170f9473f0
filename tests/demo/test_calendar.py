from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

import visualgen.demo
from visualgen.calendar.model import Calendar
from visualgen.calendar.reading import read_calendar
from visualgen.demo.photos import SCENES

ROOT = Path(__file__).parents[2]
KIT = ROOT / "brand_kits" / "levain"


@pytest.fixture(scope="module")
def month() -> Calendar:
    return read_calendar(Path(visualgen.demo.__file__).with_name("calendar.csv"))


def test_thirty_posts_without_a_problem(month: Calendar) -> None:
    assert len(month.rows) == 30
    assert month.problems == ()
    assert len({row.id for row in month.rows}) == 30
    assert {(row.date.year, row.date.month) for row in month.rows} == {(2026, 12)}


def test_the_month_changes_its_shapes(month: Calendar) -> None:
    counts = Counter(row.template for row in month.rows)
    assert len(counts) >= 10, "a month that always looks the same is not read"
    assert max(counts.values()) <= 10
    in_order = [row.template for row in month.rows]
    assert not any(a == b == c for a, b, c in zip(in_order, in_order[1:], in_order[2:], strict=False))
    assert all(row.ratios == ("4x5", "1x1", "9x16") for row in month.rows)


def test_photos_exist_and_half_of_the_posts_have_one(month: Calendar) -> None:
    shown = [row.content["photo"] for row in month.rows if row.content.get("photo")]
    assert 12 <= len(shown) <= 18
    assert {Path(str(path)).stem for path in shown} <= set(SCENES)


def test_pillars_follow_the_strategy(month: Calendar) -> None:
    pillars = tomllib.loads((KIT / "strategy.toml").read_text())["pillars"]
    counts = Counter(row.pillar for row in month.rows)
    assert set(counts) == {pillar["id"] for pillar in pillars}
    for pillar in pillars:
        assert counts[pillar["id"]] / 30 == pytest.approx(pillar["share"], abs=0.06)


def test_words_follow_the_charter_and_french_typography(month: Calendar) -> None:
    charter = tomllib.loads((KIT / "charter.toml").read_text())
    forbidden = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in charter["words"]["forbidden"]), re.IGNORECASE)
    for row in month.rows:
        for text in (row.caption, row.alt, *map(str, row.content.values())):
            assert not forbidden.search(text), (row.id, text)
            assert "'" not in text, (row.id, text)
            assert not re.search(r" [:;!?»]|« ", text), (row.id, text)
        assert row.alt
        assert len(row.hashtags) <= charter["hashtags"]["limit"]
