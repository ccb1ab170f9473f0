"""style: the drawing as plain SVG. Cascade, var(), colours, units, transforms and filters become attributes; kit and drawing decide alone.

The product is cached by the source's key, so a month of one template is styled once.
"""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass, field, replace

import cssselect2

from visualgen.errors import LimitExceeded
from visualgen.render.cache import Cache
from visualgen.render.products import Moved, Source, Styled
from visualgen.render.style.animations import moved
from visualgen.render.style.cascade import declared_on, own_variables, put_variables_in, winners, write
from visualgen.render.style.clip_shapes import expand_clips, stroke_box
from visualgen.render.style.computed_values import Drawing, Inherited, compute
from visualgen.render.style.effect_costs import guard_effects
from visualgen.render.style.filters import expand_filters
from visualgen.render.style.guards import guard_costs
from visualgen.render.style.properties import MOVES
from visualgen.render.style.structure import settle_structure
from visualgen.render.style.stylesheets import Sheets, read_sheets, style_elements
from visualgen.render.style.variables import Tokens, Variables, parse_variables
from visualgen.render.style.vector_effects import fix_strokes
from visualgen.render.transforms import BOX_ORIGINS, settle_transform, with_moves
from visualgen.settings import Limits
from visualgen.svg.attributes import SVG, Element, href, tag
from visualgen.svg.links import check_links
from visualgen.svg.matrix import IDENTITY, determinant, parse_transform, to_svg
from visualgen.svg.references import check_references
from visualgen.svg.shapes import canvas_size, geometry_box, ids_of, view_box, view_box_matrix
from visualgen.template.names import ROLE

_NODE_BYTES = 2_000
_TRANSFORM_NAMES = {"linearGradient": "gradientTransform", "radialGradient": "gradientTransform", "pattern": "patternTransform"}

Late = tuple[str | None, str | None, str]


def style(source: Source, cache: Cache) -> Styled:
    """Return the normalised drawing of `source`; the same key gives the same product.

    Raises `SvgError` for what cannot be drawn and `LimitExceeded` for what would cost too much, naming the layer.
    """
    kept: Styled | None = cache.get(("style", source.key))
    if kept is not None:
        return kept
    try:
        styled = _styled(source, Limits())
    except RecursionError:
        raise LimitExceeded("groups, selectors or functions are nested too deeply", mend="ungroup, and simplify the style sheet") from None
    cache.put(("style", source.key), styled, sum(1 for _ in styled.root.iter()) * _NODE_BYTES)
    return styled


def _styled(source: Source, limits: Limits) -> Styled:
    root = copy.deepcopy(source.root)
    inner = view_box(root)
    canvas = canvas_size(root)
    viewport = (inner[2], inner[3]) if inner else canvas
    outer = read_sheets([sheet for sheet in style_elements(root) if not _in_artwork(sheet)], sum(1 for _ in root.iter()))
    walk = _Walk([outer], parse_variables(source.css), Drawing(ids_of(root), source.font_map, _used(root)))
    walk.visit(cssselect2.ElementWrapper.from_xml_root(root), Inherited(walk.kit, viewport), outer)
    settle_structure(root)
    ids = ids_of(root)
    late = _settle_transforms(root, walk.moved, ids, viewport)
    width, height = source.size_px
    device = view_box_matrix(inner or (0.0, 0.0, *canvas), width, height, root.get("preserveAspectRatio"))
    expand_clips(root, ids, viewport)
    fix_strokes(root, viewport, math.sqrt(abs(determinant(device))) or 1.0, frozenset(late))
    expand_filters(root, ids, viewport)
    check_links(root, "the drawing", lambda data, layer: None)
    check_references(root, "the drawing", limits)
    ids = ids_of(root)
    guard_costs(root, device, source.size_px, viewport, ids)
    guard_effects(root, ids, device, source.size_px, viewport)
    fonts = tuple(dict.fromkeys(font for sheets in walk.sheets for font in sheets.remote_fonts))
    return Styled(root, source.key, source.size_px, viewport, device, ids, late, fonts, walk.animated)


def _used(root: Element) -> frozenset[str]:
    return frozenset(href(use)[1:] for use in root.iter(SVG + "use"))


def _is_artwork(element: Element) -> bool:
    """Say whether this is the root of an artwork of the kit, which keeps its style sheets to itself."""
    parent = element.getparent()
    return parent is not None and tag(element) == "svg" and (parent.get(ROLE) or "").startswith("brand:")


def _in_artwork(element: Element) -> bool:
    return any(_is_artwork(above) for above in element.iterancestors())


@dataclass(slots=True)
class _Walk:
    """Goes down the tree once: what wins on each element, computed in the light of its parent.

    `sheets` are the drawing's and those of each artwork in it; `moved` are the CSS transforms, which wait for the boxes; `animated` what
    clips move.
    """

    sheets: list[Sheets]
    kit: dict[str, Tokens]
    drawing: Drawing
    moved: dict[Element, Late] = field(default_factory=dict)
    animated: dict[Element, Moved] = field(default_factory=dict)

    def visit(self, wrapper: cssselect2.ElementWrapper, seen: Inherited, sheets: Sheets) -> None:
        element = wrapper.etree_element
        if tag(element) is None:
            return
        if _is_artwork(element):
            sheets = read_sheets(style_elements(element), sum(1 for _ in element.iter()))
            self.sheets.append(sheets)
        declarations = declared_on(wrapper, sheets)
        kit = self.kit if tag(element) == "svg" else {}
        variables = own_variables(declarations, seen.variables, kit)
        won = winners(declarations, variables)
        write(element, won)
        put_variables_in(element, variables)
        for name in ("style", "class"):
            if name in element.attrib:
                del element.attrib[name]
        children = compute(element, seen, variables, self.drawing)
        self.note_motion(element, won, variables, sheets, children.font_size)
        self.note_transform(element, won)
        for child in wrapper.iter_children():
            self.visit(child, children, sheets)

    def note_motion(self, element: Element, won: dict[str, str | None], variables: Variables, sheets: Sheets, font_size: float) -> None:
        if "animation-name" not in won:
            return
        transform = won["transform"] if "transform" in won else element.get("transform")
        found = moved(won, sheets.keyframes, variables, transform=transform, font_size=font_size)
        if found is not None:
            origin, box = (str(element.get(name) or "").strip() for name in ("transform-origin", "transform-box"))
            self.animated[element] = replace(found, origin=origin, box=box.lower() or "view-box", clip=element.get("clip-path"))

    def note_transform(self, element: Element, won: dict[str, str | None]) -> None:
        moves = {name: text for name in MOVES if (text := won.get(name))}
        transform = won.get("transform")
        origin, box = (element.attrib.pop(name, "") for name in ("transform-origin", "transform-box"))
        attribute = _TRANSFORM_NAMES.get(tag(element) or "", "transform")
        if moves:
            transform = with_moves(transform, element.get(attribute), moves)
        elif transform is None and origin and attribute != "transform" and element.get(attribute):
            transform = to_svg(parse_transform(element.get(attribute)))
        if transform is not None or (origin and element.get(attribute)):
            self.moved[element] = (transform, str(origin) or None, str(box).strip().lower() or "view-box")


def _settle_transforms(
    root: Element, moved: dict[Element, Late], ids: dict[str, Element], viewport: tuple[float, float]
) -> dict[Element, Late]:
    """Write the CSS transforms as attributes, inner ones first; return those that wait for the boxes of texts."""
    late: dict[Element, Late] = {}
    for element in reversed([element for element in root.iter("*") if element in moved]):
        transform, origin, box_name = moved[element]
        own_box = box_name in BOX_ORIGINS
        name = _TRANSFORM_NAMES.get(tag(element) or "", "transform")
        if own_box and name == "transform" and _holds_text(element, ids, 0):
            late[element] = (transform, origin, box_name)
            if transform is not None and name in element.attrib:
                del element.attrib[name]
            continue
        box = geometry_box(element, ids, viewport) if own_box else None
        if box is not None and box_name in ("stroke-box", "border-box"):
            box = stroke_box(element, box)
        matrix = settle_transform(element, transform, origin, box_name, box, viewport)
        if matrix != IDENTITY:
            element.set(name, to_svg(matrix))
        elif name in element.attrib:
            del element.attrib[name]
    return dict(reversed(late.items()))


def _holds_text(element: Element, ids: dict[str, Element], depth: int) -> bool:
    if depth > 20:
        return False
    for node in element.iter("*"):
        if tag(node) == "text":
            return True
        if tag(node) == "use":
            target = ids.get(href(node)[1:])
            if target is not None and _holds_text(target, ids, depth + 1):
                return True
    return False
