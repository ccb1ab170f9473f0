"""Lengths as CSS writes them: units, percentages, calc(), min(), max() and clamp(), to px."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import tinycss2

from visualgen.svg.lengths import ANGLES, unit_value

_FUNCTIONS = frozenset({"calc", "min", "max", "clamp"})
_DEPTH = 32


def css_length(value: str | Sequence[Any], reference: float = 0.0, font_size: float = 16.0) -> float | None:
    """Return a CSS length in px (percentages of `reference`, em of `font_size`, angles in degrees); None when it is not one.

    `value` is text or the component values of one length. Plain numbers are px, as SVG allows.
    """
    tokens: Sequence[Any] = tinycss2.parse_component_value_list(value, skip_comments=True) if isinstance(value, str) else value
    parts = [token for token in tokens if token.type not in ("whitespace", "comment")]
    result = _Sum(parts, reference, font_size, 0).value() if len(parts) == 1 else None
    return result if result is not None and math.isfinite(result) else None


class _Sum:
    """A sum of products over component values (CSS Values 4, §10): read left to right."""

    def __init__(self, tokens: Sequence[Any], reference: float, font_size: float, depth: int) -> None:
        self.tokens = [token for token in tokens if token.type not in ("whitespace", "comment")]
        self.reference, self.font_size, self.depth = reference, font_size, depth
        self.position = 0

    def value(self) -> float | None:
        """Return the value of all tokens, None when they are no sum."""
        if self.depth > _DEPTH:
            return None
        total = self.product()
        while total is not None and (sign := self.operator("+-")):
            term = self.product()
            if term is None:
                return None
            total = total + term if sign == "+" else total - term
        return total if self.position == len(self.tokens) else None

    def product(self) -> float | None:
        total = self.atom()
        while total is not None and (sign := self.operator("*/")):
            factor = self.atom()
            if factor is None or (sign == "/" and not factor):
                return None
            total = total * factor if sign == "*" else total / factor
        return total

    def operator(self, signs: str) -> str | None:
        if self.position < len(self.tokens):
            token = self.tokens[self.position]
            if token.type == "literal" and token.value in signs:
                self.position += 1
                return str(token.value)
        return None

    def atom(self) -> float | None:
        if self.position >= len(self.tokens):
            return None
        item = self.tokens[self.position]
        self.position += 1
        if item.type == "number":
            return float(item.value)
        if item.type == "percentage":
            return float(item.value) / 100 * self.reference
        if item.type == "dimension":
            unit = item.lower_unit
            if unit in ANGLES:
                return float(item.value) * ANGLES[unit]
            return unit_value(float(item.value), unit, self.reference, self.font_size)
        if item.type == "() block":
            return self.inner(item.content)
        if item.type == "function" and item.lower_name in _FUNCTIONS:
            return self.function(item.lower_name, item.arguments)
        return None

    def inner(self, tokens: Sequence[Any]) -> float | None:
        return _Sum(tokens, self.reference, self.font_size, self.depth + 1).value()

    def function(self, name: str, arguments: Sequence[Any]) -> float | None:
        values = [self.inner(part) for part in comma_parts(arguments)]
        known = [value for value in values if value is not None]
        if not known or len(known) != len(values):
            return None
        if name == "calc":
            return known[0] if len(known) == 1 else None
        if name == "clamp":
            return max(known[0], min(known[1], known[2])) if len(known) == 3 else None
        return min(known) if name == "min" else max(known)


def comma_parts(tokens: Sequence[Any]) -> list[list[Any]]:
    """Return the component values between top-level commas, without white space and comments."""
    parts: list[list[Any]] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        elif token.type not in ("whitespace", "comment"):
            parts[-1].append(token)
    return parts
