"""Finds what leaves the SVG (or must: filters on turned elements), and every element that must be walked into because of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lxml.etree import _Element as Element

from visualgen.render.layers.bounds import transform_of
from visualgen.render.layers.groups import blend_mode, is_isolating
from visualgen.render.layers.plain import absent
from visualgen.render.products import Placed, Styled
from visualgen.svg.attributes import href, style_value, tag
from visualgen.svg.matrix import IDENTITY, multiply

_SHUT = frozenset({"defs", "clipPath", "mask", "marker", "pattern", "filter", "symbol"})
"""Nothing special shows through these: their content is drawn only where they are referred to."""

_VECTOR_IMAGE = re.compile(r"data:image/svg|.*\.svgz?$", re.S | re.I)


@dataclass(frozen=True, slots=True)
class Special:
    """What is special in a styled tree whatever its content: blends and drawn pictures; its filters and `use` elements."""

    blends: tuple[Element, ...]
    images: tuple[Element, ...]
    filtered: tuple[Element, ...]
    uses: tuple[tuple[Element, Element], ...]


def fixed_traits(styled: Styled) -> Special:
    """Return what is special in every picture made of this tree."""
    blends: list[Element] = []
    images: list[Element] = []
    filtered: list[Element] = []
    uses: list[tuple[Element, Element]] = []
    for element in styled.root.iter():
        name = tag(element)
        if name is None:
            continue
        if name == "image" and href(element) and not _VECTOR_IMAGE.match(href(element)):
            images.append(element)
        if name == "use":
            target = styled.ids.get(href(element)[1:])
            if target is not None:
                uses.append((element, target))
        if not absent(style_value(element, "filter")):
            filtered.append(element)
        if ("style" in element.attrib or "mix-blend-mode" in element.attrib) and blend_mode(element) != "normal":
            blends.append(element)
    return Special(tuple(blends), tuple(images), tuple(filtered), tuple(uses))


def find_special(placed: Placed, traits: Special, moving: Iterable[Element] = ()) -> tuple[set[Element], set[Element]]:
    """Return the special elements with the containers to walk into, and the elements whose markup is not as drawn."""
    edited: set[Element] = set()
    _mark_upwards([*placed.texts, *placed.pictures, *placed.removed, *placed.matrices], edited, lambda _: False)
    special: set[Element] = set()
    turned = [element for element in traits.filtered if _is_turned(element, placed)]
    _mark_upwards([*placed.texts, *placed.pictures, *traits.images, *turned, *moving], special, _is_shut)
    for element in traits.blends:
        special.add(element)
        parent = element.getparent()
        if parent is not None and not is_isolating(parent):
            _mark_upwards([parent], special, _ends_blend)
    _through_uses(traits.uses, edited, lambda _: False)
    _through_uses(traits.uses, special, _is_shut)
    return special, edited


def _is_turned(element: Element, placed: Placed) -> bool:
    """Return whether the element is drawn rotated or skewed: the full engine filters along the canvas, not along the element."""
    matrix = IDENTITY
    node: Element | None = element
    while node is not None:
        matrix = multiply(transform_of(node, placed), matrix)
        node = node.getparent()
    return abs(matrix[1]) > 1e-9 or abs(matrix[2]) > 1e-9


def _mark_upwards(elements: Iterable[Element], marked: set[Element], stops: Callable[[Element], bool]) -> None:
    """Mark elements and their ancestors, up to and without the one that stops."""
    for element in elements:
        node: Element | None = element
        while node is not None and node not in marked and not stops(node):
            marked.add(node)
            node = node.getparent()


def _is_shut(element: Element) -> bool:
    return tag(element) in _SHUT


def _ends_blend(element: Element) -> bool:
    return _is_shut(element) or is_isolating(element)


def _through_uses(uses: Iterable[tuple[Element, Element]], marked: set[Element], stops: Callable[[Element], bool]) -> None:
    """Mark every `use` whose target, or for a symbol whose content, is marked; again until nothing is new."""
    changed = True
    while changed:
        changed = False
        for element, target in uses:
            if element not in marked and (target in marked or (tag(target) == "symbol" and any(child in marked for child in target))):
                _mark_upwards([element], marked, stops)
                changed = element in marked or changed
