"""The Unicode bidirectional algorithm (UAX #9, Unicode 15 rules): levels with isolates and paired brackets, and reordering.

Only the levels are made here; HarfBuzz mirrors the characters of right-to-left runs (rule L4) as it shapes them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from unicodedata import bidirectional

MAX_DEPTH = 125
MAX_OPEN_BRACKETS = 63

_RTL_OR_EXPLICIT = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_EXPLICIT = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "BN", "B"))
_REMOVED = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "BN"))
_ISOLATES = frozenset(("LRI", "RLI", "FSI"))
_NEUTRAL = frozenset(("B", "S", "WS", "ON", "FSI", "LRI", "RLI", "PDI"))
_HANGING = _REMOVED | _ISOLATES | {"WS", "PDI"}

_BRACKET_ROWS = (
    (0x0028, 0x0028),
    (0x0F3A, 0x0F3C),
    (0x169B, 0x169B),
    (0x2045, 0x2045),
    (0x207D, 0x207D),
    (0x208D, 0x208D),
    (0x2308, 0x230A),
    (0x2329, 0x2329),
    (0x2768, 0x2774),
    (0x27C5, 0x27C5),
    (0x27E6, 0x27EE),
    (0x2983, 0x298B),
    (0x2991, 0x2997),
    (0x29D8, 0x29DA),
    (0x29FC, 0x29FC),
    (0x2E22, 0x2E28),
    (0x2E55, 0x2E5B),
    (0x3008, 0x3010),
    (0x3014, 0x301A),
    (0xFE59, 0xFE5D),
    (0xFF08, 0xFF08),
    (0xFF5F, 0xFF5F),
    (0xFF62, 0xFF62),
)
"""The opening brackets (first, last) that stand in every other place, each followed by its closing one."""

_BRACKET_PAIRS = ((0x005B, 0x005D), (0x007B, 0x007D), (0x298D, 0x2990), (0x298F, 0x298E), (0xFF3B, 0xFF3D), (0xFF5B, 0xFF5D))
"""The pairs that do not."""

BRACKETS = {chr(code): chr(code + 1) for first, last in _BRACKET_ROWS for code in range(first, last + 1, 2)}
BRACKETS.update((chr(start), chr(end)) for start, end in _BRACKET_PAIRS)
_CLOSING = frozenset(BRACKETS.values())
_CANONICAL = {"\u232a": "\u3009"}


def needs_levels(text: str) -> bool:
    """Return whether anything in `text` could run right to left; where not, every level is 0 in a left-to-right paragraph."""
    return _RTL_OR_EXPLICIT.search(text) is not None


def bidi_classes(text: str) -> list[str]:
    """Return the Bidi_Class of each character, with the defaults of unassigned code points."""
    return [_class(character) for character in text]


def paragraph_level(classes: Sequence[str], default: int = 0) -> int:
    """Return the level the first strong character gives (rules P2 and P3), isolates skipped; `default` where there is none."""
    depth = 0
    for kind in classes:
        if kind in _ISOLATES:
            depth += 1
        elif kind == "PDI":
            depth = max(depth - 1, 0)
        elif depth == 0:
            if kind == "L":
                return 0
            if kind in ("R", "AL"):
                return 1
    return default


def levels(classes: Sequence[str], base: int, text: str = "") -> list[int]:
    """Return the embedding level of each character of one paragraph (rules X1 to I2).

    `text` is looked at for brackets only. Characters that rule X9 removes get the level of the one before them.
    """
    explicit = _EXPLICIT.intersection(classes)
    if explicit:
        found, kinds, sequences = _explicit_levels(classes, base)
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
            if kind in _REMOVED:
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


Sequence_ = tuple[list[int], int, int]


def _explicit_levels(classes: Sequence[str], base: int) -> tuple[list[int], list[str], list[Sequence_]]:
    """Carry out X1 to X8, and split what X9 leaves into isolating run sequences (X10): (indexes, level before, level after)."""
    found, kinds = [base] * len(classes), list(classes)
    partner = _isolate_partners(classes)
    stack: list[tuple[int, str, bool]] = [(base, "", False)]
    over_isolates = over_embeddings = valid_isolates = 0
    for i, kind in enumerate(classes):
        level, override, _ = stack[-1]
        if kind in ("LRE", "RLE", "LRO", "RLO"):
            next_level = (level + 1) | 1 if kind[0] == "R" else (level + 2) & ~1
            if next_level <= MAX_DEPTH and not over_isolates and not over_embeddings:
                stack.append((next_level, kind[0] if kind[2] == "O" else "", False))
            elif not over_isolates:
                over_embeddings += 1
        elif kind in _ISOLATES:
            found[i] = level
            if override:
                kinds[i] = override
            if kind == "FSI":
                kind = "RLI" if paragraph_level(classes[i + 1 : partner.get(i, len(classes))]) else "LRI"
            next_level = (level + 1) | 1 if kind == "RLI" else (level + 2) & ~1
            if next_level <= MAX_DEPTH and not over_isolates and not over_embeddings:
                valid_isolates += 1
                stack.append((next_level, "", True))
            else:
                over_isolates += 1
        elif kind == "PDI":
            if over_isolates:
                over_isolates -= 1
            elif valid_isolates:
                over_embeddings = 0
                while not stack[-1][2]:
                    stack.pop()
                stack.pop()
                valid_isolates -= 1
            level, override, _ = stack[-1]
            found[i] = level
            if override:
                kinds[i] = override
        elif kind == "PDF":
            if over_isolates:
                pass
            elif over_embeddings:
                over_embeddings -= 1
            elif not stack[-1][2] and len(stack) > 1:
                stack.pop()
        elif kind == "B":
            stack = [(base, "", False)]
            over_isolates = over_embeddings = valid_isolates = 0
        elif kind != "BN":
            found[i] = level
            if override:
                kinds[i] = override
    return found, kinds, _sequences(classes, found, base, partner)


def _isolate_partners(classes: Sequence[str]) -> dict[int, int]:
    """Match isolate initiators and PDIs (BD9): both index → index of the other."""
    partner: dict[int, int] = {}
    waiting: list[int] = []
    for i, kind in enumerate(classes):
        if kind in _ISOLATES:
            waiting.append(i)
        elif kind == "PDI" and waiting:
            start = waiting.pop()
            partner[start], partner[i] = i, start
        elif kind == "B":
            waiting.clear()
    return partner


def _sequences(classes: Sequence[str], found: Sequence[int], base: int, partner: dict[int, int]) -> list[Sequence_]:
    kept = [i for i, kind in enumerate(classes) if kind not in _REMOVED]
    runs: list[list[int]] = []
    for i in kept:
        if runs and found[runs[-1][-1]] == found[i]:
            runs[-1].append(i)
        else:
            runs.append([i])
    starting = {run[0]: number for number, run in enumerate(runs)}
    place = {index: position for position, index in enumerate(kept)}
    result: list[Sequence_] = []
    for run in runs:
        if classes[run[0]] == "PDI" and run[0] in partner:
            continue
        indexes = list(run)
        while classes[indexes[-1]] in _ISOLATES and partner.get(indexes[-1]) in starting:
            indexes += runs[starting[partner[indexes[-1]]]]
        first, last = place[indexes[0]], place[indexes[-1]]
        before = found[kept[first - 1]] if first else base
        open_ended = classes[indexes[-1]] in _ISOLATES or last + 1 == len(kept)
        result.append((indexes, before, base if open_ended else found[kept[last + 1]]))
    return result


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
                previous = "ON" if kind in _ISOLATES or kind == "PDI" else kind
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
            waiting.append((_CANONICAL.get(close, close), i))
        elif character in _CLOSING:
            wanted = _CANONICAL.get(character, character)
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
