"""Paints one scene frame by frame: only what changed, from bitmaps that were painted once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import cairocffi as cairo
import numpy as np

from visualgen.brand.model import PhotoTreatment
from visualgen.motion.bake import Baked, Baker, Live, ReelNode, in_space, is_open
from visualgen.motion.damage import merged
from visualgen.motion.effect import State
from visualgen.motion.films import Films
from visualgen.motion.products import OpenFootage, PixelBox
from visualgen.motion.stage import Mover
from visualgen.motion.strokes import drawn
from visualgen.motion.units import counted
from visualgen.render.cache import Cache
from visualgen.render.paint import Painter, painting
from visualgen.render.paint.groups import OPERATORS, clip_to, paint_group
from visualgen.render.paint.target import Target, new_layer, surface_of
from visualgen.render.products import Box, Matrix
from visualgen.render.scene import Clip, Glyphs, Group, Markup, Moving, Node, Scene
from visualgen.settings import Limits
from visualgen.svg.matrix import IDENTITY, determinant, map_box, multiply, union
from visualgen.svg.shapes import rounded_rect

_ON_GRID = 1e-4
"""How near to whole pixels counts as whole: a thousandth of what is seen."""
_SMALL = 0.55
"""Below this much of its size a bitmap is averaged instead of sampled."""
_KEPT = 4
"""How many states of a mover are kept."""
_EVERYTHING = (-math.inf, -math.inf, math.inf, math.inf)


@dataclass(frozen=True, slots=True)
class Look:
    """What a leaf looks like in one frame: everything that its pixels depend on, and the pixels that it can touch."""

    key: tuple[Any, ...]
    box: PixelBox


@dataclass(slots=True)
class Stage:
    """The moment that is being painted."""

    time_s: float = 0.0
    states: Sequence[State] = ()
    held: Sequence[bool] = ()


class Player(Painter):
    """Plays one scene at `fps` from its time 0. `pixels` is the frame that was painted last."""

    def __init__(
        self,
        scene: Scene,
        movers: Sequence[Mover],
        cache: Cache,
        treatment: PhotoTreatment,
        limits: Limits,
        *,
        fps: int,
        duration_s: float,
        open_footage: OpenFootage,
    ) -> None:
        super().__init__(scene, cache, treatment, limits)
        width, height = scene.size_px
        self.frame: PixelBox = (0, 0, width, height)
        self.device, self.movers, self.fps = scene.device, movers, fps
        self.pixels = np.full((height, width, 4), 255, np.uint8)
        self.surface = surface_of(self.pixels, opaque=True)
        self.stage = Stage()
        self.films = Films(treatment, open_footage)
        self.looks: dict[tuple[int, ...], Look] = {}
        self.ends = [mover.over_s for mover in movers]
        self.ended: dict[int, State] = {}
        self.near: list[dict[int, State]] = [{} for _ in movers]
        baker = Baker(Painter(scene, cache, treatment, limits), movers, sampled(duration_s, fps), self.frame)
        with painting():
            self.nodes = baker.bake(scene.nodes, scene.device, ground=True)
        self.masks = baker.masks

    def show(self, time_s: float) -> tuple[PixelBox, ...]:
        """Paint the moment `time_s` of the scene; return the boxes that changed."""
        moments = [self._state(index, time_s) for index in range(len(self.movers))]
        self.stage = Stage(time_s, [state for state, _ in moments], [held for _, held in moments])
        target = Target(cairo.Context(self.surface), IDENTITY, self.device, self.frame)
        looks = dict(self.survey(self.nodes, target, (), 1.0, _EVERYTHING))
        changed = [
            look.box
            for path in looks.keys() | self.looks.keys()
            for look in (self.looks.get(path), looks.get(path))
            if look is not None and (path not in looks or path not in self.looks or looks[path].key != self.looks[path].key)
        ]
        self.looks = looks
        boxes = merged(changed, self.frame)
        if boxes:
            with painting():
                self._repaint(target, boxes)
        return boxes

    def _state(self, index: int, time_s: float) -> tuple[State, bool]:
        """Return what a mover is at a moment, and whether it rests there: it is the same a frame before or after."""
        step = 1 / self.fps
        if time_s - step > self.ends[index]:
            state = self.ended.get(index)
            if state is None:
                state = self.ended[index] = self.movers[index].at(time_s)
            return state, True
        before, state, after = (self._at(index, time_s + shift) for shift in (-step, 0.0, step))
        return state, state.matrix in (before.matrix, after.matrix)

    def _at(self, index: int, time_s: float) -> State:
        """Return what a mover is at a moment near the last ones, which are kept: each frame looks at its neighbours, too."""
        kept, moment = self.near[index], round(time_s * 1e7)
        state = kept.get(moment)
        if state is None:
            state = self.movers[index].at(time_s)
            if len(kept) >= _KEPT:
                del kept[next(iter(kept))]
            kept[moment] = state
        return state

    def _repaint(self, target: Target, boxes: Sequence[PixelBox]) -> None:
        context = target.context
        for box in boxes:
            context.rectangle(*box)
        context.clip()
        first = self.nodes[0] if self.nodes else None
        if not (isinstance(first, Baked) and first.opaque and first.size == self.frame[2:]):
            context.set_source_rgb(1, 1, 1)
            context.paint()
        self.paint(target, self.nodes)  # type: ignore[arg-type]
        self.surface.flush()

    def survey(
        self, nodes: Iterable[ReelNode], target: Target, path: tuple[int, ...], alpha: float, bounds: Box, pad: float = 0.0
    ) -> Iterator[tuple[tuple[int, ...], Look]]:
        """Yield how every leaf looks now, by its place in the tree."""
        for order, node in enumerate(nodes):
            here = (*path, order)
            if isinstance(node, Moving):
                yield from self._survey_moving(node, target, here, alpha, bounds, pad)
            elif isinstance(node, Group):
                more = pad
                if node.filter is not None:
                    scale = sum(abs(value) for value in multiply(target.pixels, node.matrix)[:4])
                    spread = [3.2 * max(shadow.deviation) + max(abs(shadow.dx), abs(shadow.dy)) for shadow in node.filter.shadows]
                    more = pad + (max(spread) * scale if spread else max(self.frame[2:]))
                yield from self.survey(node.children, target, here, alpha * node.opacity, bounds, more)
            else:
                look = self._look(node, target, alpha, bounds, pad)
                if look is not None:
                    yield here, look

    def _survey_moving(
        self, node: Moving, target: Target, path: tuple[int, ...], alpha: float, bounds: Box, pad: float
    ) -> Iterator[tuple[tuple[int, ...], Look]]:
        state, shown = self.stage.states[node.index], self.opacity(node)
        if shown <= 0:
            return
        if state.clip:
            seen = map_box(multiply(self.inner(node, target).pixels, node.matrix), state.clip[0])
            bounds = _cut(bounds, (seen[0] - 1, seen[1] - 1, seen[2] + 1, seen[3] + 1))
        for inner_path, look in self.survey(node.children, self.inner(node, target), path, alpha * shown, bounds, pad):
            yield inner_path, Look((*look.key, state.clip), look.box)

    def _look(self, node: ReelNode, target: Target, alpha: float, bounds: Box, pad: float) -> Look | None:
        if isinstance(node, Baked):
            matrix = multiply(target.pixels, node.to_user)
            box = map_box(matrix, (0.0, 0.0, *node.size))
            key: tuple[Any, ...] = (*(round(value, 4) for value in matrix), round(alpha, 4))
        elif isinstance(node, Live):
            box = map_box(target.pixels, node.box) if node.box is not None else tuple(map(float, self.frame))  # type: ignore[assignment]
            state = self.stage.states[node.index] if node.index is not None else None
            moment = (state.drawn, state.counted) if state is not None else self.films.moment(node.nodes, target, self.stage.time_s)
            key = (*(round(value, 4) for value in target.pixels), round(alpha, 4), moment)
        else:
            return None
        box = _cut(box, bounds)
        x0, y0 = max(math.floor(box[0] - pad) - 1, 0), max(math.floor(box[1] - pad) - 1, 0)
        x1, y1 = min(math.ceil(box[2] + pad) + 1, self.frame[2]), min(math.ceil(box[3] + pad) + 1, self.frame[3])
        return Look(key, (x0, y0, x1 - x0, y1 - y0)) if x1 > x0 and y1 > y0 else None

    def opacity(self, node: Moving) -> float:
        """Return a moving node's opacity now."""
        found = self.stage.states[node.index].opacity
        return node.opacity if found is None else found

    def inner(self, node: Moving, target: Target) -> Target:
        """Return the target with the node's movement in it."""
        return replace(target, pixels=multiply(target.pixels, in_space(node.matrix, self.stage.states[node.index].matrix)))

    def paint(self, target: Target, nodes: Iterable[Node]) -> None:
        """Paint nodes in order, as they are at this moment."""
        for node in nodes:
            if isinstance(node, Baked):
                self._baked(target, node, 1.0)
            elif isinstance(node, Live):
                self._live(target, node)
            elif isinstance(node, Moving):
                self._moving(target, node)
            elif isinstance(node, Group):
                self._group(target, node)
            else:
                super().paint(target, (node,))

    def _group(self, target: Target, group: Group) -> None:
        """Paint a group; one bitmap that moves behind a window is painted in place."""
        only = group.children[0] if len(group.children) == 1 else None
        one = isinstance(only, Moving) and len(only.children) == 1 and isinstance(only.children[0], Baked) and only.operator == "normal"
        if one and group.operator == "normal" and is_open(replace(group, clip=None)):
            target.context.save()
            clip_to(target, group.clip)
            self.paint(target, group.children)
            target.context.restore()
        else:
            paint_group(self, target, self._now(group))

    def rendered(self, target: Target, markup: Markup, place: PixelBox, *, keep: bool = True) -> cairo.ImageSurface:
        """Return what the full engine makes of `markup` on the pixels of `place`; a mask is drawn once, and moves as a bitmap."""
        mask = self.masks.get(id(markup))
        if mask is None or not mask.covers(target.pixels, place):
            return super().rendered(target, markup, place, keep=keep)
        surface, layer = new_layer(target, place)
        if mask.baked is not None:
            self._baked(layer, mask.baked, 1.0)
        return surface

    def _now(self, group: Group) -> Group:
        """Return a group with the reach that it and what moves in it have at this moment."""
        children = tuple(
            replace(child, box=self.reach((child,), IDENTITY)) if isinstance(child, Moving) else child for child in group.children
        )
        box = self.reach(children, IDENTITY)
        if group.filter is not None and box is not None:
            scale = sum(abs(value) for value in group.matrix[:4])
            spread = [3.2 * max(shadow.deviation) + max(abs(shadow.dx), abs(shadow.dy)) + 2 for shadow in group.filter.shadows]
            pad = max(spread) * scale if spread else math.inf
            box = (box[0] - pad, box[1] - pad, box[2] + pad, box[3] + pad) if spread else group.box
        return replace(group, children=children, box=box)

    def _boxed(self, node: Node) -> Node:
        return replace(node, box=self.reach((node,), IDENTITY)) if isinstance(node, Moving) else node

    def reach(self, nodes: Iterable[ReelNode], matrix: Matrix) -> Box | None:
        """Return the box that nodes fill now, in user units under `matrix`."""
        box: Box | None = None
        for node in nodes:
            if isinstance(node, Moving):
                if self.opacity(node) > 0:
                    moved = multiply(matrix, in_space(node.matrix, self.stage.states[node.index].matrix))
                    box = union(box, self.reach(node.children, moved))
            elif isinstance(node, Group) and node.filter is None:
                box = union(box, self.reach(node.children, matrix))
            elif node.box is not None:
                box = union(box, map_box(matrix, node.box))
            else:
                return None
        return box or (0.0, 0.0, 0.0, 0.0)

    def _moving(self, target: Target, node: Moving) -> None:
        state, alpha = self.stage.states[node.index], self.opacity(node)
        if alpha <= 0 or not node.children:
            return
        inner = self.inner(node, target)
        if determinant(inner.pixels) == 0:
            return
        if self.stage.held[node.index]:
            inner = _snapped(inner, node)
        context = target.context
        context.save()
        self._clip(inner, node, state)
        operator = OPERATORS.get(node.operator, cairo.OPERATOR_OVER)
        only = node.children[0] if len(node.children) == 1 else None
        if isinstance(only, Baked):
            self._baked(inner, only, alpha, operator)
        elif alpha >= 1 and operator == cairo.OPERATOR_OVER:
            self.paint(inner, node.children)
        else:
            place = target.reach(self.reach((node,), IDENTITY))
            if place is not None:
                target.on_grid()
                context.rectangle(*place)
                context.clip()
                context.push_group()
                self.paint(inner, node.children)
                context.pop_group_to_source()
                context.set_operator(operator)
                context.paint_with_alpha(alpha)
        context.restore()

    def _clip(self, inner: Target, node: Moving, state: State) -> None:
        if state.clip is None and node.clip is not None:
            clip: Clip | None = node.clip
        elif state.clip:
            clip = Clip(rounded_rect(state.clip[0], state.clip[1], state.clip[1]), node.matrix)
        else:
            clip = None
        clip_to(inner, clip)

    def _baked(self, target: Target, baked: Baked, alpha: float, operator: int = cairo.OPERATOR_OVER) -> None:
        matrix = multiply(target.pixels, baked.to_user)
        scale = math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))
        if scale == 0:
            return
        if baked.finer is not None and scale > 1 + _ON_GRID:
            baked = baked.finer
            matrix = multiply(target.pixels, baked.to_user)
            scale = math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))
        x, y = round(matrix[4]), round(matrix[5])
        level = max(abs(matrix[0] - 1), abs(matrix[1]), abs(matrix[2]), abs(matrix[3] - 1)) * max(baked.size) < _ON_GRID * 100
        at_rest = level and abs(matrix[4] - x) < _ON_GRID * 100 and abs(matrix[5] - y) < _ON_GRID * 100
        context = target.context
        context.save()
        full = multiply(target.base, (1.0, 0.0, 0.0, 1.0, x, y) if at_rest else matrix)
        context.set_matrix(cairo.Matrix(*full))
        context.set_source_surface(baked.surface, 0, 0)
        pattern = context.get_source()
        pattern.set_filter(cairo.FILTER_NEAREST if at_rest else cairo.FILTER_BILINEAR if scale > _SMALL else cairo.FILTER_GOOD)
        context.set_operator(operator)
        if alpha < 1:
            context.paint_with_alpha(alpha)
        else:
            context.paint()
        context.restore()

    def _live(self, target: Target, live: Live) -> None:
        if live.index is None:
            self.films.paint(live.nodes, target, self.stage.time_s)
            return
        state = self.stage.states[live.index]
        if state.drawn >= 1 and state.counted >= 1:
            self.paint(target, live.rest)  # type: ignore[arg-type]
            return
        nodes = drawn(live.nodes, state.drawn) if state.drawn < 1 else live.nodes
        if state.counted < 1:
            nodes = tuple(counted(node, state.counted) if isinstance(node, Glyphs) else node for node in nodes)
        for node in nodes:
            if isinstance(node, Glyphs):
                super().paint(target, (node,))
            else:
                self._directly(target, node)  # type: ignore[arg-type]

    def close(self) -> None:
        """Let footage go."""
        self.films.close()


def sampled(duration_s: float, fps: int) -> list[float]:
    """Return the moments at which a scene is looked at to choose its grids: its frames, thinned out in a long one."""
    count = max(math.ceil(duration_s * fps), 1)
    step = max(count // 600, 1)
    return [index / fps for index in range(0, count, step)]


def _snapped(inner: Target, node: Moving) -> Target:
    """Return the target with whole pixels where the layer rests upright: half pixels would soften its edges."""
    only = node.children[0] if len(node.children) == 1 else None
    if not isinstance(only, Baked):
        return inner
    matrix = multiply(inner.pixels, only.to_user)
    if max(abs(matrix[0] - 1), abs(matrix[1]), abs(matrix[2]), abs(matrix[3] - 1)) > _ON_GRID:
        return inner
    dx, dy = round(matrix[4]) - matrix[4], round(matrix[5]) - matrix[5]
    return replace(inner, pixels=multiply((1.0, 0.0, 0.0, 1.0, dx, dy), inner.pixels))


def _cut(a: Box, b: Box) -> Box:
    return max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])
