"""Letters borrowed from mathematics (𝓫𝓸𝓷𝓳𝓸𝓾𝓻): screen readers spell them out or skip them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import regex

from visualgen.charter.found import Found
from visualgen.charter.passage import Passage
from visualgen.findings import RuleSource

_SOURCE = RuleSource("WCAG 2.2, 1.3.1 Info and Relationships", "https://www.w3.org/TR/WCAG22/#info-and-relationships")
_SET = r"[\U0001D400-\U0001D7FF\uFF21-\uFF5A\u24B6-\u24E9]"
_FANCY = regex.compile(rf"{_SET}{{2,}}+(?:[ ’'-]{_SET}++)*+")


def fancy_letters(passage: Passage) -> Iterator[Found]:
    """Yield runs of at least two letters that only look like letters."""
    for match in _FANCY.finditer(passage.text):
        plain = unicodedata.normalize("NFKC", match[0])
        safe = all(mark.isascii() for mark in plain)
        yield Found(
            "fancy_letters",
            "warns",
            match.start(),
            match.end(),
            (f"« {plain} » est écrit en signes mathématiques.", "Écrivez de vraies lettres : un lecteur d’écran ne lit pas celles-ci."),
            (f"“{plain}” is written in mathematical signs.", "Write real letters: a screen reader does not read these."),
            plain,
            safe,
            _SOURCE,
        )
