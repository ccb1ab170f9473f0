"""The dated limits of texts and counts: every entry has its source and its date, and channels find theirs."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path
from typing import Any

import pytest

import visualgen.formats
from visualgen.errors import UnknownName
from visualgen.formats import all_limits, channel_limits, placement_for
from visualgen.formats.counting import COUNTERS
from visualgen.formats.limits import FIELDS
from visualgen.formats.page import formats_page

FILES = [path for path in Path(visualgen.formats.__file__).parent.glob("*.toml") if path.stem != "ratios"]
PAGE = Path(__file__).parents[2] / "docs" / "formats.md"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_entry_of_every_file_has_its_source_and_its_date(path: Path) -> None:
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    entries = [*data.get("limit", ()), *(entry for entry in data.values() if isinstance(entry, dict))]
    assert entries
    for entry in entries:
        assert entry["source"].startswith("https://"), entry
        assert entry["confidence"] in ("V", "3P", "U"), entry
        read = entry.get("read", data.get("read"))
        assert isinstance(read, datetime.date)
        assert datetime.date(2026, 1, 1) <= read


def test_limits_are_counted_in_known_units() -> None:
    for channel in all_limits():
        for limit in channel.limits:
            assert limit.field in FIELDS
            assert limit.unit in COUNTERS or limit.unit == limit.field
            assert 0 <= limit.least <= limit.most


@pytest.mark.parametrize(
    ("channel", "field", "most"),
    [
        ("instagram", "caption", [2200]),
        ("instagram", "hashtags", [5]),
        ("bluesky", "caption", [300, 3000]),
        ("x", "caption", [280]),
        ("twitter", "caption", [280]),
        ("google", "caption", [1500]),
        ("threads", "links", [5]),
        ("folder", "caption", []),
        ("pinterest", "title", [100]),
    ],
)
def test_a_channel_finds_its_limits(channel: str, field: str, most: list[int]) -> None:
    assert [limit.most for limit in channel_limits(channel).of(field)] == most


def test_an_unknown_channel_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownName, match="mastodon"):
        channel_limits("minitel")
    with pytest.raises(UnknownName) as near:
        channel_limits("instagrm")
    assert near.value.mend.startswith("did you mean 'instagram'?")


def test_what_the_network_tells_itself_holds() -> None:
    told = channel_limits("mastodon").told({"caption": 5000}, "https://social.example/api/v2/instance", datetime.date(2026, 12, 1))
    (limit,) = told.of("caption")
    assert (limit.most, limit.unit, limit.read.isoformat()) == (5000, "mastodon", "2026-12-01")
    assert told.of("pictures") == channel_limits("mastodon").of("pictures")


@pytest.mark.parametrize(
    ("channel", "size", "found"),
    [
        ("instagram", (1080, 1350), "instagram.feed"),
        ("instagram", (1080, 1920), "instagram.story"),
        ("instagram", (1080, 1080), "instagram.square"),
        ("facebook", (1200, 630), "facebook.link"),
        ("google", (1080, 1080), "googlebusiness.post"),
        ("folder", (1080, 1080), None),
    ],
)
def test_a_picture_goes_to_the_placement_of_its_shape(channel: str, size: tuple[int, int], found: str | None) -> None:
    entry = placement_for(channel, size)
    assert (entry.id if entry else None) == found


def test_the_page_is_made_from_the_data() -> None:
    text = formats_page()
    if PAGE.read_text(encoding="utf-8") != text:
        PAGE.write_text(text, encoding="utf-8")
        pytest.fail("docs/formats.md was not made from the data; it is now: look at the difference and commit it")


def test_a_named_account_has_its_networks_limits() -> None:
    named, plain = channel_limits("Instagram:lyon"), channel_limits("instagram")
    assert (named.channel, named.network, named.limits) == ("instagram:lyon", plain.network, plain.limits)
    assert channel_limits("webhook:site").limits == ()
    assert placement_for("instagram:lyon", (1080, 1350)) == placement_for("instagram", (1080, 1350))
