"""A word and its forms: plurals, feminines, the persons of a verb; with or without its accents, never inside another word."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterator

import regex

_ENDINGS = (
    ("eur", ("eur", "eurs", "euse", "euses", "eure", "eures")),
    ("teur", ("teur", "teurs", "trice", "trices", "teuse", "teuses")),
    ("eux", ("eux", "euse", "euses")),
    ("if", ("if", "ifs", "ive", "ives")),
    ("al", ("al", "ale", "ales", "aux", "als")),
    ("el", ("el", "els", "elle", "elles")),
    ("en", ("en", "ens", "enne", "ennes")),
    ("on", ("on", "ons", "onne", "onnes")),
    ("et", ("et", "ets", "ette", "ettes", "ète", "ètes")),
    ("ier", ("ier", "iers", "ière", "ières", "ie", "ies", "iez", "ions", "ient", "ié", "iée", "iés", "iées")),
    ("er", (
        "er", "e", "es", "ent", "ez", "ons", "é", "ée", "és", "ées", "ais", "ait", "aient", "era", "eras", "erez", "erons", "eront", "ant",
        "ers", "ère", "ères",
    )),
    ("ir", ("ir", "is", "it", "issez", "issons", "issent", "i", "ie", "ies", "irez", "ira", "iras", "iront", "issant")),
    ("y", ("y", "ys", "ies")),
    ("e", ("e", "es")),
)  # fmt: skip


class Forms:
    """The forms of several words, looked for in one pass."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words
        options = [f"(?:{_phrase(word)})" for word in words]
        self.patterns = [regex.compile(rf"(?<![\w·@#-]){option}(?![\w·]|-\w)", regex.IGNORECASE) for option in options]
        joined = "|".join(options) or "(?!)"
        self.any = regex.compile(rf"(?<![\w·@#-])(?:{joined})(?![\w·]|-\w)", regex.IGNORECASE)

    def found(self, text: str) -> Iterator[tuple[regex.Match[str], str]]:
        """Yield each match with the word it is a form of."""
        for match in self.any.finditer(text):
            for word, pattern in zip(self.words, self.patterns, strict=True):
                if (own := pattern.match(text, match.start())) and own.end() == match.end():
                    yield match, word
                    break


@functools.lru_cache(64)
def inflected(words: tuple[str, ...]) -> Forms:
    """Return the forms of words and phrases, compiled once; the longest phrase wins."""
    return Forms(tuple(sorted(words, key=len, reverse=True)))


def _phrase(phrase: str) -> str:
    return r"[\s\u00a0]+".join(_word(word) for word in phrase.split())


def _word(word: str) -> str:
    """Return a pattern of a word's forms; a short word, a number or one with a sign has itself and its plural only."""
    forms = {word, f"{word}s"}
    if len(word) >= 4 and word[-1].isalpha():
        forms |= {f"{word}e", f"{word}es"} if word[-1] in "éitdnrsl" else set()
        forms |= {f"{word}x"} if word.endswith(("eau", "eu")) else set()
        for ending, others in _ENDINGS:
            if word.casefold().endswith(ending) and len(word) >= len(ending) + 3:
                forms |= {word[: -len(ending)] + other for other in others}
    return "(?:" + "|".join(_letters(form) for form in sorted(forms, key=len, reverse=True)) + ")"


def _letters(word: str) -> str:
    """Return the word as a pattern where an accent may be missing, and apostrophes and hyphens are any of theirs."""
    parts = []
    for letter in unicodedata.normalize("NFC", word):
        base = unicodedata.normalize("NFD", letter)[0]
        if letter in "'’":
            parts.append("['’]")
        elif letter in "-‑":
            parts.append("[-‑ ]")
        elif base != letter and base.isalpha():
            parts.append(f"[{letter}{base}]")
        else:
            parts.append(regex.escape(letter))
    return "".join(parts)
