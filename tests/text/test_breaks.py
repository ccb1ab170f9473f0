"""Line breaks: ICU against Unicode's LineBreakTest, the browsers' ASCII table, clusters and hyphens."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from visualgen.formats.counting import CLUSTER
from visualgen.text.breaks import SOFT_HYPHEN, clusters, hyphenate, line_breaks, line_end, unicode_breaks

# ICU 78 follows Unicode 17; the rules that changed since the 15.0 file of Debian 12, with every case in the file they touch.
NEWER_RULES = {
    "LB20a: a hyphen at the start of a word stays with it": (
        "002D 0023",
        "002D 0308 0023",
        "002D 05D0",
        "002D 0308 05D0",
        "002D 00A7",
        "002D 0308 00A7",
        "002D 50005",
        "002D 0308 50005",
        "002D 0E01",
        "002D 0308 0E01",
    ),
    "LB25: a comma or full stop stays with the digit after it": (
        "002C 0030",
        "002C 0308 0030",
        "0061 002E 0032 0020",
        "0061 002E 0032 0020 0915",
        "0061 002E 0032 0020 672C",
        "0061 002E 0032 3000 672C",
        "0061 002E 0032 3000 307E",
        "0061 002E 0032 3000 0033",
        "0041 002E 0031 0020 BABB",
        "BD24 C5B4 002E 0020 0041 002E 0032 0020 BCFC",
        "BD10 C694 002E 0020 0041 002E 0033 0020 BABB",
        "C694 002E 0020 0041 002E 0034 0020 BABB",
        "0061 002E 0032 3000 300C",
    ),
    "LB15a, LB15b in place of LB15: only initial and final quotation marks look past spaces": (
        "0022 0020 2329",
        "0022 0308 0020 2329",
        "0022 0020 0028",
        "0022 0308 0020 0028",
        "0061 006D 0062 0069 0067 0075 0028 00AB 0020 0308 0020 00BB 0029 0028 0065 0308 0029",
        "0061 006D 0062 0069 0067 0075 00AB 0020 0028 0020 0308 0020 0029 0020 00BB 0028 0065 0308 0029",
        "0061 006D 0062 0069 0067 0075 007B 00AB 0020 0308 0020 00BB 007D 0028 0065 0308 0029",
        "0061 006D 0062 0069 0067 0075 00AB 0020 007B 0020 0308 0020 007D 0020 00BB 0028 0065 0308 0029",
    ),
    "LB15c: a decimal mark after a space begins a number": (
        "0065 0071 0075 0061 006C 0073 0020 002E 0033 0035 0020 0063 0065 006E 0074 0073",
    ),
    "LB21a: a hyphen between Hebrew letters may end the line": ("05D0 002D 05D0",),
}
# In the 15.1 file of Debian 13 the digits of Balinese are bases of syllables; ICU has them as digits, like later versions.
NEWER_DIGITS = (
    "0024 1B50",
    "0024 0308 1B50",
    "1B50 0025",
    "1B50 0308 0025",
    "1B50 1B44",
    "1B50 0308 1B44",
    "1B50 1BF2",
    "1B50 0308 1BF2",
    "11003 1B50",
    "11003 0308 1B50",
)


def test_icu_follows_line_break_test(require_part: Callable[[str], Path]) -> None:
    lines = (require_part("unicode-data") / "auxiliary" / "LineBreakTest.txt").read_text("utf-8").splitlines()
    different, count = set(), 0
    for line in lines:
        signs = line.partition("#")[0].split()
        if not signs:
            continue
        count += 1
        codes = signs[1::2]
        wanted = [place for place, sign in enumerate(signs[::2]) if sign == "÷"]
        text = "".join(chr(int(code, 16)) for code in codes)
        if [0, *unicode_breaks(text, "en")] != [0, *wanted]:
            different.add(" ".join(codes))
    known = {case for cases in NEWER_RULES.values() for case in cases}
    if "15.1.0" in lines[0]:
        known.update(NEWER_DIGITS)
    assert count > 7_000
    assert different <= known
    if "15.0.0" in lines[0]:
        assert different == known


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Saint-Étienne", ["Saint-", "Étienne"]),
        ("AV-12 x", ["AV-", "12 ", "x"]),
        ("à -5 °C", ["à ", "-5 ", "°C"]),
        ("exemple.fr/accueil?a=1", ["exemple.fr/accueil?", "a=1"]),
        ("12\u00a0€ l’un", ["12\u00a0€ ", "l’un"]),
        ("Oui\u202f! Non", ["Oui\u202f! ", "Non"]),
        ("Quoi ? Rien", ["Quoi ", "? ", "Rien"]),
        ("a \u0301b", ["a \u0301b"]),
        ("a👩\u200d🚀b 😀c", ["a", "👩\u200d🚀", "b ", "😀", "c"]),
        ("", []),
    ],
)
def test_french_breaks(text: str, parts: list[str]) -> None:
    ends = (0, *line_breaks(text, "fr"))
    assert [text[start:end] for start, end in pairwise(ends)] == parts


def test_japanese_keeps_punctuation_off_the_line_start() -> None:
    assert line_breaks("「パン」を、焼く。", "ja") == (2, 4, 6, 7, 9)


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=40))
def test_breaks_rise_to_the_end_and_respect_clusters(text: str) -> None:
    ends = line_breaks(text, "fr")
    assert list(ends) == sorted(set(ends))
    assert (ends[-1:] or (0,)) == (len(text),) if text else ends == ()
    assert "".join(clusters(text)) == text


def test_a_row_of_flags_is_cut_pair_by_pair_without_counting_back() -> None:
    """`\\X` counts the flags before each flag, which takes steps by the square of a row: it must never be asked inside one."""
    flags, pairs = "🇫🇷" * 20_000, regex.compile(CLUSTER.pattern.removesuffix(r"|\X"))
    assert pairs.pattern != CLUSTER.pattern
    assert pairs.findall(flags) == clusters(flags) == ["🇫🇷"] * 20_000
    assert clusters("a🇫🇷🇧🇪\u0301🇨") == ["a", "🇫🇷", "🇧🇪\u0301", "🇨"]
    assert clusters("🇫\u200d🇷") == list(regex.findall(r"\X", "🇫\u200d🇷"))


def test_spaces_hang_but_no_break_spaces_do_not() -> None:
    assert line_end("mot  ", 0, 5) == 3
    assert line_end("mot\u00a0", 0, 4) == 4
    assert line_end("字\u3000", 0, 2) == 1
    assert line_end("   ", 1, 3) == 1


def test_hyphens_only_where_a_dictionary_knows_the_language() -> None:
    word = "anticonstitutionnellement"
    assert hyphenate(word, "fr").replace(SOFT_HYPHEN, "-") == "an-ti-cons-ti-tu-tion-nel-le-ment"
    assert hyphenate(word, "zz") == word
    assert hyphenate("le pré 12345678", "fr") == "le pré 12345678"
    assert hyphenate("exemple.fr/bienvenue bonjour@exemple.fr", "fr") == "exemple.fr/bienvenue bonjour@exemple.fr"
    assert hyphenate("développement-durable", "fr-FR").replace(SOFT_HYPHEN, "").replace("-", "") == "développementdurable"
