"""vector-effect: strokes that keep their width whatever scales them, drawn by carrying the outline over to where nothing does.

No engine here knows `non-scaling-stroke`; the outline is written in the drawing's user space, under the inverse of all that moves it.
"""

from __future__ import annotations

from visualgen.render.style.properties import NEVER_DRAWN
from visualgen.svg.attributes import SVG, Element, computed, tag
from visualgen.svg.lengths import length, numbers
from visualgen.svg.matrix import IDENTITY, Matrix, determinant, invert, multiply, number_text, parse_transform, to_svg
from visualgen.svg.path import to_d, transformed
from visualgen.svg.shapes import SHAPES, outline

_GEOMETRY = ("d", "points", "x", "y", "width", "height", "rx", "ry", "cx", "cy", "r", "x1", "y1", "x2", "y2")


def fix_strokes(root: Element, viewport: tuple[float, float], scale: float, skipped: frozenset[Element]) -> None:
    """Rewrite the shapes whose stroke must not scale; `scale` is how many px a user unit has.

    Shapes in definitions, in nested viewports, below `skipped` (transforms not settled yet), or painted by gradients or
    patterns keep their stroke as it is.
    """
    for element in list(root.iter("*")):
        if element.get("vector-effect") == "non-scaling-stroke" and tag(element) in SHAPES:
            _fix(element, root, viewport, scale, skipped)


def _fix(element: Element, root: Element, viewport: tuple[float, float], scale: float, skipped: frozenset[Element]) -> None:
    matrix: Matrix = IDENTITY
    for node in (element, *element.iterancestors()):
        if node in skipped or tag(node) in NEVER_DRAWN or (tag(node) == "svg" and node is not root):
            return
        if node is not root:
            matrix = multiply(parse_transform(node.get("transform")), matrix)
    style = computed(element)
    if (
        style.get("stroke", "none") == "none"
        or "url(" in style.get("stroke", "") + style.get("fill", "")
        or abs(determinant(matrix)) < 1e-9
    ):
        return
    segments = outline(element, viewport)
    for name in (*_GEOMETRY, "vector-effect"):
        if name in element.attrib:
            del element.attrib[name]
    element.tag = SVG + "path"
    element.set("d", to_d(transformed(segments, matrix)))
    element.set("transform", to_svg(multiply(parse_transform(element.get("transform")), invert(matrix))))
    element.set("stroke-width", number_text(length(style.get("stroke-width"), default=1.0) / scale))
    dashes = numbers(style.get("stroke-dasharray"))
    if dashes:
        element.set("stroke-dasharray", " ".join(number_text(dash / scale) for dash in dashes))
        element.set("stroke-dashoffset", number_text(length(style.get("stroke-dashoffset"), default=0.0) / scale))
