"""Slips of spelling: the words that a slip of one kind or another would turn into the one that is read, the likeliest kind first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

LETTERS = {"fr": "abcdefghijklmnopqrstuvwxyzàâçéèêëîïôùûüœ’", "en": "abcdefghijklmnopqrstuvwxyz’"}
_ACCENTS = {
    "a": "àâ", "e": "éèêë", "i": "îï", "o": "ôœ", "u": "ùûü", "c": "ç", "à": "aâ", "â": "aà", "é": "eèêë", "è": "eéêë", "ê": "eéè",
    "ë": "eéè", "î": "iï", "ï": "iî", "ô": "o", "ù": "uû", "û": "uù", "ç": "c",
}  # fmt: skip
_KEYS = {"fr": ("azertyuiop", "qsdfghjklm", "wxcvbn"), "en": ("qwertyuiop", "asdfghjkl", "zxcvbnm")}
_SOUNDS = {
    "fr": (
        ("f", "ph"), ("k", "c"), ("k", "qu"), ("c", "qu"), ("qu", "ch"), ("s", "ss"), ("s", "c"), ("ss", "c"), ("ss", "ç"), ("c", "sc"),
        ("s", "z"), ("t", "c"), ("an", "en"), ("am", "em"), ("in", "ain"), ("in", "ein"), ("en", "ain"), ("ai", "é"), ("ai", "è"),
        ("ai", "e"), ("é", "er"), ("o", "au"), ("o", "eau"), ("au", "eau"), ("i", "y"), ("g", "j"), ("g", "gu"), ("t", "th"), ("r", "rh"),
        ("x", "ks"), ("x", "cc"), ("xe", "xce"), ("m", "n"), ("eil", "euil"), ("euil", "ueil"), ("euill", "ueill"), ("eil", "eille"),
    ),
    "en": (
        ("f", "ph"), ("ie", "ei"), ("ance", "ence"), ("ant", "ent"), ("able", "ible"), ("ar", "er"), ("or", "er"), ("s", "c"), ("k", "c"),
        ("i", "y"), ("a", "e"), ("e", "i"), ("o", "u"), ("d", "t"), ("g", "j"), ("c", "ch"), ("w", "wh"), ("sh", "ch"), ("r", "rh"),
        ("al", "le"), ("cede", "ceed"),
    ),
}  # fmt: skip
"""Spellings that are heard alike, both ways."""


def accents(word: str, language: str) -> Iterator[str]:
    """Yield the word with one or two other accents."""
    yield from _accents_once(word, language)
    places = [at for at, letter in enumerate(word) if letter.lower() in _ACCENTS][:6] if language == "fr" else []
    for first, second in combinations(places, 2):
        for one, other in product(_ACCENTS[word[first].lower()], _ACCENTS[word[second].lower()]):
            yield word[:first] + _like(one, word[first]) + word[first + 1 : second] + other + word[second + 1 :]


def _accents_once(word: str, language: str) -> Iterator[str]:
    if language == "fr":
        for at, letter in enumerate(word):
            for other in _ACCENTS.get(letter.lower(), ""):
                yield word[:at] + _like(other, letter) + word[at + 1 :]


def exchanges(word: str, language: str) -> Iterator[str]:
    """Yield the word with two letters exchanged, one doubled, one of two left out."""
    for at in range(len(word) - 1):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    for at, letter in enumerate(word):
        yield word[:at] + letter + word[at:]
    for at in range(1, len(word)):
        if word[at] == word[at - 1]:
            yield word[:at] + word[at + 1 :]


def sounds(word: str, language: str) -> Iterator[str]:
    """Yield the word with one sound spelt another way."""
    lower = word.lower()
    for one, other in _SOUNDS[language]:
        for old, new in ((one, other), (other, one)):
            at = lower.find(old)
            while at >= 0:
                yield word[:at] + _like(new, word[at]) + word[at + len(old) :]
                at = lower.find(old, at + 1)


def elisions(word: str, language: str) -> Iterator[str]:
    """Yield the word with the apostrophe of an elision: cest, quil."""
    if language == "fr":
        length = 2 if word.lower().startswith("qu") else 1
        if word[:length].lower() in ("c", "d", "j", "l", "m", "n", "qu", "s", "t"):
            yield f"{word[:length]}’{word[length:]}"


def removals(word: str, language: str) -> Iterator[str]:
    """Yield the word without one of its letters."""
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def insertions(word: str, language: str) -> Iterator[str]:
    """Yield the word with one letter more."""
    for at in range(len(word) + 1):
        for letter in LETTERS[language]:
            yield word[:at] + letter + word[at:]


def replacements(word: str, language: str) -> Iterator[str]:
    """Yield the word with another letter in the place of one; in a word of some letters, one whose key is beside."""
    for at in range(len(word)):
        for letter in LETTERS[language] if len(word) > 8 else _beside(word[at].lower(), language):
            if letter != word[at]:
                yield word[:at] + letter + word[at + 1 :]


def _beside(letter: str, language: str) -> str:
    """Return the letters whose keys touch that of `letter`."""
    rows = _KEYS[language]
    row = next((number for number, keys in enumerate(rows) if letter in keys), None)
    if row is None:
        return ""
    at = rows[row].index(letter)
    return "".join(keys[max(at - 1, 0) : at + 2] for keys in rows[max(row - 1, 0) : row + 2])


def splits(word: str, language: str) -> Iterator[str]:
    """Yield the word as two, neither of one letter."""
    for at in range(2, len(word) - 1):
        yield f"{word[:at]} {word[at:]}"


def pairs(word: str, language: str) -> Iterator[str]:
    """Yield the word with two slips, one of them of a likely kind: an accent, an exchange, a doubling, a sound."""
    for once in {*_accents_once(word, language), *exchanges(word, language), *sounds(word, language)}:
        for kind in (_accents_once, exchanges, sounds, removals, insertions):
            yield from kind(once, language)
    for once in accents(word, language):  # an accent or two left out of a word with a letter doubled: evennement
        yield from exchanges(once, language)


def _like(letters: str, old: str) -> str:
    return letters[0].upper() + letters[1:] if old.isupper() else letters
