"""How often words are used: counts in film subtitles, as pyspellchecker brings them, on the Zipf scale.

Zipf: the decimal logarithm of a word's uses in a thousand million (van Heuven et al. 2014): 7 for *de*, 5 for *maison*, 3 for *brioche*.
Loaded at the first word that is asked (0.17 s a language).
"""

from __future__ import annotations

import functools
import math

from spellchecker import SpellChecker

RARE = 1.0
"""The Zipf value of a word that is not counted."""
COMMON = 3.0
"""That of a word people write: *brioche*."""
_CALENDAR = frozenset(
    "january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday".split()
)
"""Words that the English list, which is of lower case, counts too seldom."""


@functools.lru_cache(100_000)
def zipf(word: str, language: str) -> float:
    """Return how often a word is used, or its singular, or what its apostrophe is beside; `RARE` where none is counted.

    The language is "fr" or "en".
    """
    lower = word.lower()
    lower = lower.rpartition("’")[2] if language == "fr" else lower.partition("’")[0]
    one = lower[:-1] if len(lower) > 4 and lower.endswith(("s", "x")) else lower
    if language == "en" and lower in _CALENDAR:
        return 5.0
    return max(_zipf(lower, language), _zipf(one, language))


def common(word: str, language: str) -> bool:
    """Return whether a word, or its singular, is one that people write: `COMMON` or more. Quick: for thousands of guesses."""
    lower, words = word.lower(), _common(language)
    return lower in words or (lower.endswith(("s", "x")) and lower[:-1] in words)


@functools.cache
def _common(language: str) -> frozenset[str]:
    counts = _counts(language)
    return frozenset(word for word in counts.word_frequency.words() if _zipf(word, language) >= COMMON)


def _zipf(word: str, language: str) -> float:
    share = float(_counts(language).word_usage_frequency(word))
    return max(9 + math.log10(share), RARE) if share else RARE


@functools.cache
def _counts(language: str) -> SpellChecker:
    return SpellChecker(language=language)
