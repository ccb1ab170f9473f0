"""Quotation marks: « guillemets » in French text, and signs that are opened and never closed."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from visualgen.charter.found import LEXIQUE, Found
from visualgen.charter.passage import Passage

_PAIR = regex.compile(r"(?<![\w\"])\"(?=\S)([^\"\n«»]{1,400}?)(?<=\S)\"(?![\w\"])|“([^“”\n«»]{1,400})”")
_SIGNS = {"«": "»", "(": ")", "[": "]"}
_CLOSERS = {closer: opener for opener, closer in _SIGNS.items()}
_FACE = regex.compile(r"(?:[:;=]|(?<!\w)[8xX])['’]?-?[()\[\]D]|<3", regex.MULTILINE)

_ITEM = regex.compile(r"(?:^|\s)(?:\d{1,2}|[A-Za-z])$", regex.MULTILINE)


def quotes(passage: Passage) -> Iterator[Found]:
    """Yield straight or English quotation marks around words in French; inches and lone marks are left alone."""
    if not passage.charter["spelling"]["french_spacing"]:
        return
    text = passage.prose
    guillemets = [match.span() for match in regex.finditer(r"«[^«»]{0,2000}»", text)]
    for match in _PAIR.finditer(text):
        if any(start < match.start() and match.end() < end for start, end in guillemets[:200]):
            continue
        inside = (match[1] or match[2]).strip()
        yield Found(
            "quotes",
            "notes",
            match.start(),
            match.end(),
            ("Ces guillemets sont droits ou anglais.", "Mettez des guillemets français : « … »."),
            ("These quotation marks are straight or English.", "Set French ones: « … »."),
            None if "\ufffc" in inside else f"«\u00a0{inside}\u00a0»",
            "\ufffc" not in inside,
            LEXIQUE,
        )


def brackets(passage: Passage) -> Iterator[Found]:
    """Yield brackets and guillemets without their other half."""
    text = _FACE.sub(lambda match: "\ufffc" * len(match[0]), passage.prose)
    opened: list[tuple[str, int]] = []
    alone: list[tuple[str, int]] = []
    for place, mark in enumerate(text):
        if mark in _SIGNS:
            opened.append((mark, place))
        elif mark in _CLOSERS:
            if opened and opened[-1][0] == _CLOSERS[mark]:
                opened.pop()
            elif not _ITEM.search(text, max(place - 4, 0), place):
                alone.append((mark, place))
    for mark, place in sorted((*opened, *alone), key=lambda one: one[1]):
        yield Found(
            "unbalanced",
            "warns",
            place,
            place + 1,
            (f"« {mark} » n’a pas sa moitié.", "Ajoutez-la, ou effacez le signe."),
            (f"“{mark}” has no other half.", "Add it, or delete the sign."),
            source=None,
        )
