"""The vocabulary: forbidden words, those with something better to say, and patterns of the charter's own."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import regex

from visualgen.charter.found import Found
from visualgen.charter.inflections import inflected
from visualgen.charter.passage import MASK, Passage
from visualgen.findings import Severity

_SECONDS = 0.05
"""The longest one pattern of a charter may look at one text."""


def words(passage: Passage) -> Iterator[Found]:
    """Yield forbidden words and words to replace, inflected too, outside addresses, hashtags, mentions and quotations."""
    own = passage.charter["words"]
    replace = {word.casefold(): instead for word, instead in own["replace"].items()}
    every = tuple(dict.fromkeys((*own["forbidden"], *own["replace"])))
    said = tuple(dict.fromkeys((*own["preferred"], *replace.values())))
    text = _said(said).sub(lambda match: MASK * len(match[0]), passage.own) if said else passage.own
    for match, base in inflected(every).found(text):
        instead = replace.get(base.casefold())
        exact = match[0].casefold().replace("'", "’") == base.casefold().replace("'", "’")
        if instead and match[0][0].isupper():
            instead = instead[0].upper() + instead[1:]
        mend_fr = f"Dites « {instead} »." if instead else "Dites-le autrement."
        mend_en = f"Say “{instead}”." if instead else "Say it another way."
        whose = "" if exact else f" (« {base} »)"
        yield Found(
            "forbidden_word" if base in own["forbidden"] else "replaced_word",
            "warns",
            match.start(),
            match.end(),
            (f"« {match[0]} »{whose} n’est pas un mot de la maison.", mend_fr),
            (f"“{match[0]}”{'' if exact else f' (“{base}”)'} is not one of the brand's words.", mend_en),
            instead if exact else None,
            False,
        )


def patterns(passage: Passage) -> Iterator[Found]:
    """Yield what the charter's own patterns find; one that takes too long is stopped and told."""
    for number, own in enumerate(passage.charter["words"]["patterns"], 1):
        severity: Severity = own["severity"]
        try:
            matches = [
                match.span()
                for match, _ in zip(_compiled(own["pattern"]).finditer(passage.prose, timeout=_SECONDS), range(200), strict=False)
            ]
        except TimeoutError:
            place = f"words.patterns[{number}]"
            yield Found(
                "pattern_slow",
                "notes",
                0,
                0,
                (
                    f"charter.toml, {place} : ce motif met trop longtemps sur ce texte.",
                    "Simplifiez-le : pas de répétition dans une répétition.",
                ),
                (f"charter.toml, {place}: this pattern takes too long on this text.", "Simplify it: no repetition within a repetition."),
                numbers={"key": place, "seconds": _SECONDS},
            )
            continue
        for start, end in matches:
            if start == end:
                continue
            mend = own["mend"]
            yield Found(
                "pattern",
                severity,
                start,
                end,
                (own["message"], mend or "Dites-le autrement."),
                (own["message"], mend or "Say it another way."),
                numbers={"pattern": number},
            )


@functools.lru_cache(64)
def _said(phrases: tuple[str, ...]) -> regex.Pattern[str]:
    """Return a pattern of what the charter wants said: a word in it is no fault."""
    options = "|".join(regex.escape(phrase).replace("’", "['’]") for phrase in sorted(phrases, key=len, reverse=True))
    return regex.compile(rf"(?<!\w)(?:{options})(?!\w)", regex.IGNORECASE)


@functools.lru_cache(256)
def _compiled(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern)
