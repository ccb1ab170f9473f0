"""Recognises the filters that are nothing but drop shadows, whatever primitives the design tool spelled them with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lxml.etree import _Element as Element

from visualgen.render.scene import Color, Shadow
from visualgen.svg.attributes import computed, tag
from visualgen.svg.color import parse_color
from visualgen.svg.lengths import fraction, numbers


@dataclass(frozen=True, slots=True)
class _Source:
    """The group itself."""


@dataclass(frozen=True, slots=True)
class _Alpha:
    """The group's alpha, moved, blurred and multiplied."""

    dx: float = 0.0
    dy: float = 0.0
    deviation: tuple[float, float] = (0.0, 0.0)
    gain: float = 1.0
    knockout: bool = False


@dataclass(frozen=True, slots=True)
class _Flood:
    """One colour everywhere; fully transparent: nothing."""

    color: Color


@dataclass(frozen=True, slots=True)
class _Tinted:
    """The alpha in one colour: a shadow."""

    alpha: _Alpha
    color: Color


@dataclass(frozen=True, slots=True)
class _Stack:
    """Shadows, with the group over them or not (yet)."""

    shadows: tuple[_Tinted, ...]
    topped: bool


_Value = _Source | _Alpha | _Flood | _Tinted | _Stack
_EMPTY = _Flood((0.0, 0.0, 0.0, 0.0))


def pure_shadows(filter_element: Element) -> tuple[Shadow, ...]:
    """Return the shadows, bottom first, that a <filter> draws under its unchanged input; empty when it does anything else.

    The filter graph is followed with symbols instead of pixels (source, its alpha, a colour, shadows under the source), so
    `feDropShadow`, its expansion, and the long forms of Figma and Illustrator all come out the same.
    """
    if filter_element.get("primitiveUnits") == "objectBoundingBox":
        return ()
    results: dict[str, _Value] = {}
    last: _Value = _Source()
    for primitive in filter_element:
        name = tag(primitive)
        if name is None:
            continue
        if any(primitive.get(side) is not None for side in ("x", "y", "width", "height")):
            return ()
        value = _follow(name, primitive, results, last)
        if value is None:
            return ()
        last = value
        if primitive.get("result"):
            results[str(primitive.get("result"))] = value
    if not isinstance(last, _Stack) or not last.topped:
        return ()
    return tuple(
        Shadow(item.alpha.dx, item.alpha.dy, item.alpha.deviation, item.color, item.alpha.gain, item.alpha.knockout)
        for item in last.shadows
    )


def _input(primitive: Element, name: str, results: Mapping[str, _Value], last: _Value) -> _Value | None:
    asked = primitive.get(name)
    if asked == "SourceGraphic":
        return _Source()
    if asked == "SourceAlpha":
        return _Alpha()
    if asked is None or asked not in results:
        return last if asked is None else None
    return results[asked]


def _follow(name: str, primitive: Element, results: Mapping[str, _Value], last: _Value) -> _Value | None:
    """Return what the primitive makes of its input, or None for anything that is not part of a shadow."""
    if name == "feFlood":
        return _Flood(_flood_color(primitive))
    if name == "feMerge":
        merged: _Value | None = _EMPTY
        for node in primitive:
            if tag(node) == "feMergeNode" and merged is not None:
                merged = _over(_input(node, "in", results, last), merged)
        return merged
    value = _input(primitive, "in", results, last)
    if value is None:
        return None
    if name == "feDropShadow":
        shadow = _tinted(_blurred(_moved(_Alpha(), primitive, 2.0), primitive, "2"), _flood_color(primitive))
        return _over(value, shadow) if isinstance(value, _Source) else None
    if name == "feOffset":
        return _moved(value, primitive, 0.0)
    if name == "feGaussianBlur":
        return _blurred(value, primitive, "0")
    if name == "feColorMatrix":
        return _recolored(value, primitive)
    if name == "feComposite":
        return _composite(value, _input(primitive, "in2", results, last), primitive.get("operator", "over"))
    if name == "feBlend" and primitive.get("mode", "normal") == "normal":
        return _over(value, _input(primitive, "in2", results, last))
    return None


def _flood_color(primitive: Element) -> Color:
    red, green, blue, alpha = parse_color(primitive.get("flood-color") or "#000000") or (0.0, 0.0, 0.0, 1.0)
    return red, green, blue, alpha * fraction(primitive.get("flood-opacity"))


def _moved(value: _Value, primitive: Element, default: float) -> _Value | None:
    dx, dy = (next(iter(numbers(primitive.get(name))), default) for name in ("dx", "dy"))
    if isinstance(value, _Tinted):
        alpha = _moved(value.alpha, primitive, default)
        return replace(value, alpha=alpha) if isinstance(alpha, _Alpha) else None
    if isinstance(value, _Source):
        return None
    if not isinstance(value, _Alpha) or value.knockout:
        return None
    return replace(value, dx=value.dx + dx, dy=value.dy + dy)


def _blurred(value: _Value | None, primitive: Element, default: str) -> _Value | None:
    deviations = numbers(primitive.get("stdDeviation", default)) or [0.0]
    across, along = deviations[0], deviations[-1]
    if across < 0 or along < 0:
        return None
    if isinstance(value, _Tinted):
        alpha = _blurred(value.alpha, primitive, default)
        return replace(value, alpha=alpha) if isinstance(alpha, _Alpha) else None
    if not isinstance(value, _Alpha) or value.knockout or value.deviation != (0.0, 0.0):
        return None
    return replace(value, deviation=(across, along))


def _recolored(value: _Value, primitive: Element) -> _Value | None:
    """Follow a colour matrix that replaces the colour by a constant and scales the alpha."""
    rows = numbers(primitive.get("values"))
    if primitive.get("type", "matrix") != "matrix" or len(rows) != 20:
        return None
    if any(rows[row * 5 + column] for row in range(4) for column in range(4) if (row, column) != (3, 3)) or rows[19]:
        return None
    color: Color = (rows[4], rows[9], rows[14], 1.0)
    scale = rows[18]
    if not isinstance(value, (_Alpha, _Source, _Tinted)) or any(not 0 <= channel <= 1 for channel in color) or scale < 0:
        return None
    alpha = value.alpha if isinstance(value, _Tinted) else (value if isinstance(value, _Alpha) else _Alpha())
    before = value.color[3] if isinstance(value, _Tinted) else 1.0
    if any(0 < channel < 1 for channel in color) and computed(primitive).get("color-interpolation-filters") != "sRGB":
        return None
    if scale > 1:
        if alpha.deviation != (0.0, 0.0) or before != 1.0 or any(color[:3]):
            return None
        return replace(alpha, gain=alpha.gain * scale)
    return _Tinted(alpha, (color[0], color[1], color[2], scale * before))


def _tinted(value: _Value | None, color: Color) -> _Value | None:
    return _Tinted(value, color) if isinstance(value, _Alpha) else None


def _composite(value: _Value, other: _Value | None, operator: str) -> _Value | None:
    if operator == "over":
        return _over(value, other)
    if operator == "in":
        if isinstance(value, _Flood) and isinstance(other, _Alpha):
            return _Tinted(other, value.color)
        return None
    if operator != "out":
        return None
    casts = isinstance(other, _Source) or (isinstance(other, _Alpha) and (other.dx, other.dy, other.deviation) == (0.0, 0.0, (0.0, 0.0)))
    if not casts:
        return None
    if isinstance(value, _Alpha):
        return replace(value, knockout=True)
    if isinstance(value, _Tinted):
        return replace(value, alpha=replace(value.alpha, knockout=True))
    return None


def _over(value: _Value | None, below: _Value | None) -> _Value | None:
    """Return `value` laid over `below`."""
    if value is None or below is None:
        return None
    if isinstance(value, _Flood) and value.color[3] == 0:
        return below
    under = _as_stack(below)
    over = _as_stack(value)
    if under is None or over is None or under.topped:
        return None
    return _Stack(under.shadows + over.shadows, over.topped)


def _as_stack(value: _Value) -> _Stack | None:
    if isinstance(value, _Stack):
        return value
    if isinstance(value, _Tinted):
        return _Stack((value,), topped=False)
    if isinstance(value, _Source):
        return _Stack((), topped=True)
    if isinstance(value, _Alpha):
        return _Stack((_Tinted(value, (0.0, 0.0, 0.0, 1.0)),), topped=False)
    return _Stack((), topped=False) if value.color[3] == 0 else None
