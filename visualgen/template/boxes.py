"""Where a layer stands before anything is styled: its box in its parent's user space, texts estimated from their size."""

from __future__ import annotations

from lxml.etree import _Element as Element

from visualgen.svg.attributes import computed, tag
from visualgen.svg.lengths import length
from visualgen.svg.matrix import Box, parse_transform, union
from visualgen.svg.shapes import geometry_box, ids_of

_ASCENT, _DESCENT, _ADVANCE = 0.8, 0.2, 0.5
_SIZE = 16.0
_VIEWPORT = (1080.0, 1080.0)


def boxed(element: Element) -> Box:
    """Return the element's box in its parent's user space; an empty box at the origin when it has none."""
    root = element.getroottree().getroot()
    box = geometry_box(element, ids_of(root), _VIEWPORT, parse_transform(element.get("transform")), text_boxes(element))
    return box or (0.0, 0.0, 0.0, 0.0)


def own_box(element: Element) -> Box | None:
    """Return the element's box in its own user space (its transform left out)."""
    root = element.getroottree().getroot()
    return geometry_box(element, ids_of(root), _VIEWPORT, text_boxes=text_boxes(element))


def text_boxes(element: Element) -> dict[Element, Box]:
    """Return an estimated box for every text below an element, in the text's own user space."""
    return {text: box for text in element.iter() if tag(text) == "text" and (box := _text_box(text)) is not None}


def _text_box(text: Element) -> Box | None:
    style = computed(text)
    size = length(style.get("font-size"), default=_SIZE)
    x, y = length(text.get("x"), default=0.0), length(text.get("y"), default=0.0)
    box: Box | None = None
    for part in (text, *(child for child in text.iter() if tag(child) == "tspan")):
        x, y = length(part.get("x"), default=x), length(part.get("y"), default=y) + length(part.get("dy"), size, size, 0.0)
        words = (part.text or "").strip()
        if words:
            width = len(words) * size * _ADVANCE
            left = x - {"middle": width / 2, "end": width}.get(style.get("text-anchor", ""), 0.0)
            box = union(box, (left, y - size * _ASCENT, left + width, y + size * _DESCENT))
    return box
