"""Where a text may be cut: line breaks (UAX #14 by ICU, with the locale's own rules), grapheme clusters, hyphens where asked."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import pyphen
import regex
from icu4py.breakers import LineBreaker

from visualgen.formats.counting import CLUSTER

SOFT_HYPHEN = "\u00ad"
HANGING = " \u3000\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f\u200b"
"""The spaces that hang past the end of a line, without width."""

SHORTEST_HYPHENATED = 5
BEFORE_HYPHEN = 2
AFTER_HYPHEN = 3

_NO_BREAK = regex.compile(r"[!-~]{2}|[ ][\p{M}\u200c\u200d]")
_BROWSER_BREAK = regex.compile(
    r"""(?<=[ ])(?=[^ \p{M}\u200c\u200d])|(?<=[!"#%&)*+,\-.:;=>?\\\]|}~])(?=[(<\[{])"""
    r"""|(?<=-)(?=["#%&'*+\-=>@A-Z\\^_`a-z|~])|(?<=[A-Za-z0-9]-)(?=[0-9])"""
    r"""|(?<=\?)(?=[#$%&*+\-0-9=>@A-Z\\^_`a-z|~])"""
)

_WORD = re.compile(r"(?<![\w./@])[^\W\d_]+(?![\w/@]|\.\w)")


@lru_cache(maxsize=1024)
def line_breaks(text: str, language: str) -> tuple[int, ...]:
    """Return the offsets at which a line may end, the length of `text` last; no offset where `text` is empty.

    They are ICU's, but after a space and between two ASCII characters those of WebKit and Blink, so that a text breaks here where
    it breaks in a browser: after every space, after a hyphen before a digit too, never after a slash
    (docs/decisions/line-breaks.md). What must stay together is held by a no-break space.
    """
    kept = [end for end in unicode_breaks(text, language) if not _NO_BREAK.match(text, end - 1)]
    added = [found.start() for found in _BROWSER_BREAK.finditer(text)]
    return tuple(sorted({*kept, *added})) if added else tuple(kept)


def unicode_breaks(text: str, language: str) -> tuple[int, ...]:
    """Return the offsets at which a line may end by UAX #14, as ICU tailors it for the language; the length of `text` last."""
    ends = [end for _, end in LineBreaker(text, language).segments()]
    if text and max(text) > "\uffff":
        place = _code_points(text)
        return tuple(place[end] for end in ends)
    return tuple(ends)


def line_end(text: str, start: int, end: int) -> int:
    """Return where the ink of a line from `start` to the break at `end` stops: before the spaces that hang."""
    while end > start and text[end - 1] in HANGING:
        end -= 1
    return end


def clusters(text: str) -> list[str]:
    """Return the grapheme clusters of `text` (UAX #29)."""
    return list(CLUSTER.findall(text))


def hyphenate(text: str, language: str) -> str:
    """Return `text` with soft hyphens where its words may be hyphenated, not in addresses or among digits.

    Unchanged where no dictionary knows the language.
    """
    dictionary = _dictionary(language)
    if dictionary is None:
        return text
    return _WORD.sub(lambda word: _hyphenated(word[0], dictionary), text)


def _hyphenated(word: str, dictionary: Any) -> str:
    if len(word) < SHORTEST_HYPHENATED:
        return word
    return str(dictionary.inserted(word, hyphen=SOFT_HYPHEN))


@lru_cache(maxsize=16)
def _dictionary(language: str) -> Any:
    name = pyphen.language_fallback(language.replace("-", "_"))
    return pyphen.Pyphen(lang=name, left=BEFORE_HYPHEN, right=AFTER_HYPHEN) if name else None


def _code_points(text: str) -> dict[int, int]:
    """Map offsets in UTF-16 units, which ICU counts, to offsets in code points."""
    place = {0: 0}
    units = 0
    for index, character in enumerate(text):
        units += 2 if character > "\uffff" else 1
        place[units] = index + 1
    return place
