"""What the drawing's filters and masks would cost to paint, estimated before an engine starts; hopeless ones are refused.

The prices are nanoseconds of CPU per pixel, measured on one core (resvg, a full 1080 × 1350 canvas).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from visualgen.errors import LimitExceeded
from visualgen.render.style.filters import deviation
from visualgen.svg.attributes import Element, element_name, local_url, tag
from visualgen.svg.lengths import length, numbers
from visualgen.svg.matrix import IDENTITY, Matrix, determinant, multiply, parse_transform
from visualgen.svg.shapes import geometry_box

BUDGET_NS = 8e9
FILTER_NS = 60.0
STEP_NS = 20.0
MASK_NS = 100.0
MORPHOLOGY_NS = 1.6
KERNEL_NS = 6.0
OCTAVE_NS = 115.0
BLUR_NS = 60.0
SMALL_BLUR_NS = 900.0
SMALL_BLUR_PX = 2.0

_REGION = 1.44
_GLYPH = 0.9


def guard_effects(
    root: Element, ids: Mapping[str, Element], device: Matrix, size_px: tuple[int, int], viewport: tuple[float, float]
) -> None:
    """Raise `LimitExceeded`, naming the dearest layer, when filters and masks would take far longer than a picture may."""
    scale = math.sqrt(abs(determinant(device))) or 1.0
    canvas = float(size_px[0] * size_px[1])
    prices: dict[str, float] = {}
    total = dearest = 0.0
    worst = root
    for element in root.iter("*"):
        names = [name for name in ("filter", "mask") if local_url(element.get(name))[0] is not None]
        if not names:
            continue
        price = sum(_price(str(local_url(element.get(name))[0]), name, ids, scale, prices) for name in names)
        cost = price * min(canvas, _area_px(element, ids, viewport, device))
        total += cost
        if cost > dearest:
            dearest, worst = cost, element
    if total > BUDGET_NS:
        raise LimitExceeded(
            f"the drawing's effects would take about {total / 1e9:,.0f} s to paint, {BUDGET_NS / 1e9:.0f} are allowed",
            mend="make radii and areas smaller, or flatten effects into a picture",
            line=worst.sourceline,
            layer=_layer(worst),
        )


def _layer(element: Element) -> str:
    named = next((node for node in (element, *element.iterancestors()) if node.get("id")), element)
    return element_name(named)


def _price(identifier: str, name: str, ids: Mapping[str, Element], scale: float, known: dict[str, float]) -> float:
    """Return what one pixel of the filter or mask costs."""
    if name == "mask":
        return MASK_NS
    if identifier not in known:
        definition = ids.get(identifier)
        steps = [] if definition is None else [_step(primitive, scale) for primitive in definition]
        known[identifier] = FILTER_NS + sum(steps)
    return known[identifier]


def _step(primitive: Element, scale: float) -> float:
    name = tag(primitive)
    if name == "feMorphology":
        radii = numbers(primitive.get("radius")) or [0.0]
        return STEP_NS + MORPHOLOGY_NS * 4 * abs(radii[0] * radii[-1]) * scale * scale
    if name == "feConvolveMatrix":
        order = numbers(primitive.get("order")) or [3.0]
        return STEP_NS + KERNEL_NS * abs(order[0] * order[-1])
    if name == "feTurbulence":
        return OCTAVE_NS * max(1.0, length(primitive.get("numOctaves"), default=1.0))
    if name == "feGaussianBlur":
        return SMALL_BLUR_NS if 0 < deviation(primitive) * scale < SMALL_BLUR_PX else BLUR_NS
    return STEP_NS


def _area_px(element: Element, ids: Mapping[str, Element], viewport: tuple[float, float], device: Matrix) -> float:
    """Return roughly how many pixels the effect covers: the shapes' box and the room its text takes."""
    box = geometry_box(element, ids, viewport)
    area = (box[2] - box[0]) * (box[3] - box[1]) if box is not None else 0.0
    for node in element.iter("*"):
        if tag(node) in ("text", "tspan"):
            size = length(node.get("font-size"), default=16.0)
            area += _GLYPH * size * size * len((node.text or "").strip())
    matrix: Matrix = IDENTITY
    for node in (element, *element.iterancestors()):
        matrix = multiply(parse_transform(node.get("transform")), matrix)
    return area * _REGION * abs(determinant(multiply(device, matrix)))
