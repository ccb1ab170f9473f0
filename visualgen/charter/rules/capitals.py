"""Capitals that shout: whole sentences and runs of words in capitals."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.charter.found import Found
from visualgen.charter.passage import Passage, Piece


def capitals(passage: Passage) -> Iterator[Found]:
    """Yield runs of more than `style.capital_words` words in capitals; acronyms alone, and single letters, do not count."""
    limit = passage.charter["style"]["capital_words"]
    run: list[Piece] = []
    for word in (*passage.words, Piece(len(passage.text), len(passage.text), "")):
        if word.text and word.text.isupper() and (not run or not _broken(passage.own[run[-1].end : word.start])):
            run.append(word)
            continue
        loud = [piece for piece in run if len(piece.text) > 4]
        if len(run) > limit and loud and len(" ".join(piece.text for piece in run)) > 8:
            start, end = run[0].start, run[-1].end
            yield Found(
                "capitals",
                "warns",
                start,
                end,
                (f"{len(run)} mots d’affilée en capitales.", "Écrivez-les en minuscules : les capitales crient, et se lisent moins vite."),
                (f"{len(run)} words in a row are in capitals.", "Write them in lower case: capitals shout, and read more slowly."),
                numbers={"words": len(run), "limit": limit},
            )
        run = [word] if word.text and word.text.isupper() else []


def _broken(between: str) -> bool:
    return any(mark in "\n.!?…\ufffc" for mark in between)
