"""What is not text leaves before layout: control characters, lone surrogates, runs of spaces (as CSS `white-space: pre-line`)."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufff0-\uffff]")
_BLANKS = re.compile(" *\n *| {2,}")
_REPLACEMENT = "\ufffd"


def clean(text: str) -> str:
    """Return `text` without control characters; every line separator is a newline, a tab a space, a lone surrogate U+FFFD."""
    if not text.isascii():
        if any("\ud800" <= character <= "\udfff" for character in text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        text = text.replace("\ufffc", _REPLACEMENT)
    text = _NEWLINES.sub("\n", text).replace("\t", " ")
    return _CONTROLS.sub(lambda found: _REPLACEMENT if found[0] == _REPLACEMENT else "", text)


def join_spans(texts: Iterable[str]) -> tuple[str, list[int]]:
    """Clean and join texts; return the text and, for each character, the index of the one it came from.

    Runs of spaces become one, spaces around a newline and at both ends go, across the borders of the texts too.
    """
    pieces = [clean(text) for text in texts]
    joined = "".join(pieces)
    owners = [index for index, piece in enumerate(pieces) for _ in piece]
    kept: list[str] = []
    kept_owners: list[int] = []
    done = 0
    for blank in _BLANKS.finditer(joined):
        sign = "\n" if "\n" in blank[0] else " "
        kept += (joined[done : blank.start()], sign)
        kept_owners += owners[done : blank.start() + 1]
        done = blank.end()
    text = "".join(kept) + joined[done:]
    kept_owners += owners[done:]
    start = len(text) - len(text.lstrip(" \n"))
    end = max(len(text.rstrip(" \n")), start)
    return text[start:end], kept_owners[start:end]
