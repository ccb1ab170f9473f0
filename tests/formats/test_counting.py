"""Counting as the networks do, against the examples their makers publish."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualgen.formats.counting import (
    COUNTERS,
    GraphemeOffsets,
    graphemes,
    hashtags,
    links,
    mastodon_length,
    mentions,
    threads_length,
    utf16_units,
    x_weight,
)

FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        # twitter-text, conformance/validate.yml, "lengths" and the weighted counter
        ("This is a test.", 15),
        ("http://test.com", 23),
        ("https://test.com", 23),
        ("test.com", 23),
        ("Test https://test.com test https://test.com test.com test", 86),
        ("저찀쯿쿿", 8),
        ("の" * 140, 280),
        (f"H🐱☺{FAMILY}", 7),
        ("\U00010000\U0010ffff", 4),
        ("A lie gets halfway around the world before the truth has a chance to get its pants on. "
         "Winston Churchill (1874-1965) http://bit.ly/dJpywL", 140),
        # documentation, "Counting characters": any emoji is 2, links are 23
        ("👍🏽", 2),
        ("🇫🇷", 2),
        ("1️⃣", 2),
        ("cafe\u0301", 4),
        ("l’été à 20 h – 3,50 € « ok »…", 31),
        # what only looks like a link
        ("mail@ex.com", 11),
        ("@test.com", 9),
        ("#test.com", 9),
        ("M.Durand est là", 15),
        ("à 12.30", 7),
        ("voir (https://ex.com/a_(b)) fin", 34),
        ("“https://a.fr”", 25),
        ("Rendez-vous sur maison-levain.example, ou levain.fr !", 67),
    ],
)  # fmt: skip
def test_x_weighs(text: str, weight: int) -> None:
    assert x_weight(text) == weight


@pytest.mark.parametrize(
    ("text", "length"),
    [("Bonjour", 7), ("é", 1), ("e\u0301", 1), ("🥖", 4), (FAMILY, 25), ("❤️", 6), ("pain 🥖 !", 11), ("©", 2), ("3 #", 3)],
)
def test_threads_counts_emoji_as_bytes(text: str, length: int) -> None:
    assert threads_length(text) == length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("Bonjour", 7),
        ("voir https://example.com/une/page/tres/longue/que/personne/ne/lit", 28),
        ("@marie@mastodon.social bonjour", 14),
        ("@marie bonjour", 14),
        ("example.com", 11),  # without a scheme it is no link there
        (FAMILY, 1),
        ("https://example.com.", 24),
    ],
)
def test_mastodon_counts(text: str, length: int) -> None:
    assert mastodon_length(text) == length


@pytest.mark.parametrize(("text", "units"), [("é", 1), ("🥖", 2), (FAMILY, 11), ("a\ud800b", 3)])
def test_utf16(text: str, units: int) -> None:
    assert utf16_units(text) == units


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#Lyon et #PainAuLevain.", ["#Lyon", "#PainAuLevain"]),
        ("n° #1, place de l’#Été_2026 !", ["#Été_2026"]),
        ("https://a.fr/page#ancre", []),
        ("c#dur a#b", []),
        ("#2026 #1er", ["#1er"]),
        ("(#café)", ["#café"]),
        ("#東京 ＃東京", ["#東京", "＃東京"]),
    ],
)
def test_hashtags(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in hashtags(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Merci @maison.levain !", ["@maison.levain"]),
        ("bonjour@maison.fr", []),
        ("avec @marie, @paul_b.", ["@marie", "@paul_b"]),
        ("@a@mastodon.social", ["@a@mastodon.social"]),
        ("https://x.com/@moi", []),
    ],
)
def test_mentions(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in mentions(text)] == found


def test_links_leave_the_punctuation_to_the_sentence() -> None:
    text = "Voir https://a.fr/x?y=1. Puis www.exemple.paris/menu, (b.fr) et le 12.30 chez M.Durand"
    assert [text[start:end] for start, end in links(text)] == ["https://a.fr/x?y=1", "www.exemple.paris/menu", "b.fr"]


def test_offsets_in_clusters() -> None:
    text = f"a{FAMILY}bc e\u0301f"
    whole = GraphemeOffsets(text)
    start = text.index("bc")
    assert whole.span(start, start + 2) == (2, 4)
    assert whole.span(0, len(text)) == (0, len(graphemes(text)))
    assert GraphemeOffsets("abc").span(1, 2) == (1, 2)


@given(st.text(alphabet=st.characters(codec=None), max_size=60))
def test_every_counter_takes_any_text(text: str) -> None:
    for count in COUNTERS.values():
        assert count(text) >= 0
    for find in (links, hashtags, mentions):
        places = find(text)
        assert all(0 <= start < end <= len(text) for start, end in places)
        assert places == sorted(places)


@pytest.mark.parametrize("piece", ["a.fr ", "http://", "#a ", "@a@b.c ", "é🥖", "a.", "-", "\ud800", "#", "@", ")", "a-", "\u202e"])
def test_a_very_long_text_is_counted_at_once(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    started = time.process_time()
    for count in COUNTERS.values():
        count(text)
    hashtags(text), mentions(text)
    assert time.process_time() - started < 6
