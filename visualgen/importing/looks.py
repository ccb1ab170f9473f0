"""How a drawing looks before anyone names a layer: every text and shape with its box on the canvas, as the renderer will see it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml.etree import _Element as Element

from visualgen.brand.model import FontFile
from visualgen.importing.baselines import settle_baseline
from visualgen.importing.cleaning import KEY
from visualgen.importing.families import families, settle_family, with_drawn_names
from visualgen.importing.model import Artboard
from visualgen.render.cache import Cache
from visualgen.render.place.roles import matrix_to_root
from visualgen.render.place.static_text import lay_out_drawn
from visualgen.render.place.text_style import TextStyle, text_style
from visualgen.render.products import Source, Styled
from visualgen.render.style import style
from visualgen.svg.attributes import computed, tag
from visualgen.svg.matrix import Box, Matrix, determinant, map_box, multiply
from visualgen.svg.shapes import SHAPES, geometry_box
from visualgen.text.fonts import FontBook
from visualgen.text.model import Line

_STORED = frozenset(
    {"defs", "clipPath", "mask", "pattern", "symbol", "marker", "linearGradient", "radialGradient", "filter", "style"}
)  # fmt: skip
_LABELS = (
    "data-name",
    "{http://www.inkscape.org/namespaces/inkscape}label",
    "{http://www.serif.com/}id",
    "{https://penpot.app/xmlns}name",
    "data-testid",
    "id",
    "data-slot",
)
SPACE_EM = 0.12
"""A gap wider than this between two stretches of a line is a space."""
_HEX = re.compile(r"_x([0-9A-Fa-f]{2,4})_")
_MADE_UP = re.compile(
    r"(?:(?:text|tspan|rect|path|g|image|use|circle|ellipse|svg|flowRoot)-?\d[\d-]*|[a-f0-9]{8,}(-[a-f0-9]+)*|(?:shape|text-container|fills|screenshot)-.*)$"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a text: its words, left edge, baseline and width in the text's user space."""

    words: str
    x: float
    baseline: float
    width: float


@dataclass(frozen=True, slots=True)
class TextLook:
    """A text: `lines` in its own user space (which `matrix` takes to px of the canvas), `box` and `size_px` on the canvas."""

    element: Element
    styled: Element
    lines: tuple[Line, ...]
    style: TextStyle
    matrix: Matrix
    box: Box
    size_px: float
    ascent_em: float
    descent_em: float

    @property
    def words(self) -> str:
        """The words, one line a drawn line."""
        return "\n".join(row.words for row in self.rows)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The lines as they are seen: stretches on one baseline joined, with a space where one was written or a gap is left."""
        written = [node.text or "" for node in self.element.iter() if tag(node) in ("text", "tspan") and (node.text or "").strip()]
        known = written if len(written) == len(self.lines) else [line.text for line in self.lines]
        rows: list[Row] = []
        ended = False
        for line, raw in zip(self.lines, known, strict=True):
            words = line.text.strip()
            last = rows[-1] if rows else None
            if last is not None and abs(last.baseline - line.baseline) < 0.01:
                spaced = ended or raw[:1].isspace() or line.x - (last.x + last.width) > SPACE_EM * self.style.size_px
                rows[-1] = Row(last.words + (" " if spaced else "") + words, last.x, line.baseline, line.x + line.width - last.x)
            else:
                rows.append(Row(words, line.x, line.baseline, line.width))
            ended = raw[-1:].isspace()
        return tuple(rows)


@dataclass(frozen=True, slots=True)
class ShapeLook:
    """A drawn shape, picture or `use`: its box on the canvas, and whether it is painted at all."""

    element: Element
    box: Box
    painted: bool
    filled: bool


@dataclass(frozen=True, slots=True)
class Look:
    """A drawing as it looks. `order` is the place of each element in the drawing."""

    styled: Styled
    texts: tuple[TextLook, ...]
    shapes: tuple[ShapeLook, ...]
    twins: Mapping[Element, Element]
    order: Mapping[Element, int]

    def box_of(self, element: Element) -> Box | None:
        """Return the box of what is drawn in an element, on the canvas; None when nothing is."""
        inside = frozenset(element.iter("*"))
        boxes = [text.box for text in self.texts if text.element in inside] + [s.box for s in self.shapes if s.element in inside]
        if not boxes:
            return None
        return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)

    def matrix_of(self, element: Element) -> Matrix | None:
        """Return the matrix from an element's user space to px of the canvas; None when it is not drawn."""
        twin = self.twins.get(element)
        return None if twin is None else multiply(self.styled.device, matrix_to_root(twin))


def look_at(board: Artboard, fonts: Mapping[str, tuple[FontFile, ...]]) -> Look:
    """Return how the drawing looks with the kit's fonts. Raises what styling raises (`SvgError`, `LimitExceeded`)."""
    elements = list(board.root.iter("*"))
    for number, element in enumerate(elements):
        element.set(KEY, str(number))
    width, height = (max(1, round(side)) for side in board.size_px)
    source = Source(board.root, f"import {id(board)}", (width, height), {}, {}, {}, {})
    styled = style(source, Cache(1))
    twins = {elements[int(twin.get(KEY, "0"))]: twin for twin in styled.root.iter("*") if twin.get(KEY) is not None}
    drawn: set[str] = set()
    for element, twin in twins.items():
        if tag(twin) in ("text", "tspan"):
            settle_family(element, twin)
            drawn.update(families(twin.get("font-family")))
    book = FontBook(with_drawn_names(drawn, fonts))
    for element, twin in twins.items():
        if tag(twin) == "text":
            settle_baseline(element, twin, book)
    back = {twin: element for element, twin in twins.items()}
    visible = [twin for twin in _drawn(styled.root) if twin in back]
    texts = tuple(_text(back[twin], twin, styled, book) for twin in visible if tag(twin) == "text" and not _is_empty(twin))
    shapes = tuple(look for twin in visible if tag(twin) != "text" and (look := _shape(back[twin], twin, styled)) is not None)
    return Look(styled, texts, shapes, twins, {element: number for number, element in enumerate(elements)})


def label_of(element: Element) -> str:
    """Return what the tool's layers panel calls an element: its own name, else that of the nearest named group."""
    node: Element | None = element
    while node is not None and node.getparent() is not None:
        for name in _LABELS:
            value = node.get(name)
            if value and not (name in ("id", "data-testid") and _MADE_UP.match(value)):
                return _HEX.sub(lambda match: chr(int(match.group(1), 16)), str(value)).strip()
        node = node.getparent()
    return ""


def words_of(text: Element, most: int = 40) -> str:
    """Return the first words of a text, for messages."""
    words = " ".join("".join(str(part) for part in text.itertext()).split())
    return words if len(words) <= most else words[: most - 1] + "…"


def named(element: Element) -> str:
    """Return how a message calls an element: its layer's name, else its words."""
    return label_of(element) or words_of(element) or f"<{tag(element)}>"


def _drawn(root: Element) -> Iterator[Element]:
    """Yield the texts, shapes and pictures that are drawn, in order."""
    stack = [root]
    while stack:
        element = stack.pop()
        name = tag(element)
        if name in _STORED or element.get("display") == "none":
            continue
        if name == "text" or name in SHAPES or name in ("image", "use"):
            yield element
        else:
            stack.extend(reversed([child for child in element if tag(child) is not None]))


def _is_empty(text: Element) -> bool:
    return not "".join(str(part) for part in text.itertext()).strip()


def worded(text: Element) -> Element:
    """Return the element whose style the words take: the text, or its first tspan with words."""
    if (text.text or "").strip():
        return text
    return next((child for child in text.iter() if tag(child) == "tspan" and (child.text or "").strip()), text)


def _text(element: Element, twin: Element, styled: Styled, book: FontBook) -> TextLook:
    found = text_style(worded(twin))
    placed = lay_out_drawn(twin, book, None)
    matrix = multiply(styled.device, matrix_to_root(twin))
    face = book.chain(found.font, found.size_px).primary
    size = found.size_px * abs(determinant(matrix)) ** 0.5
    box = map_box(matrix, placed.block.box)
    return TextLook(element, twin, placed.block.lines, found, matrix, box, size, face.ascent_em, face.descent_em)


def _shape(element: Element, twin: Element, styled: Styled) -> ShapeLook | None:
    box = geometry_box(twin, styled.ids, styled.viewport)
    if box is None:
        return None
    box = map_box(multiply(styled.device, matrix_to_root(twin)), box)
    if tag(twin) in ("image", "use"):
        return ShapeLook(element, box, True, True)
    values = computed(twin)
    filled = values.get("fill", "#000000") != "none" and values.get("fill-opacity", "1") not in ("0", "0.0")
    stroked = values.get("stroke", "none") != "none"
    seen = values.get("visibility", "visible") == "visible" and not any(
        node.get("opacity") == "0" for node in (twin, *twin.iterancestors())
    )
    return ShapeLook(element, box, (filled or stroked) and seen, filled and seen)
