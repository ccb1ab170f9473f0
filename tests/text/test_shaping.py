"""Runs by level, script and face; fallback by cluster; full-width punctuation; what is remembered."""

from __future__ import annotations

import pytest

from visualgen.text.bidi import bidi_classes, levels
from visualgen.text.fonts import FontBook, fallback_files
from visualgen.text.model import FontRequest
from visualgen.text.shaping import Run, itemise, shape, spare_at_end

BOOK = FontBook({"outfit": fallback_files("fontpkg_outfit"), "figtree": fallback_files("fontpkg_figtree")})
OUTFIT = BOOK.chain(FontRequest(("outfit",)), 40.0)
FIGTREE = BOOK.chain(FontRequest(("figtree",)), 40.0)


def runs(text: str) -> list[tuple[str, str, str]]:
    found, _ = itemise(text, levels(bidi_classes(text), 0, text), [OUTFIT], [0] * len(text))
    return [(text[run.start : run.end], run.script, run.face.path.stem.partition("[")[0]) for run in found]


def test_one_script_and_face_is_one_run() -> None:
    assert runs("Été, l’œuf : 12\u202f€\u00a0! « ici »") == [("Été, l’œuf : 12\u202f€\u00a0! « ici »", "Latn", "Outfit")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a 👩\u200d🚀 b", ["Outfit", "NotoColorEmoji-Regular", "Outfit"]),
        ("❤\ufe0f", ["NotoColorEmoji-Regular"]),
        ("1\ufe0f\u20e3 🇫🇷", ["NotoColorEmoji-Regular", "Outfit", "NotoColorEmoji-Regular"]),
        ("👍🏽", ["NotoColorEmoji-Regular"]),
        ("Привет", ["NotoSans"]),
        ("日本", ["NotoSansCJKjp-Regular"]),
    ],
)
def test_fallback_faces(text: str, names: list[str]) -> None:
    assert [name for _, _, name in runs(text)] == names


def test_a_letter_and_its_marks_stay_in_one_face() -> None:
    for text in ("e\u0301", "x\u0323\u0302", "a\u20dd"):
        assert len(runs(text)) == 1, text


def test_text_presentation_keeps_off_the_emoji_font() -> None:
    (_, _, name), *_ = runs("☎\ufe0e")
    assert name != "NotoColorEmoji-Regular"


def test_no_fallback_for_spaces() -> None:
    for space in "\u202f\u2009\u2003\u00a0 ":
        assert runs(f"a{space}b") == [(f"a{space}b", "Latn", "Outfit")]


def test_scripts_part_runs_and_common_signs_follow() -> None:
    assert [(text, script) for text, script, _ in runs("abc, где! שלום")] == [
        ("abc, ", "Latn"),
        ("где", "Cyrl"),
        ("! ", "Cyrl"),
        ("שלום", "Hebr"),
    ]


def test_spans_with_other_fonts_part_runs() -> None:
    found, missing = itemise("abcd", None, [OUTFIT, FIGTREE], [0, 0, 1, 1])
    assert [(run.start, run.end, run.face) for run in found] == [(0, 2, OUTFIT.primary), (2, 4, FIGTREE.primary)]
    assert missing == ""


def test_what_no_font_has_is_told_once() -> None:
    found, missing = itemise("a\U00012000b\U00012000", None, [OUTFIT], [0] * 4)
    assert missing == "\U00012000"
    assert all(run.face is OUTFIT.primary for run in found)


def test_shaping_is_in_em_and_remembered() -> None:
    run = Run(0, 2, 0, "Latn", OUTFIT.primary)
    first = shape("AV", 0, 2, run, "fr", ())
    assert first is shape("AV", 0, 2, run, "fr", ())
    width = sum(advance for _, advance in first.advances)
    plain = sum(advance for _, advance in shape("AV", 0, 2, run, "fr", (("kern", 0),)).advances)
    assert 0.9 < width < plain < 1.6
    assert 1 in first.unsafe


def test_a_narrow_no_break_space_is_narrower_than_a_space() -> None:
    run = Run(0, 3, 0, "Latn", OUTFIT.primary)
    narrow, space = (shape(text, 1, 2, run, "fr", ()).advances[0][1] for text in ("a\u202fb", "a b"))
    assert 0 < narrow < space


def test_arabic_joins_across_the_edge_of_what_is_shaped() -> None:
    chain = BOOK.chain(FontRequest(("none",)), 40.0)
    (run, *_), _ = itemise("ببب", [1, 1, 1], [chain], [0] * 3)
    whole = [glyph for glyph, *_ in shape("ببب", 0, 3, run, "ar", ()).glyphs]
    first = [glyph for glyph, *_ in shape("ببب", 0, 1, run, "ar", ()).glyphs]
    assert whole[-len(first) :] == first


def test_full_width_punctuation_gives_up_its_blank_half() -> None:
    def widths(text: str) -> list[float]:
        (run,), _ = itemise(text, None, [OUTFIT], [0] * len(text))
        return [round(advance, 3) for _, advance in shape(text, 0, len(text), run, "ja", ()).advances]

    assert widths("本）。") == [1.0, 0.5, 1.0]
    assert widths("」「本") == [1.0, 0.5, 1.0]
    assert widths("（（本") == [1.0, 0.5, 1.0]
    assert widths("・「本") == [1.0, 0.5, 1.0]
    assert widths("本。本") == [1.0, 1.0, 1.0]


def test_only_a_closing_bracket_has_a_half_to_spare() -> None:
    (run,), _ = itemise("本」", None, [OUTFIT], [0] * 2)
    assert spare_at_end("」", run, "ja") == pytest.approx(0.5)
    assert spare_at_end("。", run, "ja") == 0.0
