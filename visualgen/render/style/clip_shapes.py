"""CSS clip-path shapes (inset, circle, ellipse, polygon, rect, xywh, path) as `<clipPath>` elements (CSS Shapes 1, §3)."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import tinycss2
from lxml import etree

from visualgen.svg.attributes import SVG, Element, computed, local_url, tag
from visualgen.svg.calc import comma_parts, css_length
from visualgen.svg.lengths import length
from visualgen.svg.matrix import Box, translation
from visualgen.svg.path import Segment, parse_path, to_d, transformed
from visualgen.svg.shapes import geometry_box, rounded_rect

_BOXES = frozenset({"fill-box", "stroke-box", "view-box", "border-box", "padding-box", "content-box", "margin-box"})
_WORDS = {"left": "0%", "right": "100%", "top": "0%", "bottom": "100%", "center": "50%"}
_QUARTER = 0.5522847498307936

Tokens = Sequence[Any]


def expand_clips(root: Element, ids: Mapping[str, Element], viewport: tuple[float, float]) -> None:
    """Replace clip-path shapes in the tree by references to clip paths in the element's user space; invalid ones go.

    The reference box leaves texts out, whose room is not known yet; where nothing else is drawn it is the viewport.
    """
    counter = itertools.count(1)
    for element in list(root.iter("*")):
        value = element.get("clip-path")
        if value is None or value.strip().lower() == "none" or local_url(value)[0] is not None or "url(" in value.lower():
            continue
        del element.attrib["clip-path"]
        made = clip_outline(value, element, ids, viewport)
        if made is None:
            continue
        segments, even_odd = made
        definition = etree.SubElement(root, SVG + "clipPath")
        definition.set("id", f"css-clip-{next(counter)}")
        path = etree.SubElement(definition, SVG + "path")
        path.set("d", to_d(segments))
        if even_odd:
            path.set("clip-rule", "evenodd")
        element.set("clip-path", f"url(#{definition.get('id')})")


def clip_outline(
    value: str, element: Element, ids: Mapping[str, Element], viewport: tuple[float, float]
) -> tuple[tuple[Segment, ...], bool] | None:
    """Return (outline in the element's user space, even-odd) of a clip-path shape; None when it is not valid."""
    tokens = [token for token in tinycss2.parse_component_value_list(value, skip_comments=True) if token.type != "whitespace"]
    functions = [token for token in tokens if token.type == "function"]
    words = [token.lower_value for token in tokens if token.type == "ident"]
    if len(functions) > 1 or len(functions) + len(words) != len(tokens) or any(word not in _BOXES for word in words):
        return None
    box = _reference_box(words[0] if words else "border-box", element, ids, viewport)
    if not functions:
        return rounded_rect(box, 0.0, 0.0), False
    size = length(computed(element).get("font-size"), 16.0, 16.0, 16.0)
    maker = _SHAPES.get(functions[0].lower_name)
    shape = maker(list(functions[0].arguments), box[2] - box[0], box[3] - box[1], size) if maker is not None else None
    if shape is None:
        return None
    return transformed(shape[0], translation(box[0], box[1])), shape[1]


def _reference_box(name: str, element: Element, ids: Mapping[str, Element], viewport: tuple[float, float]) -> Box:
    box = geometry_box(element, ids, viewport) if name != "view-box" else None
    if box is None:
        return 0.0, 0.0, viewport[0], viewport[1]
    return box if name in ("fill-box", "content-box", "padding-box") else stroke_box(element, box)


def stroke_box(element: Element, box: Box) -> Box:
    """Return the box widened by half of the widest stroke in the element (miters left out)."""
    reach = 0.0
    for node in element.iter("*"):
        if tag(node) is not None:
            style = computed(node)
            if style.get("stroke", "none") != "none":
                reach = max(reach, length(style.get("stroke-width"), default=1.0) / 2)
    return box[0] - reach, box[1] - reach, box[2] + reach, box[3] + reach


Shape = tuple[tuple[Segment, ...], bool]


def _lengths(tokens: Tokens, references: Sequence[float], size: float) -> list[float] | None:
    """Return lengths, each against its reference (the last one repeated)."""
    values = [css_length([token], references[min(index, len(references) - 1)], size) for index, token in enumerate(tokens)]
    known = [value for value in values if value is not None]
    return known if len(known) == len(values) else None


def _split(tokens: Tokens, word: str) -> tuple[list[Any], list[Any] | None]:
    """Return the tokens before and after an identifier."""
    kept = [token for token in tokens if token.type not in ("whitespace", "comment")]
    for index, token in enumerate(kept):
        if token.type == "ident" and token.lower_value == word:
            return kept[:index], kept[index + 1 :]
    return kept, None


def _four(values: Tokens) -> Tokens:
    """Return top, right, bottom, left of one to four values, as CSS repeats them; nothing for another count."""
    if not 1 <= len(values) <= 4:
        return []
    top = values[0]
    right = values[1] if len(values) > 1 else top
    return [top, right, values[2] if len(values) > 2 else top, values[3] if len(values) > 3 else right]


def _inset(tokens: Tokens, width: float, height: float, size: float) -> Shape | None:
    sides, rounding = _split(tokens, "round")
    edges = _lengths(_four(sides), (height, width, height, width), size)
    if not edges:
        return None
    return _rounded((edges[3], edges[0], width - edges[1], height - edges[2]), rounding, width, size)


def _rect(tokens: Tokens, width: float, height: float, size: float) -> Shape | None:
    sides, rounding = _split(tokens, "round")
    whole = (0.0, width, height, 0.0)
    edges: list[float | None] = []
    for token, reference, auto in zip(sides, (height, width, height, width), whole, strict=False):
        edges.append(auto if token.type == "ident" and token.lower_value == "auto" else css_length([token], reference, size))
    top, right, bottom, left = edges if len(edges) == 4 else (None, None, None, None)
    if top is None or right is None or bottom is None or left is None:
        return None
    return _rounded((left, top, max(left, right), max(top, bottom)), rounding, width, size)


def _xywh(tokens: Tokens, width: float, height: float, size: float) -> Shape | None:
    sides, rounding = _split(tokens, "round")
    values = _lengths(sides, (width, height, width, height), size)
    if values is None or len(values) != 4:
        return None
    x, y, w, h = values
    return _rounded((x, y, x + w, y + h), rounding, width, size)


def _rounded(box: Box, rounding: Tokens | None, width: float, size: float) -> Shape | None:
    """Return the rectangle with equal elliptical corners: the first radius counts for all four."""
    radii = _lengths([token for token in rounding if token.type != "literal"], (width,), size) if rounding else [0.0]
    if not radii:
        return None
    if box[2] <= box[0] or box[3] <= box[1]:
        return (("M", box[0], box[1]), ("L", box[0], box[1]), ("Z",)), False
    return rounded_rect(box, radii[0], radii[0]), False


def _circle(tokens: Tokens, width: float, height: float, size: float) -> Shape | None:
    before, position = _split(tokens, "at")
    center = _position(position, width, height, size)
    if center is None or len(before) > 1:
        return None
    radius = _radius(before[0] if before else None, center, width, height, math.sqrt((width**2 + height**2) / 2), size, round_shape=True)
    return None if radius is None else (_oval(center, radius, radius), False)


def _ellipse(tokens: Tokens, width: float, height: float, size: float) -> Shape | None:
    before, position = _split(tokens, "at")
    center = _position(position, width, height, size)
    if center is None or len(before) not in (0, 2):
        return None
    first, second = before or (None, None)
    rx = _radius(first, (center[0], 0.0), width, 0.0, width, size)
    ry = _radius(second, (0.0, center[1]), 0.0, height, height, size)
    return None if rx is None or ry is None else (_oval(center, rx, ry), False)


def _radius(
    token: Any | None, center: tuple[float, float], width: float, height: float, reference: float, size: float, round_shape: bool = False
) -> float | None:
    word = "closest-side" if token is None else token.lower_value if token.type == "ident" else ""
    if word in ("closest-side", "farthest-side"):
        sides = [abs(center[0]), abs(width - center[0])] if width else []
        sides += [abs(center[1]), abs(height - center[1])] if height else []
        if not sides:
            return 0.0 if round_shape else None
        return min(sides) if word == "closest-side" else max(sides)
    value = css_length([token], reference, size) if not word else None
    return value if value is not None and value >= 0 else None


def _position(tokens: Tokens | None, width: float, height: float, size: float) -> tuple[float, float] | None:
    words = [token.serialize().lower() for token in tokens] if tokens is not None else ["center"]
    if len(words) == 1:
        words = ["center", words[0]] if words[0] in ("top", "bottom") else [words[0], "center"]
    if len(words) != 2:
        return None
    if words[0] in ("top", "bottom") or words[1] in ("left", "right"):
        words.reverse()
    x, y = (css_length(_WORDS.get(word, word), side, size) for word, side in zip(words, (width, height), strict=True))
    return None if x is None or y is None else (x, y)


def _oval(center: tuple[float, float], rx: float, ry: float) -> tuple[Segment, ...]:
    x, y, a, b = center[0], center[1], rx * _QUARTER, ry * _QUARTER
    return (
        ("M", x + rx, y),
        ("C", x + rx, y + b, x + a, y + ry, x, y + ry),
        ("C", x - a, y + ry, x - rx, y + b, x - rx, y),
        ("C", x - rx, y - b, x - a, y - ry, x, y - ry),
        ("C", x + a, y - ry, x + rx, y - b, x + rx, y),
        ("Z",),
    )


def _polygon(tokens: Tokens, width: float, height: float, size: float) -> Shape | None:
    parts = comma_parts(tokens)
    even_odd = False
    if parts and len(parts[0]) == 1 and parts[0][0].type == "ident":
        even_odd = parts.pop(0)[0].lower_value == "evenodd"
    points = [_lengths(part, (width, height), size) for part in parts]
    known = [point for point in points if point is not None and len(point) == 2]
    if len(known) != len(points) or len(known) < 1:
        return None
    return (*(("M" if index == 0 else "L", x, y) for index, (x, y) in enumerate(known)), ("Z",)), even_odd


def _path(tokens: Tokens, width: float, height: float, size: float) -> Shape | None:
    parts = comma_parts(tokens)
    text = parts[-1][0] if parts and len(parts[-1]) == 1 else None
    if text is None or text.type != "string":
        return None
    segments = parse_path(text.value)
    even_odd = len(parts) > 1 and bool(parts[0]) and getattr(parts[0][0], "lower_value", "") == "evenodd"
    return (segments, even_odd) if segments else None


_SHAPES: dict[str, Callable[[Tokens, float, float, float], Shape | None]] = {
    "inset": _inset,
    "rect": _rect,
    "xywh": _xywh,
    "circle": _circle,
    "ellipse": _ellipse,
    "polygon": _polygon,
    "path": _path,
}
