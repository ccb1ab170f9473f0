"""Text in its frame: size, lines, positions, and what did not fit."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from visualgen.text.fonts import FontBook, fallback_files
from visualgen.text.layout import lay_out
from visualgen.text.model import FontRequest, Frame, SpanText, TextBlock

BOOK = FontBook(
    {
        "outfit": fallback_files("fontpkg_outfit"),
        "fraunces": fallback_files("fontpkg_fraunces"),
        "archivo": fallback_files("fontpkg_archivo"),
    }
)
OUTFIT = FontRequest(("outfit",))
BOLD = FontRequest(("outfit",), 800)
FRAUNCES = FontRequest(("fraunces",), 700)
HEADLINE = "Le pain au levain revient chaque samedi matin"
BOX = Frame(100, 200, 600, 300, 40)


def laid(text: str, frame: Frame, font: FontRequest = OUTFIT) -> TextBlock:
    return lay_out([SpanText(text, font)], frame, BOOK)


def texts(block: TextBlock) -> list[str]:
    return [line.text for line in block.lines]


def test_the_first_baseline_and_the_line_boxes_are_css_s() -> None:
    block = laid(f"{HEADLINE} {HEADLINE}", replace(BOX, leading=1.5))
    face = block.lines[0].runs[0].face
    middle = 200 + 30 + (face.ascent_em - face.descent_em) * 20
    assert block.lines[0].baseline == pytest.approx(middle)
    assert block.lines[1].baseline - block.lines[0].baseline == pytest.approx(60)
    assert block.box[1] == 200
    assert block.box[3] == pytest.approx(200 + 60 * len(block.lines))


def test_glyphs_stand_on_the_baseline_inside_their_line() -> None:
    block = laid(HEADLINE, BOX)
    for line in block.lines:
        assert all(y == line.baseline for run in line.runs for _, _, y in run.glyphs)
        xs = [x for run in line.runs for _, x, _ in run.glyphs]
        assert xs == sorted(xs)
        assert line.x == xs[0] == 100
        assert xs[-1] < line.x + line.width <= 700


@pytest.mark.parametrize(("align", "share"), [("start", 0.0), ("center", 0.5), ("end", 1.0)])
def test_alignment(align: str, share: float) -> None:
    block = laid("Court", replace(BOX, align=align))
    assert block.lines[0].x == pytest.approx(100 + (600 - block.lines[0].width) * share)
    right_to_left = laid("שלום", replace(BOX, align=align))
    assert right_to_left.lines[0].x == pytest.approx(100 + (600 - right_to_left.lines[0].width) * (1 - share))


@pytest.mark.parametrize(("valign", "share"), [("top", 0.0), ("middle", 0.5), ("bottom", 1.0)])
def test_vertical_alignment(valign: str, share: float) -> None:
    block = laid("Court", replace(BOX, valign=valign))
    assert block.box[1] == pytest.approx(200 + (300 - 48) * share)


@pytest.mark.parametrize(("align", "share"), [("start", 0.0), ("center", 0.5), ("end", 1.0)])
def test_an_infinite_width_makes_x_the_anchor(align: str, share: float) -> None:
    block = laid("Court", Frame(500, 0, math.inf, None, 40, align=align, wrap=False))
    assert block.lines[0].x == pytest.approx(500 - block.lines[0].width * share)
    assert block.overflow_px == (0.0, 0.0)


@example(width=508, height=259, font=FontRequest(families=("archivo",), weight=800, stretch=75))
@given(st.integers(100, 900), st.integers(60, 500), st.sampled_from((OUTFIT, FRAUNCES, FontRequest(("archivo",), 800, stretch=75))))
@settings(max_examples=40, deadline=None)
def test_the_size_is_the_largest_that_fits(width: int, height: int, font: FontRequest) -> None:
    frame = Frame(0, 0, width, height, 40, fit=(20, 120), leading=1.1)
    block = laid(HEADLINE, frame, font)
    assert block.asked_px == 120
    if not block.clamped and block.overflow_px == (0.0, 0.0):
        assert block.box[3] <= height + 0.06
        assert max(line.width for line in block.lines) <= width + 0.06
        assert " ".join(texts(block)) == HEADLINE
        if block.size_px < 120:
            larger = laid(HEADLINE, replace(frame, fit=None, size_px=block.size_px + 0.5), font)
            assert larger.clamped or larger.overflow_px != (0.0, 0.0)
    else:
        assert block.size_px == 20


def test_sizes_are_half_pixels_and_the_bounds() -> None:
    assert laid("A", replace(BOX, fit=(20.3, 77.7))).size_px == 77.7
    assert laid(HEADLINE, Frame(0, 0, 300, 150, 40, fit=(20.3, 77.7))).size_px % 0.5 == 0


def test_lines_cap_the_fit() -> None:
    free = laid(HEADLINE, replace(BOX, fit=(20, 120)))
    two = laid(HEADLINE, replace(BOX, fit=(20, 120), lines=2))
    assert len(free.lines) > 2 == len(two.lines)
    assert two.size_px < free.size_px


def test_clamping_keeps_whole_words_and_tells_the_rest() -> None:
    block = laid(HEADLINE, Frame(0, 0, 300, None, 40, lines=2))
    assert len(block.lines) == 2
    assert block.lines[1].text.endswith("…")
    assert " ".join(texts(block)).removesuffix("…") + " " + block.clamped == HEADLINE
    assert max(line.width for line in block.lines) <= 300.06


def test_clamping_by_height_and_across_paragraphs() -> None:
    block = laid("Un\nDeux\n\nTrois\nQuatre", Frame(0, 0, 300, 100, 40, leading=1.0))
    assert texts(block) == ["Un", "Deux…"]
    assert block.clamped == "Trois\nQuatre"
    with_blank = laid("Un\nDeux\n\nTrois", Frame(0, 0, 300, 120, 40, leading=1.0))
    assert texts(with_blank) == ["Un", "Deux…"]


def test_a_frame_lower_than_a_line_keeps_one_and_tells_the_overflow() -> None:
    block = laid(HEADLINE, Frame(0, 0, 600, 30, 40, leading=1.0))
    assert len(block.lines) == 1
    assert block.overflow_px == (0.0, 10.0)


def test_a_word_too_wide_shrinks_the_text_and_is_broken_last() -> None:
    shrunk = laid("Anticonstitutionnellement", Frame(0, 0, 400, 400, 40, fit=(20, 90)))
    assert texts(shrunk) == ["Anticonstitutionnellement"]
    broken = laid("Anticonstitutionnellement", Frame(0, 0, 200, 400, 40, fit=(30, 90)))
    assert broken.size_px == 30
    assert "".join(texts(broken)) == "Anticonstitutionnellement"
    assert max(line.width for line in broken.lines) <= 200.06
    assert broken.overflow_px[0] > 100


def test_hyphens_make_room() -> None:
    block = laid("Anticonstitutionnellement", Frame(0, 0, 200, 400, 40, fit=(30, 90), hyphenate=True))
    assert block.overflow_px == (0.0, 0.0)
    assert all(line.text.endswith("-") for line in block.lines[:-1])
    assert "".join(texts(block)).replace("-", "") == "Anticonstitutionnellement"


def test_without_wrapping_the_text_shrinks_to_the_width() -> None:
    block = laid("12,90\u00a0€\nseulement", Frame(0, 0, 200, 400, 40, fit=(20, 200), wrap=False))
    assert texts(block) == ["12,90\u00a0€", "seulement"]
    assert block.size_px < 60
    assert block.overflow_px == (0.0, 0.0)


def test_without_wrapping_only_a_cap_of_lines_clamps() -> None:
    frame = Frame(0, 0, 200, None, 40, fit=(30, 60), wrap=False)
    free = laid(HEADLINE, frame)
    assert texts(free) == [HEADLINE]
    assert free.overflow_px[0] > 100
    capped = laid(HEADLINE, replace(frame, lines=1))
    assert capped.lines[0].text.endswith("…")
    assert capped.overflow_px == (0.0, 0.0)
    assert capped.clamped


def test_styles_follow_their_spans() -> None:
    spans = [SpanText("Un ", OUTFIT), SpanText("deux", BOLD, 1), SpanText(" trois", OUTFIT), SpanText(" or", OUTFIT, 2)]
    (line,) = lay_out(spans, BOX, BOOK).lines
    assert line.text == "Un deux trois or"
    assert [(run.style, len(run.glyphs)) for run in line.runs] == [(0, 3), (1, 4), (0, 6), (2, 3)]
    assert line.runs[1].face is not line.runs[0].face
    assert line.runs[3].face is line.runs[0].face


def test_a_colour_emoji_is_a_run_of_its_own() -> None:
    (line,) = laid("Bravo 🎉 !", BOX).lines
    assert [run.face.color for run in line.runs] == [False, True, False]


def test_what_no_font_has_is_told() -> None:
    assert laid("a\U00012000b", BOX).missing == "\U00012000"
    assert laid("Été\u202f! 日本 שלום 🎉 مرحبا", BOX).missing == ""


@pytest.mark.parametrize("text", ["", " \n ", "\x00\x1b"])
def test_no_text_gives_no_line(text: str) -> None:
    block = laid(text, BOX)
    assert block.lines == ()
    assert block.box == (100, 200, 100, 200)


def test_no_span_gives_no_line() -> None:
    assert lay_out([], BOX, BOOK).lines == ()


def test_balance_keeps_the_number_of_lines() -> None:
    plain, balanced = (laid(HEADLINE, replace(BOX, balance=flag, size_px=60)) for flag in (False, True))
    assert len(plain.lines) == len(balanced.lines)
    widths = [[line.width for line in block.lines] for block in (plain, balanced)]
    assert max(widths[1]) - min(widths[1]) < max(widths[0]) - min(widths[0])


def test_the_same_text_gives_the_same_block() -> None:
    assert laid(HEADLINE, replace(BOX, fit=(20, 90))) == laid(HEADLINE, replace(BOX, fit=(20, 90)))


@settings(max_examples=80, deadline=None)
@given(
    st.text(alphabet=st.characters() | st.sampled_from("ab é\n\u202e\u2067\u0301\ud800👩\u200d🚀日。」שמ"), max_size=60),
    st.floats(1, 800),
    st.one_of(st.none(), st.floats(1, 400)),
    st.booleans(),
    st.one_of(st.none(), st.integers(1, 4)),
)
def test_any_text_lies_in_its_frame_or_is_told(text: str, width: float, height: float | None, wrap: bool, lines: int | None) -> None:
    frame = Frame(0, 0, width, height, 30, fit=(12, 48), lines=lines, balance=True, tracking=-0.01, wrap=wrap, hyphenate=True)
    block = laid(text, frame)
    if not block.lines:
        return
    assert lines is None or not wrap or len(block.lines) <= lines
    assert all(math.isfinite(number) for line in block.lines for run in line.runs for glyph in run.glyphs for number in glyph)
    if block.overflow_px[0] == 0.0:
        assert max(line.width for line in block.lines) <= width + 0.06
    if height is not None and block.overflow_px[1] == 0.0:
        assert block.box[3] - block.box[1] <= height + 0.06


@pytest.mark.parametrize(
    "text",
    [
        "a" * 5000,
        "lorem ipsum dolor " * 277,
        "שלום abc " * 550,
        "👩\u200d🚀" * 1600,
        "日本語。" * 1250,
        "a\u0301" * 2500,
        "(" * 5000,
        "「（" * 2500,
        "\u2068" * 5000,
        "a\u00ad" * 2500,
        "\n".join("ab" * 1250),
    ],
)
@pytest.mark.parametrize("font", [OUTFIT, FRAUNCES])
def test_five_thousand_characters_take_well_under_a_second(text: str, font: FontRequest) -> None:
    for frame in (
        Frame(0, 0, 900, 900, 40, fit=(10, 120), balance=True),
        Frame(0, 0, 30, 40, 40, fit=(10, 120)),
        Frame(0, 0, 30, 4000, 40),
    ):
        start = time.process_time()
        laid(text, frame, font)
        assert time.process_time() - start < 1.5
