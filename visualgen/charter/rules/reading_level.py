"""Reading ease: Kandel and Moles (1958) for French, Flesch (1948) for English."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from visualgen.charter.found import Found
from visualgen.charter.passage import Passage
from visualgen.findings import RuleSource

_KANDEL = RuleSource("Kandel & Moles, Application de l’indice de Flesch à la langue française, 1958")
_FLESCH = RuleSource("Flesch, A New Readability Yardstick, Journal of Applied Psychology 32, 1948")
_LEAST = 30
_FR = regex.compile(r"[aeiouyàâäéèêëîïôöùûüœæ]+", regex.IGNORECASE)
_SILENT = regex.compile(r"(?<=[^aeiouyàâäéèêëîïôöùûü])(?:e|es|ent)$", regex.IGNORECASE)
_EN = regex.compile(r"[aeiouy]+", regex.IGNORECASE)
_MUTE = regex.compile(r"(?<=[^aeiouyl])e$|(?<=[^aeiouydt])ed$", regex.IGNORECASE)


def reading_level(passage: Passage) -> Iterator[Found]:
    """Yield a text of thirty words or more whose reading ease is under `style.reading_ease`."""
    least = passage.charter["style"]["reading_ease"]
    words = [word.text for word in passage.words]
    if not least or len(words) < _LEAST or not passage.sentences:
        return
    ease = reading_ease(words, len(passage.sentences), passage.french)
    if ease < least:
        yield Found(
            "reading_level",
            "notes",
            0,
            len(passage.text),
            (
                f"Le texte se lit difficilement : {ease:.0f} sur 100, la charte demande {least}.",
                "Des phrases plus courtes, des mots plus simples.",
            ),
            (f"The text is hard to read: {ease:.0f} of 100, the charter asks for {least}.", "Use shorter sentences and simpler words."),
            source=_KANDEL if passage.french else _FLESCH,
            numbers={"ease": round(ease, 1), "least": least},
        )


def reading_ease(words: list[str], sentences: int, french: bool) -> float:
    """Return the ease of reading, 0 (very hard) to 100 (very easy), cut to that range."""
    length = len(words) / max(sentences, 1)
    weight = sum(syllables(word, french) for word in words) / max(len(words), 1)
    ease = 207 - 1.015 * length - 73.6 * weight if french else 206.835 - 1.015 * length - 84.6 * weight
    return min(max(ease, 0.0), 100.0)


def syllables(word: str, french: bool) -> int:
    """Return how many syllables a word has, at least one; the mute e at its end is none.

    >>> syllables("boulangerie", True), syllables("table", True), syllables("baked", False)
    (4, 1, 1)
    """
    if len(word) > 2:
        word = _SILENT.sub("", word) if french else _MUTE.sub("", word)
    return max(len((_FR if french else _EN).findall(word)), 1)
