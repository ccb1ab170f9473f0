"""The plain profile's SVG engine: CairoSVG, told to paint onto a surface of ours instead of a file of its own."""

from __future__ import annotations

from typing import Any

import cairocffi as cairo
from cairosvg.parser import Tree
from cairosvg.surface import PNGSurface

from visualgen.errors import SvgError


class _OnTarget(PNGSurface):  # type: ignore[misc]
    """CairoSVG's surface class, painting where it is told to. The target's clip does not carry over."""

    device_units_per_user_units = 1

    def __init__(self, tree: Any, target: cairo.Surface, width: int, height: int) -> None:
        self._target = target
        super().__init__(tree, None, 96, output_width=width, output_height=height)

    def _create_surface(self, width: float, height: float) -> tuple[cairo.Surface, float, float]:
        return self._target, width, height

    def finish(self) -> None:
        """Leave the target open: it is ours."""


class CairoSvgEngine:
    """Draws the canonical dialect of `plain_markup`: groups with opacity, paths, colours and user-space gradients."""

    name = "cairosvg"

    def draw(self, svg: str, width_px: int, height_px: int) -> cairo.ImageSurface:
        """Return the drawing on a surface of its own."""
        surface = cairo.ImageSurface(cairo.FORMAT_ARGB32, width_px, height_px)
        self.draw_onto(svg, surface, width_px, height_px)
        return surface

    def draw_onto(self, svg: str, target: cairo.Surface, width_px: int, height_px: int) -> None:
        """Paint onto `target` (an image, a PDF, a group), over what is there."""
        try:
            _OnTarget(Tree(bytestring=svg.encode()), target, width_px, height_px)
        except (ValueError, TypeError, KeyError, IndexError, ZeroDivisionError, cairo.CairoError) as error:
            raise SvgError(f"a plain part cannot be drawn: {error}", mend="simplify it in the design tool") from error
