"""Which element of a styled tree plays which role: slots in drawing order, frames with their boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from visualgen.render.products import Box, Matrix
from visualgen.svg.attributes import Element, tag
from visualgen.svg.matrix import IDENTITY, multiply, parse_transform
from visualgen.svg.shapes import SHAPES, geometry_box
from visualgen.template.names import ROLE


@dataclass(frozen=True, slots=True)
class FrameBox:
    """A frame's box in the user space that `matrix` maps to the root; `element` is the layer that carries the name."""

    element: Element
    box: Box
    matrix: Matrix


@dataclass(frozen=True, slots=True)
class Roles:
    """`slots` are (instance name, element) in drawing order; `frames_to_hide` are the drawn frame shapes."""

    slots: tuple[tuple[str, Element], ...]
    frames: Mapping[str, Sequence[FrameBox]]
    frames_to_hide: tuple[Element, ...]

    def frame_of(self, name: str, element: Element) -> FrameBox | None:
        """Return the frame of that name nearest to the text: the one that shares the deepest group with it."""
        line = [element, *element.iterancestors()]
        depth = {node: len(line) - steps for steps, node in enumerate(line)}
        shared = [
            (next((depth[node] for node in (frame.element, *frame.element.iterancestors()) if node in depth), 0), frame)
            for frame in self.frames.get(name, ())
        ]
        return max(shared, key=lambda pair: pair[0])[1] if shared else None


def roles_of(root: Element) -> Roles:
    """Read the roles that bind wrote on the tree."""
    slots: list[tuple[str, Element]] = []
    frames: dict[str, list[FrameBox]] = {}
    hidden: list[Element] = []
    for element in root.iter():
        role = element.get(ROLE) if isinstance(element.tag, str) else None
        if role is None:
            continue
        kind, _, name = role.partition(":")
        if kind == "slot":
            slots.append((name, element))
        elif kind == "frame":
            drawn = _frame_shape(element)
            if drawn is not None:
                hidden.append(drawn)
                box = geometry_box(drawn, {}, (100.0, 100.0))
                if box is not None:
                    frames.setdefault(name, []).append(FrameBox(element, box, matrix_to_root(drawn)))
    return Roles(tuple(slots), frames, tuple(hidden))


def matrix_to_root(element: Element, settled: Mapping[Element, Matrix] | None = None) -> Matrix:
    """Return the matrix from the element's user space to the root's; `settled` are the transforms that waited for text boxes."""
    matrix = IDENTITY
    node: Element | None = element
    while node is not None:
        transform = node.get("transform")
        if settled is not None and node in settled:
            matrix = multiply(settled[node], matrix)
        elif transform:
            matrix = multiply(parse_transform(transform), matrix)
        node = node.getparent()
    return matrix


def _frame_shape(element: Element) -> Element | None:
    """The shape that gives a frame its box: the frame itself, or the first shape in the group around the text."""
    if tag(element) in SHAPES:
        return element
    return next((child for child in element if tag(child) in SHAPES), None)
