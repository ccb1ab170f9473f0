"""The frozen hand-overs between the passes: bind → style → place → layers → paint → encode.

Trees are lxml elements that no pass changes after handing them over; maps are keyed by the element object.
A matrix is (a, b, c, d, e, f) as in SVG; a box is (x0, y0, x1, y1); `segs` is the canonical path:
("M", x, y) | ("L", x, y) | ("C", x1, y1, x2, y2, x, y) | ("Z",), absolute.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from lxml.etree import _Element as Element

from visualgen.brand.model import BrandKit
from visualgen.template.model import SlotSpec, Template
from visualgen.template.model import Target as Target
from visualgen.text.model import TextBlock

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
Segment = tuple[Any, ...]

OutputType = Literal["png", "jpeg", "webp", "avif", "pdf"]


@dataclass(frozen=True, slots=True)
class Output:
    """What comes out: `quality` 1..100 for lossy types; `max_bytes` asks for the best quality under that weight."""

    type: OutputType = "jpeg"
    quality: int = 90
    max_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class PictureValue:
    """A photo given to a slot: `data` its encoded bytes, `digest` their SHA-256, `focus` "auto" or (x, y) in 0..1."""

    data: bytes
    digest: str
    name: str
    focus: tuple[float, float] | Literal["auto"] = "auto"


@dataclass(frozen=True, slots=True)
class StillJob:
    """One picture to make. `content` maps slot names to str, number, list, dict or PictureValue."""

    template: Template
    kit: BrandKit
    target: Target
    content: Mapping[str, Any]
    page: int = 1
    sample: bool = False
    draft: bool = False
    output: Output = field(default_factory=Output)


@dataclass(frozen=True, slots=True)
class Source:
    """bind's product: one drawing with its structure settled and its words beside it.

    `root`: roles in the attribute `template.names.ROLE`; if:/each:/brand:/derived ratio already carried out;
    `key` identifies (tree, kit) and so the style product; `values` maps a slot's instance name (`headline`,
    `items.0.title`) to str | PictureValue; a slot missing from it keeps what is drawn; "" or None removes it.
    """

    root: Element
    key: str
    size_px: tuple[int, int]
    css: Mapping[str, str]
    font_map: Mapping[str, str]
    values: Mapping[str, Any]
    specs: Mapping[str, SlotSpec]
    samples_used: tuple[str, ...] = ()
    derived_from: str | None = None
    placement: str | None = None


Stop = tuple[tuple[float, ...], Mapping[str, str]]
"""One block of a `@keyframes` rule: its offsets (0..1) and its declarations, var() put in."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What CSS says of an element that an animation moves, as text: a still ignores it, a clip plays it.

    `animation` holds every `animation-*` longhand, `keyframes` the blocks by name; `transform` (a CSS list or the attribute's own) and
    `moves` (`translate`, `rotate`, `scale`) are what the element has at rest. `missing` are names without `@keyframes`.
    """

    animation: Mapping[str, str]
    keyframes: Mapping[str, tuple[Stop, ...]]
    transform: str | None
    moves: Mapping[str, str]
    origin: str
    font_size: float
    missing: tuple[str, ...] = ()
    box: str = "view-box"
    clip: str | None = None


@dataclass(frozen=True, slots=True)
class Styled:
    """style's product: the normalised tree (attributes only; no <style>, var(), CSS transform, units in geometry).

    `viewport` is the user-unit size percentages refer to; `device` maps user units to pixels;
    `late` holds transforms that wait for text boxes: element → (css transform text or None, origin, box keyword).
    `moved` are the elements that a clip moves.
    """

    root: Element
    key: str
    size_px: tuple[int, int]
    viewport: tuple[float, float]
    device: Matrix
    ids: Mapping[str, Element]
    late: Mapping[Element, tuple[str | None, str | None, str]]
    remote_fonts: tuple[str, ...] = ()
    moved: Mapping[Element, Moved] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlacedText:
    """A text element laid out: `block` in the element's user space; `fills` are CSS paints (attribute text) by span index.

    `drawn_px` is the size at which the designer drew the sample.
    """

    element: Element
    block: TextBlock
    fills: tuple[str, ...]
    slot: str | None
    drawn_px: float


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """A photo in its outline: `box` in user space, `outline` in user space (clip), crop and treatment settled at paint."""

    element: Element
    picture: PictureValue
    box: Box
    outline: tuple[Segment, ...]
    slot: str


@dataclass(frozen=True, slots=True)
class Placed:
    """place's product: every text and photo has its place; `matrices` holds the transforms that waited for boxes.

    `removed` are elements that are not drawn (an empty slot, a frame).
    """

    styled: Styled
    texts: Mapping[Element, PlacedText]
    pictures: Mapping[Element, PlacedPicture]
    matrices: Mapping[Element, Matrix]
    removed: frozenset[Element]
