"""French spacing, apostrophes and ellipses: the same typesetting as in the pictures, told place by place."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from visualgen.charter.found import LEXIQUE, Found
from visualgen.charter.passage import Passage
from visualgen.text.french import french_spacing

_LEFT = regex.compile(
    r"[ \u00a0\u202f]*(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|[–]"
    r"|\p{Extended_Pictographic})",
    regex.IGNORECASE,
)
_SHOWN = {" ": "une espace ordinaire", "\u00a0": "une espace insécable", "\u202f": "une espace fine insécable", "": "pas d’espace"}
_SHOWN_EN = {" ": "an ordinary space", "\u00a0": "a no-break space", "\u202f": "a thin no-break space", "": "no space"}


def spacing(passage: Passage) -> Iterator[Found]:
    """Yield every place that French typesetting changes; dates, ranges and a space before an emoji may break here as they like."""
    if not passage.charter["spelling"]["french_spacing"]:
        return
    text = passage.prose
    for start, end, new in _changes(text, french_spacing(text)):
        old = text[start:end]
        if new not in _SHOWN and new != "’" and new != "…":  # no-break spaces of both kinds side by side
            new = new[-1]
        if new == "’":
            yield Found(
                "apostrophe", "notes", start, end,
                ("L’apostrophe est droite (').", "Mettez l’apostrophe typographique : ’."),
                ("The apostrophe is straight (').", "Set the typographic one: ’."),
                new, True, LEXIQUE,
            )  # fmt: skip
        elif new == "…":
            yield Found(
                "ellipsis", "notes", start, end,
                ("Trois points à la suite.", "Mettez le signe … : il ne se coupe pas en fin de ligne."),
                ("Three full stops in a row.", "Set the sign …: it does not break at a line's end."),
                new, True, LEXIQUE,
            )  # fmt: skip
        elif not _LEFT.match(text, end) and text[start - 1 : start] != "–":
            where = text[max(start - 1, 0) : start] + "·" + text[end : end + 1]
            yield Found(
                "french_spacing", "notes", start, end,
                (f"Il {'n’' if not old else ''}y a {_SHOWN.get(old, 'trop d’espaces')} ici ({where}).", f"Mettez {_SHOWN[new]}."),
                (f"There is {_SHOWN_EN.get(old, 'more than one space')} here ({where}).", f"Set {_SHOWN_EN[new]}."),
                new, True, LEXIQUE,
            )  # fmt: skip


def _changes(old: str, new: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, replacement) for what differs between a text and its typesetting: spaces, apostrophes, ellipses only."""
    at, to = 0, 0
    while at < len(old) or to < len(new):
        begin, first = at, to
        while at < len(old) and old[at] in " \u00a0\u202f":
            at += 1
        while to < len(new) and new[to] in " \u00a0\u202f":
            to += 1
        if old[begin:at] != new[first:to]:
            yield begin, at, new[first:to]
        if at >= len(old):
            return
        if old[at] == new[to]:
            at, to = at + 1, to + 1
        elif new[to] == "…":
            yield at, at + 3, "…"
            at, to = at + 3, to + 1
        else:
            yield at, at + 1, new[to]
            at, to = at + 1, to + 1
