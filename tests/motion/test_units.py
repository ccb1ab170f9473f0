"""Texts in parts, and numbers on their way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.motion.conftest import svg
from visualgen.motion.units import counted, is_right_to_left, number_in, split
from visualgen.render.layers import layers
from visualgen.render.scene import Glyphs


@pytest.fixture
def glyphs(staged: Callable[[str], Any]) -> Callable[[str], Glyphs]:
    def of(text: str) -> Glyphs:
        tspans = "".join(f'<tspan x="10" y="{60 + 40 * index}">{line}</tspan>' for index, line in enumerate(text.split("|")))
        placed, _, _ = staged(svg(f'<text font-size="30" font-family="DM Sans">{tspans}</text>'))
        (node,) = layers(placed).nodes
        assert isinstance(node, Glyphs)
        return node

    return of


def drawn(glyphs: Glyphs) -> list[Any]:
    return [glyph for line in glyphs.block.lines for run in line.runs for glyph in run.glyphs]


def test_the_parts_together_are_the_whole(glyphs: Callable[[str], Glyphs]) -> None:
    whole = glyphs("Portes ouvertes|samedi 5 décembre")
    assert [len(split(whole, unit)) for unit in ("line", "word", "glyph")] == [2, 5, 29]
    ink = {glyph for glyph in drawn(whole) if glyph[0] != whole.block.lines[0].runs[0].face.font.get_nominal_glyph(32)}
    for unit in ("line", "word", "glyph"):
        parts = [glyph for part in split(whole, unit) for glyph in drawn(part)]
        assert ink <= set(parts)
        assert len(parts) == len(set(parts))


def test_a_change_of_colour_is_no_end_of_a_word_but_a_space_is(glyphs: Callable[[str], Glyphs]) -> None:
    whole = glyphs("deux <tspan fill='#a00'>pains</tspan> l’a<tspan fill='#a00'>n</tspan>")
    assert [len(drawn(part)) for part in split(whole, "word")] == [4, 5, 4]


def test_each_part_has_a_box_of_its_own(glyphs: Callable[[str], Glyphs]) -> None:
    first, second = split(glyphs("Oui non"), "word")
    assert first.block.box[2] < second.block.box[0]
    assert first.box is not None
    assert first.box[0] < first.block.box[0]


def test_right_to_left_begins_at_the_right(glyphs: Callable[[str], Glyphs]) -> None:
    parts = split(glyphs("مرحبا بكم"), "word")
    assert parts[0].block.box[0] > parts[1].block.box[0]
    assert is_right_to_left("(123) שלום")
    assert not is_right_to_left("12 h")


def text_of(node: Glyphs) -> str:
    face = node.block.lines[0].runs[0].face
    digits = {face.font.get_nominal_glyph(ord(digit)): digit for digit in "0123456789"}
    return "".join(digits.get(glyph[0], ".") for glyph in drawn(node))


@pytest.mark.parametrize(("fraction", "shown"), [(0.0, "0"), (0.05, "62"), (0.5, "625"), (0.999, "1.248"), (1.0, "1.250")])
def test_a_number_counts_up_in_place(glyphs: Callable[[str], Glyphs], fraction: float, shown: str) -> None:
    whole = glyphs("1 250")
    found = counted(whole, fraction)
    assert text_of(found) == shown
    assert abs(drawn(found)[-1][1] - drawn(whole)[-1][1]) < 6  # digits stand where the last ones will


def test_what_is_around_a_number_stays(glyphs: Callable[[str], Glyphs]) -> None:
    assert text_of(counted(glyphs("−20 % ici"), 0.4))[:2] == ".8"
    assert number_in("−20 %")
    assert not number_in("vingt")
