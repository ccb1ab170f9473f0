"""A paragraph shaped once in em units: how wide any line of it is, and its glyphs in visual order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from visualgen.text.bidi import bidi_classes, levels, line_levels, needs_levels, visual_order
from visualgen.text.bidi_explicit import paragraph_level
from visualgen.text.breaks import SOFT_HYPHEN, line_breaks, line_end
from visualgen.text.faces import Face
from visualgen.text.fonts import FontChain
from visualgen.text.shaping import CLOSING_BRACKETS, CURSIVE, Features, Run, ShapedRun, is_space, itemise, shape, spare_at_end

NO_LIGATURES: Features = (("clig", 0), ("liga", 0))
EDGES_EM = 2.0
"""More than a cut can change in the width of a line, by kerning or joins at its two edges."""
ZERO_WIDTH = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")


@dataclass(frozen=True, slots=True)
class Style:
    """What holds for a whole text: spacing in em, the language, OpenType features, the direction ("auto": by the first letter)."""

    tracking: float
    word_spacing: float
    language: str
    features: Features
    direction: str = "auto"


@dataclass(frozen=True, slots=True)
class LineSpan:
    """A line: characters `start` to `end` without the spaces that hang, `after` where the next begins, `suffix` a hyphen or ellipsis.

    `trimmed`: the blank half of a full-width bracket at its end does not count.
    """

    start: int
    end: int
    after: int
    suffix: str = ""
    trimmed: bool = False


@dataclass(frozen=True, slots=True)
class PlacedGlyph:
    """A glyph on its line in em: pen position and offsets added up, y up; `at` its cluster's character in the paragraph."""

    face: Face
    glyph: int
    x: float
    y: float
    at: int


class Paragraph:
    """One paragraph with its runs, shaped at one size's faces. Widths are in em, tracking and word spacing included."""

    def __init__(self, text: str, chains: Sequence[FontChain], owners: Sequence[int], style: Style) -> None:
        self.text, self.style = text, style
        self._chains, self._owners = chains, owners
        self._features = (*NO_LIGATURES, *style.features) if style.tracking else style.features
        self.base = {"ltr": 0, "rtl": 1}.get(style.direction, 0)
        self._classes: list[str] | None = None
        self._levels: list[int] | None = None
        if self.base or needs_levels(text):
            self._classes = bidi_classes(text)
            if style.direction == "auto":
                self.base = paragraph_level(self._classes)
            self._levels = levels(self._classes, self.base, text)
        self.runs, self.missing = itemise(text, self._levels, chains, owners)
        self._starts = [run.start for run in self.runs]
        self._measure()
        self.breaks = line_breaks(text, style.language)
        self.ink_ends = tuple(line_end(text, start, end) for start, end in zip((0, *self.breaks), self.breaks, strict=False))
        self._widths: dict[tuple[int, int, int], float] = {}

    def _measure(self) -> None:
        """Shape every run; `sums[i]` is the advance of the characters before `i`, `_unsafe` the offsets where a cut reshapes."""
        advances = [0.0] * len(self.text)
        unsafe: set[int] = set()
        for run in self.runs:
            shaped = self._shape(run.start, run.end, run)
            for cluster, advance in shaped.advances:
                advances[run.start + cluster] = advance + self._spacing(run, run.start + cluster)
            unsafe.update(run.start + cluster for cluster in shaped.unsafe)
        total = 0.0
        self.sums = [0.0]
        for advance in advances:
            total += advance
            self.sums.append(total)
        self._unsafe = frozenset(unsafe)

    def _shape(self, start: int, end: int, run: Run) -> ShapedRun:
        return shape(self.text, start, end, run, self.style.language, self._features)

    def _spacing(self, run: Run, at: int) -> float:
        character = self.text[at]
        space = is_space(character)
        added = self.style.word_spacing if space else 0.0
        if self.style.tracking and (space or run.script not in CURSIVE) and character not in ZERO_WIDTH:
            added += self.style.tracking
        return added

    def owner(self, at: int) -> int:
        """Return which span the character at `at` came from."""
        return self._owners[at]

    def span(self, start: int, after: int) -> LineSpan:
        """Return the line from `start` to the break at `after`, its hanging spaces cut off, a soft hyphen made visible."""
        end = line_end(self.text, start, after)
        hyphen = "-" if end > start and after < len(self.text) and self.text[end - 1] == SOFT_HYPHEN else ""
        return LineSpan(start, end, after, hyphen)

    def width(self, line: LineSpan) -> float:
        """Return a line's exact advance width in em: where it cuts a run at an unsafe place, that part is shaped anew."""
        key = (line.start, line.end, line.after)
        found = self._widths.get(key)
        if found is None:
            if line.start in self._unsafe or line.after in self._unsafe:
                found = sum(advance + self._spacing(run, at) for run, at, advance in self._advances(line) if at < line.end)
            else:
                found = self.sums[line.end] - self.sums[line.start]
            self._widths[key] = found
        if line.suffix or line.trimmed:
            return found + self.suffix_width(line) - self._trim(line)
        return found

    def rough_width(self, line: LineSpan) -> float:
        """Return a line's width as if nothing were shaped anew: within `EDGES_EM` of the exact one, and quick for any length."""
        return self.sums[line.end] - self.sums[line.start]

    def fitting(self, line: LineSpan, room: float) -> LineSpan | None:
        """Return the line if `room` em hold it, trimmed where only that makes it fit; None where nothing does."""
        if self.rough_width(line) > room + EDGES_EM:
            return None
        excess = self.width(line) - room
        if excess <= 0.0:
            return line
        if excess < 1.0 and not self.base and line.end > line.start and self.text[line.end - 1] in CLOSING_BRACKETS:
            trimmed = replace(line, trimmed=True)
            return trimmed if self.width(trimmed) <= room else None
        return None

    def _trim(self, line: LineSpan) -> float:
        if not line.trimmed:
            return 0.0
        run = self.runs[bisect_right(self._starts, line.end - 1) - 1]
        return spare_at_end(self.text[line.end - 1], run, self.style.language)

    def suffix_width(self, line: LineSpan) -> float:
        """Return the width of a line's hyphen or ellipsis in em."""
        if not line.suffix:
            return 0.0
        _, shaped = self._suffix(line)
        return sum(advance for _, advance in shaped.advances) + self.style.tracking * len(shaped.advances)

    def glyphs(self, line: LineSpan) -> tuple[list[PlacedGlyph], float]:
        """Return a line's glyphs from left to right and its advance width in em."""
        pieces = [(run, start, self._shape(start, end, run)) for run, start, end in self._leveled_parts(line)]
        if line.suffix:
            run, shaped = self._suffix(line)
            pieces.append((run, max(line.end - 1, line.start), shaped))
        placed: list[PlacedGlyph] = []
        x = 0.0
        for index in visual_order([run.level for run, _, _ in pieces]):
            x = self._place(pieces[index], line, x, placed)
        return placed, x - self._trim(line)

    def _place(self, piece: tuple[Run, int, ShapedRun], line: LineSpan, x: float, placed: list[PlacedGlyph]) -> float:
        run, start, shaped = piece
        suffix = run.start < 0
        last = len(shaped.glyphs) - 1
        for number, (glyph, cluster, advance, dx, dy) in enumerate(shaped.glyphs):
            at = start if suffix else start + cluster
            if not suffix and at >= line.end:
                continue
            placed.append(PlacedGlyph(run.face, glyph, x + dx, dy, at))
            x += advance
            if number == last or shaped.glyphs[number + 1][1] != cluster:
                x += self.style.tracking if suffix else self._spacing(run, at)
        return x

    def _advances(self, line: LineSpan) -> Iterator[tuple[Run, int, float]]:
        """Give (run, character, advance) of every cluster of a line, its parts of runs shaped as they will stand."""
        for run, start, end in self._parts(line):
            for cluster, advance in self._shape(start, end, run).advances:
                yield run, start + cluster, advance

    def _parts(self, line: LineSpan) -> Iterator[tuple[Run, int, int]]:
        """Give (run, start, end) of the parts of runs on a line, its hanging spaces with them: they may kern with the ink."""
        index = max(bisect_right(self._starts, line.start) - 1, 0)
        while index < len(self.runs) and self.runs[index].start < line.after:
            run = self.runs[index]
            yield run, max(run.start, line.start), min(run.end, line.after)
            index += 1

    def _leveled_parts(self, line: LineSpan) -> Iterator[tuple[Run, int, int]]:
        """Give the parts of a line split further where rule L1 sets the end of the line back to the paragraph's level."""
        if self._levels is None or self._classes is None:
            yield from self._parts(line)
            return
        level = line_levels(self._levels[line.start : line.end], self._classes[line.start : line.end], self.base)
        for run, start, end in self._parts(line):
            ink = min(end, line.end)
            while start < ink:
                cut = start + 1
                while cut < ink and level[cut - line.start] == level[start - line.start]:
                    cut += 1
                yield replace(run, level=level[start - line.start]), start, end if cut == ink else cut
                start = cut

    def _suffix(self, line: LineSpan) -> tuple[Run, ShapedRun]:
        """Shape a line's suffix in the style of its last character; its run starts at -1."""
        last = max(line.end - 1, 0)
        chain = self._chains[self._owners[last]] if self._owners else self._chains[0]
        face = next((face for face in chain if all(ord(sign) in face.coverage for sign in line.suffix)), chain.primary)
        within = next((run.level for run in self.runs if run.start <= last < run.end), self.base)
        level = within if line.suffix == "-" else self.base
        run = Run(-1, -1, level, "Latn", face)
        return run, shape(line.suffix, 0, len(line.suffix), run, self.style.language, self._features)
