"""Registers that the charter keeps out: vulgar words, SMS shorthand, slang, hype, anglicisms (`registers.toml`)."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator
from pathlib import Path

import regex

from visualgen.charter.found import Found
from visualgen.charter.passage import Passage

_FILE = Path(__file__).parents[1] / "registers.toml"
_NAMES = {
    "vulgar": ("grossier", "vulgar"),
    "sms": ("du langage SMS", "SMS shorthand"),
    "slang": ("familier", "slang"),
    "hype": ("de la surenchère", "hype"),
    "anglicisms": ("un anglicisme", "an anglicism"),
}


def tone(passage: Passage) -> Iterator[Found]:
    """Yield words of a register in `voice.avoid`, outside quotations; what the charter prefers or forbids by name is left to `words`."""
    avoid = passage.charter["voice"]["avoid"]
    if not avoid:
        return
    words = passage.charter["words"]
    own = {word.casefold().replace("'", "’") for word in (*words["preferred"], *words["forbidden"], *words["replace"])}
    registers = _registers(passage.language)
    for match in _pattern(avoid, passage.language).finditer(passage.own):
        word = match[0].casefold().replace("'", "’")
        if word in own or word not in registers or (match[0][0].isupper() and match.start() not in passage.sentence_starts):
            continue
        french, english = _NAMES[registers[word]]
        yield Found(
            f"tone_{registers[word]}",
            "warns",
            match.start(),
            match.end(),
            (f"« {match[0]} » : c’est {french}, et la charte n’en veut pas.", "Dites-le avec les mots de la maison."),
            (f"“{match[0]}” is {english}, which the charter keeps out.", "Say it in the brand's own words."),
        )


@functools.cache
def _registers(language: str) -> dict[str, str]:
    """Return the register of each word and phrase."""
    lists = tomllib.loads(_FILE.read_text(encoding="utf-8")).get(language, {})
    return {word: register for register, words in lists.items() for word in words}


@functools.cache
def _pattern(avoid: tuple[str, ...], language: str) -> regex.Pattern[str]:
    words = sorted((word for word, register in _registers(language).items() if register in avoid), key=len, reverse=True)
    options = "|".join(regex.escape(word).replace("’", "['’]") for word in words) or r"(?!)"
    return regex.compile(rf"(?<![\w@#·’'-])(?:{options})(?![\w·-])", regex.IGNORECASE)
