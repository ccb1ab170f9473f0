"""Wrapping, balancing and cutting for an ellipsis, measured against what they promise."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visualgen.text.fit import ELLIPSIS, TOLERANCE_EM, balance, end_with_ellipsis, wrap
from visualgen.text.fonts import FontBook, fallback_files
from visualgen.text.model import FontRequest
from visualgen.text.paragraph import LineSpan, Paragraph, Style

BOOK = FontBook({"outfit": fallback_files("fontpkg_outfit")})
CHAIN = BOOK.chain(FontRequest(("outfit",)), 40.0)
HEADLINE = "Le pain au levain revient chaque samedi matin"


def paragraph(text: str, language: str = "fr") -> Paragraph:
    return Paragraph(text, [CHAIN], [0] * len(text), Style(0.0, 0.0, language, ()))


def texts(made: Paragraph, lines: list[LineSpan]) -> list[str]:
    return [made.text[line.start : line.end] for line in lines]


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="ab éV,-\u202f\u0301日「」。של👩\u200d🚀\u00ad", max_size=40), st.floats(0.3, 12.0))
def test_wrapping_keeps_every_character_and_every_line_in_its_room(text: str, room: float) -> None:
    made = paragraph(" ".join(text.split(" ")).strip())
    lines, widest = wrap(made, room)
    broken, _ = wrap(made, room, anywhere=True)
    for found in (lines, broken):
        assert [line.start for line in found] == [0, *[line.after for line in found[:-1]]]
        assert found[-1].after == len(made.text)
        assert all(not made.text[line.end : line.after].strip(" \u3000") for line in found)
    if not widest:
        assert lines == broken
        assert all(made.width(line) <= room + TOLERANCE_EM for line in lines)


@given(st.floats(1.0, 30.0))
@settings(max_examples=60, deadline=None)
def test_wrapping_is_greedy(room: float) -> None:
    made = paragraph(HEADLINE)
    lines, _ = wrap(made, room)
    for line, following in pairwise(lines):
        word = next(end for end in made.breaks if end > following.start)
        assert made.width(made.span(line.start, word)) > room or made.width(line) > room


def test_wrapping_stops_when_told() -> None:
    assert len(wrap(paragraph("un deux trois quatre cinq six"), 3.0, most=2)[0]) == 3


def test_an_empty_paragraph_is_one_empty_line() -> None:
    made = paragraph("")
    assert wrap(made, 5.0) == ([LineSpan(0, 0, 0)], 0.0)


def test_a_word_too_wide_is_told_and_broken_only_when_asked() -> None:
    made = paragraph("un anticonstitutionnellement mot")
    lines, widest = wrap(made, 4.0)
    assert widest == pytest.approx(made.width(made.span(3, 29)))
    assert texts(made, lines)[1] == "anticonstitutionnellement"
    broken, _ = wrap(made, 4.0, anywhere=True)
    assert all(made.width(line) <= 4.0 + TOLERANCE_EM for line in broken)
    assert "".join(texts(made, broken)).replace(" ", "") == made.text.replace(" ", "")


def test_breaking_never_parts_a_cluster() -> None:
    made = paragraph("👩\u200d🚀👩\u200d🚀e\u0301e\u0301")
    broken, _ = wrap(made, 0.1, anywhere=True)
    assert texts(made, broken) == ["👩\u200d🚀", "👩\u200d🚀", "e\u0301", "e\u0301"]


@pytest.mark.parametrize("room", [8.0, 9.0, 10.0, 12.0, 15.0])
def test_balanced_lines_are_as_many_and_more_equal(room: float) -> None:
    made = paragraph(HEADLINE)
    greedy, _ = wrap(made, room)
    found = balance(made, greedy, room)
    assert len(found) == len(greedy)
    assert found[-1].after == len(made.text)
    if len(greedy) <= 4:
        spread = [[made.width(line) for line in lines] for lines in (found, greedy)]
        assert max(spread[0]) - min(spread[0]) <= max(spread[1]) - min(spread[1]) + 1e-6
        assert max(spread[0]) <= room + TOLERANCE_EM


def test_balancing_leaves_no_orphan_word() -> None:
    made = paragraph("Venez goûter nos pains tout chauds demain à midi")
    for room in (7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0):
        greedy, _ = wrap(made, room)
        if 2 <= len(greedy) <= 4:
            assert len(texts(made, balance(made, greedy, room))[-1].split()) > 1


def test_a_balanced_line_does_not_end_with_a_small_word_for_little() -> None:
    made = paragraph("Une semaine de stage à la montagne")
    greedy, _ = wrap(made, 10.5)
    assert texts(made, balance(made, greedy, 10.5)) == ["Une semaine de stage", "à la montagne"]


def test_many_breaks_are_balanced_by_the_narrowest_measure() -> None:
    made = paragraph("新しいパン屋がオープンしました毎朝七時から焼きたてのパンをお届けしますどうぞお越しください皆様", "ja")
    greedy, _ = wrap(made, 34.0)
    found = balance(made, greedy, 34.0)
    assert len(found) == len(greedy) == 2
    assert abs(made.width(found[0]) - made.width(found[1])) < 2.0


def test_more_than_six_lines_are_left_alone() -> None:
    made = paragraph(f"{HEADLINE} {HEADLINE}")
    greedy, _ = wrap(made, 5.0)
    assert len(greedy) > 6
    assert balance(made, greedy, 5.0) == greedy


@pytest.mark.parametrize(
    ("room", "wanted"),
    [
        (30.0, "Bonjour, monde. Ça va bien…"),
        (8.8, "Bonjour, monde…"),
        (6.0, "Bonjour…"),
        (3.0, "Bonj…"),
    ],
)
def test_an_ellipsis_follows_a_word_without_its_punctuation(room: float, wanted: str) -> None:
    made = paragraph("Bonjour, monde. Ça va bien, merci")
    cut = end_with_ellipsis(made, made.span(0, 27), room)
    assert made.text[cut.start : cut.end] + cut.suffix == wanted
    assert made.width(cut) <= room + TOLERANCE_EM


def test_an_ellipsis_without_room_stands_alone() -> None:
    made = paragraph("Bonjour")
    assert end_with_ellipsis(made, made.span(0, 7), 0.1) == LineSpan(0, 0, 7, ELLIPSIS)


@pytest.mark.parametrize(
    "text", ["a" * 5000, "lorem ipsum " * 416, "שלום abc " * 550, "👩\u200d🚀" * 1600, "日本語。" * 1250, "()[]" * 1250]
)
def test_long_texts_stay_quick(text: str) -> None:
    start = time.process_time()
    made = paragraph(text)
    for room in (5.0, 8.0, 13.0, 21.0, 34.0):
        wrap(made, room, anywhere=True)
    assert time.process_time() - start < 2.0
