"""The dated facts on networks and ad sizes."""

from __future__ import annotations

import datetime

import pytest

from visualgen.errors import UnknownName
from visualgen.formats import RATIOS, min_text_px, placement, placements, safe_box, safe_zone


def test_every_placement_is_dated_and_sourced() -> None:
    found = placements()
    assert len(found) >= 35
    assert len({entry.id for entry in found}) == len(found)
    for entry in found:
        assert entry.source.startswith("https://")
        assert entry.confidence in ("V", "3P", "U")
        assert datetime.date(2026, 1, 1) <= entry.read
        assert entry.width_px > 0
        assert all(0 <= part < 0.5 for part in entry.safe)
        assert set(entry.types) <= {"jpeg", "png", "webp"}


@pytest.mark.parametrize(
    ("identifier", "size"),
    [
        ("instagram.feed", (1080, 1350)),
        ("instagram.story", (1080, 1920)),
        ("instagram.reel", (1080, 1920)),
        ("meta.feed", (1080, 1350)),
        ("meta.story", (1080, 1920)),
        ("google.300x250", (300, 250)),
        ("google.728x90", (728, 90)),
        ("336x280", (336, 280)),
        ("pinterest", (1000, 1500)),
        ("threads", (1080, 1350)),
        ("LinkedIn", (1080, 1350)),
        ("youtube.short", (1080, 1920)),
    ],
)
def test_placement(identifier: str, size: tuple[int, int]) -> None:
    entry = placement(identifier)
    assert (entry.width_px, entry.height_px) == size


def test_an_unknown_placement_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"instagram\.story"):
        placement("instagram.stroy")
    with pytest.raises(UnknownName, match=r"linkedin has: linkedin\.feed, linkedin\.link$"):
        placement("linkedin.banner")
    with pytest.raises(UnknownName, match="networks: bluesky, facebook, "):
        placement("zzz")


def test_safe_zones() -> None:
    assert placement("instagram.reel").safe == (0.14, 0.06, 0.35, 0.06)
    assert safe_box("instagram.story", (1080, 1920)) == pytest.approx((64.8, 268.8, 1015.2, 1536))
    assert safe_box(None, (1080, 1920)) == pytest.approx((64.8, 268.8, 1015.2, 1536))
    assert safe_box(None, (1080, 1350)) == pytest.approx((64, 64, 1016, 1286))
    assert safe_box(None, (540, 700)) == pytest.approx((32, 32, 508, 668))
    assert safe_zone("google.300x250", (300, 250)) == (0, 0, 0, 0)


def test_ratios_are_what_their_names_say() -> None:
    for name, ratio in RATIOS.items():
        wide, high = (int(part) for part in name.split("x"))
        assert ratio.width_px / ratio.height_px == pytest.approx(wide / high, rel=0.012)


def test_the_smallest_text() -> None:
    assert min_text_px(None, (1080, 1350)) == 28
    assert min_text_px("google.300x250", (300, 250)) == 9


def test_clip_limits() -> None:
    story = placement("instagram.story").clips["mp4"]
    assert (story.seconds, story.fps, story.max_bytes) == ((3, 60), (23, 60), 100_000_000)
    assert placement("threads.feed").clips["mp4"].bitrate_bps == 25_000_000
    assert placement("x.feed").clips["gif"].frames == 350
    assert placement("google.300x250").clips["gif"].max_bytes == 150_000
    assert placement("facebook.reel").clips["mp4"].seconds == (3, 90)
    for entry in placements():
        for limits in entry.clips.values():
            assert limits.source.startswith("https://")
            assert limits.confidence in ("V", "3P", "U")
            for pair in (limits.seconds, limits.fps):
                assert pair is None or 0 <= pair[0] < pair[1]
