"""Inclusive writing: what departs from the policy the charter chose (none, doublet, middle dot, epicene)."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator
from pathlib import Path

import regex

from visualgen.charter.found import Found
from visualgen.charter.passage import Passage

_FILE = Path(__file__).parents[1] / "people.toml"
_ENDINGS = (
    r"(?:es?|s|ne|nes|le|les|te|tes|fe|fes|ve|ves|ère|ères|euse|euses|euses|rice|rices|ice|ices|trice|trices|sse|sses|x|se|ses|lle|lles)"
)
_DOT = regex.compile(rf"(?<![\w·])[^\W\d_]{{2,30}}[·•‧⋅]{_ENDINGS}(?:[·•‧⋅]?s)?(?!\w)")
_OLD = regex.compile(rf"(?<![\w·])[^\W\d_]{{2,30}}(?:\((?!s\)|x\)){_ENDINGS}\)s?|\.(?:es?|nes?|rices?|euses?)(?:\.s)?(?!\.?\w)|-e-s)(?!\w)")
_OLD_PARTS = regex.compile(r"^([^\W\d_]+)(?:\((\w+)\)(s?)|\.(\w+?)(?:\.(s))?|-(es?)(?:-(s))?)$")
_ALL = regex.compile(
    r"(?<!\w)(?:bienvenue|merci|bonjour|bonsoir|bravo|joyeuses fêtes|bonne année|joyeux noël|bon week-end|ouvert|bonne rentrée|accessible)"
    r"[ \u00a0]à tous(?![ \u00a0](?:les|ces|nos|vos|ceux|points|coups)\b)(?!\w|[ \u00a0]et[ \u00a0])",
    regex.IGNORECASE,
)
_NEW = regex.compile(r"(?<!\w)(?:iels?|celleux|ceulles|toustes|touxtes)(?!\w)", regex.IGNORECASE)
_DETERMINER = r"(?:les|nos|vos|des|aux|tous les|ces|chers|de nos|futurs|nouveaux)"


def inclusive(passage: Passage) -> Iterator[Found]:
    """Yield forms that the policy does not use, and masculine plurals that stand for everyone where it asks for more."""
    policy = passage.charter["spelling"]["inclusive"]
    if policy == "free":
        return
    text = passage.own
    for match in _NEW.finditer(text):
        if policy != "point_median":
            yield _found(match, "contracted", policy, None)
    for match in _DOT.finditer(text):
        if policy != "point_median":
            yield _found(match, "contracted", policy, _spelt_out(match[0], policy))
    for match in _OLD.finditer(text):
        dotted = _dotted(match[0])
        if dotted is None:
            continue
        if policy == "point_median":
            yield Found(
                "inclusive_form", "notes", match.start(), match.end(),
                (f"« {match[0]} » : la charte écrit avec le point médian.", f"Écrivez « {dotted} »."),
                (f"“{match[0]}”: the charter writes with the middle dot.", f"Write “{dotted}”."),
                dotted, True,
            )  # fmt: skip
        else:
            yield _found(match, "contracted", policy, None)
    if policy == "none":
        return
    for match in _ALL.finditer(text):
        start = match.end() - len("à tous")
        instead = {"doublet": "à toutes et à tous", "point_median": "à tou·tes", "epicene": "à tout le monde"}[policy]
        yield _everyone(start, match.end(), text[start : match.end()], instead)
    lower = text.casefold()
    for match in _people().finditer(text):
        word = match["word"].casefold()
        feminine, dotted, neutral = _table()[word]
        if feminine in lower or dotted in lower:
            continue
        instead = {"doublet": f"{feminine} et {word}", "point_median": dotted, "epicene": neutral}[policy]
        if instead:
            yield _everyone(match.start("word"), match.end("word"), match["word"], instead)


def _everyone(start: int, end: int, word: str, instead: str) -> Found:
    return Found(
        "inclusive_masculine", "notes", start, end,
        (f"« {word} » tient lieu de tout le monde.", f"La charte dirait « {instead} »."),
        (f"“{word}” stands for everyone.", f"The charter would say “{instead}”."),
        instead, False,
    )  # fmt: skip


def _found(match: regex.Match[str], kind: str, policy: str, instead: str | None) -> Found:
    fr = {
        "none": "La charte n’abrège pas ainsi.",
        "doublet": "La charte écrit les deux formes.",
        "epicene": "La charte prend des mots neutres.",
        "point_median": "",
    }
    mend = f"Écrivez « {instead} »." if instead else "Écrivez les deux formes, ou un mot qui vaut pour tous."
    mend_en = f"Write “{instead}”." if instead else "Write both forms, or a word that holds for all."
    return Found(
        "inclusive_form", "warns", match.start(), match.end(),
        (f"« {match[0]} » : {fr[policy][0].lower()}{fr[policy][1:]}", mend),
        (f"“{match[0]}”: the charter writes this another way.", mend_en),
        instead, False, numbers={"policy": policy, "kind": kind},
    )  # fmt: skip


def _spelt_out(word: str, policy: str) -> str | None:
    """Return a dotted form as the policy writes it, where the word is known."""
    for masculine, (feminine, dotted, neutral) in _table().items():
        if word.casefold().replace("·s", "s") == dotted:
            return f"{feminine} et {masculine}" if policy != "epicene" else neutral or None
    return None


def _dotted(word: str) -> str | None:
    """Return “adhérent(e)s”, “adhérent.e.s” or “adhérent-e-s” with the middle dot; None for what is no such form."""
    parts = _OLD_PARTS.match(word)
    if parts is None or (parts[6] and not parts[7]):
        return None
    stem, ending = parts[1], parts[2] or parts[4] or parts[6] or ""
    plural = "s" if (parts[3] or parts[5] or parts[7]) and not ending.endswith("s") else ""
    return f"{stem}·{ending}{plural}"


@functools.cache
def _table() -> dict[str, tuple[str, str, str]]:
    """Return masculine plural → (feminine plural, dotted, neutral)."""
    return {row[0]: (row[1], row[2], row[3]) for row in tomllib.loads(_FILE.read_text(encoding="utf-8"))["people"]}


@functools.cache
def _people() -> regex.Pattern[str]:
    return regex.compile(rf"(?<!\w){_DETERMINER}[ \u00a0](?P<word>{'|'.join(_table())})(?![\w·(.-]+\w|\w)", regex.IGNORECASE)
