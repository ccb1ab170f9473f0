"""What the checks look at: the products of the passes and a few numbers, all frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from visualgen.brand.model import BrandKit
from visualgen.formats import phone_scale
from visualgen.preflight.pixels import Pixels
from visualgen.render.place.roles import matrix_to_root
from visualgen.render.products import Box, Matrix, OutputType, Placed, Source
from visualgen.svg.attributes import Element
from visualgen.svg.matrix import map_box, multiply


@dataclass(frozen=True, slots=True)
class Facts:
    """One picture's facts. `photo_sizes` maps a slot to its photo's px; `safe_px` is the safe box on the canvas.

    `weight_bytes` is the encoded size, `max_bytes` what was asked, `fits` whether the encoder could meet it, `output_type` its type.
    `kit_families` are the kit's font families in lower case; None: not known. `pixels` are there where pixels are to be judged.
    `kit` is the brand, for its rules; `photo_blurs` maps a slot to its photo's own blur in photo px, where it was measured.
    """

    source: Source
    placed: Placed
    photo_sizes: Mapping[str, tuple[int, int]]
    safe_px: Box | None
    weight_bytes: int = 0
    max_bytes: int | None = None
    fits: bool = True
    output_type: OutputType = "jpeg"
    kit_families: frozenset[str] | None = None
    pixels: Pixels | None = None
    kit: BrandKit | None = None
    photo_blurs: Mapping[str, float] = field(default_factory=dict)

    @property
    def phone_scale(self) -> float:
        """How much smaller than its own pixels the picture is seen on a phone; an ad slot is seen at its own size."""
        return phone_scale(self.source.placement, self.source.size_px)

    def to_device(self, element: Element) -> Matrix:
        """Return the matrix from the element's user space to canvas px."""
        matrix = matrix_to_root(element, self.placed.matrices)
        return multiply(self.placed.styled.device, matrix)

    def device_box(self, element: Element, box: Box) -> Box:
        """Return a user-space box as a box in canvas px."""
        return map_box(self.to_device(element), box)

    def visible(self, box: Box) -> Box:
        """Return the part of a box that is on the canvas."""
        width, height = self.source.size_px
        x0, x1 = (min(max(side, 0.0), float(width)) for side in (box[0], box[2]))
        y0, y1 = (min(max(side, 0.0), float(height)) for side in (box[1], box[3]))
        return x0, y0, x1, y1
