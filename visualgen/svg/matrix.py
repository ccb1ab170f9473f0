"""Affine matrices (a, b, c, d, e, f), as in SVG: x' = a·x + c·y + e, y' = b·x + d·y + f."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from visualgen.svg.lengths import NUMBER

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_FUNCTION = re.compile(r"\s*,?\s*([A-Za-z]+)\s*\(\s*([^()]*?)\s*\)")
_NUMBERS = re.compile(rf"{NUMBER}(?:(?:\s*,\s*|\s*){NUMBER})*")
_NUMBER = re.compile(NUMBER)
_ARGUMENTS = {
    "matrix": (6,),
    "translate": (1, 2),
    "translatex": (1,),
    "translatey": (1,),
    "scale": (1, 2),
    "scalex": (1,),
    "scaley": (1,),
    "rotate": (1, 3),
    "skewx": (1,),
    "skewy": (1,),
    "skew": (1, 2),
}


def multiply(m: Matrix, n: Matrix) -> Matrix:
    """Return m × n: `n` is applied first."""
    return (
        m[0] * n[0] + m[2] * n[1],
        m[1] * n[0] + m[3] * n[1],
        m[0] * n[2] + m[2] * n[3],
        m[1] * n[2] + m[3] * n[3],
        m[0] * n[4] + m[2] * n[5] + m[4],
        m[1] * n[4] + m[3] * n[5] + m[5],
    )


def apply(m: Matrix, x: float, y: float) -> tuple[float, float]:
    """Return the point (x, y) carried over by `m`."""
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def determinant(m: Matrix) -> float:
    """Return by how much `m` scales areas (negative: it mirrors)."""
    return m[0] * m[3] - m[1] * m[2]


def invert(m: Matrix) -> Matrix:
    """Return the inverse of `m`. Raises `ZeroDivisionError` when `m` is singular."""
    area = determinant(m)
    return (
        m[3] / area,
        -m[1] / area,
        -m[2] / area,
        m[0] / area,
        (m[2] * m[5] - m[3] * m[4]) / area,
        (m[1] * m[4] - m[0] * m[5]) / area,
    )


def translation(x: float, y: float) -> Matrix:
    """Return the matrix that moves by (x, y)."""
    return (1.0, 0.0, 0.0, 1.0, x, y)


def function_matrix(name: str, values: Sequence[float]) -> Matrix | None:
    """Return the matrix of one transform function (angles in degrees); None for an unknown name or a wrong argument count."""
    name = name.lower()
    if len(values) not in _ARGUMENTS.get(name, ()):
        return None
    first, second = values[0], values[1] if len(values) > 1 else None
    match name:
        case "matrix":
            return (values[0], values[1], values[2], values[3], values[4], values[5])
        case "translate" | "translatex":
            return translation(first, second or 0.0)
        case "translatey":
            return translation(0.0, first)
        case "scale":
            return (first, 0.0, 0.0, first if second is None else second, 0.0, 0.0)
        case "scalex":
            return (first, 0.0, 0.0, 1.0, 0.0, 0.0)
        case "scaley":
            return (1.0, 0.0, 0.0, first, 0.0, 0.0)
        case "rotate":
            return _rotation(first, *values[1:])
        case "skewy":
            return (1.0, math.tan(math.radians(first)), 0.0, 1.0, 0.0, 0.0)
        case _:
            return (1.0, math.tan(math.radians(second or 0.0)), math.tan(math.radians(first)), 1.0, 0.0, 0.0)


def _rotation(degrees: float, x: float = 0.0, y: float = 0.0) -> Matrix:
    angle = math.radians(degrees)
    cosine, sine = math.cos(angle), math.sin(angle)
    turn: Matrix = (cosine, sine, -sine, cosine, 0.0, 0.0)
    return multiply(multiply(translation(x, y), turn), translation(-x, -y)) if x or y else turn


def parse_transform(text: str | None) -> Matrix:
    """Return the matrix of a `transform` attribute; the identity when it is missing, `none` or malformed (as browsers do)."""
    matrix, position = IDENTITY, 0
    text = (text or "").rstrip()
    while position < len(text):
        match = _FUNCTION.match(text, position)
        if match is None or not _NUMBERS.fullmatch(match.group(2)):
            return IDENTITY
        step = function_matrix(match.group(1), [float(value) for value in _NUMBER.findall(match.group(2))])
        if step is None:
            return IDENTITY
        matrix, position = multiply(matrix, step), match.end()
    return matrix if all(map(math.isfinite, matrix)) else IDENTITY


def to_svg(m: Matrix) -> str:
    """Return `m` as the text of a `transform` attribute, without loss."""
    return "matrix({})".format(" ".join(number_text(value) for value in m))


def number_text(value: float) -> str:
    """Return the shortest text that reads back as the same number."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def map_box(m: Matrix, box: Box) -> Box:
    """Return the smallest upright box that holds `box` carried over by `m`."""
    corners = [apply(m, x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def union(a: Box | None, b: Box | None) -> Box | None:
    """Return the smallest box that holds both; None stands for nothing."""
    if a is None or b is None:
        return a or b
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
