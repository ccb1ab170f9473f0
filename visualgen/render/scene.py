"""What is painted: a frozen, paint-ordered tree in which every reference, unit and inherited value has been settled.

Coordinates are the drawing's user units unless a node has a `matrix` of its own; `Scene.device` maps user units to pixels.
A node's `box` is an upper bound of what it paints, in user units; None means that it is not known (then the whole canvas).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from visualgen.render.products import Box, Matrix, PictureValue, Segment
from visualgen.text.model import TextBlock

Color = tuple[float, float, float, float]
"""Red, green, blue, alpha in sRGB, 0..1, not premultiplied."""


@dataclass(frozen=True, slots=True)
class Gradient:
    """A gradient in the user space of what it fills.

    `coordinates` is (x1, y1, x2, y2) or (fx, fy, cx, cy, radius); `matrix` its gradientTransform with the box folded in.
    """

    kind: Literal["linear", "radial"]
    coordinates: tuple[float, ...]
    matrix: Matrix
    stops: tuple[tuple[float, Color], ...]
    spread: Literal["pad", "reflect", "repeat"] = "pad"


Paint = Color | Gradient


@dataclass(frozen=True, slots=True)
class Stroke:
    """A stroke, in the user space of its leaf."""

    paint: Paint
    width: float
    cap: Literal["butt", "round", "square"] = "butt"
    join: Literal["miter", "round", "bevel"] = "miter"
    miter_limit: float = 4.0
    dashes: tuple[float, ...] = ()
    dash_offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Leaf:
    """One path of the plain profile, in its own user space under `matrix`; the fill is painted before the stroke."""

    segments: tuple[Segment, ...]
    matrix: Matrix
    fill: Paint | None
    stroke: Stroke | None
    even_odd: bool = False


@dataclass(frozen=True, slots=True)
class Faded:
    """Leaves painted together, then shown at an opacity."""

    opacity: float
    items: tuple[PlainItem, ...]


PlainItem = Leaf | Faded


@dataclass(frozen=True, slots=True)
class PlainRun:
    """Neighbouring leaves; `key` is a digest of them."""

    items: tuple[PlainItem, ...]
    box: Box | None
    key: str


@dataclass(frozen=True, slots=True)
class Markup:
    """Self-contained SVG content in user units: what is drawn and the definitions that it refers to."""

    body: str
    definitions: str = ""


@dataclass(frozen=True, slots=True)
class RichRun:
    """Neighbouring elements that only the full SVG engine draws right."""

    markup: Markup
    box: Box | None


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Laid-out text under `matrix`. `fills` are paints by span index; the stroke is painted after, or before, the fill.

    `rules` are the underlines and strikes, as boxes in the text's user space, in the first fill.
    """

    block: TextBlock
    matrix: Matrix
    fills: tuple[Paint | None, ...]
    stroke: Stroke | None
    stroke_first: bool
    box: Box | None
    rules: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Bitmap:
    """A photo under `matrix`, fitted in `area` and shown inside `outline` (both in the node's user space).

    `fit` cover crops around the focal point, contain shows all of it at `align` (fractions of the room left),
    stretch ignores its proportions; `graded` applies the brand's photo treatment.
    """

    picture: PictureValue
    matrix: Matrix
    area: Box
    outline: tuple[Segment, ...]
    box: Box | None
    fit: Literal["cover", "contain", "stretch"] = "cover"
    align: tuple[float, float] = (0.5, 0.5)
    graded: bool = True
    smooth: bool = True


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip by one path."""

    segments: tuple[Segment, ...]
    matrix: Matrix
    even_odd: bool = False


@dataclass(frozen=True, slots=True)
class Shadow:
    """A drop shadow, in the user space of the group's `matrix`.

    `gain` multiplies the alpha before the blur (design tools harden it); `knockout` leaves the shadow out under what casts it.
    """

    dx: float
    dy: float
    deviation: tuple[float, float]
    color: Color
    gain: float = 1.0
    knockout: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """What a filter does to a group: shadows under it (the common case), or any effect, as the text of a `<filter>`.

    `value` is the CSS value to apply (`url(#…)` of a filter in `definitions`, or functions); `region` the box that nothing
    passes, in the user space of the group's `matrix`.
    """

    shadows: tuple[Shadow, ...] = ()
    value: str = ""
    definitions: str = ""
    region: Box | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """What isolates its children: filter → clip → mask → opacity → operator, in this order.

    `operator` is a CSS blend mode. `matrix` is the user space of the element (its filter's lengths).
    A mask is a white area under the element's own mask and clip: its alpha is what stays.
    """

    children: tuple[Node, ...]
    matrix: Matrix
    box: Box | None
    opacity: float = 1.0
    operator: str = "normal"
    clip: Clip | None = None
    mask: Markup | None = None
    filter: Filter | None = None


@dataclass(frozen=True, slots=True)
class Moving:
    """What a moving element draws, its own transform left out: it acts in the space that `matrix` maps. Only clips have it.

    `index` says which element of the scene's motion it is; `opacity`, `operator` and `clip` are what the element has at rest.
    """

    children: tuple[Node, ...]
    matrix: Matrix
    index: int
    opacity: float = 1.0
    operator: str = "normal"
    clip: Clip | None = None
    box: Box | None = None


Node = PlainRun | RichRun | Glyphs | Bitmap | Group | Moving


@dataclass(frozen=True, slots=True)
class Scene:
    """The whole picture. `viewport` is what percentages left in rich markup refer to."""

    nodes: tuple[Node, ...]
    size_px: tuple[int, int]
    device: Matrix
    viewport: tuple[float, float]
