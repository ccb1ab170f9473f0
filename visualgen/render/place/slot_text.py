"""A slot's words in its frame: style and alignment from the drawn sample, behaviour from the slot's own rules."""

from __future__ import annotations

from collections.abc import Sequence

from visualgen.brand.contrast import marked_color
from visualgen.brand.model import BrandKit
from visualgen.render.place.roles import FrameBox, matrix_to_root
from visualgen.render.place.static_text import drawn_lines, lay_out_drawn
from visualgen.render.place.text_style import Align, TextStyle, change_case, span_fonts, text_style
from visualgen.render.products import Box, PlacedText
from visualgen.svg.attributes import Element, tag
from visualgen.svg.matrix import determinant, invert, map_box, multiply
from visualgen.template.model import SlotSpec
from visualgen.text.fonts import FontBook
from visualgen.text.layout import lay_out
from visualgen.text.leading import least_leading
from visualgen.text.model import Frame, Line, SpanText
from visualgen.text.spans import parse_spans

DISPLAY_PX = 40.0
"""From this size on, lines are balanced unless the slot says otherwise."""
SHRINK = 0.6
"""Without a `fit`, words may shrink to this part of the drawn size."""
SLACK = 1.005
"""Rounding allowed when the sample's own box is the frame."""


def lay_out_slot(
    lines: Sequence[Element], words: str | None, frame: FrameBox | None, spec: SlotSpec | None, kit: BrandKit, book: FontBook, slot: str
) -> PlacedText | None:
    """Lay out `words` (None: the drawn ones) in the first of the slot's text elements; None when there is nothing to set."""
    element = lines[0]
    owner = _styled_by(element)
    style = text_style(owner)
    if words is None:
        words = " ".join(text for line in lines for text in drawn_lines(line))
    if not words.strip() or not determinant(matrix_to_root(element)):
        return None
    sample = lay_out_drawn(element, book, slot)
    box, wraps = _room(element, frame, sample, style)
    leading = style.leading or _drawn_leading(sample.block.lines, style) or 1.2
    if spec is None or spec.lines != 1:
        leading = max(leading, least_leading(words))
    fonts = span_fonts(style.font, kit.bold, kit.accent)
    spans = [SpanText(change_case(text, style.case), fonts[index], index) for text, index in parse_spans(words)]
    block = lay_out(spans, _frame(box, wraps, leading, style, sample.block.lines, spec), book)
    return PlacedText(element, block, _fills(style.fill, kit), slot, style.size_px)


def _frame(box: Box, wraps: bool, leading: float, style: TextStyle, sample: Sequence[Line], spec: SlotSpec | None) -> Frame:
    fit = spec.fit if spec is not None and spec.fit is not None else (style.size_px * SHRINK, style.size_px)
    balance = spec.balance if spec is not None and spec.balance is not None else style.size_px >= DISPLAY_PX
    align = (spec.align if spec is not None else None) or _alignment(style, sample)
    return Frame(
        x=box[0],
        y=box[1],
        width=box[2] - box[0],
        height=box[3] - box[1],
        size_px=style.size_px,
        fit=fit,
        lines=spec.lines if spec is not None else None,
        leading=leading,
        tracking=style.tracking,
        word_spacing=style.word_spacing,
        align=align,
        valign=(spec.valign if spec is not None else None) or ("top" if wraps else "middle"),
        balance=balance,
        hyphenate=spec.hyphenate if spec is not None else False,
        wrap=wraps,
        language=style.language,
        direction=style.direction,
        features=style.features,
    )


def _room(element: Element, frame: FrameBox | None, sample: PlacedText, style: TextStyle) -> tuple[Box, bool]:
    """The box in the text's user space, and whether lines may wrap in it."""
    if frame is not None:
        matrix = multiply(invert(matrix_to_root(element)), frame.matrix)
        return map_box(matrix, frame.box), True
    drawn = sample.block.lines
    leading = style.leading or _drawn_leading(drawn, style) or 1.2
    x0, _, x1, _ = sample.block.box
    widen = (x1 - x0) * (SLACK - 1)
    if style.anchor == "center":
        x0, x1 = x0 - widen / 2, x1 + widen / 2
    elif style.anchor == "end":
        x0 -= widen
    else:
        x1 += widen
    ascent, descent = _extent(drawn, style)
    half_leading = (leading * style.size_px - (ascent + descent)) / 2
    top = (drawn[0].baseline if drawn else 0.0) - ascent - half_leading
    return (x0, top, x1, top + max(1, len(drawn)) * leading * style.size_px * SLACK), len(drawn) > 1


def _extent(lines: Sequence[Line], style: TextStyle) -> tuple[float, float]:
    runs = [run for line in lines[:1] for run in line.runs[:1]]
    if not runs:
        return style.size_px * 0.8, style.size_px * 0.2
    return runs[0].face.ascent_em * style.size_px, runs[0].face.descent_em * style.size_px


def _drawn_leading(lines: Sequence[Line], style: TextStyle) -> float | None:
    """The distance between the first two drawn baselines, in sizes."""
    if len(lines) < 2 or not style.size_px:
        return None
    step = (lines[1].baseline - lines[0].baseline) / style.size_px
    return step if step > 0.5 else None


def _alignment(style: TextStyle, lines: Sequence[Line]) -> Align:
    """text-anchor where it says something; else what the drawn lines share: left edges, middles or right edges."""
    if style.anchor != "start" or len(lines) < 2:
        return style.anchor
    lefts = [line.x for line in lines]
    middles = [line.x + line.width / 2 for line in lines]
    rights = [line.x + line.width for line in lines]
    spreads = {"start": _spread(lefts), "center": _spread(middles), "end": _spread(rights)}
    if spreads["start"] <= style.size_px * 0.05:
        return "start"
    return "center" if spreads["center"] <= spreads["end"] else "end"


def _spread(values: Sequence[float]) -> float:
    return max(values) - min(values)


def _styled_by(element: Element) -> Element:
    """The element whose style the words take: the first tspan that carries the sample's words, else the text itself."""
    if (element.text or "").strip():
        return element
    for child in element.iter():
        if tag(child) == "tspan" and (child.text or "").strip():
            return child
    return element


def _fills(fill: str, kit: BrandKit) -> tuple[str, str, str, str]:
    bold = marked_color(fill, kit.bold.color, kit.tokens)
    accent = marked_color(fill, kit.accent.color, kit.tokens)
    return fill, bold, accent, accent if kit.accent.color else bold
