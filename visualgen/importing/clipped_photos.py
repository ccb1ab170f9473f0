"""A photo in a clip or a mask becomes the shape it is seen through, filled with it: the outline that every other photo will take."""

from __future__ import annotations

import copy

from lxml import etree
from lxml.etree import _Element as Element

from visualgen.importing.cleaning import forget_name
from visualgen.importing.looks import Look
from visualgen.importing.model import Artboard
from visualgen.svg.attributes import SVG, XLINK, href, local_url, tag
from visualgen.svg.lengths import length
from visualgen.svg.matrix import IDENTITY, Matrix, determinant, invert, multiply, number_text, parse_transform, to_svg, translation
from visualgen.svg.shapes import SHAPES, geometry_box, ids_of
from visualgen.template.names import LayerName

_EFFECTS = ("filter", "mix-blend-mode")
_GEOMETRY = ("d", "x", "y", "width", "height", "rx", "ry", "cx", "cy", "r", "points")
_IMAGE = ("x", "y", "width", "height", "preserveAspectRatio")


def settle_clipped_photo(board: Artboard, look: Look, layer: Element, name: LayerName) -> Element:
    """Return the element that carries a photo slot: where one photo is seen through one shape, that shape, filled with the photo.

    Anything more involved stays as it is drawn, and `layer` is returned.
    """
    ids = ids_of(board.root)
    images = [node for node in _drawn(layer) if _image(node, ids) is not None]
    if len(images) != 1:
        return layer
    node = images[0]
    chain = [node, *node.iterancestors()]
    chain = chain[: chain.index(layer) + 1]
    clipped = [(member, seen) for member in chain if (seen := _seen_through(member, look, ids)) is not None]
    image, around = _image(node, ids), clipped[0][0].getparent() if len(clipped) == 1 else None
    if image is None or around is None or not _is_plain(chain[: chain.index(clipped[0][0]) + 1], look):
        return layer
    home, inner = look.matrix_of(around), look.matrix_of(node)
    holder, (drawn, placed) = clipped[0]
    matrix = look.matrix_of(holder)
    if home is None or inner is None or matrix is None or not determinant(home):
        return layer
    shape_matrix = multiply(multiply(invert(home), matrix), placed)
    moved = translation(*(length(node.get(side), 0.0, 16.0, 0.0) for side in ("x", "y"))) if tag(node) == "use" else IDENTITY
    box = geometry_box(drawn, ids, look.styled.viewport)
    if box is None or not determinant(shape_matrix):
        return layer
    shape = etree.Element(drawn.tag)
    for attribute in _GEOMETRY:
        if drawn.get(attribute) is not None:
            shape.set(attribute, str(drawn.get(attribute)))
    if shape_matrix != IDENTITY:
        shape.set("transform", to_svg(shape_matrix))
    to_tile = multiply(translation(-box[0], -box[1]), invert(shape_matrix))
    pattern = _pattern(board, image, box, multiply(to_tile, multiply(multiply(invert(home), inner), moved)))
    shape.set("style", f"fill:url(#{pattern});stroke:none")
    shape.tail = holder.tail
    around.replace(holder, shape)
    if layer is not holder:
        forget_name(layer)
    shape.set("data-slot", name.full_name)
    return shape


def _pattern(board: Artboard, image: Element, box: tuple[float, float, float, float], matrix: Matrix) -> str:
    """Write the pattern that holds the photo, and return its id."""
    taken = ids_of(board.root)
    number = 1
    while f"photo-{number}" in taken:
        number += 1
    pattern = etree.SubElement(etree.SubElement(board.root, SVG + "defs"), SVG + "pattern")
    pattern.set("id", f"photo-{number}")
    pattern.set("patternUnits", "userSpaceOnUse")
    for side, value in zip(("x", "y", "width", "height"), (box[0], box[1], box[2] - box[0], box[3] - box[1]), strict=True):
        pattern.set(side, number_text(value))
    inside = etree.SubElement(pattern, SVG + "image")
    for name in _IMAGE:
        if image.get(name) is not None:
            inside.set(name, str(image.get(name)))
    inside.set("href", href(image))
    inside.set("transform", to_svg(matrix))
    return f"photo-{number}"


def _drawn(layer: Element) -> list[Element]:
    """Return what is drawn in a layer: shapes, texts, pictures."""
    found: list[Element] = []
    stack = [layer]
    while stack:
        element = stack.pop()
        if tag(element) in ("defs", "clipPath", "mask", "pattern", "linearGradient", "radialGradient", "filter"):
            continue
        if tag(element) in SHAPES or tag(element) in ("image", "use", "text"):
            found.append(element)
        stack.extend(element)
    return found


def _image(element: Element, ids: dict[str, Element]) -> Element | None:
    """Return the picture an element draws: itself, or what it uses."""
    target = ids.get(href(element)[1:]) if tag(element) == "use" else element
    return target if target is not None and tag(target) == "image" and (target.get("href") or target.get(XLINK + "href")) else None


def _seen_through(element: Element, look: Look, ids: dict[str, Element]) -> tuple[Element, Matrix] | None:
    """Return the one shape that clips or masks an element, with its matrix into the element's user space."""
    twin = look.twins.get(element)
    if twin is None:
        return None
    reference = local_url(twin.get("clip-path"))[0] or local_url(twin.get("mask"))[0]
    server = ids.get(reference) if reference is not None else None
    if server is None or "objectBoundingBox" in (server.get("clipPathUnits"), server.get("maskContentUnits")):
        return None
    shapes = [child for child in server if tag(child) in SHAPES or tag(child) == "use"]
    if len(shapes) != 1 or len([child for child in server if tag(child) not in (None, "defs", "title", "desc")]) != 1:
        return None
    shape, matrix = shapes[0], parse_transform(server.get("transform")) if tag(server) == "clipPath" else IDENTITY
    matrix = multiply(matrix, parse_transform(shape.get("transform")))
    if tag(shape) == "use":
        target = ids.get(href(shape)[1:])
        if target is None or tag(target) not in SHAPES:
            return None
        x, y = (length(shape.get(side), 0.0, 16.0, 0.0) for side in ("x", "y"))
        shape, matrix = target, multiply(multiply(matrix, translation(x, y)), parse_transform(target.get("transform")))
    return copy.copy(shape), matrix


def _is_plain(chain: list[Element], look: Look) -> bool:
    """Say whether the groups from the picture up to the clip hold nothing else and have no effect of their own."""
    for inner, element in zip((None, *chain), chain, strict=False):
        twin = look.twins.get(element)
        if twin is None or any(twin.get(name, "none") not in ("none", "normal") for name in _EFFECTS) or twin.get("opacity", "1") != "1":
            return False
        drawn = [child for child in element if tag(child) not in (None, "defs", "clipPath", "mask", "title", "desc")]
        if inner is not None and any(child is not inner for child in drawn):
            return False
    return True
