"""Dashes: a hyphen between spaces stands for a dash."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from visualgen.charter.found import LEXIQUE, Found
from visualgen.charter.passage import Passage

_HYPHEN = regex.compile(r"(?<=[^\s\d-][ \u00a0]|\d[ \u00a0])-{1,2}(?=[ \u00a0][^\s-])")


def dashes(passage: Passage) -> Iterator[Found]:
    """Yield ` - ` inside a line; at a line's start it is a list's bullet, before a number with a unit it is a minus."""
    text = passage.prose
    for match in _HYPHEN.finditer(text):
        line = text.rfind("\n", max(0, match.start() - 200), match.start())
        if not text[max(line + 1, match.start() - 200) : match.start()].strip():
            continue
        yield Found(
            "dashes",
            "notes",
            match.start(),
            match.end(),
            ("Un trait d’union entre deux espaces tient lieu de tiret.", "Mettez un tiret : –."),
            ("A hyphen between spaces stands in for a dash.", "Set a dash: –."),
            "–",
            True,
            LEXIQUE,
        )
