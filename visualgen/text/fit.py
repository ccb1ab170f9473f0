"""How a paragraph is cut into lines: greedy wrapping, balancing of up to six lines, and cutting a clamped line for its ellipsis.

All in em, so that trying another size is arithmetic.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from visualgen.text.breaks import HANGING, clusters
from visualgen.text.paragraph import EDGES_EM, LineSpan, Paragraph

ELLIPSIS = "…"
TOLERANCE_EM = 4e-4
MOST_BALANCED = 6
MOST_BREAKS_WEIGHED = 40

_SHORT_WORD_COSTS = {1: 0.08, 2: 0.06, 3: 0.03}
_ORPHAN_COST = 0.5
_HYPHEN_COST = 0.1
_NOT_BEFORE_ELLIPSIS = HANGING + "\u00a0\u202f\u00ad,;:.…-–—(«'’/"


def wrap(paragraph: Paragraph, room: float, *, most: int | None = None, anywhere: bool = False) -> tuple[list[LineSpan], float]:
    """Cut a paragraph into lines of at most `room` em, each as full as it goes; stop after `most` + 1 lines.

    Returns the lines and the width of the widest piece that has no break and no room (0 where all fits). Such a piece stands out
    of its line, or with `anywhere` is broken between its grapheme clusters.
    """
    if not paragraph.text:
        return [LineSpan(0, 0, 0)], 0.0
    room += TOLERANCE_EM
    breaks, sums = paragraph.breaks, paragraph.sums
    ends = [sums[end] for end in paragraph.ink_ends]
    lines: list[LineSpan] = []
    widest = 0.0
    start = index = 0
    while index < len(breaks) and (most is None or len(lines) <= most):
        last = max(bisect_right(ends, sums[start] + room, index) - 1, index)
        line = paragraph.fitting(paragraph.span(start, breaks[last]), room)
        while line is None and last > index:
            last -= 1
            line = paragraph.fitting(paragraph.span(start, breaks[last]), room)
        if line is None:
            line = paragraph.span(start, breaks[last])
            rough = paragraph.rough_width(line)
            widest = max(widest, rough if rough > room + EDGES_EM else paragraph.width(line))
            if anywhere:
                line = _broken(paragraph, line, room)
        else:
            while last + 1 < len(breaks):
                longer = paragraph.fitting(paragraph.span(start, breaks[last + 1]), room)
                if longer is None:
                    break
                last, line = last + 1, longer
        lines.append(line)
        start = line.after
        index = bisect_right(breaks, start)
    return lines, widest


def balance(paragraph: Paragraph, lines: Sequence[LineSpan], room: float) -> list[LineSpan]:
    """Cut a paragraph into as many lines as `lines`, of widths as equal as they go, without a lone short last word.

    Minimises the squares of the widths' distances from their mean, with a small cost for a line that ends with a word of one to
    three letters; a text of many breaks takes the narrowest measure that keeps the number of lines. Returns `lines` as they are
    where there is nothing to choose, or more than six of them.
    """
    count = len(lines)
    breaks = paragraph.breaks
    if not 2 <= count <= MOST_BALANCED or len(breaks) <= count or any(line.after not in breaks for line in lines):
        return list(lines)
    if len(breaks) > MOST_BREAKS_WEIGHED:
        return _narrowest(paragraph, lines, room)
    target = sum(paragraph.width(line) for line in lines) / count
    starts = (0, *breaks)
    reached: dict[int, tuple[float, tuple[LineSpan, ...]]] = {0: (0.0, ())}
    for number in range(1, count + 1):
        following: dict[int, tuple[float, tuple[LineSpan, ...]]] = {}
        for place, (cost, done) in reached.items():
            last = place + 1 if number < count else len(breaks)
            while last <= len(breaks):
                line = paragraph.span(starts[place], starts[last])
                width = paragraph.width(line)
                if width > room + TOLERANCE_EM:
                    break
                total = cost + ((width - target) / room) ** 2 + _line_cost(paragraph, line, width, target, last - place)
                if last not in following or total < following[last][0]:
                    following[last] = (total, (*done, line))
                last += 1
        reached = following
    best = reached.get(len(breaks))
    return list(best[1]) if best else list(lines)


def _narrowest(paragraph: Paragraph, lines: Sequence[LineSpan], room: float) -> list[LineSpan]:
    """Return the lines of the narrowest measure that needs no more of them than `lines` (CSS Text 4, `text-wrap: balance`)."""
    best = list(lines)
    low, high = room / 4, room
    while high - low > room / 200:
        middle = (low + high) / 2
        tried, widest = wrap(paragraph, middle, most=len(lines))
        if len(tried) <= len(lines) and not widest:
            best, high = tried, middle
        else:
            low = middle
    return best


def end_with_ellipsis(paragraph: Paragraph, line: LineSpan, room: float) -> LineSpan:
    """Return `line` cut so that an ellipsis fits behind it in `room` em: after a word, or inside it where too little would remain."""
    text = paragraph.text
    words = [end for end in paragraph.ink_ends if line.start < end <= line.end]
    letters = [line.start]
    for cluster in clusters(text[line.start : line.end]):
        letters.append(letters[-1] + len(cluster))
    by_word = _longest_cut(paragraph, line, words, room)
    if by_word is not None and paragraph.width(by_word) >= room / 2:
        return by_word
    by_letter = _longest_cut(paragraph, line, letters[1:], room)
    if by_letter is None or (by_word is not None and by_word.end >= by_letter.end):
        return by_word or replace(line, end=line.start, suffix=ELLIPSIS)
    return by_letter


def _longest_cut(paragraph: Paragraph, line: LineSpan, ends: Sequence[int], room: float) -> LineSpan | None:
    """Return the longest of the cuts at `ends` that fits with an ellipsis, None where none does."""
    low, high, best = 0, len(ends) - 1, None
    while low <= high:
        middle = (low + high) // 2
        end = ends[middle]
        while end > line.start and paragraph.text[end - 1] in _NOT_BEFORE_ELLIPSIS:
            end -= 1
        cut = LineSpan(line.start, end, end, ELLIPSIS)
        if paragraph.width(cut) <= room + TOLERANCE_EM:
            best, low = (cut if end > line.start else best), middle + 1
        else:
            high = middle - 1
    return best


def _broken(paragraph: Paragraph, line: LineSpan, room: float) -> LineSpan:
    """Return the longest start of a line that has no break in it, cut between grapheme clusters; one cluster at the least."""
    text, sums = paragraph.text, paragraph.sums
    reach = bisect_right(sums, sums[line.start] + room * 1.1, line.start, line.end) + 8
    cuts = [line.start]
    for cluster in clusters(text[line.start : min(reach, line.end)]):
        cuts.append(cuts[-1] + len(cluster))
    low, high, best = 2, len(cuts) - 1, 1
    while low <= high:
        middle = (low + high) // 2
        if paragraph.width(LineSpan(line.start, cuts[middle], cuts[middle])) <= room + TOLERANCE_EM:
            best, low = middle, middle + 1
        else:
            high = middle - 1
    end = cuts[best]
    return LineSpan(line.start, end, line.after if end >= line.end else end)


def _line_cost(paragraph: Paragraph, line: LineSpan, width: float, target: float, words: int) -> float:
    if line.after == len(paragraph.text):
        return _ORPHAN_COST if words == 1 and width < target / 2 else 0.0
    if line.suffix:
        return _HYPHEN_COST
    word = paragraph.text[line.start : line.end].rsplit(" ", 1)[-1]
    return _SHORT_WORD_COSTS.get(len(word), 0.0) if word.isalpha() else 0.0
