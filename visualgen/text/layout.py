"""Text laid out in its frame: the size that fits, the lines, their glyphs with positions, and what did not fit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from visualgen.text.breaks import hyphenate
from visualgen.text.cleaning import join_spans
from visualgen.text.faces import Face
from visualgen.text.fit import TOLERANCE_EM, balance, end_with_ellipsis, wrap
from visualgen.text.fonts import FontBook, FontChain
from visualgen.text.model import Frame, GlyphRun, Line, SpanText, TextBlock
from visualgen.text.paragraph import LineSpan, Paragraph, PlacedGlyph, Style

SIZE_STEP_PX = 0.5
SMALLEST_PX = 0.1
ROUNDING_PX = 0.05


def lay_out(spans: Sequence[SpanText], frame: Frame, book: FontBook) -> TextBlock:
    """Lay text out in its frame: wrap, find the largest size that fits, balance, clamp, align.

    A newline ends a line. Line boxes are those of CSS: `leading` times the size, the first font's ascent and descent in their
    middle. Text that does not fit at its smallest size is clamped with an ellipsis (by `frame.lines` and, where it wraps, by
    `frame.height`); a word wider than the frame is broken inside. Both are told in the block, and so is what still stands out.
    An infinite frame width makes `frame.x` the anchor that `align` refers to.

    Raises `FontError` where a font file of the kit cannot be read.
    """
    setter = _Setter(spans, frame, book)
    sizes = _sizes(frame)
    if not setter.text:
        return TextBlock((), sizes[-1], sizes[-1], (frame.x, frame.y, frame.x, frame.y))
    low, high = 0, len(sizes) - 1
    if len(sizes) > 1 and not setter.fits(sizes[high]):
        high -= 1
        while low < high:
            middle = (low + high + 1) // 2
            if setter.fits(sizes[middle]):
                low = middle
            else:
                high = middle - 1
    return setter.block(sizes[high], sizes[-1])


def _sizes(frame: Frame) -> list[float]:
    """Return the sizes to try, smallest first: whole steps between the bounds, and the bounds themselves."""
    if frame.fit is None:
        return [max(frame.size_px, SMALLEST_PX)]
    smallest, largest = (max(bound, SMALLEST_PX) for bound in sorted(frame.fit))
    first, last = math.ceil(smallest / SIZE_STEP_PX), math.floor(largest / SIZE_STEP_PX)
    steps = (step * SIZE_STEP_PX for step in range(first, last + 1))
    return sorted({smallest, largest, *steps})


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of a paragraph: what is on it, and which paragraph."""

    paragraph: Paragraph
    line: LineSpan


class _Setter:
    """One text on its way into one frame: its paragraphs at each size tried."""

    def __init__(self, spans: Sequence[SpanText], frame: Frame, book: FontBook) -> None:
        self.frame = frame
        self._spans, self._book = spans, book
        self.text, self._owners = join_spans(span.text for span in spans)
        self._style = Style(frame.tracking, frame.word_spacing, frame.language, frame.features, frame.direction)
        self._paragraphs: dict[tuple[FontChain, ...], list[Paragraph]] = {}

    def paragraphs(self, size_px: float) -> list[Paragraph]:
        """Return the shaped paragraphs at a size; sizes that share their faces share them."""
        chains = tuple(self._book.chain(span.font, size_px) for span in self._spans)
        found = self._paragraphs.get(chains)
        if found is None:
            found = []
            start = 0
            for text in self.text.split("\n"):
                owners = self._owners[start : start + len(text)]
                start += len(text) + 1
                if self.frame.hyphenate:
                    text, owners = _with_hyphens(text, owners, self.frame.language)
                found.append(Paragraph(text, chains, owners, self._style))
            self._paragraphs[chains] = found
        return found

    def room_lines(self, size_px: float) -> int | None:
        """Return how many lines the frame takes at a size, None for any number."""
        frame = self.frame
        counts = [] if frame.lines is None else [max(frame.lines, 1)]
        if frame.height is not None:
            counts.append(math.floor((frame.height + ROUNDING_PX) / max(frame.leading * size_px, 1e-6)))
        return min(counts, default=None)

    def fits(self, size_px: float) -> bool:
        """Return whether the whole text fits its frame at a size."""
        most = self.room_lines(size_px)
        room = self.frame.width / size_px
        count = 0
        for paragraph in self.paragraphs(size_px):
            if self.frame.wrap:
                lines, widest = wrap(paragraph, room, most=None if most is None else most - count)
            else:
                lines, widest = [whole(paragraph)], max(paragraph.width(whole(paragraph)) - room, 0.0)
            count += len(lines)
            if widest * size_px > ROUNDING_PX or (most is not None and count > most):
                return False
        return True

    def block(self, size_px: float, asked_px: float) -> TextBlock:
        """Return the text set at a size, whether it fits or not."""
        frame, room = self.frame, self.frame.width / size_px
        rows: list[_Row] = []
        excess = 0.0
        most = frame.lines if not frame.wrap else self.room_lines(size_px)
        paragraphs = self.paragraphs(size_px)
        for paragraph in paragraphs:
            if not frame.wrap:
                rows.append(_Row(paragraph, whole(paragraph)))
                continue
            lines, widest = wrap(paragraph, room, most=most, anywhere=True)
            excess = max(excess, (widest - room) * size_px)
            if frame.balance and widest == 0.0 and math.isfinite(room) and (most is None or len(rows) + len(lines) <= most):
                lines = balance(paragraph, lines, room)
            rows += [_Row(paragraph, line) for line in lines]
            if most is not None and len(rows) > max(most, 1):
                break
        rows, clamped = self._clamp(rows, paragraphs, None if most is None else max(most, 1), room)
        return self._compose(rows, size_px, asked_px, clamped, excess)

    def _clamp(self, rows: list[_Row], paragraphs: Sequence[Paragraph], most: int | None, room: float) -> tuple[list[_Row], str]:
        """Keep `most` rows, the last cut for an ellipsis; without wrapping, a row too wide is cut where `lines` asks for clamping."""
        dropped: list[str] = []
        if not self.frame.wrap and self.frame.lines is not None:
            for place, row in enumerate(rows):
                if row.paragraph.width(row.line) > room + TOLERANCE_EM:
                    cut = end_with_ellipsis(row.paragraph, row.line, room)
                    dropped.append(row.paragraph.text[cut.end :])
                    rows[place] = _Row(row.paragraph, cut)
        if most is None or len(rows) <= most:
            return rows, "\n".join(dropped)
        while most > 1 and not rows[most - 1].line.end:
            most -= 1
        last = rows[most - 1]
        cut = end_with_ellipsis(last.paragraph, last.line, room)
        rest = [last.paragraph.text[cut.end :].strip()]
        rest += [paragraph.text for paragraph in paragraphs[paragraphs.index(last.paragraph) + 1 :]]
        dropped.append("\n".join(part for part in rest if part))
        return [*rows[: most - 1], _Row(last.paragraph, cut)], "\n".join(dropped).replace("\u00ad", "")

    def _compose(self, rows: Sequence[_Row], size_px: float, asked_px: float, clamped: str, excess: float) -> TextBlock:
        frame = self.frame
        primary = self._book.chain(self._spans[0].font, size_px).primary
        line_height = frame.leading * size_px
        height = line_height * len(rows)
        spare = 0.0 if frame.height is None else frame.height - height
        top = frame.y + {"top": 0.0, "middle": spare / 2, "bottom": spare}[frame.valign]
        first = top + (line_height - (primary.ascent_em + primary.descent_em) * size_px) / 2 + primary.ascent_em * size_px
        lines = [self._line(row, size_px, first + number * line_height) for number, row in enumerate(rows)]
        widest = max(line.width for line in lines)
        left, right = min(line.x for line in lines), max(line.x + line.width for line in lines)
        missing = dict.fromkeys(sign for paragraph in self.paragraphs(size_px) for sign in paragraph.missing)
        return TextBlock(
            tuple(lines),
            size_px,
            asked_px,
            (left, top, right, top + height),
            clamped,
            (_beyond(max(excess, widest - frame.width)), _beyond(-spare)),
            "".join(missing),
        )

    def _line(self, row: _Row, size_px: float, baseline: float) -> Line:
        frame = self.frame
        glyphs, width_em = row.paragraph.glyphs(row.line)
        width = width_em * size_px
        spare = frame.width - width if math.isfinite(frame.width) else -width
        side = frame.align if row.paragraph.base == 0 else {"start": "end", "end": "start"}.get(frame.align, frame.align)
        x = frame.x + {"start": 0.0, "center": spare / 2, "end": spare}[side]
        text = row.paragraph.text[row.line.start : row.line.end].replace("\u00ad", "") + row.line.suffix
        return Line(text, x, baseline, width, self._glyph_runs(row.paragraph, glyphs, x, baseline, size_px))

    def _glyph_runs(
        self, paragraph: Paragraph, glyphs: Sequence[PlacedGlyph], x: float, baseline: float, size_px: float
    ) -> tuple[GlyphRun, ...]:
        groups: list[tuple[Face, int, list[tuple[int, float, float]]]] = []
        for glyph in glyphs:
            style = self._spans[paragraph.owner(glyph.at)].style
            if not groups or groups[-1][0] is not glyph.face or groups[-1][1] != style:
                groups.append((glyph.face, style, []))
            groups[-1][2].append((glyph.glyph, x + glyph.x * size_px, baseline - glyph.y * size_px))
        return tuple(GlyphRun(face, size_px, style, tuple(placed)) for face, style, placed in groups)


def whole(paragraph: Paragraph) -> LineSpan:
    """Return a paragraph as one line."""
    return paragraph.span(0, len(paragraph.text))


def _beyond(length_px: float) -> float:
    return length_px if length_px > ROUNDING_PX + 1e-6 else 0.0  # the sum of what `room_lines` allowed is not exact


def _with_hyphens(text: str, owners: list[int], language: str) -> tuple[str, list[int]]:
    """Put soft hyphens into a paragraph, each belonging to the span of the letter before it."""
    hyphenated = hyphenate(text, language)
    if hyphenated == text:
        return text, owners
    result: list[int] = []
    place = 0
    for sign in hyphenated:
        if place < len(text) and sign == text[place]:
            result.append(owners[place])
            place += 1
        else:
            result.append(owners[place - 1])
    return hyphenated, result
