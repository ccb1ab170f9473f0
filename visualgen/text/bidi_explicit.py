"""Explicit embeddings, overrides and isolates of a bidirectional paragraph (UAX #9, rules X1 to X10, and P2, P3)."""

from __future__ import annotations

from collections.abc import Sequence

MAX_DEPTH = 125
ISOLATES = frozenset(("LRI", "RLI", "FSI"))
REMOVED = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "BN"))

IsolatingRun = tuple[list[int], int, int]
"""(indexes of the characters, level before them, level after them)"""


def paragraph_level(classes: Sequence[str], default: int = 0) -> int:
    """Return the level the first strong character gives (rules P2 and P3), isolates skipped; `default` where there is none."""
    depth = 0
    for kind in classes:
        if kind in ISOLATES:
            depth += 1
        elif kind == "PDI":
            depth = max(depth - 1, 0)
        elif depth == 0:
            if kind == "L":
                return 0
            if kind in ("R", "AL"):
                return 1
    return default


def explicit_levels(classes: Sequence[str], base: int) -> tuple[list[int], list[str], list[IsolatingRun]]:
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
        elif kind in ISOLATES:
            found[i] = level
            if override:
                kinds[i] = override
            if kind == "FSI" and not over_isolates:
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
        if kind in ISOLATES:
            waiting.append(i)
        elif kind == "PDI" and waiting:
            start = waiting.pop()
            partner[start], partner[i] = i, start
        elif kind == "B":
            waiting.clear()
    return partner


def _sequences(classes: Sequence[str], found: Sequence[int], base: int, partner: dict[int, int]) -> list[IsolatingRun]:
    kept = [i for i, kind in enumerate(classes) if kind not in REMOVED]
    runs: list[list[int]] = []
    for i in kept:
        if runs and found[runs[-1][-1]] == found[i]:
            runs[-1].append(i)
        else:
            runs.append([i])
    starting = {run[0]: number for number, run in enumerate(runs)}
    place = {index: position for position, index in enumerate(kept)}
    result: list[IsolatingRun] = []
    for run in runs:
        if classes[run[0]] == "PDI" and run[0] in partner:
            continue
        indexes = list(run)
        while classes[indexes[-1]] in ISOLATES and partner.get(indexes[-1]) in starting:
            indexes += runs[starting[partner[indexes[-1]]]]
        first, last = place[indexes[0]], place[indexes[-1]]
        before = found[kept[first - 1]] if first else base
        open_ended = classes[indexes[-1]] in ISOLATES or last + 1 == len(kept)
        result.append((indexes, before, base if open_ended else found[kept[last + 1]]))
    return result
