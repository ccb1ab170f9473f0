"""A paragraph's widths and glyphs: exact where a line cuts a run, tracked where it may be, in visual order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visualgen.text.fonts import FontBook, fallback_files
from visualgen.text.model import FontRequest
from visualgen.text.paragraph import LineSpan, Paragraph, Style

BOOK = FontBook({"outfit": fallback_files("fontpkg_outfit")})
CHAIN = BOOK.chain(FontRequest(("outfit",)), 40.0)
PLAIN = Style(0.0, 0.0, "fr", ())


def paragraph(text: str, style: Style = PLAIN) -> Paragraph:
    return Paragraph(text, [CHAIN], [0] * len(text), style)


def whole(made: Paragraph) -> LineSpan:
    return made.span(0, len(made.text))


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="AVTo,. fiéß\u202f\u0301日「」。של()بب1👩\u200d🚀\u00ad", min_size=1, max_size=30),
    st.sampled_from((0.0, 0.08, -0.02)),
)
def test_the_drawn_width_is_the_measured_width(text: str, tracking: float) -> None:
    made = paragraph(text, replace(PLAIN, tracking=tracking))
    start = 0
    for after in made.breaks:
        line = made.span(start, after)
        glyphs, width = made.glyphs(line)
        assert width == pytest.approx(made.width(line), abs=1e-6)
        assert all(line.start <= glyph.at < max(line.end, line.start + 1) for glyph in glyphs)
        start = after


def test_a_hanging_space_has_no_width_but_kerns() -> None:
    made = paragraph("To, a")
    assert made.span(0, 4) == LineSpan(0, 3, 4)
    assert made.width(made.span(0, 4)) == pytest.approx(made.sums[3])


def test_tracking_follows_every_cluster_and_parts_ligatures() -> None:
    plain, tracked = paragraph("note\u0301"), paragraph("note\u0301", replace(PLAIN, tracking=0.1))
    assert tracked.width(whole(tracked)) == pytest.approx(plain.width(whole(plain)) + 0.4)
    assert len(paragraph("office", replace(PLAIN, tracking=0.1)).glyphs(LineSpan(0, 6, 6))[0]) == 6
    assert len(paragraph("office").glyphs(LineSpan(0, 6, 6))[0]) < 6


def test_tracking_never_parts_arabic_joins() -> None:
    text = "مرحبا بكم"
    plain, tracked = paragraph(text), paragraph(text, replace(PLAIN, tracking=0.1))
    assert tracked.width(whole(tracked)) == pytest.approx(plain.width(whole(plain)) + 0.1)


def test_word_spacing_widens_spaces() -> None:
    plain, spaced = paragraph("a b\u00a0c"), paragraph("a b\u00a0c", replace(PLAIN, word_spacing=0.25))
    assert spaced.width(whole(spaced)) == pytest.approx(plain.width(whole(plain)) + 0.5)


def test_right_to_left_glyphs_run_from_the_right() -> None:
    made = paragraph("אבג abc")
    assert made.base == 1
    glyphs, _ = made.glyphs(whole(made))
    assert [glyph.at for glyph in glyphs] == [4, 5, 6, 3, 2, 1, 0]


def test_direction_may_be_set() -> None:
    assert paragraph("אבג", replace(PLAIN, direction="ltr")).base == 0
    assert paragraph("abc", replace(PLAIN, direction="rtl")).base == 1
    glyphs, _ = (made := paragraph("abc!", replace(PLAIN, direction="rtl"))).glyphs(whole(made))
    assert [glyph.at for glyph in glyphs] == [3, 0, 1, 2]


def test_brackets_are_mirrored() -> None:
    left, right = (CHAIN.primary.font.get_nominal_glyph(ord(sign)) for sign in "()")
    made = paragraph("(א)")
    drawn = [glyph.glyph for glyph in made.glyphs(whole(made))[0] if glyph.face is CHAIN.primary]
    assert drawn == [left, right] or drawn == []


def test_a_soft_hyphen_shows_only_at_a_line_s_end() -> None:
    made = paragraph("lec\u00adture")
    first, last = made.span(0, 4), made.span(4, 8)
    assert (first.suffix, last.suffix) == ("-", "")
    hyphen = CHAIN.primary.font.get_nominal_glyph(ord("-"))
    assert made.glyphs(first)[0][-1].glyph == hyphen
    assert hyphen not in [glyph.glyph for glyph in made.glyphs(whole(made))[0]]
    assert made.width(whole(made)) == pytest.approx(paragraph("lecture").width(LineSpan(0, 7, 7)), abs=1e-3)


def test_the_ellipsis_of_right_to_left_text_is_on_the_left() -> None:
    made = paragraph("שלום עולם")
    glyphs, width = made.glyphs(LineSpan(0, 4, 4, "…"))
    assert glyphs[0].glyph == CHAIN.primary.font.get_nominal_glyph(ord("…"))
    assert glyphs[0].x == 0.0
    assert width == pytest.approx(made.width(LineSpan(0, 4, 4, "…")))


def test_a_line_that_parts_a_kerned_pair_is_measured_anew() -> None:
    made = paragraph("AVAVAV")
    cut = LineSpan(1, 3, 3)
    alone = paragraph("VA")
    assert made.width(cut) == pytest.approx(alone.width(whole(alone)))
    assert made.width(cut) != pytest.approx(made.sums[3] - made.sums[1], abs=1e-4)
