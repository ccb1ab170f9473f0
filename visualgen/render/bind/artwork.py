"""The kit's logos and graphic devices, put into the boxes that a drawing's `brand:` layers reserve for them."""

from __future__ import annotations

import copy
from typing import Any

import tinycss2
from lxml.etree import _Element as Element

from visualgen.brand.model import Artwork, BrandKit
from visualgen.errors import KitError
from visualgen.render.bind.ids import rename_ids
from visualgen.settings import Limits
from visualgen.svg.attributes import SVG
from visualgen.svg.matrix import Box, number_text
from visualgen.svg.reading import read_svg
from visualgen.svg.shapes import canvas_size, view_box
from visualgen.template.boxes import own_box
from visualgen.template.names import ROLE, role_of

_KEPT = (
    "id", "class", "style", "transform", "opacity", "clip-path", "mask", "filter", "display", "visibility", "mix-blend-mode",
    "transform-origin", "transform-box", ROLE,
)  # fmt: skip
_INITIAL = {
    "fill": "#000", "fill-opacity": "1", "fill-rule": "nonzero", "stroke": "none", "stroke-width": "1", "stroke-opacity": "1",
    "stroke-dasharray": "none", "stroke-linecap": "butt", "stroke-linejoin": "miter",
}  # fmt: skip
_PLACING = frozenset({"x", "y", "width", "height", "viewBox", "preserveAspectRatio", "id", "version", "overflow"})
_WORDS = {"left": "xMin", "center": "xMid", "right": "xMax", "top": "YMin", "middle": "YMid", "bottom": "YMax"}
_SCOPED_RULES = frozenset({"media", "supports", "layer"})


class ArtworkShelf:
    """The kit's artwork as trees, each read once."""

    def __init__(self, kit: BrandKit, limits: Limits) -> None:
        self.kit, self.limits = kit, limits
        self._trees: dict[str, Element] = {}

    def find(self, name: str) -> Artwork | None:
        """Return the artwork a layer asks for (`logo`, `logo/reversed`, `device`; `-` and `_` are one), or None."""
        known = self.kit.artwork
        return known.get(name) or next((piece for key, piece in known.items() if key.replace("-", "_") == name.replace("-", "_")), None)

    def tree(self, artwork: Artwork) -> Element:
        """Return the artwork's own tree, to be copied. Raises `SvgError` naming the kit's file."""
        tree = self._trees.get(artwork.name)
        if tree is None:
            file = f"{self.kit.name}/{artwork.path.parent.name}/{artwork.path.name}"
            tree = self._trees[artwork.name] = read_svg(artwork.svg, name=file, limits=self.limits)
        return tree


def insert_artwork(root: Element, shelf: ArtworkShelf, canvas: Box) -> None:
    """Fill every `brand:` layer below `root`; a graphic device that the kit lacks leaves the drawing.

    Raises `KitError` where a logo is missing, naming the logos there are.
    """
    layers = [element for element in root.iter("*") if role_of(element)[0] == "brand"]
    for number, element in enumerate(layers):
        name = role_of(element)[1]
        artwork = shelf.find(name)
        if artwork is None and name.partition("/")[0] == "logo":
            raise missing_logo(shelf.kit, name)
        fill_layer(element, artwork, shelf, canvas, number)


def missing_logo(kit: BrandKit, name: str) -> KitError:
    """Return the error for a logo that the kit does not have."""
    file = name.partition("/")[2] or "primary"
    there = ", ".join(key for key in kit.artwork if key.startswith("logo")) or "none"
    return KitError(f"the kit {kit.name!r} has no logo {name!r}", mend=f"add logos/{file}.svg; it has: {there}", layer=f"brand:{name}")


def fill_layer(element: Element, artwork: Artwork | None, shelf: ArtworkShelf, canvas: Box, number: int) -> None:
    """Replace a layer by an artwork in its box; without artwork or box the layer leaves the drawing."""
    parent = element.getparent()
    box = own_box(element)
    if parent is None:
        return
    if artwork is None or box is None or box[2] <= box[0] or box[3] <= box[1]:
        parent.remove(element)
        return
    holder = element.makeelement(SVG + "g", {})
    for key in _KEPT:
        if key in element.attrib and not (key == "opacity" and (element.get(key) or "").strip() in ("0", "0%", ".0", "0.0")):
            holder.set(key, str(element.get(key)))
    holder.append(_placed(element, artwork, shelf.tree(artwork), box, canvas, f"art{number}"))
    holder.tail = element.tail
    parent.replace(element, holder)


def _placed(element: Element, artwork: Artwork, tree: Element, box: Box, canvas: Box, scope: str) -> Element:
    """Return the artwork as a nested <svg> in `box`, its ids and classes its own."""
    width, height = canvas_size(tree)
    inner = view_box(tree) or (0.0, 0.0, width, height)
    nested = copy.deepcopy(tree)
    attributes = {str(key): str(value) for key, value in tree.attrib.items() if key not in _PLACING}
    nested.attrib.clear()
    if artwork.name.partition("/")[0] == "logo":
        align = _alignment(element)
        inner = _with_clear_space(inner, artwork.clear_space, align, box, canvas)
        nested.set("preserveAspectRatio", f"{align} meet")
        nested.set("overflow", "visible")
    elif tree.get("preserveAspectRatio"):
        nested.set("preserveAspectRatio", str(tree.get("preserveAspectRatio")))
    for key, value in {**_INITIAL, **attributes}.items():
        nested.set(key, value)
    sides = {"x": box[0], "y": box[1], "width": box[2] - box[0], "height": box[3] - box[1]}
    for key, side in sides.items():
        nested.set(key, number_text(round(side, 4)))
    nested.set("viewBox", " ".join(number_text(round(side, 4)) for side in inner))
    rename_ids(nested, lambda identifier: f"{scope}-{identifier}")
    _scope_styles(nested, scope)
    return nested


def _alignment(element: Element) -> str:
    """Return `data-align` (an SVG alignment, or words such as `left top`), else the drawn `preserveAspectRatio`'s, else the middle."""
    text = element.get("data-align") or (element.get("preserveAspectRatio") or "").replace("none", "")
    words = text.replace("-", " ").split()
    if words and words[0].startswith("x") and len(words[0]) == 8:
        return words[0]
    across, down = "xMid", "YMid"
    for word in words:
        part = _WORDS.get(word.lower(), "")
        across, down = (part, down) if part.startswith("x") and word != "center" else (across, part if part.startswith("Y") else down)
    return across + down


def _with_clear_space(
    inner: tuple[float, float, float, float], clear: float, align: str, box: Box, canvas: Box
) -> tuple[float, float, float, float]:
    """Return the viewBox widened by the clear space, so that nothing comes nearer than the brand allows.

    On the side a logo is aligned to, the margin outside the box is its clear space where it is wide enough: the logo sits on the margin.
    """
    x, y, width, height = inner
    space = clear * height
    scale = min((box[2] - box[0]) / (width + 2 * space), (box[3] - box[1]) / (height + 2 * space))
    room = (box[0] - canvas[0], box[1] - canvas[1], canvas[2] - box[2], canvas[3] - box[3])
    flush = ("xMin" in align, "YMin" in align, "xMax" in align, "YMax" in align)
    left, top, right, bottom = (0.0 if edge and margin >= space * scale else space for edge, margin in zip(flush, room, strict=True))
    return x - left, y - top, width + left + right, height + top + bottom


def _scope_styles(nested: Element, scope: str) -> None:
    """Keep the artwork's style sheets to itself: classes are renamed, selectors hold inside it only."""
    sheets = [element for element in nested.iter(SVG + "style") if element.text]
    if not sheets:
        return
    for sheet in sheets:
        sheet.text = _scoped(tinycss2.parse_stylesheet(sheet.text or "", skip_comments=True), scope)
    for element in nested.iter("*"):
        classes = (element.get("class") or "").split()
        if classes:
            element.set("class", " ".join(f"{scope}-{name}" for name in classes))
    nested.set("class", f"{scope} {nested.get('class') or ''}".strip())


def _scoped(rules: list[Any], scope: str) -> str:
    parts: list[str] = []
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = ",".join(_selector(part, scope) for part in _split(rule.prelude))
            parts.append(f"{selectors}{{{tinycss2.serialize(rule.content)}}}")
        elif rule.type == "at-rule" and rule.lower_at_keyword in _SCOPED_RULES and rule.content is not None:
            inner = _scoped(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True), scope)
            parts.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}")
        elif rule.type == "at-rule":
            parts.append(rule.serialize())
    return "".join(parts)


def _selector(tokens: list[Any], scope: str) -> str:
    """Return one selector with the scope's classes and ids, holding below the artwork's root."""
    texts: list[str] = []
    after_dot = False
    for token in tokens:
        if after_dot and token.type == "ident":
            texts.append(f"{scope}-{token.serialize()}")
        elif token.type == "hash":
            texts.append(f"#{scope}-{token.value}")
        else:
            texts.append(token.serialize())
        after_dot = token.type == "literal" and token.value == "."
    text = "".join(texts).strip()
    return f".{scope}" if text in ("svg", ":root") else f".{scope} {text}"


def _split(tokens: list[Any]) -> list[list[Any]]:
    groups: list[list[Any]] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            groups.append([])
        else:
            groups[-1].append(token)
    return groups
