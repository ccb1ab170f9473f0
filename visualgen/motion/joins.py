"""How one scene takes the place of another: both frames become one, at a fraction of the transition."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import cairocffi as cairo

from visualgen.motion.easing import cubic_bezier, parse_easing
from visualgen.motion.products import Side, Transition
from visualgen.render.scene import Color
from visualgen.svg.color import parse_color

_MOVE = cubic_bezier(0.45, 0.05, 0.25, 1.0)
_PANEL = 0.48
"""At which part of a brand wipe the panel has covered the old scene."""

_WAYS: Mapping[Side, tuple[int, int]] = {"left": (-1, 0), "right": (1, 0), "top": (0, -1), "bottom": (0, 1)}


def ease_of(css: Mapping[str, str], name: str = "--ease-move") -> Callable[[float], float]:
    """Return the kit's easing of that name, or a plain in-and-out."""
    found = parse_easing(css.get(name, "")) or _MOVE
    return lambda progress: found(progress, False)


def panel_color(css: Mapping[str, str]) -> Color:
    """Return the colour of the panel that carries a brand wipe: the kit's primary."""
    rgba = parse_color(css.get("--color-primary", "#111111")) or (0.07, 0.07, 0.07, 1.0)
    return (rgba[0], rgba[1], rgba[2], 1.0)


def join(
    context: cairo.Context,
    size_px: tuple[int, int],
    old: cairo.ImageSurface,
    new: cairo.ImageSurface,
    transition: Transition,
    progress: float,
    color: Color,
) -> None:
    """Paint the frame at `progress` (0..1, eased already) from the old scene to the new one."""
    width, height = size_px
    dx, dy = _WAYS[transition.side]
    match transition.kind:
        case "crossfade":
            _put(context, old)
            _put(context, new, alpha=progress)
        case "slide":
            rest = 1 - progress
            _put(context, old, round(-dx * width * progress), round(-dy * height * progress))
            _put(context, new, round(dx * width * rest), round(dy * height * rest))
        case "wipe":
            _put(context, old)
            _put(context, new, clip=_strip(transition.side, width, height, 0.0, progress))
        case "brand":
            _brand(context, size_px, old, new, transition.side, progress, color)
        case _:
            _put(context, new)


def _brand(
    context: cairo.Context,
    size_px: tuple[int, int],
    old: cairo.ImageSurface,
    new: cairo.ImageSurface,
    side: Side,
    progress: float,
    color: Color,
) -> None:
    """A panel in the brand's colour comes in, covers the old scene, and goes on out of the way of the new one."""
    width, height = size_px
    front = min(progress / _PANEL, 1.0)
    back = max((progress - (1 - _PANEL)) / _PANEL, 0.0)
    _put(context, old)
    if back > 0:
        _put(context, new, clip=_strip(side, width, height, 0.0, back))
    x, y, w, h = _strip(side, width, height, back, front)
    context.set_source_rgb(*color[:3])
    context.rectangle(x, y, w, h)
    context.fill()


def _strip(side: Side, width: int, height: int, start: float, end: float) -> tuple[float, float, float, float]:
    """Return the part of the frame between two fractions of the way in from a side, on whole pixels."""
    if side in ("left", "right"):
        a, b = round(width * start), round(width * end)
        return (a if side == "left" else width - b, 0, b - a, height)
    a, b = round(height * start), round(height * end)
    return (0, a if side == "top" else height - b, width, b - a)


def _put(
    context: cairo.Context,
    surface: cairo.ImageSurface,
    x: float = 0.0,
    y: float = 0.0,
    alpha: float = 1.0,
    clip: tuple[float, float, float, float] | None = None,
) -> None:
    context.save()
    if clip is not None:
        context.rectangle(*clip)
        context.clip()
    context.set_source_surface(surface, x, y)
    context.get_source().set_filter(cairo.FILTER_NEAREST)
    if alpha < 1:
        context.paint_with_alpha(alpha)
    else:
        context.paint()
    context.restore()
