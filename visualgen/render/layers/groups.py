"""What isolates an element (opacity, clip, mask, filter, blend), settled as a Group."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from lxml import etree
from lxml.etree import _Element as Element

from visualgen.render.layers.bounds import filter_region, own_box, transform_of
from visualgen.render.layers.filters import pure_shadows
from visualgen.render.layers.plain import absent
from visualgen.render.products import Box, Matrix, Placed
from visualgen.render.scene import Clip, Filter, Group, Markup, Node
from visualgen.svg.attributes import local_url, style_value, tag
from visualgen.svg.lengths import fraction
from visualgen.svg.matrix import map_box, multiply, number_text, to_svg, union
from visualgen.svg.shapes import SHAPES, outline

if TYPE_CHECKING:
    from visualgen.render.layers.markup import Cutter


@dataclass(frozen=True, slots=True)
class Isolation:
    """An isolating element with the user space, attributes and viewport of its content."""

    element: Element
    matrix: Matrix
    inherited: Mapping[str, str]
    viewport: tuple[float, float]


def blend_mode(element: Element) -> str:
    """Return the element's `mix-blend-mode`, "normal" without one."""
    return (style_value(element, "mix-blend-mode") or "normal").strip()


def is_isolating(element: Element, *, but_opacity: bool = False) -> bool:
    """Return whether the element's content is painted apart and then put in place as one."""
    if not but_opacity and fraction(element.get("opacity")) < 1:
        return True
    if not absent(element.get("clip-path")) or not absent(element.get("mask")):
        return True
    if "style" not in element.attrib and not any(name in element.attrib for name in ("filter", "mix-blend-mode", "isolation")):
        return False
    return not absent(style_value(element, "filter")) or blend_mode(element) != "normal" or style_value(element, "isolation") == "isolate"


def grouped(isolation: Isolation, nodes: tuple[Node, ...], box: Box | None, placed: Placed, cutter: Cutter) -> Group:
    """Return `nodes` (whose reach is `box`) as the group that the element asks for."""
    element = isolation.element
    clip = _simple_clip(isolation, placed)
    mask = _mask(isolation, placed, cutter, clipped=clip is not None)
    value = style_value(element, "filter")
    effect = None if absent(value) else _filter(isolation, str(value), placed, cutter)
    if effect is not None:
        box = _with_filter(box, isolation.matrix, effect)
    return Group(
        nodes,
        isolation.matrix,
        box,
        opacity=fraction(element.get("opacity")),
        operator=blend_mode(element),
        clip=clip,
        mask=mask,
        filter=effect,
    )


def _simple_clip(isolation: Isolation, placed: Placed) -> Clip | None:
    """Return the clip where it is one shape and nothing else; None without one, or where only the full engine gets it right."""
    identifier, _ = local_url(isolation.element.get("clip-path"))
    clip_path = placed.styled.ids.get(identifier or "")
    if clip_path is None or tag(clip_path) != "clipPath" or not absent(clip_path.get("clip-path")):
        return None
    children = [child for child in clip_path if tag(child) and child.get("display") != "none" and tag(child) not in ("title", "desc")]
    if len(children) != 1 or tag(children[0]) not in SHAPES or not absent(children[0].get("clip-path")):
        return None
    shape = children[0]
    if shape.get("visibility", clip_path.get("visibility")) in ("hidden", "collapse"):
        return None
    matrix = isolation.matrix
    if clip_path.get("clipPathUnits") == "objectBoundingBox":
        box = own_box(isolation.element, placed)
        if box is None:
            return None
        matrix = multiply(matrix, (box[2] - box[0], 0.0, 0.0, box[3] - box[1], box[0], box[1]))
    matrix = multiply(multiply(matrix, transform_of(clip_path, placed)), transform_of(shape, placed))
    even_odd = (shape.get("clip-rule") or clip_path.get("clip-rule")) == "evenodd"
    return Clip(outline(shape, isolation.viewport), matrix, even_odd)


def _mask(isolation: Isolation, placed: Placed, cutter: Cutter, *, clipped: bool) -> Markup | None:
    """Return white under the element's own mask and (complex) clip."""
    element = isolation.element
    names = [name for name in ("clip-path", "mask") if not absent(element.get(name)) and not (name == "clip-path" and clipped)]
    if not names:
        return None
    attributes = "".join(f" {name}={quoteattr(str(element.get(name)))}" for name in names)
    width, height = isolation.viewport
    box = own_box(element, placed) or (0.0, 0.0, width, height)
    x0, y0, x1, y1 = (number_text(value) for value in box)
    # Everything is painted, and yet the geometry box that mask and clip units refer to stays the element's own.
    reach = number_text(2 * (width + height))
    body = (
        f'<g transform="{to_svg(isolation.matrix)}"><path d="M{x0} {y0}H{x1}V{y1}H{x0}Z" fill="#fff" stroke="#fff"'
        f' stroke-width="{reach}"{attributes}/></g>'
    )
    return cutter.markup(body)


def _filter(isolation: Isolation, value: str, placed: Placed, cutter: Cutter) -> Filter:
    identifier, rest = local_url(value)
    element = placed.styled.ids.get(identifier or "")
    region = filter_region(isolation.element, value, placed)
    if element is None or rest or tag(element) != "filter" or region is None:
        return Filter(value=value, definitions=cutter.markup(f"<g style={quoteattr('filter:' + value)}/>").definitions, region=region)
    shadows = pure_shadows(element)
    if shadows:
        return Filter(shadows=shadows, region=region)
    settled = cutter.markup(_in_user_space(element, region))
    return Filter(value="url(#filtered)", definitions=settled.body + settled.definitions, region=region)


def _in_user_space(element: Element, region: Box) -> str:
    """Return the filter's text with its region spelled out, since the picture it is applied to has another geometry box."""
    twin = copy.deepcopy(element)
    twin.tail = None
    twin.set("id", "filtered")
    twin.set("filterUnits", "userSpaceOnUse")
    sides = (region[0], region[1], region[2] - region[0], region[3] - region[1])
    for name, number in zip(("x", "y", "width", "height"), sides, strict=True):
        twin.set(name, number_text(number))
    return etree.tostring(twin, encoding="unicode")


def _with_filter(box: Box | None, matrix: Matrix, effect: Filter) -> Box | None:
    """Return how far a filtered group can reach."""
    if effect.shadows and box is not None:
        reach: Box | None = box
        for shadow in effect.shadows:
            scale = sum(abs(value) for value in matrix[:4])
            pad = (3.2 * max(shadow.deviation) + max(abs(shadow.dx), abs(shadow.dy)) + 2) * scale
            reach = union(reach, (box[0] - pad, box[1] - pad, box[2] + pad, box[3] + pad))
        return reach
    return None if effect.region is None else map_box(matrix, effect.region)
