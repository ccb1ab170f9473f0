"""Which CSS properties a drawing knows, where they apply, and their initial values."""

from __future__ import annotations

from visualgen.svg.attributes import INHERITED

NOT_INHERITED = frozenset(
    {
        "alignment-baseline", "baseline-shift", "clip-path", "display", "filter", "flood-color", "flood-opacity", "isolation",
        "lighting-color", "mask", "mask-type", "mix-blend-mode", "opacity", "overflow", "stop-color", "stop-opacity",
        "text-decoration", "transform", "transform-box", "transform-origin", "unicode-bidi", "vector-effect",
    }
)  # fmt: skip

PROPERTIES = INHERITED | NOT_INHERITED | {"dominant-baseline"}
"""Properties that become attributes."""

MOVES = ("translate", "rotate", "scale")
"""The individual transform properties (CSS Transforms 2), folded into `transform`."""

COLORS = ("color", "fill", "stroke", "stop-color", "flood-color", "lighting-color")
OPACITIES = ("opacity", "fill-opacity", "stroke-opacity", "stop-opacity", "flood-opacity")
OPACITY_OF = {"fill": "fill-opacity", "stroke": "stroke-opacity", "stop-color": "stop-opacity", "flood-color": "flood-opacity"}

INITIAL = {
    "clip-rule": "nonzero", "color": "#000000", "fill": "#000000", "fill-opacity": "1", "fill-rule": "nonzero",
    "font-family": "", "font-size": "16", "font-stretch": "100%", "font-style": "normal", "font-weight": "400",
    "letter-spacing": "0", "line-height": "normal", "marker-end": "none", "marker-mid": "none", "marker-start": "none",
    "paint-order": "normal", "stroke": "none", "stroke-dasharray": "none", "stroke-dashoffset": "0",
    "stroke-linecap": "butt", "stroke-linejoin": "miter", "stroke-miterlimit": "4", "stroke-opacity": "1", "stroke-width": "1",
    "text-anchor": "start", "text-transform": "none", "visibility": "visible", "word-spacing": "0",
    "font-feature-settings": "normal", "font-variation-settings": "normal", "color-interpolation-filters": "linearRGB",
}  # fmt: skip
"""Initial values of inherited properties, for the keyword `initial`; the others simply lose their attribute."""

_BOX = ("x", "y", "width", "height")
CSS_GEOMETRY = {
    "rect": (*_BOX, "rx", "ry"),
    "circle": ("cx", "cy", "r"),
    "ellipse": ("cx", "cy", "rx", "ry"),
    "image": _BOX,
    "svg": _BOX,
    "use": _BOX,
    "foreignObject": _BOX,
}
"""Geometry that CSS may set, by element (SVG 2, §7)."""

LENGTHS = {
    **CSS_GEOMETRY,
    "line": ("x1", "y1", "x2", "y2"),
    "symbol": _BOX,
    "marker": ("refX", "refY", "markerWidth", "markerHeight"),
}
"""Attributes that are one length in user units, by element."""

LISTS = {"text": ("x", "y", "dx", "dy"), "tspan": ("x", "y", "dx", "dy")}
"""Attributes that are lists of lengths, by element."""

UNIT_LENGTHS = {
    "linearGradient": ("gradientUnits", "objectBoundingBox", ("x1", "y1", "x2", "y2")),
    "radialGradient": ("gradientUnits", "objectBoundingBox", ("cx", "cy", "r", "fx", "fy", "fr")),
    "pattern": ("patternUnits", "objectBoundingBox", _BOX),
    "mask": ("maskUnits", "objectBoundingBox", _BOX),
    "filter": ("filterUnits", "objectBoundingBox", _BOX),
}
"""Attributes whose unit another attribute decides, by element: (that attribute, its default, the lengths)."""

VERTICAL = frozenset({"y", "height", "cy", "ry", "y1", "y2", "dy", "fy", "refY", "markerHeight"})
DIAGONAL = frozenset({"r", "fr", "stroke-width", "stroke-dasharray", "stroke-dashoffset"})

NEVER_DRAWN = frozenset(
    {"defs", "clipPath", "mask", "marker", "pattern", "filter", "symbol", "linearGradient", "radialGradient", "style", "metadata"}
)
