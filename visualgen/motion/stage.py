"""Who moves in a placed drawing: the effect of every animated element, with the boxes that texts have by now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from visualgen.errors import LimitExceeded, SvgError
from visualgen.motion.effect import Effect, State
from visualgen.motion.reading import MotionProblem, line_of, read_effect, seconds
from visualgen.motion.units import UNITS, Unit, split
from visualgen.render.products import Box, Matrix, Placed
from visualgen.render.scene import Bitmap, Clip, Glyphs, Group, Moving, Node, Scene
from visualgen.render.style.clip_shapes import stroke_box
from visualgen.render.transforms import BOX_ORIGINS
from visualgen.svg.attributes import Element, element_name, tag
from visualgen.svg.matrix import map_box, union
from visualgen.svg.shapes import geometry_box

STAGGER = "data-stagger"
INSIDE = "data-moves"
"""`inside`: a photo moves behind its window, which stays; `scene`: its animations last as long as the scene; `together`: the group is
there for motion alone."""

DEFAULT_GAP_S = 0.06
LONGEST_STAGGER_S = 1.4
LONGEST_TYPING_S = 2.4
MOST_MOVERS = 400
MOST_PARTS = 240
"""Beyond so many parts a text is taken apart into larger ones: it would not be seen, and each part is a layer."""

_SHUT = frozenset({"defs", "clipPath", "mask", "marker", "pattern", "filter", "symbol"})


@dataclass(frozen=True, slots=True)
class Mover:
    """One element that moves. `delay_s` puts its effect off (a word of a staggered text); `inside`: behind a photo's window;
    `whole_scene`: its animations last as long as the scene, however they are written."""

    effect: Effect
    delay_s: float = 0.0
    inside: bool = False
    whole_scene: bool = False
    around: Around | None = None

    def at(self, time_s: float) -> State:
        """Return what it is at a moment of its scene."""
        effect = self.effect if self.around is None else self.around.effect_at(time_s)
        return effect.at(time_s - self.delay_s)

    @property
    def over_s(self) -> float:
        """When nothing changes any more: infinite where something never ends."""
        own = self.delay_s + self.effect.over_s
        return own if self.around is None else max(own, *(mover.over_s for mover in self.around.inner.values()))


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """A group whose own box, which its origin refers to, moves with what moves in it."""

    inner: Mapping[Element, Mover]
    effect_with: Callable[[Mapping[Element, Matrix]], Effect]

    def effect_at(self, time_s: float) -> Effect:
        """Return the group's effect with the box that it has at a moment."""
        return self.effect_with({element: mover.at(time_s).matrix for element, mover in self.inner.items()})


@dataclass(frozen=True, slots=True)
class Cast:
    """The elements that move, by number; `stagger` says in what parts, and how far apart (seconds)."""

    indices: Mapping[Element, int]
    movers: tuple[Mover, ...]
    stagger: Mapping[int, tuple[Unit, float]]


def cast(placed: Placed, gap_s: float = DEFAULT_GAP_S) -> Cast:
    """Return who moves in a drawing. Raises `SvgError` for the first thing that is not played."""
    found, problems = read_cast(placed, gap_s)
    if problems:
        problem = problems[0]
        raise SvgError(f"{problem.property}: {problem.message}", mend=problem.mend, layer=problem.layer, line=problem.line)
    return found


def read_cast(placed: Placed, gap_s: float = DEFAULT_GAP_S) -> tuple[Cast, list[MotionProblem]]:
    """Return who moves in a drawing and everything that is not played."""
    styled = placed.styled
    texts = {text.element: text.block.box for text in placed.texts.values()}
    indices: dict[Element, int] = {}
    movers: list[Mover] = []
    stagger: dict[int, tuple[Unit, float]] = {}
    problems: list[MotionProblem] = []
    inside = set(styled.root.iter("*"))
    for element in styled.moved:
        if element not in inside or element in placed.removed:
            continue
        if any(tag(node) in _SHUT for node in (element, *element.iterancestors())):
            mend = "animate the layer that uses it instead"
            problems.append(
                MotionProblem(element_name(element), "animation", "what is in a definition does not move", mend, line_of(element))
            )
            continue
        effect, refused = _effect(element, placed, texts, {})
        problems += refused
        if effect is not None:
            indices[element] = len(movers)
            found = _stagger(element, gap_s)
            if found is not None:
                stagger[len(movers)] = found
            marks = (element.get(INSIDE) or "").split()
            movers.append(Mover(effect, inside="inside" in marks, whole_scene="scene" in marks))
    for element in reversed(tuple(indices)):  # what is inside comes later in the tree
        _surround(element, placed, texts, indices, movers)
    return Cast(indices, tuple(movers), stagger), problems


def _effect(
    element: Element, placed: Placed, texts: Mapping[Element, Box], moves: Mapping[Element, Matrix]
) -> tuple[Effect | None, list[MotionProblem]]:
    """Return an element's effect with the boxes it has where `moves` are the transforms of what moves in it."""
    styled = placed.styled
    moved = styled.moved[element]
    own = geometry_box(element, styled.ids, styled.viewport, text_boxes=texts, moves=moves)
    view: Box = (0.0, 0.0, *styled.viewport)
    filled = own or (0.0, 0.0, 0.0, 0.0)
    reference = view
    if moved.box in BOX_ORIGINS:
        reference = stroke_box(element, filled) if moved.box in ("stroke-box", "border-box") else filled
    return read_effect(element, moved, reference, stroke_box(element, own) if own is not None else view, reference)


def _surround(element: Element, placed: Placed, texts: Mapping[Element, Box], indices: Mapping[Element, int], movers: list[Mover]) -> None:
    """Let a group's own box follow what moves in it, where its origin refers to that box."""
    index = indices[element]
    inner = {node: movers[indices[node]] for node in element.iterdescendants("*") if node in indices}
    if not inner or movers[index].whole_scene or placed.styled.moved[element].box not in BOX_ORIGINS:
        return

    view = placed.styled
    known = {**texts, **_still_boxes(element, set(inner), lambda node: geometry_box(node, view.ids, view.viewport, text_boxes=texts))}

    def effect_with(moves: Mapping[Element, Matrix]) -> Effect:
        return _effect(element, placed, known, moves)[0] or movers[index].effect

    movers[index] = replace(movers[index], around=Around(inner, effect_with))


def _still_boxes(element: Element, moving: set[Element], box_of: Callable[[Element], Box | None]) -> dict[Element, Box]:
    """Return the boxes, each in its own user space, of the largest parts of an element in which nothing moves."""
    found: dict[Element, Box] = {}
    for child in element.iterchildren("*"):
        if any(node in moving for node in child.iterdescendants("*")):
            found |= _still_boxes(child, moving, box_of)
        elif tag(child) not in ("svg", "symbol", "defs"):  # what has a viewport of its own is measured with it
            box = box_of(child)
            if box is not None:
                found[child] = box
    return found


def _stagger(element: Element, gap_s: float) -> tuple[Unit, float] | None:
    """Return the parts of a text and the time between them, as `data-stagger="word 60ms"` on it, or on the text in it, says."""
    texts = [node for node in element.iter("*") if tag(node) == "text"]
    value = next((node.get(STAGGER) for node in (element, *texts) if node.get(STAGGER)), None)
    words = (value or "").lower().split()
    unit = next((unit for unit in UNITS if unit in words), None)
    if unit is None:
        return None
    gap = next((time for time in map(seconds, words) if time is not None), gap_s)
    return unit, gap


def lasting(found: Cast, duration_s: float) -> Cast:
    """Return the cast with what lasts the whole scene at that length."""
    movers = []
    for mover in found.movers:
        if mover.whole_scene:
            stretched = tuple(
                replace(animation, timing=replace(animation.timing, duration_s=max(duration_s - animation.timing.delay_s, 0.0)))
                for animation in mover.effect.animations
            )
            mover = replace(mover, effect=replace(mover.effect, animations=stretched))
        movers.append(mover)
    return replace(found, movers=tuple(movers))


def settled_s(movers: Iterable[Mover]) -> float:
    """Return when the last entrance has ended; what lasts the whole scene, repeats for ever or only leaves does not count."""
    ends = [mover.delay_s + mover.effect.end_s for mover in movers if not mover.whole_scene and not _leaves(mover)]
    return max(ends, default=0.0)


def _leaves(mover: Mover) -> bool:
    return mover.effect.at(mover.effect.end_s + 1e-6).opacity == 0.0


def spread(scene: Scene, found: Cast) -> tuple[Scene, tuple[Mover, ...]]:
    """Return the scene with staggered texts in their parts and photos moving behind their windows, and who moves in it."""
    spreader = _Spreader(found)
    nodes = spreader.nodes(scene.nodes)
    if len(spreader.movers) > MOST_MOVERS:
        message = f"{len(spreader.movers)} layers and parts of texts move"
        raise LimitExceeded(message, mend="let groups move instead, and texts by word or line")
    return replace(scene, nodes=nodes), tuple(spreader.movers)


class _Spreader:
    def __init__(self, found: Cast) -> None:
        self.found = found
        self.movers = list(found.movers)

    def nodes(self, nodes: Iterable[Node]) -> tuple[Node, ...]:
        result: list[Node] = []
        for node in nodes:
            if isinstance(node, Moving):
                result.extend(self.moving(node))
            elif isinstance(node, Group):
                result.append(replace(node, children=self.nodes(node.children)))
            else:
                result.append(node)
        return tuple(result)

    def moving(self, node: Moving) -> list[Node]:
        mover = self.movers[node.index]
        if mover.inside:
            return _behind_windows(node)
        stagger = self.found.stagger.get(node.index)
        parts = _few_parts(node.children, stagger[0]) if stagger is not None else []
        if stagger is None or len(parts) < 2:
            return [replace(node, children=self.nodes(node.children))]
        typed = all(animation.timing.duration_s <= 0.02 for animation in mover.effect.animations)
        gap = min(stagger[1], (LONGEST_TYPING_S if typed else LONGEST_STAGGER_S) / (len(parts) - 1))
        result: list[Node] = []
        for order, part in enumerate(parts):
            self.movers.append(Mover(_about_part(mover.effect, part), mover.delay_s + order * gap))
            result.append(replace(node, children=(part,), index=len(self.movers) - 1))
        return result


def _few_parts(children: tuple[Node, ...], unit: Unit) -> list[Node]:
    """Return the parts of a text, larger ones where there would be too many."""
    parts: list[Node] = []
    for larger in reversed(UNITS[: UNITS.index(unit) + 1]):
        parts = _parts(children, larger)
        if len(parts) <= MOST_PARTS:
            break
    return parts


def _parts(children: tuple[Node, ...], unit: Unit) -> list[Node]:
    """Return what a staggered element draws as parts: its texts split, anything else as it is."""
    parts: list[Node] = []
    for child in children:
        if isinstance(child, Glyphs):
            parts.extend(split(child, unit))
        elif isinstance(child, Group) and len(child.children) == 1 and isinstance(child.children[0], Glyphs):
            pieces = split(child.children[0], unit)
            parts.extend(replace(child, children=(part,), box=_group_box(child, part)) for part in pieces)
        else:
            parts.append(child)
    return parts


def _group_box(group: Group, part: Glyphs) -> Box | None:
    """Return the reach of a group around a part: a filter's is not known."""
    return part.box if group.filter is None else None


def _about_part(effect: Effect, part: Node) -> Effect:
    """Return the effect about a part's own middle, where it is about the middle of the whole."""
    box = _text_box(part)
    whole = effect.clip_box
    middle = ((whole[0] + whole[2]) / 2, (whole[1] + whole[3]) / 2)
    if box is None:
        return effect
    near = abs(effect.origin[0] - middle[0]) < 0.5 and abs(effect.origin[1] - middle[1]) < 0.5
    origin = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) if near else effect.origin
    return replace(effect, origin=origin, clip_box=box)


def _text_box(part: Node) -> Box | None:
    if isinstance(part, Group) and part.children:
        return _text_box(part.children[0])
    return part.block.box if isinstance(part, Glyphs) else None


def _behind_windows(node: Moving) -> list[Node]:
    """Return the photos of a moving node, each moving behind its own outline; what else it draws stays still."""
    result: list[Node] = []
    for child in node.children:
        if isinstance(child, Bitmap):
            result.append(_windowed(node, child))
        elif isinstance(child, Group) and child.filter is None and any(isinstance(inner, Bitmap) for inner in child.children):
            inner = tuple(_windowed(node, one) if isinstance(one, Bitmap) else one for one in child.children)
            result.append(replace(child, children=inner))
        else:
            result.append(child)
    return result


def _windowed(node: Moving, photo: Bitmap) -> Group:
    x0, y0, x1, y1 = photo.area
    edge = (("M", x0, y0), ("L", x1, y0), ("L", x1, y1), ("L", x0, y1), ("Z",))
    whole = replace(photo, outline=edge, box=map_box(photo.matrix, photo.area))
    inner = replace(node, children=(whole,), opacity=1.0, operator="normal", clip=None)
    return Group((inner,), photo.matrix, photo.box, opacity=node.opacity, operator=node.operator, clip=Clip(photo.outline, photo.matrix))


def reach(nodes: Iterable[Node]) -> Box | None:
    """Return the box of what nodes draw at rest, None where it is not known."""
    box: Box | None = None
    for node in nodes:
        inner = reach(node.children) if isinstance(node, Moving) else node.box
        if inner is None:
            return None
        box = union(box, inner)
    return box
