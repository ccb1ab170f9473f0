"""CSS transform lists as values that can be interpolated: function by function where they match, else by their matrices.

CSS Transforms 1, §12-13 and 2, §16: lists are padded with identity functions; from the first pair that does not match, the rest of both
lists becomes one matrix, and matrices are taken apart into translation, rotation, skew and scale.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import tinycss2

from visualgen.render.products import Matrix
from visualgen.svg.calc import comma_parts, css_length
from visualgen.svg.matrix import IDENTITY, determinant, multiply

_FLAT = {"translate3d": "translate", "scale3d": "scale", "rotatez": "rotate"}
_NOTHING = frozenset({"translatez", "scalez", "perspective"})


@dataclass(frozen=True, slots=True)
class Step:
    """One function in px and degrees. `kind`: translate (x, y), scale (x, y), rotate (degrees), skew (x, y), skewx, skewy, matrix."""

    kind: str
    values: tuple[float, ...]


TransformList = tuple[Step, ...]

_IDENTITIES: dict[str, tuple[float, ...]] = {
    "translate": (0.0, 0.0),
    "scale": (1.0, 1.0),
    "rotate": (0.0,),
    "skew": (0.0, 0.0),
    "skewx": (0.0,),
    "skewy": (0.0,),
    "matrix": IDENTITY,
}


def parse_transform_list(text: str, box: tuple[float, float], font_size: float) -> TransformList | None:
    """Return a CSS transform list (or an SVG `transform` attribute's); percentages are of `box`. None: invalid, or three-dimensional."""
    steps: list[Step] = []
    if text.strip().lower() in ("none", ""):
        return ()
    for token in tinycss2.parse_component_value_list(text, skip_comments=True):
        if token.type == "whitespace" or (token.type == "literal" and token.value == ","):
            continue
        if token.type != "function":
            return None
        found = _steps(token.lower_name, _numbers(token.lower_name, token.arguments, box, font_size))
        if found is None:
            return None
        steps += found
    return tuple(steps)


def _numbers(name: str, arguments: Sequence[Any], box: tuple[float, float], font_size: float) -> list[float] | None:
    parts = comma_parts(arguments)
    if (
        len(parts) == 1
        and len(parts[0]) > 1
        and all(getattr(token, "type", "") in ("number", "dimension", "percentage") for token in parts[0])
    ):
        parts = [[token] for token in parts[0]]
    values: list[float] = []
    for part in parts:
        side = box[1] if name == "translatey" or len(values) == 1 else box[0]
        value = css_length(part, 1.0 if name.startswith("scale") else side, font_size)
        if value is None:
            return None
        values.append(value)
    return values


def _steps(name: str, values: list[float] | None) -> list[Step] | None:
    if values is None or not values:
        return None
    if name in _NOTHING:
        return []
    if name in _FLAT:
        name, values = _FLAT[name], values[:2] if name != "rotatez" else values
    count = len(values)
    match name:
        case "translate" if count <= 2:
            return [Step("translate", (values[0], values[1] if count == 2 else 0.0))]
        case "translatex" if count == 1:
            return [Step("translate", (values[0], 0.0))]
        case "translatey" if count == 1:
            return [Step("translate", (0.0, values[0]))]
        case "scale" if count <= 2:
            return [Step("scale", (values[0], values[-1]))]
        case "scalex" if count == 1:
            return [Step("scale", (values[0], 1.0))]
        case "scaley" if count == 1:
            return [Step("scale", (1.0, values[0]))]
        case "rotate" if count == 1:
            return [Step("rotate", (values[0],))]
        case "rotate" if count == 3:
            x, y = values[1], values[2]
            return [Step("translate", (x, y)), Step("rotate", (values[0],)), Step("translate", (-x, -y))]
        case "skew" if count <= 2:
            return [Step("skew", (values[0], values[1] if count == 2 else 0.0))]
        case "skewx" | "skewy" if count == 1:
            return [Step(name, (values[0],))]
        case "matrix" if count == 6:
            return [Step("matrix", tuple(values))]
    return None


def list_matrix(steps: TransformList) -> Matrix:
    """Return the matrix of a list."""
    matrix = IDENTITY
    for step in steps:
        matrix = multiply(matrix, _step_matrix(step))
    return matrix


def _step_matrix(step: Step) -> Matrix:
    v = step.values
    match step.kind:
        case "translate":
            return (1.0, 0.0, 0.0, 1.0, v[0], v[1])
        case "scale":
            return (v[0], 0.0, 0.0, v[1], 0.0, 0.0)
        case "rotate":
            cosine, sine = math.cos(math.radians(v[0])), math.sin(math.radians(v[0]))
            return (cosine, sine, -sine, cosine, 0.0, 0.0)
        case "skew":
            return (1.0, math.tan(math.radians(v[1])), math.tan(math.radians(v[0])), 1.0, 0.0, 0.0)
        case "skewx":
            return (1.0, 0.0, math.tan(math.radians(v[0])), 1.0, 0.0, 0.0)
        case "skewy":
            return (1.0, math.tan(math.radians(v[0])), 0.0, 1.0, 0.0, 0.0)
    return _six(v)


def _six(values: Sequence[float]) -> Matrix:
    a, b, c, d, e, f = values
    return a, b, c, d, e, f


def interpolate(a: TransformList, b: TransformList, progress: float) -> TransformList:
    """Return the list at `progress` from `a` to `b` (beyond 0..1 too)."""
    length = max(len(a), len(b))
    steps: list[Step] = []
    for index in range(length):
        first, second = (row[index] if index < len(row) else None for row in (a, b))
        kind = (first or second or Step("", ())).kind
        if first is not None and second is not None and first.kind != second.kind:
            blended = blend(list_matrix(a[index:]), list_matrix(b[index:]), progress)
            return (*steps, Step("matrix", blended))
        one = first.values if first is not None else _IDENTITIES[kind]
        two = second.values if second is not None else _IDENTITIES[kind]
        if kind == "matrix":
            steps.append(Step(kind, blend(_six(one), _six(two), progress)))
        else:
            steps.append(Step(kind, tuple(x + (y - x) * progress for x, y in zip(one, two, strict=True))))
    return tuple(steps)


@dataclass(frozen=True, slots=True)
class _Parts:
    """A matrix taken apart: translation · rotation · skew · scale (angle in radians)."""

    x: float
    y: float
    scale_x: float
    scale_y: float
    skew: float
    angle: float


def blend(a: Matrix, b: Matrix, progress: float) -> Matrix:
    """Return the matrix between two, each taken apart; where one is singular they change places half-way (CSS Transforms 1, §13)."""
    one, two = _decompose(a), _decompose(b)
    if one is None or two is None:
        return a if progress < 0.5 else b
    turn = math.remainder(two.angle - one.angle, 2 * math.pi)

    def between(x: float, y: float) -> float:
        return x + (y - x) * progress

    parts = _Parts(
        between(one.x, two.x),
        between(one.y, two.y),
        between(one.scale_x, two.scale_x),
        between(one.scale_y, two.scale_y),
        between(one.skew, two.skew),
        one.angle + turn * progress,
    )
    cosine, sine = math.cos(parts.angle), math.sin(parts.angle)
    turned = multiply((cosine, sine, -sine, cosine, parts.x, parts.y), (1.0, 0.0, parts.skew, 1.0, 0.0, 0.0))
    return multiply(turned, (parts.scale_x, 0.0, 0.0, parts.scale_y, 0.0, 0.0))


def _decompose(m: Matrix) -> _Parts | None:
    """Take a matrix apart as browsers do: the first column gives the rotation, what is left of the second the skew."""
    area = determinant(m)
    if area == 0 or not math.isfinite(area):
        return None
    a, b, c, d = m[:4]
    mirror_x, mirror_y = (-1.0, 1.0) if area < 0 and a < d else (1.0, -1.0 if area < 0 else 1.0)
    scale_x = math.hypot(a, b) * mirror_x
    a, b = a / scale_x, b / scale_x
    shear = a * c + b * d
    c, d = c - a * shear, d - b * shear
    scale_y = math.hypot(c, d) * mirror_y
    return _Parts(m[4], m[5], scale_x, scale_y, shear / scale_y, math.atan2(b, a))
