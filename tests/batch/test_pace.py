"""Posts within 24 hours, network by network: the one too many is found and its sound twin is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pytest

from visualgen.batch.pace import judge_pace
from visualgen.calendar.model import Row
from visualgen.findings import Finding

START = dt.datetime(2026, 12, 4, 8)


def row(number: int, minutes: float, **more: Any) -> Row:
    at = START + dt.timedelta(minutes=minutes)
    facts: dict[str, Any] = {"date": at.date(), "time": at.time(), "template": "produit", "channels": ("instagram",), **more}
    return Row(number + 2, f"post-{number}", True, **facts)


def rows(count: int, *, span_h: float = 23, **more: Any) -> list[Row]:
    return [row(number, number * span_h * 60 / max(count - 1, 1), **more) for number in range(count)]


def found(posts: Iterable[Row]) -> list[tuple[str, str, int, int]]:
    return [(name, one.severity, one.numbers["counted"], one.numbers["most"]) for name, told in judge_pace(posts).items() for one in told]


@pytest.mark.parametrize(
    ("channel", "most", "severity", "more"),
    [
        ("instagram", 50, "warns", {}),
        ("threads", 250, "blocks", {}),
        ("linkedin", 150, "warns", {}),
        ("tiktok", 15, "warns", {}),
        ("facebook", 30, "blocks", {"output": "mp4"}),
        ("youtube", 100, "blocks", {"template": "", "media": ("film.mp4",)}),
    ],
)
def test_one_post_too_many_is_found_and_its_twin_is_not(channel: str, most: int, severity: str, more: dict[str, Any]) -> None:
    facts = {"channels": (channel,), **more}
    assert found(rows(most, **facts)) == []
    assert found(rows(most + 1, **facts)) == [(f"post-{most}", severity, most + 1, most)]


def test_instagram_blocks_past_what_its_guide_says_and_warns_past_what_another_page_says() -> None:
    told = found(rows(101))
    assert told[-1] == ("post-100", "blocks", 101, 100)
    assert {severity for _, severity, _, _ in told[:-1]} == {"warns"}
    assert len(told) == 51


def test_a_day_later_there_is_room_again_and_the_mend_says_when() -> None:
    posts = rows(15, channels=("tiktok",))
    assert found([*posts, row(15, 24 * 60, channels=("tiktok",))]) == []
    early = row(15, 24 * 60 - 1, channels=("tiktok",))
    (one,) = judge_pace([*posts, early])["post-15"]
    assert isinstance(one, Finding)
    assert one.fr[1] == "Décalez celle-ci : au plus tôt le samedi 5 décembre 2026 à 8\u00a0h."
    assert one.en == (
        "16 posts within 24 hours; beyond 15 TikTok may refuse.",
        "Move this one: Saturday 5 December 2026 at 8:00 at the earliest.",
    )
    assert (one.channel, one.numbers["free_at"]) == ("tiktok", "2026-12-05T08:00:00")
    assert one.source is not None
    assert one.source.read == "2026-11-22"


def test_pictures_are_no_clips_and_other_channels_are_not_counted() -> None:
    assert found(rows(200, channels=("facebook", "youtube", "pinterest", "folder", "minitel"))) == []
    mixed = [*rows(10, channels=("tiktok",)), *(row(number, number, channels=("x",)) for number in range(20, 40))]
    assert found(mixed) == []


def test_posts_without_an_hour_share_their_day() -> None:
    assert found(row(number, 0, time=None, channels=("tiktok",)) for number in range(15)) == []
    assert [name for name, *_ in found(row(number, 0, time=None, channels=("tiktok",)) for number in range(16))] == ["post-15"]


def test_a_month_of_thirty_a_day_is_judged_in_steps_by_its_length() -> None:
    month = [row(number, number * 48, channels=("threads", "mastodon")) for number in range(900)]
    assert found(month) == []
