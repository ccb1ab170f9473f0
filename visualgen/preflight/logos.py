"""Where the brand's logos are in a picture: their box, their rules, and the pixels they cover."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from lxml import etree
from numpy.typing import NDArray

from visualgen.brand.model import Artwork, BrandKit
from visualgen.findings import BoxPx
from visualgen.preflight.facts import Facts
from visualgen.preflight.pixels import logo_layers
from visualgen.render.engines.full import ResvgEngine
from visualgen.render.paint.target import pixels_of
from visualgen.svg.attributes import Element, tag
from visualgen.svg.lengths import length
from visualgen.svg.matrix import map_box, multiply, number_text, translation
from visualgen.svg.shapes import canvas_size, view_box, view_box_matrix, viewport_size
from visualgen.template.names import ROLE


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo as it stands: `box_px` its own box (its clear space left out), `space_px` what its rule keeps free around it.

    `mask` tells which pixels of `area_px` (x, y, width, height) it covers; None where it is turned.
    """

    layer: str
    artwork: Artwork
    box_px: BoxPx
    space_px: float
    area_px: tuple[int, int, int, int]
    mask: NDArray[np.bool_] | None


def logos_of(facts: Facts, kit: BrandKit) -> Iterator[Logo]:
    """Yield every logo of the picture, in drawing order."""
    for layer in logo_layers(facts.placed):
        artwork = _artwork(kit, (layer.get(ROLE) or "").partition(":")[2])
        drawn = next((child for child in layer if tag(child) == "svg"), None)
        if artwork is None or drawn is None:
            continue
        own = _own_view_box(artwork.svg)
        matrix = multiply(facts.to_device(layer), translation(_side(drawn, "x"), _side(drawn, "y")))
        size = viewport_size(drawn, facts.placed.styled.viewport)
        to_device = multiply(matrix, view_box_matrix(view_box(drawn), *size, drawn.get("preserveAspectRatio")))
        box = map_box(to_device, (own[0], own[1], own[0] + own[2], own[1] + own[3]))
        space = artwork.clear_space * own[3] * math.sqrt(abs(to_device[0] * to_device[3] - to_device[1] * to_device[2]))
        whole = map_box(matrix, (0.0, 0.0, *size))
        area = _area(whole)
        turned = abs(matrix[1]) > 1e-6 or abs(matrix[2]) > 1e-6
        mask = None if turned else _mask(_standalone(drawn, area[2], area[3]), area[2], area[3])
        yield Logo((layer.get(ROLE) or "").partition(":")[2], artwork, box, space, area, mask)


def _artwork(kit: BrandKit, name: str) -> Artwork | None:
    wanted = name.replace("-", "_")
    return kit.artwork.get(name) or next((piece for key, piece in kit.artwork.items() if key.replace("-", "_") == wanted), None)


def _side(element: Element, name: str) -> float:
    return length(element.get(name), 100.0, default=0.0)


def _area(box: BoxPx) -> tuple[int, int, int, int]:
    x, y = round(box[0]), round(box[1])
    return x, y, max(1, round(box[2]) - x), max(1, round(box[3]) - y)


@lru_cache(maxsize=64)
def _own_view_box(svg: bytes) -> tuple[float, float, float, float]:
    root = etree.fromstring(svg, etree.XMLParser(resolve_entities=False, no_network=True))
    return view_box(root) or (0.0, 0.0, *canvas_size(root))


def _standalone(drawn: Element, width: int, height: int) -> str:
    """Return the logo as a drawing of its own, at the size it has in the picture."""
    inner = etree.fromstring(etree.tostring(drawn))
    for name, value in (("x", "0"), ("y", "0"), ("width", number_text(width)), ("height", number_text(height))):
        inner.set(name, value)
    return etree.tostring(inner, encoding="unicode", with_tail=False)


@lru_cache(maxsize=128)
def _mask(svg: str, width: int, height: int) -> NDArray[np.bool_]:
    covered: NDArray[np.bool_] = pixels_of(ResvgEngine().draw(svg, width, height))[..., 3] > 200
    return covered
