"""Spelling in French and English: Hunspell's dictionaries, the words of captions, and the brand's own dictionary."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator
from pathlib import Path

import regex

from visualgen.brand.model import BrandKit
from visualgen.charter.dictionaries import known, suggestions
from visualgen.charter.found import Found
from visualgen.charter.passage import Passage, Piece, bare
from visualgen.findings import RuleSource

_SOURCE = RuleSource("Dictionnaire Dicollecte 7.0 (Hunspell)", "https://grammalecte.net/")
_SOURCE_EN = RuleSource("Hunspell en_GB, en_US", "https://github.com/LibreOffice/dictionaries")
_FILE = Path(__file__).parents[1] / "lexicon.toml"
_LATIN = regex.compile(r"[\p{Script=Latin}\p{M}’'‑·.-]+")
_DRAWN_OUT = regex.compile(r"(\p{L})\1\1", regex.IGNORECASE)
_SOUND = regex.compile(r"(?:(?:ha|hi|ho|hé|ah|oh|mh|hm|m+|bz|z|brr|pf|ouh|wou|youp|hip|miam)[hmzrf]*-?)+", regex.IGNORECASE)
_JUMBLE = regex.compile(r"[bcdfghjklmnpqrstvwxzç]{6}|(\p{L})\1\1", regex.IGNORECASE)
"""No word: six consonants in a row."""
_ELISION = regex.compile(r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu|presqu|entr)[’']", regex.IGNORECASE)
_ENGLISH_WAY = frozenset(
    "address adress language comfort comfortable example apartment traffic connection development environment literature dance government"
    " marriage exercise group hazard reflection responsible success professional traditional personal recommend".split()
)
"""English words that French ones are taken for."""
_LONGEST = 40
"""A longer run of letters is no word; it costs much to look up, and more to guess at."""
_GUESSED = 50
"""For so many words of a text it is guessed at what was meant; what is unknown after them is told as it is."""
_OWN_LETTERS = {
    "fr": regex.compile(r"[a-zàâäçéèêëîïôöùûüÿœæ’'‑-]+", regex.IGNORECASE),
    "en": regex.compile(r"[a-z’'‑-]+", regex.IGNORECASE),
}
"""A word with another letter (jamón) is of another language."""
_ENGLISH_PREFIXES = ("re", "un", "non", "pre", "over", "under", "out", "co", "sub", "super", "micro", "mini", "multi", "anti", "eco")
_PREFIXES = (
    "anti", "auto", "bio", "ciné", "cyber", "éco", "hyper", "inter", "intra", "maxi", "micro", "mini", "mono", "multi", "néo", "post",
    "pré", "rétro", "semi", "super", "télé", "ultra", "vélo",
)  # fmt: skip
_SUFFIX = regex.compile(r"(?:ages?|ables?|eurs?|euses?)$")
_NAME_LETTERS = 6
"""A word that opens a sentence in a capital and is shorter than this is taken for a name."""


def spelling(passage: Passage) -> Iterator[Found]:
    """Yield words that no dictionary has, with what may have been meant; names, acronyms, sounds and drawn-out words are left alone."""
    if not passage.charter["spelling"]["check"]:
        return
    own = _own_words(_Key(passage.kit))
    told = {name.casefold() for name in _names(passage)} | _tagged(passage)
    guessed = 0
    for word in passage.words:
        text = word.text
        if (
            not 3 <= len(text) <= 4 * _LONGEST
            or "·" in text
            or "." in text
            or not _OWN_LETTERS.get(passage.language, _LATIN).fullmatch(text)
            or word.folded in own
            or word.folded in told
        ):
            continue
        if _DRAWN_OUT.search(text) or _SOUND.fullmatch(text) or _acronym(text):
            continue
        if word.folded in _lexicon(passage.language) or word.folded.removesuffix("s") in _lexicon(passage.language):
            continue
        for part in _parts(word, passage.language):
            if len(part.text) > _LONGEST or (part.text.casefold() in own) or part.text.casefold() in told or _fine(part, passage):
                continue
            guessed += 1
            near = suggestions(part.text, passage.language) if guessed <= _GUESSED else ()
            if not near and guessed <= _GUESSED and not _JUMBLE.search(part.text):
                continue  # a dish, a brand, a coinage: no slip that anybody makes leads here
            if _foreign(part.text, passage.language, near) or (_opens(part, word, passage) and len(part.text) < _NAME_LETTERS):
                continue
            shown = " / ".join(near)
            yield Found(
                "spelling",
                "warns" if near else "notes",
                part.start,
                part.end,
                (
                    f"« {part.text} » n’est pas dans le dictionnaire.",
                    f"Peut-être : {shown}." if near else "Corrigez, ou ajoutez le mot à spelling.dictionary.",
                ),
                (
                    f"“{part.text}” is not in the dictionary.",
                    f"Perhaps: {shown}." if near else "Mend it, or add the word to spelling.dictionary.",
                ),
                near[0] if near else None,
                False,
                _SOURCE if passage.french else _SOURCE_EN,
                {"suggestions": list(near)},
            )


def _parts(word: Piece, language: str) -> Iterator[Piece]:
    """Yield what must be known of a word: nothing where it is known whole, else what follows its elisions, and each part of a compound."""
    if known(word.text, language):
        return
    start, text = word.start, word.text
    while language == "fr" and (match := _ELISION.match(text)):
        start, text = start + match.end(), text[match.end() :]
    if language == "en" and text.casefold().endswith(("’s", "'s")):
        text = text[:-2]
    if known(text, language):
        return
    pieces = list(regex.finditer(r"[^’'‑-]+", text))
    shortened = len(pieces) > 1 and all(len(piece[0]) < 5 for piece in pieces)  # pét-nat
    for match in pieces:
        if len(match[0]) > (3 if shortened else 2):
            yield Piece(start + match.start(), start + match.end(), match[0])


def _fine(part: Piece, passage: Passage) -> bool:
    """Return whether a part is a known word, in its own capitals or in lower case, or a name."""
    text, language = part.text, passage.language
    if known(text, language) or known(text.lower(), language) or known(text.capitalize(), language):
        return True
    lower = text.casefold()
    if lower in _lexicon(language) or lower.removesuffix("s") in _lexicon(language):
        return True
    if _derived(lower) if language == "fr" else _prefixed(lower, _ENGLISH_PREFIXES, language):
        return True
    if text[0].isupper() and part.start not in passage.sentence_starts and not text.isupper():
        return True  # a name
    return any(mark.isupper() for mark in text[1:]) and not text.isupper()


def _derived(word: str) -> bool:
    """Return whether French makes a word at will: a known one behind a prefix (ciné-, rétro-), or a verb's -age, -able, -eur."""
    if _prefixed(word, _PREFIXES, "fr"):
        return True
    verb = _SUFFIX.sub("er", word)
    return verb != word and len(verb) >= 6 and known(verb, "fr")


def _prefixed(word: str, prefixes: tuple[str, ...], language: str) -> bool:
    least = 4 if language == "fr" else 5
    return any(word.startswith(prefix) and len(rest := word[len(prefix) :]) >= least and known(rest, language) for prefix in prefixes)


def _opens(part: Piece, word: Piece, passage: Passage) -> bool:
    """Return whether a capital may be the sentence's or a name's."""
    return part.text[0].isupper() and not part.text.isupper() and word.start in passage.sentence_starts


def _foreign(text: str, language: str, near: tuple[str, ...]) -> bool:
    """Return whether a word is good English in a French text, and not a French one without its accents or spelt the English way."""
    if language != "fr" or text.casefold() in _ENGLISH_WAY or not known(text, "en"):
        return False
    return not any(bare(word) == bare(text) for word in near)


def _acronym(text: str) -> bool:
    letters = text.removesuffix("’s").removesuffix("'s")
    return letters.isupper() and len(letters) <= 5


def _names(passage: Passage) -> Iterator[str]:
    """Yield words that stand in the middle of a sentence with a capital: names, at a sentence's start too."""
    for word in passage.words:
        if word.text[0].isupper() and word.start not in passage.sentence_starts and not word.text.isupper():
            yield word.text


def _tagged(passage: Passage) -> set[str]:
    """Return the words that stand in a hashtag or an account's name too: what is written twice is meant."""
    pieces = (*passage.hashtags, *passage.mentions)
    return {
        word for piece in (*(piece.text for piece in pieces), *passage.tags) for word in regex.split(r"[\W_]+", piece.casefold()) if word
    }


class _Key:
    """A kit by its identity, so that what is made from it can be kept."""

    def __init__(self, kit: BrandKit) -> None:
        self.kit = kit
        charter = kit.charter
        words, expressions = charter["words"], charter["expressions"]
        self.texts = (
            kit.title, kit.tagline, *kit.contact.values(), *kit.accounts.values(), *charter["spelling"]["dictionary"], *words["preferred"],
            *words["replace"].values(), expressions["signature"], *expressions["opening"], *expressions["closing"],
        )  # fmt: skip

    def __hash__(self) -> int:
        return hash(self.texts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.texts == other.texts


@functools.lru_cache(32)
def _own_words(key: _Key) -> frozenset[str]:
    """Return the brand's own words in lower case, with their plurals."""
    words: set[str] = set()
    for text in key.texts:
        for match in regex.finditer(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*", text):
            word = match[0].casefold().replace("'", "’")
            words |= {word, f"{word}s", f"{word}x", word.rpartition("’")[2], *word.split("-")}
    return frozenset(words)


@functools.cache
def _lexicon(language: str) -> frozenset[str]:
    return frozenset(tomllib.loads(_FILE.read_text(encoding="utf-8"))[language])
