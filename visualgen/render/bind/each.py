"""`if:`, `unless:` and `each:` carried out: what is not to be drawn leaves the tree, what repeats is copied along its step."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml.etree import _Element as Element

from visualgen.render.bind.ids import rename_ids
from visualgen.svg.attributes import SVG
from visualgen.svg.matrix import Box, number_text
from visualgen.template.boxes import boxed
from visualgen.template.model import SlotSpec
from visualgen.template.names import ROLE, role_of

_NEGLIGIBLE = 0.5
_TOLERANCE = 1.001


@dataclass(frozen=True, slots=True)
class Scope:
    """Which names have a value here. `prefix` is what instance names begin with (`items.0.`); `around` the scope outside the list."""

    present: frozenset[str]
    lists: Mapping[str, Sequence[Any]]
    specs: Mapping[str, SlotSpec]
    prefix: str = ""
    around: Scope | None = None

    def has(self, name: str) -> bool:
        """Say whether a name has a value, here or outside."""
        if self.around is None or name in self.specs or name == "index":
            return name in self.present
        return self.around.has(name)

    def inside(self, name: str, index: int, item: Mapping[str, Any] | None) -> Scope:
        """Return the scope of one item of the list `name`; None for the drawn sample."""
        fields = self.specs[name].fields if name in self.specs else {}
        shown = frozenset(fields) if item is None else frozenset(key for key, value in item.items() if value)
        lists = {key: value for key, value in (item or {}).items() if isinstance(value, (list, tuple))}
        return Scope(shown | {"index"}, lists, fields, f"{self.prefix}{name}.{index}.", self)


def settle_structure(root: Element, scope: Scope, canvas: Box) -> dict[str, SlotSpec]:
    """Carry out every condition and repetition below `root`; return the slots that are left, by instance name.

    `canvas` is the drawing's box, which a run of items must not leave.
    """
    found: dict[str, SlotSpec] = {}
    _settle(root, scope, canvas, found)
    return found


def _settle(element: Element, scope: Scope, canvas: Box, found: dict[str, SlotSpec]) -> None:
    done: set[Element | None] = set()
    for child in list(element):
        kind, name = role_of(child)
        if child in done or child.getparent() is not element or (kind == "each" and name.endswith("/2") and _first(child, name)):
            continue
        match kind:
            case "if" | "unless" if scope.has(name) != (kind == "if"):
                _remove(child)
                continue
            case "if" | "unless":
                del child.attrib[ROLE]
            case "each":
                done.add(_repeat(child, name.partition("/")[0], scope, canvas, found))
                continue
            case "slot" | "frame" if scope.prefix:
                own = name == "index" or name in scope.specs
                child.set(ROLE, f"{kind}:{scope.prefix if own else _outer_prefix(scope, name)}{name}")
        if kind == "slot":
            _note(child, name, scope, found)
        _settle(child, scope, canvas, found)
    for child in list(element):
        if role_of(child)[0] == "each":  # a twin too many
            _remove(child)


def _note(element: Element, name: str, scope: Scope, found: dict[str, SlotSpec]) -> None:
    spec: SlotSpec | None = SlotSpec("index", "text") if scope.prefix and name == "index" else None
    around: Scope | None = scope
    while spec is None and around is not None:
        spec, around = around.specs.get(name), around.around
    if spec is not None:
        found[role_of(element)[1]] = spec


def _outer_prefix(scope: Scope, name: str) -> str:
    around = scope.around
    while around is not None and name not in around.specs and around.around is not None:
        around = around.around
    return around.prefix if around is not None else ""


def _repeat(group: Element, name: str, scope: Scope, canvas: Box, found: dict[str, SlotSpec]) -> Element | None:
    """Draw a group once per item, along the step to its twin; without items of its own the drawn sample stays. Return the twin."""
    parent = group.getparent()
    if parent is None:
        return None
    twin = _twin(group, name)
    items = scope.lists.get(name)
    if items is None:
        for index, drawn in enumerate(element for element in (group, twin) if element is not None):
            del drawn.attrib[ROLE]
            _settle(drawn, scope.inside(name, index, None), canvas, found)
        return twin
    box = boxed(group)
    step = _step(box, boxed(twin) if twin is not None else None)
    room = _room(group, name, canvas)
    if twin is not None:
        _remove(twin)
    scale = _scale(box, step, len(items), room)
    run = group.makeelement(SVG + "g", {})
    run.tail = group.tail
    parent.replace(group, run)
    group.tail = None
    del group.attrib[ROLE]
    if scale < 1:
        x, y = box[0] * (1 - scale), box[1] * (1 - scale)
        run.set("transform", f"matrix({scale:.5f} 0 0 {scale:.5f} {number_text(round(x, 3))} {number_text(round(y, 3))})")
    for index, item in enumerate(items):
        drawn = copy.deepcopy(group)
        place = run
        if index:
            rename_ids(drawn, lambda identifier, index=index: f"{identifier}--{index}")  # type: ignore[misc]
            x, y = round(step[0] * index, 3), round(step[1] * index, 3)
            place = group.makeelement(SVG + "g", {"transform": f"translate({number_text(x)} {number_text(y)})"})
            run.append(place)
        place.append(drawn)
        _settle(drawn, scope.inside(name, index, item), canvas, found)
    return twin


def _twin(group: Element, name: str) -> Element | None:
    """Return the group's `/2` in the same parent."""
    return _sibling(group, f"each:{name}/2")


def _first(twin: Element, name: str) -> bool:
    """Say whether the group that a `/2` belongs to is beside it."""
    return _sibling(twin, f"each:{name.removesuffix('/2')}") is not None


def _sibling(element: Element, role: str) -> Element | None:
    parent = element.getparent()
    siblings = list(parent) if parent is not None else []
    return next((sibling for sibling in siblings if sibling is not element and sibling.get(ROLE) == role), None)


def _step(box: Box, twin: Box | None) -> tuple[float, float]:
    """Return the offset from one item to the next: to the twin, else down by the group's height."""
    if twin is None:
        return 0.0, box[3] - box[1]
    x, y = twin[0] - box[0], twin[1] - box[1]
    return (x if abs(x) > _NEGLIGIBLE else 0.0), (y if abs(y) > _NEGLIGIBLE else 0.0)


def _room(group: Element, name: str, canvas: Box) -> Box:
    """Return the box that a run of items must stay in: the list's own frame, else the canvas."""
    for element in group.getroottree().iter("*"):
        if element.get(ROLE) == f"frame:{name}":
            return boxed(element)
    return canvas


def _scale(box: Box, step: tuple[float, float], count: int, room: Box) -> float:
    """Return by how much a run is made smaller so that its last item stays in the room."""
    scales = [1.0]
    for axis in (0, 1):
        if step[axis] > 0:
            length = step[axis] * (count - 1) + box[axis + 2] - box[axis]
            left = room[axis + 2] - box[axis]
            if length > left * _TOLERANCE and left > 0:
                scales.append(left / length)
    return min(scales)


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
