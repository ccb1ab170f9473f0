"""layers: the placed drawing becomes a Scene: what each engine paints, in order, and what isolates it.

*Special* is what leaves the SVG: text, photos, and elements whose blend mode escapes to what lies under them. A subtree with
nothing special is plain (canonical leaves) or one rich atom; a container of something special is walked into; what isolates
it (opacity, clip, mask, filter, blend) becomes a Group. Neighbours of one kind are merged into runs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree
from lxml.etree import _Element as Element

from visualgen.errors import LimitExceeded
from visualgen.render.cache import Cache
from visualgen.render.layers.bounds import paint_box, transform_of
from visualgen.render.layers.groups import Isolation, grouped, is_isolating
from visualgen.render.layers.markup import Cutter
from visualgen.render.layers.pictures import drawn_bitmap, placed_bitmap
from visualgen.render.layers.plain import absent, faded, plain_items
from visualgen.render.layers.runs import Piece, RichAtom, joined_box, merged
from visualgen.render.layers.special import Special, find_special, fixed_traits
from visualgen.render.layers.text import glyphs_of, text_reach
from visualgen.render.products import Matrix, PictureValue, Placed
from visualgen.render.scene import (
    Clip,
    Faded,
    Glyphs,
    Group,
    Leaf,
    Moving,
    Node,
    Scene,
)
from visualgen.svg.attributes import INHERITED, element_name, href, style_value, tag
from visualgen.svg.lengths import fraction, length
from visualgen.svg.matrix import IDENTITY, determinant, multiply, translation
from visualgen.svg.path import Segment
from visualgen.svg.shapes import SHAPES, view_box, view_box_matrix, viewport_size

_NEVER_DRAWN = frozenset(
    {
        *("defs", "clipPath", "mask", "marker", "pattern", "filter", "symbol", "linearGradient", "radialGradient"),
        *("style", "title", "desc", "metadata", "font", "view", "script"),
    }
)
_DEPTH = 200
_MOST_KEPT = 20_000
"""Pieces kept per tree: an element under a transform that waits for texts gets new ones with every content."""

_ISOLATING = ("style", "transform", "clip-path", "mask", "opacity", "filter", "mix-blend-mode", "isolation")


@dataclass(frozen=True, slots=True)
class _State:
    """What an element gets from above."""

    matrix: Matrix
    inherited: Mapping[str, str]
    viewport: tuple[float, float]
    depth: int = 0


@dataclass(slots=True)
class _Memo:
    """What has been found out about one styled tree and holds for every content."""

    root: Element
    special: Special
    pieces: dict[tuple[Element, Matrix], tuple[Piece, ...]] = field(default_factory=dict)
    texts: dict[Element, str] = field(default_factory=dict)
    pictures: dict[Element, PictureValue] = field(default_factory=dict)


def layers(placed: Placed, cache: Cache | None = None, moving: Mapping[Element, int] | None = None) -> Scene:
    """Return what is to be painted. With a cache, what does not depend on the content is found once per styled tree.

    For a clip, `moving` numbers the elements that move: each becomes a `Moving` node of that index.
    """
    styled = placed.styled
    memo: _Memo | None = cache.get(("layers", styled.key)) if cache is not None else None
    if memo is None or memo.root is not styled.root:
        memo = _Memo(styled.root, fixed_traits(styled))
        if cache is not None:
            cache.put(("layers", styled.key), memo, 2_000 * sum(1 for _ in styled.root.iter()))
    return _Splitter(placed, memo, moving or {}).scene()


class _Splitter:
    def __init__(self, placed: Placed, memo: _Memo, moving: Mapping[Element, int]) -> None:
        self.placed = placed
        self.ids = placed.styled.ids
        self.special, self.edited = find_special(placed, memo.special, moving)
        self.moving = moving
        self.memo = memo
        self.cutter = Cutter(placed, self.edited, memo.texts)

    def scene(self) -> Scene:
        root, styled = self.placed.styled.root, self.placed.styled
        state = _State(IDENTITY, _inherited(root, {}), styled.viewport)
        pieces = self.children(root, state)
        nodes = self.runs(pieces)
        if is_isolating(root) and nodes:
            nodes = (self.group(root, nodes, state),)
        return Scene(nodes, styled.size_px, styled.device, styled.viewport)

    def children(self, element: Iterable[Element], state: _State) -> list[Piece]:
        pieces: list[Piece] = []
        for child in element:
            pieces.extend(self.walk(child, state))
        return pieces

    def walk(self, element: Element, state: _State) -> tuple[Piece, ...]:
        """Return what an element draws, in order; `state` is its parent's."""
        name = tag(element)
        if name is None or name in _NEVER_DRAWN:
            return ()
        if state.depth > _DEPTH:
            raise LimitExceeded(f"groups are nested more than {_DEPTH} deep", mend="ungroup", layer=element_name(element))
        if element.get("display") == "none" or element in self.placed.removed:
            return ()
        if element in self.special:
            return self.special_pieces(element, name, state)
        if element in self.edited:
            return self.ordinary_pieces(element, name, state)
        key = (element, state.matrix)
        found = self.memo.pieces.get(key)
        if found is None:
            if len(self.memo.pieces) >= _MOST_KEPT:
                self.memo.pieces.clear()
            found = self.memo.pieces[key] = self.ordinary_pieces(element, name, state)
        return found

    def inside(self, element: Element, state: _State) -> _State:
        """Return the state that the element's content gets."""
        own = IDENTITY if element in self.moving else transform_of(element, self.placed)
        return _State(
            multiply(state.matrix, own),
            _inherited(element, state.inherited),
            state.viewport,
            state.depth + 1,
        )

    def ordinary_pieces(self, element: Element, name: str, state: _State) -> tuple[Piece, ...]:
        """Return the pieces of an element with nothing special in it: leaves, or one rich atom."""
        if name in SHAPES:
            inner = self.inside(element, state)
            leaves = plain_items(element, inner.matrix, inner.inherited, self.ids, state.viewport)
            return (self.rich(element, state),) if leaves is None else leaves
        if name in ("g", "a"):
            return self.ordinary_group(element, state)
        if name == "use":
            expanded = self.plain_use(element, state)
            return (self.rich(element, state),) if expanded is None else expanded
        if name in ("svg", "switch", "image"):
            return (self.rich(element, state),)
        return ()

    def ordinary_group(self, element: Element, state: _State) -> tuple[Piece, ...]:
        opacity = fraction(element.get("opacity"))
        if is_isolating(element, but_opacity=True):
            return (self.rich(element, state),)
        pieces = self.children(element, self.inside(element, state))
        if opacity >= 1:
            return tuple(pieces)
        leaves = tuple(piece for piece in pieces if isinstance(piece, (Leaf, Faded)))
        return faded(opacity, leaves) if len(leaves) == len(pieces) else (self.rich(element, state),)

    def plain_use(self, element: Element, state: _State) -> tuple[Piece, ...] | None:
        """Return the leaves of a `use` of a plain shape or group; None where it is not that simple."""
        target = self.ids.get(href(element)[1:])
        if target is None or tag(target) not in SHAPES | {"g"} or is_isolating(element):
            return None
        pieces = self.walk(target, self.used(element, state))
        return pieces if all(isinstance(piece, (Leaf, Faded)) for piece in pieces) else None

    def used(self, element: Element, state: _State) -> _State:
        inner = self.inside(element, state)
        x = length(element.get("x"), state.viewport[0], default=0.0)
        y = length(element.get("y"), state.viewport[1], default=0.0)
        return replace(inner, matrix=multiply(inner.matrix, translation(x, y)))

    def rich(self, element: Element, state: _State) -> RichAtom:
        body = self.cutter.atom(element, state.matrix, state.inherited, state.viewport)
        return RichAtom(body, paint_box(element, state.matrix, state.inherited, self.placed))

    def special_pieces(self, element: Element, name: str, state: _State) -> tuple[Piece, ...]:
        inner = self.inside(element, state)
        if not _is_visible(inner.matrix):
            return ()
        pieces: list[Piece]
        if element in self.placed.pictures:
            pieces = [*placed_bitmap(self.placed.pictures[element], inner.matrix, inner.inherited)]
        elif name in SHAPES:
            pieces = self.blended_shape(element, inner)
        elif name == "text":
            pieces = self.text(element, inner)
        elif name == "image":
            pieces = [*drawn_bitmap(element, inner.matrix, inner.inherited, state.viewport, self.memo.pictures)]
        elif name == "use":
            pieces = self.special_use(element, state)
        elif name == "svg":
            pieces = self.viewport_pieces(element, self.used(element, state), None)
        elif name == "switch":
            chosen = next((child for child in element if _is_chosen(child)), None)
            pieces = [] if chosen is None else [*self.walk(chosen, inner)]
        else:
            pieces = self.children(element, inner)
        if not pieces:
            return ()
        if element in self.moving:
            return (self.mover(element, pieces, inner, state),)
        if is_isolating(element):
            return (self.group(element, self.runs(pieces), inner),)
        return tuple(pieces)

    def mover(self, element: Element, pieces: list[Piece], inner: _State, state: _State) -> Moving:
        """Return a moving element: what isolates it moves with it, its opacity, blend and plain clip are left to whoever plays it."""
        nodes = self.runs(pieces)
        if not is_isolating(element):
            return Moving(nodes, state.matrix, self.moving[element])
        group = self.group(element, nodes, inner)
        kept = replace(group, opacity=1.0, operator="normal", clip=None if group.filter is None and group.mask is None else group.clip)
        clip = group.clip if kept.clip is None else None
        children = nodes if kept.filter is None and kept.mask is None else (kept,)
        return Moving(children, state.matrix, self.moving[element], group.opacity, group.operator, clip)

    def blended_shape(self, element: Element, inner: _State) -> list[Piece]:
        bare = _without_isolation(element)
        leaves = plain_items(bare, inner.matrix, inner.inherited, self.ids, inner.viewport)
        if leaves is not None:
            return list(leaves)
        body = self.cutter.loose(bare, inner.matrix, inner.inherited, inner.viewport)
        return [RichAtom(body, paint_box(bare, inner.matrix, inner.inherited, self.placed))]

    def text(self, element: Element, inner: _State) -> list[Piece]:
        text = self.placed.texts.get(element)
        if text is None or inner.inherited.get("visibility") in ("hidden", "collapse"):
            return []
        glyphs = glyphs_of(text, inner.matrix, inner.inherited, self.ids, inner.viewport)
        if isinstance(glyphs, Glyphs):
            return [glyphs]
        body = "".join(self.cutter.loose(path, inner.matrix, inner.inherited, inner.viewport) for path in glyphs)
        return [RichAtom(body, text_reach(text, inner.matrix) if absent(inner.inherited.get("stroke")) else None)]

    def special_use(self, element: Element, state: _State) -> list[Piece]:
        target = self.ids.get(href(element)[1:])
        if target is None:
            return []
        inner = self.used(element, state)
        if tag(target) in ("symbol", "svg"):
            return self.viewport_pieces(target, replace(inner, inherited=_inherited(target, inner.inherited)), element)
        return [*self.walk(target, inner)]

    def viewport_pieces(self, element: Element, inner: _State, user: Element | None) -> list[Piece]:
        """Return the content of a nested `svg` or a used `symbol`, clipped to its viewport."""
        size = viewport_size(element, inner.viewport, user)
        box = view_box(element)
        matrix = multiply(inner.matrix, view_box_matrix(box, *size, element.get("preserveAspectRatio")))
        viewport = (box[2], box[3]) if box else size
        pieces = self.children(element, replace(inner, matrix=matrix, viewport=viewport))
        if element.get("overflow") in ("visible", "auto") or not pieces:
            return pieces
        width, height = size
        edge: tuple[Segment, ...] = (("M", 0.0, 0.0), ("L", width, 0.0), ("L", width, height), ("L", 0.0, height), ("Z",))
        nodes = self.runs(pieces)
        return [Group(nodes, inner.matrix, joined_box([node.box for node in nodes]), clip=Clip(edge, inner.matrix))]

    def group(self, element: Element, nodes: tuple[Node, ...], inner: _State) -> Group:
        isolation = Isolation(element, inner.matrix, inner.inherited, inner.viewport)
        return grouped(isolation, nodes, joined_box([node.box for node in nodes]), self.placed, self.cutter)

    def runs(self, pieces: Iterable[Piece]) -> tuple[Node, ...]:
        """Return the pieces with neighbours of one kind merged."""
        return merged(pieces, self.cutter.markup)


def _inherited(element: Element, above: Mapping[str, str]) -> Mapping[str, str]:
    own = {str(name): str(value) for name, value in element.attrib.items() if name in INHERITED}
    order = style_value(element, "paint-order") if "style" in element.attrib else None
    if order:
        own["paint-order"] = order
    return {**above, **own} if own else above


def _is_visible(matrix: Matrix) -> bool:
    """Return whether the matrix leaves any area: text or a photo flattened to a line is not drawn."""
    area = determinant(matrix)
    return math.isfinite(area) and abs(area) > 1e-12


def _is_chosen(child: Element) -> bool:
    """Return whether a `switch` draws this child: a language that we speak and no extension that we lack."""
    if tag(child) in (None, "foreignObject") or child.get("requiredExtensions") is not None:
        return False
    languages = child.get("systemLanguage")
    return languages is None or any(word.strip()[:2].lower() in ("en", "fr") for word in languages.split(","))


def _without_isolation(element: Element) -> Element:
    """Return a copy of a shape without what its group will carry out."""
    bare = etree.Element(element.tag)
    for name, value in element.attrib.items():
        if name not in _ISOLATING:
            bare.set(name, value)
    return bare
