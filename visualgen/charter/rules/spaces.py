"""Spaces too many or too few: doubled, before a comma, missing after one, at a line's end."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from visualgen.charter.found import Found
from visualgen.charter.passage import Passage

_DOUBLE = regex.compile(r"(?<=\S)(?<! )[ ]{2,}+(?=\S)")
_TRAIL = regex.compile(r"(?<![ \t])[ \t]++(?=\n|$)")
_BEFORE = regex.compile(r"(?<=\w)[ ]{1,3}+(?=[,.](?:\s|$))")
_AFTER = regex.compile(r"(?<=[^\W\d_]{2}),(?=[^\W\d_]{2})|(?<=[^\W\d_]{2})[!?…](?=[^\W\d_]{2})")
_COMMAS = regex.compile(r"(?<!,),{2,}+(?!,)")


def spaces(passage: Passage) -> Iterator[Found]:
    """Yield what a proof-reader marks with a loop or a stroke."""
    text = passage.text
    for match in _DOUBLE.finditer(text):
        yield _found(
            "double_space",
            match,
            " ",
            "Il y a plusieurs espaces de suite.",
            "Gardez-en une.",
            "There are several spaces in a row.",
            "Keep one.",
        )
    for match in _TRAIL.finditer(text):
        yield _found(
            "double_space",
            match,
            "",
            "Des espaces traînent en fin de ligne.",
            "Effacez-les.",
            "Spaces trail at the line's end.",
            "Delete them.",
        )
    prose = passage.prose
    for match in _BEFORE.finditer(prose):
        yield _found("comma_space", match, "", "Pas d’espace avant ce signe.", "Effacez-la.", "No space before this mark.", "Delete it.")
    for match in _AFTER.finditer(prose):
        yield _found(
            "comma_space",
            match,
            f"{match[0]} ",
            "Il manque une espace après ce signe.",
            "Ajoutez-la.",
            "A space is missing after this mark.",
            "Add it.",
        )
    for match in _COMMAS.finditer(prose):
        yield _found("comma_space", match, ",", "La virgule est doublée.", "Gardez-en une.", "The comma is doubled.", "Keep one.")


def _found(code: str, match: regex.Match[str], new: str, fr: str, mend_fr: str, en: str, mend_en: str) -> Found:
    return Found(code, "notes", match.start(), match.end(), (fr, mend_fr), (en, mend_en), new, True, None)
