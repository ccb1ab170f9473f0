"""Exclamation marks: how many a text may have, and never three in a row."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from visualgen.charter.found import Found
from visualgen.charter.passage import Passage

_RUN = regex.compile(r"[!?]{2,}+")
_MARK = regex.compile(r"!++")


def exclamations(passage: Passage) -> Iterator[Found]:
    """Yield runs of marks (`!!`, `?!?!`), and the first exclamation past `style.exclamations`."""
    limit = passage.charter["style"]["exclamations"]
    text = passage.own
    for match in _RUN.finditer(text):
        run = match[0]
        if run in ("?!", "!?"):
            continue
        fix = "?!" if "?" in run and "!" in run else run[0]
        yield Found(
            "punctuation_run",
            "warns" if len(run) > 2 else "notes",
            match.start(),
            match.end(),
            (f"« {run} » crie.", f"Un seul signe suffit : « {fix} »."),
            (f"“{run}” shouts.", f"One mark is enough: “{fix}”."),
            fix,
            True,
            numbers={"marks": len(run)},
        )
    sentences = [match.start() for match in _MARK.finditer(text)]
    if len(sentences) > limit:
        place = sentences[limit]
        yield Found(
            "exclamations",
            "warns",
            place,
            place + 1,
            (_count_fr(len(sentences), limit), "Finissez par un point."),
            (_count_en(len(sentences), limit), "End with a full stop."),
            numbers={"count": len(sentences), "limit": limit},
        )


def _count_fr(count: int, limit: int) -> str:
    return f"{count} exclamations : la charte en admet {limit}." if limit else "La charte ne s’exclame pas."


def _count_en(count: int, limit: int) -> str:
    return f"{count} exclamations: the charter allows {limit}." if limit else "The charter does not exclaim."
