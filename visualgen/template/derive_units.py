"""What moves as one when a ratio is derived: layers, single shapes, and groups too small to be taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml.etree import _Element as Element

from visualgen.svg.attributes import SVG, local_url, style_value, tag
from visualgen.svg.matrix import IDENTITY, Box, Matrix, map_box, multiply, parse_transform
from visualgen.svg.shapes import SHAPES, geometry_box, ids_of
from visualgen.template.boxes import text_boxes
from visualgen.template.names import role_of

SMALL = 0.5
_INSIDE = 1.0
_CURVE = re.compile("[CcSsQqTtAa]")
_WHOLE = 0.98
_SKIPPED = frozenset(
    {
        "defs", "style", "title", "desc", "metadata", "clipPath", "mask", "symbol", "pattern", "marker", "filter", "linearGradient",
        "radialGradient",
    }
)  # fmt: skip
MOVES = "data-moves"
"""On a group that is there only so that its layers move together in a clip: a derived ratio sees through it."""

_GROUPS = frozenset({"g", "a", "switch"})
_ISOLATING = ("clip-path", "mask", "filter")


@dataclass(frozen=True, slots=True)
class Unit:
    """Something that moves as one. `box` is in the root's user space, `matrix` maps the element's parent to the root.

    `branch` are the `if:` and `unless:` groups it is in: what is not in them may not be drawn together with it.
    """

    element: Element
    box: Box
    matrix: Matrix
    role: str
    name: str
    pins: tuple[str, ...]
    branch: frozenset[Element] = frozenset()
    follows: str = ""
    """The slot whose words clip it: it goes where that slot's frame goes."""

    def stands_on(self, other: Unit, slack: float = 1.0) -> bool:
        """Say whether `other` is a shape that holds this unit, and is drawn whenever it is. `slack` is the part that must lie on it."""
        if other is self or not other.holds or not other.branch <= self.branch:
            return False
        across = min(self.box[2], other.box[2]) - max(self.box[0], other.box[0])
        down = min(self.box[3], other.box[3]) - max(self.box[1], other.box[1])
        wide, high = self.box[2] - self.box[0], self.box[3] - self.box[1]
        return across >= slack * wide - _INSIDE and down >= slack * high - _INSIDE

    @property
    def area(self) -> float:
        """The box's area in square user units."""
        return (self.box[2] - self.box[0]) * (self.box[3] - self.box[1])

    @property
    def framed(self) -> bool:
        """Whether it is a slot's text, which goes where its frame goes."""
        return self.role == "slot" and self._has_text

    @property
    def led(self) -> bool:
        """Whether it goes where a frame goes."""
        return self.framed or bool(self.follows)

    @property
    def clipped(self) -> bool:
        """Whether it is a group of pictures that a clip or a mask cuts out."""
        cut = any(style_value(self.element, name) not in (None, "none") for name in ("clip-path", "mask"))
        return cut and self.role not in ("slot", "brand") and not self._has_text and is_upright(self.own_matrix)

    @property
    def _has_text(self) -> bool:
        return any(tag(child) == "text" for child in self.element.iter())

    @property
    def is_content(self) -> bool:
        """Whether it is words or a logo: what the safe zone is for."""
        return self.role == "frame" or self._has_text or (self.role == "brand" and self.name.startswith("logo"))

    @property
    def holds(self) -> bool:
        """Whether what stands in it belongs to it."""
        return tag(self.element) != "text" and self.role != "frame" and not self.framed

    @property
    def solid(self) -> bool:
        """Whether it must keep its proportions."""
        if self.role == "brand":
            return self.name.startswith("logo")
        if self.role == "slot" and not self.framed:
            return False
        return tag(self.element) not in ("rect", "image", "line", "path", "polygon", "polyline") or not is_upright(self.own_matrix)

    @property
    def curved(self) -> bool:
        """Whether it is drawn with curves, which stretching would bend, or holds art of the brand."""
        return self.role == "brand" or (tag(self.element) == "path" and _CURVE.search(self.element.get("d") or "") is not None)

    @property
    def own_matrix(self) -> Matrix:
        """The matrix from the element's own user space to the root's."""
        return multiply(self.matrix, parse_transform(self.element.get("transform")))


def is_upright(matrix: Matrix) -> bool:
    """Say whether a matrix only moves and scales."""
    return abs(matrix[1]) < 1e-9 and abs(matrix[2]) < 1e-9 and matrix[0] > 0 and matrix[3] > 0


def units_of(root: Element, canvas: Box, pins: Mapping[str, tuple[str, ...]]) -> list[Unit]:
    """Return the units of a drawing in paint order. A list's item and its twin come into one group."""
    _join_twins(root)
    return list(_Walk(root, canvas, pins).below(root, IDENTITY, frozenset()))


def clipping_slots(root: Element) -> dict[Element, tuple[Element, str]]:
    """Return the texts of slots that stand in a clip: the clip and the slot's name by text."""
    found: dict[Element, tuple[Element, str]] = {}
    for text in root.iter(SVG + "text"):
        clip = next(text.iterancestors(SVG + "clipPath"), None)
        role, name = role_of(text)
        if clip is not None and role == "slot":
            found[text] = (clip, name)
    return found


def _join_twins(root: Element) -> None:
    """Put each `each:` group and the `/2` beside it into a group of their own, where nothing is painted between them."""
    for group in list(root.iter(SVG + "g")):
        role, name = role_of(group)
        twin = group.getnext()
        parent = group.getparent()
        if role == "each" and parent is not None and twin is not None and role_of(twin) == ("each", f"{name}/2"):
            holder = group.makeelement(SVG + "g", {})
            parent.replace(group, holder)
            holder.extend([group, twin])


def frame_of(text: Unit, units: Iterable[Unit]) -> Unit | None:
    """Return the frame of a slot's text: of those of its name the one that is drawn together with it."""
    frames = [unit for unit in units if unit.role == "frame" and unit.name == (text.follows or text.name)]
    return max(frames, key=lambda frame: (frame.branch <= text.branch, len(frame.branch & text.branch)), default=None)


def stretch_clips(root: Element, canvas: Box, size: tuple[float, float]) -> None:
    """Give clips and masks as large as the canvas (Figma puts one around every frame) the new canvas's size."""
    for element in root.iter("*"):
        parent = element.getparent()
        if tag(element) == "rect" and parent is not None and tag(parent) in ("clipPath", "mask"):
            box = geometry_box(element, {}, (canvas[2] - canvas[0], canvas[3] - canvas[1]), parse_transform(element.get("transform")))
            if box is not None and _covers(box, canvas) and element.get("transform") is None:
                for key, value in zip(("x", "y", "width", "height"), (canvas[0], canvas[1], *size), strict=True):
                    element.set(key, f"{value:.10g}")


class _Walk:
    """Walks down a drawing, deciding where units begin."""

    def __init__(self, root: Element, canvas: Box, pins: Mapping[str, tuple[str, ...]]) -> None:
        self.ids = ids_of(root)
        self.texts = text_boxes(root)
        self.canvas, self.pins = canvas, pins
        self.viewport = (canvas[2] - canvas[0], canvas[3] - canvas[1])
        self.clipping = dict(clipping_slots(root).values())

    def below(self, parent: Element, matrix: Matrix, branch: frozenset[Element], follows: str = "") -> Iterator[Unit]:
        for element in parent:
            name = tag(element)
            if name is None or name in _SKIPPED or (element.get("display") == "none" and role_of(element)[0] != "frame"):
                continue
            role, layer = role_of(element)
            own = multiply(matrix, parse_transform(element.get("transform")))
            box = self.box(element, own)
            if box is None:
                continue
            inside = branch | {element} if role in ("if", "unless") else branch
            if name in _GROUPS and not self.is_one(element, role, layer, box, own):
                yield from self.below(element, own, inside, self.words_of(element) or follows)
            else:
                yield Unit(element, box, matrix, role, layer, self.pins.get(layer, ()), inside, follows)

    def box(self, element: Element, matrix: Matrix) -> Box | None:
        if tag(element) == "text":
            return map_box(matrix, self.texts[element]) if element in self.texts else None
        return geometry_box(element, self.ids, self.viewport, matrix, self.texts)

    def is_one(self, element: Element, role: str, layer: str, box: Box, matrix: Matrix) -> bool:
        """Say whether a group is carried over as one: a slot, a pinned layer, something turned or isolated, or something small."""
        if role in ("slot", "brand") or (layer and layer in self.pins) or not is_upright(matrix):
            return True
        if self.is_run(element, matrix):
            return True
        if "transform" in (element.get("style") or "") or any(self.isolates(element, name) for name in _ISOLATING):
            return True
        return self.is_small(box) and element.get(MOVES) is None

    def is_run(self, element: Element, matrix: Matrix) -> bool:
        """Say whether a group holds a list's item and its twin, each of which moves as one: the step between them must stay."""
        items = [child for child in element if role_of(child)[0] == "each"]
        boxes = [self.box(item, multiply(matrix, parse_transform(item.get("transform")))) for item in items]
        small = [box for box in boxes if box is not None and self.is_small(box)]
        return len(items) > 1 and len(items) == len(element) == len(small)

    def is_small(self, box: Box) -> bool:
        return all(box[axis + 2] - box[axis] < SMALL * self.viewport[axis] for axis in (0, 1))

    def words_of(self, element: Element) -> str:
        """Return the slot whose words clip a group, "" where none do."""
        clip = self.ids.get(local_url(style_value(element, "clip-path") or "")[0] or "")
        return self.clipping.get(clip, "") if clip is not None else ""

    def isolates(self, element: Element, name: str) -> bool:
        """Say whether a group has a clip, mask or filter that is not just the canvas's edge."""
        value = style_value(element, name)
        if value in (None, "none") or (name == "clip-path" and self.words_of(element)):
            return False
        target = self.ids.get(local_url(value)[0] or "")
        shapes = [child for child in target if tag(child) in SHAPES] if target is not None else []
        if name != "clip-path" or len(shapes) != 1 or tag(shapes[0]) != "rect":
            return True
        box = geometry_box(shapes[0], {}, self.viewport)
        return box is None or not _covers(box, self.canvas)


def _covers(box: Box, canvas: Box) -> bool:
    width, height = canvas[2] - canvas[0], canvas[3] - canvas[1]
    across = min(box[2], canvas[2]) - max(box[0], canvas[0])
    down = min(box[3], canvas[3]) - max(box[1], canvas[1])
    return across >= _WHOLE * width and down >= _WHOLE * height
