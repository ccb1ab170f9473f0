from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from visualgen.brand.model import BrandKit
from visualgen.calendar.model import Row
from visualgen.charter.calendars import repeated_sets
from visualgen.charter.hashtags import always_of, cap_of, hashtags_for, limit_of, pool_of, rotated

CHARTER = """
[hashtags]
always = ["#MaisonLevain", "#Lyon"]
limit = 6
pick = 2
[hashtags.pillars]
fournil = ["#LevainNaturel", "#PainAuLevain", "#BoulangerieLyon"]
maison = ["#LesGens", "#CroixRousse"]
[hashtags.channels.instagram]
limit = 3
[hashtags.channels.linkedin]
always = ["#MaisonLevain"]
pillars = false
"""


def test_a_pillars_hashtags_are_taken_in_turn(make_kit: Callable[..., BrandKit]) -> None:
    charter = make_kit(CHARTER).charter
    dealt = [hashtags_for(charter, "fournil", turn=turn) for turn in range(4)]
    assert dealt[0] == ("#MaisonLevain", "#Lyon", "#LevainNaturel", "#PainAuLevain")
    assert dealt[1] == ("#MaisonLevain", "#Lyon", "#BoulangerieLyon", "#LevainNaturel")
    assert all(first != second for first, second in itertools.pairwise(dealt))
    assert hashtags_for(charter, "fournil", turn=1) == dealt[1]


def test_a_channel_has_its_own_sets_and_caps(make_kit: Callable[..., BrandKit]) -> None:
    charter = make_kit(CHARTER).charter
    assert hashtags_for(charter, "fournil", "instagram") == ("#MaisonLevain", "#Lyon", "#LevainNaturel")
    assert hashtags_for(charter, "fournil", "linkedin") == ("#MaisonLevain",)
    assert hashtags_for(charter, "fournil", "threads") == ("#MaisonLevain",), "Threads takes one"
    assert (limit_of(charter, "instagram"), limit_of(charter), cap_of(charter, "threads")) == (3, 6, 1)
    assert always_of(charter, "linkedin") == ("#MaisonLevain",)
    assert pool_of(charter, "unknown") == ()


def test_a_month_turns_each_pillar_on_its_own(make_kit: Callable[..., BrandKit]) -> None:
    charter = make_kit(CHARTER).charter
    pillars = ("fournil", "maison", "fournil", "fournil")
    rows = [Row(2, f"r{n}", True, dt.date(2026, 12, n + 1), None, "annonce", pillar=pillar) for n, pillar in enumerate(pillars)]
    dealt = rotated(rows, charter)
    assert dealt["r0"] == hashtags_for(charter, "fournil", turn=0)
    assert dealt["r1"] == hashtags_for(charter, "maison", turn=0)
    assert dealt["r2"] == hashtags_for(charter, "fournil", turn=1)
    assert dealt["r2"] != dealt["r3"]


@given(size=st.integers(0, 9), pick=st.integers(0, 9), limit=st.integers(1, 9), turn=st.integers(0, 500))
def test_neighbours_differ_wherever_they_can(size: int, pick: int, limit: int, turn: int) -> None:
    pool = tuple(f"#T{number}" for number in range(size))
    charter = {"hashtags": {"always": ("#A",), "limit": limit, "pick": pick, "pillars": {"p": pool}, "channels": {}}}
    now, then = hashtags_for(charter, "p", turn=turn), hashtags_for(charter, "p", turn=turn + 1)
    assert len(now) <= limit
    assert len(set(now)) == len(now)
    taken = len(now) - 1
    assert taken == min(pick, size, limit - 1)
    if 0 < taken < size:
        assert set(now) != set(then)


def test_the_same_set_twice_in_a_pillar_is_told(make_kit: Callable[..., BrandKit]) -> None:
    charter = make_kit(CHARTER).charter
    sets = [("#A", "#B"), ("#b", "#A"), ("#A", "#C"), ("#A", "#B")]
    rows = [
        Row(2, f"r{n}", True, dt.date(2026, 12, n + 1), None, "annonce", pillar="fournil", hashtags=tags) for n, tags in enumerate(sets)
    ]
    assert [row.id for row, _ in repeated_sets(rows, charter)] == ["r1"]
    small = [replace(row, pillar="maison") for row in rows]
    assert list(repeated_sets(small, charter)) == [], "a pool no larger than what is picked cannot turn"


def test_an_accounts_own_hashtags_come_before_its_networks(make_kit: Callable[..., BrandKit]) -> None:
    charter = make_kit(CHARTER + '[hashtags.channels."instagram:lyon"]\nlimit = 2\nalways = ["#Lyon"]\n').charter
    assert (limit_of(charter, "instagram"), limit_of(charter, "instagram:paris"), limit_of(charter, "instagram:lyon")) == (3, 3, 2)
    assert always_of(charter, "instagram:lyon") == ("#Lyon",)
