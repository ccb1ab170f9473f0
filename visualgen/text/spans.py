"""`**bold**` and `*accent*` in a slot's value become styled spans."""

from __future__ import annotations

import re
from dataclasses import dataclass

PLAIN, BOLD, ACCENT, BOTH = 0, 1, 2, 3

_STARS = re.compile(r"\\\*|\*+")
_LONGEST_MARK = 3


@dataclass(slots=True)
class _Mark:
    """Stars that may open (`width` 1 accent, 2 bold); `place` is the piece they stand for until they are matched."""

    width: int
    place: int


def parse_spans(text: str) -> list[tuple[str, int]]:
    r"""Return the spans of `text` as (text, style): 0 plain, 1 bold, 2 accent, 3 both; neighbours of one style are one span.

    `*accent*`, `**bold**`, `***both***` and nesting are understood. Stars open before and close after something that is not a
    space; stars without a partner or between digits are literal, and so is `\*`. The pieces joined are the text without its marks.
    """
    pieces: list[str] = []
    changes: dict[int, int] = {}
    waiting: list[_Mark] = []
    done = 0
    for stars in _STARS.finditer(text):
        pieces.append(text[done : stars.start()])
        done = stars.end()
        width = len(stars[0])
        if stars[0].startswith("\\") or width > _LONGEST_MARK or _between_digits(text, stars.start(), done):
            pieces.append("*" if stars[0].startswith("\\") else stars[0])
            continue
        if stars.start() > 0 and not text[stars.start() - 1].isspace():
            width = _close(width, pieces, changes, waiting)
        if width and done < len(text) and not text[done].isspace():
            for part in (2, 1) if width == _LONGEST_MARK else (width,):
                waiting.append(_Mark(part, len(pieces)))
                pieces.append("*" * part)
        elif width:
            pieces.append("*" * width)
    pieces.append(text[done:])
    return _merge(pieces, changes)


def _between_digits(text: str, start: int, end: int) -> bool:
    """Return whether the stars multiply (`2*3`) rather than mark."""
    return start > 0 and text[start - 1].isdigit() and text[end : end + 1].isdigit()


def _close(width: int, pieces: list[str], changes: dict[int, int], waiting: list[_Mark]) -> int:
    """Match closing stars with the marks that wait; return how many stars are left over."""
    while width:
        found = _partner(width, waiting)
        if found is None:
            break
        mark = waiting[found]
        del waiting[found:]
        style = BOLD if mark.width == 2 else ACCENT
        pieces[mark.place] = ""
        changes[mark.place] = changes.get(mark.place, 0) ^ style
        changes[len(pieces)] = changes.get(len(pieces), 0) ^ style
        pieces.append("")
        width -= mark.width
    return width


def _partner(width: int, waiting: list[_Mark]) -> int | None:
    """Return the place in `waiting` of the mark that closing stars belong to: one of their own width, else the last narrower one."""
    narrower = None
    for place in range(len(waiting) - 1, -1, -1):
        if waiting[place].width == width:
            _swap_twins(waiting, place)
            return len(waiting) - 1 if place == len(waiting) - 2 and waiting[-1].width == width else place
        if narrower is None and waiting[place].width < width:
            narrower = place
    return narrower


def _swap_twins(waiting: list[_Mark], place: int) -> None:
    """`***` waits as bold around accent; where the bold is closed first, the accent becomes the outer one."""
    if place == len(waiting) - 2 and waiting[-1].place == waiting[place].place + 1:
        outer, inner = waiting[place], waiting[-1]
        outer.width, inner.width = inner.width, outer.width


def _merge(pieces: list[str], changes: dict[int, int]) -> list[tuple[str, int]]:
    spans: list[tuple[str, int]] = []
    style = PLAIN
    for place, piece in enumerate(pieces):
        style ^= changes.get(place, 0)
        if not piece:
            continue
        if spans and spans[-1][1] == style:
            spans[-1] = (spans[-1][0] + piece, style)
        else:
            spans.append((piece, style))
    return spans
