"""CSS transforms: functions, origin and reference box to one matrix (CSS Transforms 1 and 2, two dimensions)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tinycss2

from visualgen.svg.attributes import Element, computed
from visualgen.svg.calc import comma_parts, css_length
from visualgen.svg.lengths import length
from visualgen.svg.matrix import IDENTITY, Box, Matrix, function_matrix, multiply, parse_transform, to_svg, translation

BOX_ORIGINS = frozenset({"fill-box", "stroke-box", "content-box", "border-box"})
"""Values of transform-box that refer to the element's own box."""

_WORDS = {"left": "0%", "right": "100%", "top": "0%", "bottom": "100%", "center": "50%"}
_FLAT = {"translate3d": "translate", "scale3d": "scale", "rotatez": "rotate"}
_NOTHING = frozenset({"translatez", "scalez", "perspective"})


def settle_transform(
    element: Element, transform: str | None, origin: str | None, box_name: str, box: Box | None, viewport: tuple[float, float]
) -> Matrix:
    """Return the matrix of a CSS `transform` (None: of the element's attribute) about its origin.

    `box` is the element's geometry box, used where `box_name` asks for it, else the viewport is the reference box.
    What cannot be read leaves the element where it is.
    """
    reference: Box = (0.0, 0.0, viewport[0], viewport[1])
    if box_name in BOX_ORIGINS:
        reference = box or (0.0, 0.0, 0.0, 0.0)
    width, height = reference[2] - reference[0], reference[3] - reference[1]
    size = _font_size(element, f"{transform} {origin}")
    attribute = parse_transform(element.get("transform"))
    matrix = attribute if transform is None else css_matrix(transform, (width, height), size) or IDENTITY
    if matrix == IDENTITY:
        return matrix
    x, y = origin_point(origin, width, height, size)
    x, y = x + reference[0], y + reference[1]
    return multiply(multiply(translation(x, y), matrix), translation(-x, -y)) if x or y else matrix


def css_matrix(text: str, box: tuple[float, float] = (0.0, 0.0), font_size: float = 16.0) -> Matrix | None:
    """Return the matrix of a CSS transform list; percentages refer to `box`. None when it is invalid or three-dimensional."""
    matrix = IDENTITY
    if text.strip().lower() == "none":
        return matrix
    for token in tinycss2.parse_component_value_list(text, skip_comments=True):
        if token.type == "whitespace":
            continue
        step = _step(token, box, font_size) if token.type == "function" else None
        if step is None:
            return None
        matrix = multiply(matrix, step)
    return matrix


def _step(function: Any, box: tuple[float, float], font_size: float) -> Matrix | None:
    name = function.lower_name
    values: list[float] = []
    for part in _arguments(function.arguments):
        side = box[1] if name == "translatey" or len(values) == 1 else box[0]
        value = css_length(part, 1.0 if name.startswith("scale") else side, font_size)
        if value is None:
            return None
        values.append(value)
    if name in _NOTHING:
        return IDENTITY
    if name in _FLAT:
        name, values = _FLAT[name], values[:2] if name != "rotatez" else values
    return function_matrix(name, values)


def _arguments(tokens: Sequence[Any]) -> list[list[Any]]:
    """Return the arguments of a function, separated by commas or, as the attribute allows, by spaces."""
    parts = comma_parts(tokens)
    if len(parts) == 1 and all(token.type in ("number", "dimension", "percentage") for token in parts[0]):
        return [[token] for token in parts[0]]
    return [part for part in parts if part]


def with_moves(transform: str | None, attribute: str | None, moves: dict[str, str]) -> str:
    """Return one transform list for `translate`, `rotate`, `scale` and `transform` (or the attribute), in their fixed order."""
    steps = []
    for name, text in moves.items():
        words = text.split()
        if words and words[0].lower() != "none":
            steps.append(f"{name}({','.join(words[:2] if name != 'rotate' else words[-1:])})")
    if transform is not None and transform.strip().lower() != "none":
        steps.append(transform)
    elif transform is None and attribute:
        steps.append(to_svg(parse_transform(attribute)))
    return " ".join(steps) or "none"


def origin_point(text: str | None, width: float, height: float, font_size: float) -> tuple[float, float]:
    """Return a `transform-origin` in px from the corner of a reference box of that size."""
    words = [word.lower() for word in (text or "").replace(",", " ").split()][:2]
    if not words:
        return 0.0, 0.0
    if len(words) == 1:
        words = ["center", words[0]] if words[0] in ("top", "bottom") else [words[0], "center"]
    elif words[0] in ("top", "bottom") or words[1] in ("left", "right"):
        words.reverse()
    x, y = (css_length(_WORDS.get(word, word), side, font_size) or 0.0 for word, side in zip(words, (width, height), strict=True))
    return x, y


def _font_size(element: Element, text: str) -> float:
    return length(computed(element).get("font-size"), 16.0, 16.0, 16.0) if "em" in text else 16.0
