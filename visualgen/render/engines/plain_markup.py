"""Canonical leaves as SVG text, in the one dialect that CairoSVG and resvg draw alike."""

from __future__ import annotations

from collections.abc import Iterable

from visualgen.render.products import Matrix
from visualgen.render.scene import Faded, Gradient, Leaf, Paint, PlainItem
from visualgen.svg.color import to_hex
from visualgen.svg.matrix import to_svg
from visualgen.svg.path import to_d


def plain_svg(items: Iterable[PlainItem], width_px: int, height_px: int, device: Matrix) -> str:
    """Return a whole SVG of `items` under `device`: groups with opacity, paths with a matrix, user-space gradients."""
    definitions: list[str] = []
    body = "".join(_item(item, definitions) for item in items)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width_px}" height="{height_px}" viewBox="0 0 {width_px} {height_px}">'
        f'<defs>{"".join(definitions)}</defs><g transform="{to_svg(device)}">{body}</g></svg>'
    )


def _item(item: PlainItem, definitions: list[str]) -> str:
    if isinstance(item, Faded):
        return f'<g opacity="{item.opacity!r}">{"".join(_item(child, definitions) for child in item.items)}</g>'
    rule = ' fill-rule="evenodd"' if item.even_odd else ""
    fill = _paint(item.fill, "fill", definitions)
    return f'<path transform="{to_svg(item.matrix)}" d="{to_d(item.segments)}" {fill}{rule}{_stroke(item, definitions)}/>'


def _stroke(leaf: Leaf, definitions: list[str]) -> str:
    stroke = leaf.stroke
    if stroke is None:
        return ""
    dashes = ""
    if stroke.dashes:
        dashes = f' stroke-dasharray="{" ".join(map(repr, stroke.dashes))}" stroke-dashoffset="{stroke.dash_offset!r}"'
    return (
        f' {_paint(stroke.paint, "stroke", definitions)} stroke-width="{stroke.width!r}" stroke-linecap="{stroke.cap}"'
        f' stroke-linejoin="{stroke.join}" stroke-miterlimit="{stroke.miter_limit!r}"{dashes}'
    )


def _paint(paint: Paint | None, which: str, definitions: list[str]) -> str:
    if paint is None:
        return f'{which}="none"'
    if not isinstance(paint, Gradient):
        opacity = f' {which}-opacity="{paint[3]!r}"' if paint[3] < 1 else ""
        return f'{which}="{to_hex(paint)}"{opacity}'
    name = f"paint{len(definitions) + 1}"
    definitions.append(_gradient(paint, name))
    return f'{which}="url(#{name})"'


def _gradient(paint: Gradient, name: str) -> str:
    names = ("x1", "y1", "x2", "y2") if paint.kind == "linear" else ("fx", "fy", "cx", "cy", "r")
    places = " ".join(f'{key}="{value!r}"' for key, value in zip(names, paint.coordinates, strict=True))
    stops = "".join(
        f'<stop offset="{offset!r}" stop-color="{to_hex(color)}" stop-opacity="{color[3]!r}"/>' for offset, color in paint.stops
    )
    return (
        f'<{paint.kind}Gradient id="{name}" gradientUnits="userSpaceOnUse" {places} spreadMethod="{paint.spread}"'
        f' gradientTransform="{to_svg(paint.matrix)}">{stops}</{paint.kind}Gradient>'
    )
