"""What the checks of pixels look at: the picture, the same without its words and logos, and the words alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from visualgen.brand.model import PhotoTreatment
from visualgen.render.cache import Cache
from visualgen.render.canvas import Canvas
from visualgen.render.layers import layers
from visualgen.render.paint import paint
from visualgen.render.products import Placed
from visualgen.render.scene import Glyphs, Group, Node, Scene
from visualgen.settings import Limits
from visualgen.svg.attributes import Element
from visualgen.template.names import ROLE


@dataclass(frozen=True, slots=True)
class Pixels:
    """(height, width, 4) uint8 BGRA each: `painted` is the picture on white, `ground` the same without its words and logos.

    `words` are the words alone on nothing, premultiplied; what covers them in the picture does not cover them there.
    """

    painted: NDArray[np.uint8]
    ground: NDArray[np.uint8]
    words: NDArray[np.uint8]


def look(placed: Placed, scene: Scene, canvas: Canvas, cache: Cache, treatment: PhotoTreatment, limits: Limits) -> Pixels:
    """Paint the picture of `scene` again, first without its words and logos, then its words alone."""
    hidden = {*placed.texts, *logo_layers(placed)}
    bare = replace(placed, styled=replace(placed.styled, key=f"{placed.styled.key} bare"), removed=placed.removed | hidden)
    ground = paint(layers(bare, cache), cache, treatment, limits)
    words = paint(replace(scene, nodes=tuple(_words(scene.nodes))), cache, treatment, limits)
    return Pixels(canvas.over_white().pixels, ground.over_white().pixels, words.pixels)


def logo_layers(placed: Placed) -> tuple[Element, ...]:
    """Return the layers that hold a logo, in drawing order."""
    return tuple(
        element
        for element in placed.styled.root.iter("*")
        if (element.get(ROLE) or "").startswith("brand:logo") and element not in placed.removed
    )


def _words(nodes: Iterable[Node]) -> Iterable[Node]:
    for node in nodes:
        if isinstance(node, Glyphs):
            halo = node.stroke_first and any(fill is not None for fill in node.fills)
            yield replace(node, stroke=None) if halo else node  # a stroke under the letters is what they stand on
        elif isinstance(node, Group):
            children = tuple(_words(node.children))
            if children:
                yield replace(node, children=children, operator="normal", mask=None, filter=None)
