"""The Unicode bidirectional algorithm (UAX #9, Unicode 15 rules): levels with isolates and paired brackets, and reordering.

Only the levels are made here; HarfBuzz mirrors the characters of right-to-left runs (rule L4) as it shapes them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from unicodedata import bidirectional

from visualgen.text.bidi_explicit import ISOLATES, REMOVED, explicit_levels
from visualgen.text.brackets import BRACKETS, CANONICAL, CLOSING, MAX_OPEN_BRACKETS

_RTL_OR_EXPLICIT = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_EXPLICIT = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN", "B"))
_NEUTRAL = frozenset(("B", "S", "WS", "ON", "FSI", "LRI", "RLI", "PDI"))
_HANGING = REMOVED | ISOLATES | {"WS", "PDI"}


def needs_levels(text: str) -> bool:
    """Return whether anything in `text` could run right to left; where not, every level is 0 in a left-to-right paragraph."""
    return _RTL_OR_EXPLICIT.search(text) is not None


def bidi_classes(text: str) -> list[str]:
    """Return the Bidi_Class of each character, with the defaults of unassigned code points."""
    return [_class(character) for character in text]


def levels(classes: Sequence[str], base: int, text: str = "") -> list[int]:
    """Return the embedding level of each character of one paragraph (rules X1 to I2).

    `text` is looked at for brackets only. Characters that rule X9 removes get the level of the one before them.
    """
    explicit = _EXPLICIT.intersection(classes)
    if explicit:
        found, kinds, sequences = explicit_levels(classes, base)
    else:
        found, kinds, sequences = [base] * len(classes), list(classes), [(list(range(len(classes))), base, base)] if classes else []
    for indexes, before, after in sequences:
        level = found[indexes[0]]
        _resolve_sequence(
            [kinds[i] for i in indexes], indexes, level, "LR"[max(before, level) % 2], "LR"[max(after, level) % 2], found, text
        )
    if explicit:
        previous = base
        for i, kind in enumerate(classes):
            if kind in REMOVED:
                found[i] = previous
            previous = found[i]
    return found


def line_levels(found: Sequence[int], classes: Sequence[str], base: int) -> list[int]:
    """Return the levels of one line with its separators and hanging white space set back to the paragraph's level (rule L1)."""
    result = list(found)
    hanging = True
    for i in range(len(result) - 1, -1, -1):
        kind = classes[i]
        if kind in ("S", "B"):
            hanging = True
            result[i] = base
        elif kind in _HANGING:
            if hanging:
                result[i] = base
        else:
            hanging = False
    return result


def visual_order(found: Sequence[int]) -> list[int]:
    """Return the indexes of the characters (or runs) of a line from left to right (rule L2)."""
    order = list(range(len(found)))
    if not found:
        return order
    lowest_odd = min((level for level in found if level % 2), default=0)
    for level in range(max(found), lowest_odd - 1, -1) if lowest_odd else ():
        start = 0
        while start < len(order):
            if found[order[start]] < level:
                start += 1
                continue
            end = start
            while end < len(order) and found[order[end]] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = end
    return order


@lru_cache(maxsize=4096)
def _class(character: str) -> str:
    kind = bidirectional(character)
    if kind:
        return kind
    code = ord(character)
    if (
        0x0600 <= code <= 0x07BF
        or 0x0860 <= code <= 0x08FF
        or 0xFB50 <= code <= 0xFDCF
        or 0xFDF0 <= code <= 0xFEFF
        or 0x1EC70 <= code <= 0x1EEFF
    ):
        return "AL"
    if 0x0590 <= code <= 0x085F or 0xFB1D <= code <= 0xFB4F or 0x10800 <= code <= 0x10FFF or 0x1E800 <= code <= 0x1EFFF:
        return "R"
    if code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF or 0xE0000 <= code <= 0xE0FFF:
        return "BN"
    return "L"


def _resolve_sequence(kinds: list[str], indexes: list[int], level: int, sos: str, eos: str, found: list[int], text: str) -> None:
    """Resolve one isolating run sequence (W1 to W7, N0 to N2, I1 and I2) and write its levels."""
    original = kinds[:]
    present = set(kinds)
    _resolve_weak(kinds, present, sos)
    direction = "LR"[level % 2]
    if text and "ON" in present:
        _resolve_brackets(kinds, original, [text[i] for i in indexes], direction, sos)
    if not _NEUTRAL.isdisjoint(kinds):
        _resolve_neutral(kinds, direction, sos, eos)
    raise_by = {"R": 1, "AN": 2, "EN": 2} if level % 2 == 0 else {"L": 1, "AN": 1, "EN": 1}
    for i, kind in zip(indexes, kinds, strict=True):
        found[i] = level + raise_by.get(kind, 0)


def _resolve_weak(kinds: list[str], present: set[str], sos: str) -> None:
    size = len(kinds)
    if "NSM" in present:  # W1
        previous = sos
        for i, kind in enumerate(kinds):
            if kind == "NSM":
                kinds[i] = previous
            else:
                previous = "ON" if kind in ISOLATES or kind == "PDI" else kind
    if "EN" in present or "AL" in present:  # W2, W3
        strong = sos
        for i, kind in enumerate(kinds):
            if kind in ("L", "R"):
                strong = kind
            elif kind == "AL":
                strong, kinds[i] = "AL", "R"
            elif kind == "EN" and strong == "AL":
                kinds[i] = "AN"
    if "CS" in present or "ES" in present:  # W4
        for i in range(1, size - 1):
            kind, before = kinds[i], kinds[i - 1]
            if kind in ("ES", "CS") and before == kinds[i + 1] and (before == "EN" or (before == "AN" and kind == "CS")):
                kinds[i] = before
    if "ET" in present:  # W5
        for i in range(size):
            if kinds[i] == "EN":
                for step in (-1, 1):
                    near = i + step
                    while 0 <= near < size and kinds[near] == "ET":
                        kinds[near] = "EN"
                        near += step
    if not present.isdisjoint(("ET", "ES", "CS")):  # W6
        for i, kind in enumerate(kinds):
            if kind in ("ET", "ES", "CS"):
                kinds[i] = "ON"
    if "EN" in kinds:  # W7
        strong = sos
        for i, kind in enumerate(kinds):
            if kind in ("L", "R"):
                strong = kind
            elif kind == "EN" and strong == "L":
                kinds[i] = "L"


def _bracket_pairs(kinds: Sequence[str], characters: Sequence[str]) -> list[tuple[int, int]]:
    """Find the bracket pairs of a sequence (BD16), ordered by their opening."""
    pairs: list[tuple[int, int]] = []
    waiting: list[tuple[str, int]] = []
    for i, character in enumerate(characters):
        if kinds[i] != "ON":
            continue
        if character in BRACKETS:
            if len(waiting) == MAX_OPEN_BRACKETS:
                return []
            close = BRACKETS[character]
            waiting.append((CANONICAL.get(close, close), i))
        elif character in CLOSING:
            wanted = CANONICAL.get(character, character)
            for depth in range(len(waiting) - 1, -1, -1):
                if waiting[depth][0] == wanted:
                    pairs.append((waiting[depth][1], i))
                    del waiting[depth:]
                    break
    return sorted(pairs)


def _resolve_brackets(kinds: list[str], original: Sequence[str], characters: Sequence[str], direction: str, sos: str) -> None:
    """Give both brackets of a pair the direction of what they hold, or of what stands before them (N0)."""
    strong = {"L": "L", "R": "R", "EN": "R", "AN": "R"}
    for start, end in _bracket_pairs(kinds, characters):
        inside = {strong[kind] for kind in kinds[start + 1 : end] if kind in strong}
        if direction in inside:
            side = direction
        elif inside:
            before = next((strong[kind] for kind in reversed(kinds[:start]) if kind in strong), sos)
            side = before if before != direction else direction
        else:
            continue
        for bracket in (start, end):
            kinds[bracket] = side
            mark = bracket + 1
            while mark < len(kinds) and original[mark] == "NSM":
                kinds[mark] = side
                mark += 1


def _resolve_neutral(kinds: list[str], direction: str, sos: str, eos: str) -> None:
    """Give runs of neutrals the direction of both sides where they agree, else the embedding direction (N1, N2)."""
    size, start, before = len(kinds), 0, sos
    while start < size:
        kind = kinds[start]
        if kind not in _NEUTRAL:
            before = "L" if kind == "L" else "R"
            start += 1
            continue
        end = start
        while end < size and kinds[end] in _NEUTRAL:
            end += 1
        after = eos if end == size else "L" if kinds[end] == "L" else "R"
        kinds[start:end] = [before if before == after else direction] * (end - start)
        start = end
