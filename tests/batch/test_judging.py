"""A calendar's post held against its channels and the charter, each finding once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest

from visualgen.batch.judging import judge_row
from visualgen.brand.model import BrandKit
from visualgen.brand.reading import load_kit
from visualgen.calendar.model import Row
from visualgen.findings import Finding
from visualgen.settings import Settings


@dataclass(frozen=True)
class File:
    size_px: tuple[int, int] = (1080, 1350)
    media_type: str = "image/jpeg"
    weight_bytes: int = 200_000
    ratio: str = "4x5"
    findings: tuple[Finding, ...] = ()


STORY = File((1080, 1920), ratio="9x16")


@pytest.fixture(scope="module")
def kit() -> BrandKit:
    return load_kit("levain", Settings.from_environment())


def row(**more: Any) -> Row:
    facts: dict[str, Any] = {
        "channels": ("instagram", "facebook"),
        "caption": "Le four est chaud, les miches sortent à 16\u00a0h.",
        "alt": "Une miche farinée sur une planche.",
        "hashtags": ("#MaisonLevain", "#Lyon"),
    }
    return Row(2, "miche", True, dt.date(2026, 12, 2), None, "produit", **{**facts, **more})


def blocking(found: tuple[Finding, ...]) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.channel) for finding in found if finding.severity != "notes"]


def test_a_sound_post_has_nothing_to_mend(kit: BrandKit) -> None:
    assert blocking(judge_row(row(), [File(), STORY], kit)) == []


def test_what_holds_for_several_channels_is_told_once_with_both(kit: BrandKit) -> None:
    found = judge_row(row(alt="", channels=("instagram", "x")), [File()], kit)
    assert blocking(found) == [("alt_missing", "instagram, x")]


def test_limits_hold_for_the_channel_s_own_caption(kit: BrandKit) -> None:
    found = judge_row(row(channels=("x", "facebook"), captions={"x": "a" * 300}), [File()], kit)
    assert blocking(found) == [("limit_passed", "x")]


def test_hashtags_beside_the_caption_count(kit: BrandKit) -> None:
    found = judge_row(row(hashtags=tuple(f"#Pain{name}" for name in "abcdef")), [File()], kit)
    assert ("limit_passed", "instagram") in blocking(found)


def test_files_are_held_against_the_channel_they_go_to(kit: BrandKit) -> None:
    assert ("type_refused", "instagram") in blocking(judge_row(row(), [File(media_type="image/png")], kit))
    assert ("weight_refused", "instagram") in blocking(judge_row(row(), [File(weight_bytes=8_000_001)], kit))
    assert ("ratio_refused", "instagram") in blocking(judge_row(row(), [File((1080, 540), ratio="2x1")], kit))
    assert blocking(judge_row(row(channels=("facebook",)), [File((1080, 540), ratio="2x1")], kit)) == []


def test_stories_beside_a_feed_picture_do_not_count_as_pages(kit: BrandKit) -> None:
    assert blocking(judge_row(row(channels=("x",)), [File(), File((1080, 1080), ratio="1x1"), STORY], kit)) == []
    assert blocking(judge_row(row(channels=("x",)), [File()] * 5, kit)) == [("limit_passed", "x")]


def test_a_channel_nobody_knows_is_said(kit: BrandKit) -> None:
    assert blocking(judge_row(row(channels=("minitel",)), [File()], kit)) == [("channel_unknown", "minitel")]
    near = next(found for found in judge_row(row(channels=("fesbouc",)), [File()], kit) if found.code == "channel_unknown")
    assert near.fr[1] == "Vouliez-vous dire facebook ?"


def test_the_charter_speaks_of_the_words_in_the_picture_too(kit: BrandKit) -> None:
    found = judge_row(row(content={"headline": "Promo du jour"}), [File()], kit)
    said = next(finding for finding in found if finding.span and finding.span.field == "slot:headline")
    assert said.slot == "headline"
    assert said.source is not None


@pytest.mark.parametrize("text", ["\ud800", "\u202eniap", "a" * 100_000, "", "#" * 5000])
def test_any_words_are_judged(text: str, kit: BrandKit) -> None:
    judge_row(row(caption=text, alt=text, link=text, first_comment=text, channels=("x", "threads", "bluesky", "folder")), [File()], kit)
