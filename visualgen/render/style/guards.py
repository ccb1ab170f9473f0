"""Refuses what would keep an engine busy for ever: huge filter radii, endless dashes, giant tiles; harmless excess is clamped."""

from __future__ import annotations

import math
from collections.abc import Mapping

from visualgen.errors import LimitExceeded
from visualgen.render.style.filters import deviation
from visualgen.svg.attributes import Element, computed, element_name, local_url, tag
from visualgen.svg.lengths import length, numbers
from visualgen.svg.matrix import Matrix, determinant
from visualgen.svg.path import Segment
from visualgen.svg.shapes import SHAPES, outline

MORPHOLOGY_PX = 250.0
DEVIATION_PX = 1_000.0
OCTAVES = 10
KERNEL = 21
DASHES = 100_000
TILE_PX = 40_000_000.0
TILES = 4_000_000.0
SEGMENTS = 100_000
MARKED_PX = 400_000_000.0


def guard_costs(root: Element, device: Matrix, size_px: tuple[int, int], viewport: tuple[float, float], ids: Mapping[str, Element]) -> None:
    """Raise `LimitExceeded`, naming the layer, for what is too costly to draw; turbulence octaves nobody sees are cut."""
    scale = math.sqrt(abs(determinant(device))) or 1.0
    segments = 0
    marked = any(tag(element) == "marker" for element in ids.values())
    for element in root.iter("*"):
        name = tag(element)
        if name is None:
            continue
        if name in SHAPES:
            segments += _guard_shape(element, viewport)
            if marked:
                _guard_markers(element, scale, ids)
            if segments > SEGMENTS:
                _refuse(element, f"the drawing has more than {SEGMENTS:,} path segments", "simplify its paths")
        elif name == "pattern":
            _guard_pattern(element, scale, size_px, viewport)
        elif name.startswith("fe"):
            _guard_primitive(element, name, scale)


def _guard_shape(element: Element, viewport: tuple[float, float]) -> int:
    """Return roughly how many segments the shape has; refuse a stroke of too many dashes."""
    count = 1
    if tag(element) in ("path", "polyline", "polygon"):
        count = len(element.get("d") or element.get("points") or "") // 8
    if count > SEGMENTS or not (element.get("stroke-dasharray") or _inherits_dashes(element)):
        return count
    style = computed(element)
    dashes = [abs(value) for value in numbers(style.get("stroke-dasharray"))]
    if sum(dashes) > 0 and style.get("stroke", "none") != "none":
        dash_count = _rough_length(outline(element, viewport)) / sum(dashes) * len(dashes)
        if dash_count > DASHES:
            _refuse(element, f"its stroke has {min(dash_count, 1e12):,.0f} dashes; {DASHES:,} are allowed", "make the dashes longer")
    return count


def _inherits_dashes(element: Element) -> bool:
    return any(above.get("stroke-dasharray") not in (None, "none") for above in element.iterancestors())


def _rough_length(segments: tuple[Segment, ...]) -> float:
    """Return an upper bound of a path's length: the length of its control polygon."""
    total = 0.0
    x = y = start_x = start_y = 0.0
    for segment in segments:
        points = [(segment[i], segment[i + 1]) for i in range(1, len(segment), 2)] or [(start_x, start_y)]
        if segment[0] == "M":
            start_x, start_y = x, y = points[0]
            continue
        for next_x, next_y in points:
            total += math.hypot(next_x - x, next_y - y)
            x, y = next_x, next_y
    return total


def _guard_pattern(element: Element, scale: float, size_px: tuple[int, int], viewport: tuple[float, float]) -> None:
    width, height = (length(element.get(side), default=0.0) for side in ("width", "height"))
    if width <= 0 or height <= 0:
        return
    if element.get("patternUnits") != "userSpaceOnUse":
        width, height = width * viewport[0], height * viewport[1]
    area = width * height * scale * scale
    if area > TILE_PX:
        _refuse(element, "the tile of the pattern is far larger than a picture", "make the tile smaller")
    if size_px[0] * size_px[1] / area > TILES:
        _refuse(element, "the tile of the pattern is far smaller than a pixel", "make the tile larger, or use a plain colour")


def _guard_primitive(element: Element, name: str, scale: float) -> None:
    if name == "feMorphology":
        radius = max(numbers(element.get("radius")), default=0.0) * scale
        if radius > MORPHOLOGY_PX:
            _refuse(element, f"feMorphology has a radius of {radius:,.0f} px; {MORPHOLOGY_PX:,.0f} are allowed", "make it smaller")
    elif name == "feGaussianBlur" and deviation(element) * scale > DEVIATION_PX:
        _refuse(element, f"a blur of {deviation(element) * scale:,.0f} px is too wide; {DEVIATION_PX:,.0f} are allowed", "blur less")
    elif name == "feTurbulence" and length(element.get("numOctaves"), default=1.0) > OCTAVES:
        element.set("numOctaves", str(OCTAVES))
    elif name == "feConvolveMatrix":
        order = max(numbers(element.get("order")), default=3.0)
        if order > KERNEL:
            _refuse(element, f"feConvolveMatrix has an order of {order:,.0f}; {KERNEL} is allowed", "use feGaussianBlur")


def _guard_markers(element: Element, scale: float, ids: Mapping[str, Element]) -> None:
    """A marker is painted at every corner of a path."""
    style = computed(element)
    marker = ids.get(local_url(style.get("marker-mid"))[0] or "")
    if marker is None:
        return
    corners = len(element.get("d") or element.get("points") or "") / 4
    width, height = (length(marker.get(side), default=3.0) for side in ("markerWidth", "markerHeight"))
    if marker.get("markerUnits") != "userSpaceOnUse":
        thickness = length(style.get("stroke-width"), default=1.0)
        width, height = width * thickness, height * thickness
    if corners * (abs(width * height) * scale * scale + 1_000) > MARKED_PX:
        _refuse(element, "large markers are drawn at too many corners", "make the markers smaller, or draw them once")


def _refuse(element: Element, what: str, mend: str) -> None:
    named = next((node for node in (element, *element.iterancestors()) if node.get("id")), element)
    raise LimitExceeded(what, mend=mend, line=element.sourceline, layer=element_name(named))
