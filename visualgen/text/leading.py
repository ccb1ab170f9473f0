"""The leading that a script needs: letters with tall stacks and deep tails collide at the leading of Latin capitals."""

from __future__ import annotations

import regex

_NEEDS = (
    (regex.compile(r"[\p{Arabic}\p{Thai}\p{Devanagari}\p{Bengali}\p{Tamil}\p{Telugu}\p{Khmer}\p{Lao}\p{Myanmar}]"), 1.35),
    (regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Hebrew}]"), 1.15),
)


def least_leading(text: str) -> float:
    """Return the smallest leading, in sizes, at which lines of `text` keep clear of each other; 0 where any will do."""
    return next((leading for letters, leading in _NEEDS if letters.search(text)), 0.0)
