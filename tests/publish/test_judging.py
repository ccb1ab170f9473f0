"""What a network would refuse is said before its hour, with the limits it reports itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tests.publish.desk import NOON
from visualgen.publish.channel import Capabilities, ChannelKind, Media, NetworkLimits, Outgoing
from visualgen.publish.discovery import channel_kind
from visualgen.publish.judging import judge_by_hand, judge_post

PICTURE = Media(b"", "image/jpeg", 1080, 1350, "Une bûche", "b" * 64)
POST = Outgoing("photo", "Bonjour", NOON, (PICTURE,))
TODAY = dt.date(2026, 12, 1)


def _codes(post: Outgoing, kind: str | ChannelKind, told: NetworkLimits | None = None, weight: int = 500_000) -> set[tuple[str, str]]:
    chosen = channel_kind(kind) if isinstance(kind, str) else kind
    found = judge_post(post, post.text(link=False), chosen, told or NetworkLimits(), {PICTURE.blob: weight}, TODAY)
    return {(finding.code, finding.severity) for finding in found}


def test_a_sound_post_has_nothing_that_blocks() -> None:
    for name in ("folder", "bluesky", "instagram", "mastodon", "email"):
        assert not [code for code, severity in _codes(POST, name) if severity == "blocks"], name


@pytest.mark.parametrize(
    ("post", "kind", "told", "code"),
    [
        (replace(POST, caption="é" * 301), "bluesky", None, "limit_passed"),
        (replace(POST, caption="é" * 300), "bluesky", NetworkLimits(caption_chars=250), "limit_passed"),
        (replace(POST, media=(PICTURE,) * 30, kind="carousel"), "bluesky", None, "limit_passed"),
        (replace(POST, media=(replace(PICTURE, type="image/tiff"),)), "instagram", None, "media_type_refused"),
        (replace(POST, media=(replace(PICTURE, width_px=200, height_px=1350),)), "instagram", None, "ratio_refused"),
        (POST, "instagram", NetworkLimits(image_bytes=1_000), "weight_refused"),
        (replace(POST, kind="story"), "bluesky", None, "kind_refused"),
    ],
)
def test_what_would_be_refused_blocks(post: Outgoing, kind: str, told: NetworkLimits | None, code: str) -> None:
    assert (code, "blocks") in _codes(post, kind, told)


def test_what_the_network_grants_is_granted() -> None:
    assert not [
        code
        for code, severity in _codes(replace(POST, caption="é" * 400), "mastodon", NetworkLimits(caption_chars=5_000))
        if severity == "blocks"
    ]


def test_alt_texts_that_get_lost_are_told() -> None:
    blind = replace(channel_kind("folder"), name="folder", capabilities=Capabilities(frozenset({"photo"}), frozenset(), alt_text=False))
    assert ("alt_lost", "warns") in _codes(POST, blind)


def test_an_account_that_is_not_connected_is_told() -> None:
    assert [finding.code for finding in judge_by_hand(POST, "instagram:lyn")][:1] == ["account_unknown"]
    assert "account_unknown" not in [finding.code for finding in judge_by_hand(POST, "instagram")]
