"""Cuts parts out of the drawing as SVG text that stands alone: matrix, inherited attributes and definitions come along."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import quoteattr

from lxml import etree
from lxml.etree import _Element as Element

from visualgen.errors import SvgError
from visualgen.render.layers.outline import outline_text
from visualgen.render.products import Matrix, Placed
from visualgen.render.scene import Markup
from visualgen.svg.attributes import INHERITED, SVG, element_name, tag
from visualgen.svg.matrix import to_svg

_REFERENCE = re.compile(r"url\(\s*(?:&quot;|[\"'])?#([^\"')&]+)|href=\"#([^\"]+)\"")
_IDENTIFIER = re.compile(r"\sid=\"([^\"]*)\"")
_ONLY_IN_STYLE = ("mix-blend-mode", "isolation", "mask-type", "paint-order", "image-rendering", "filter")
_BARE_DEFINITIONS = ("linearGradient", "radialGradient", "filter")


class Cutter:
    """Serialises elements of one placed drawing; texts become outlines, removed elements go, late transforms are set.

    `edited` are the elements that hold something placed: the others are serialised as they are, once.
    """

    def __init__(self, placed: Placed, edited: frozenset[Element] | set[Element], memo: dict[Element, str]) -> None:
        self._placed = placed
        self._edited = edited
        self._memo = memo

    def atom(self, element: Element, matrix: Matrix, inherited: Mapping[str, str], viewport: tuple[float, float]) -> str:
        """Return the element in the drawing's user space; `matrix` and `inherited` are those of its parent."""
        return self._wrapped(self.text(element), matrix, inherited, viewport)

    def loose(self, element: Element, matrix: Matrix, inherited: Mapping[str, str], viewport: tuple[float, float]) -> str:
        """Return the same for an element made for the purpose, which is not part of the drawing's tree."""
        return self._wrapped(_serialised(element), matrix, inherited, viewport)

    def _wrapped(self, body: str, matrix: Matrix, inherited: Mapping[str, str], viewport: tuple[float, float]) -> str:
        if viewport != self._placed.styled.viewport:
            body = own_viewport(body, viewport)
        return f"<g{_transform(matrix)}{attributes_text(inherited)}>{body}</g>"

    def markup(self, body: str) -> Markup:
        """Return `body` with every definition that it refers to, directly or not."""
        have = set(_IDENTIFIER.findall(body))
        seen: set[str] = set()
        definitions: list[str] = []
        pending = [body]
        while pending:
            for pair in _REFERENCE.findall(pending.pop()):
                identifier = pair[0] or pair[1]
                target = self._placed.styled.ids.get(identifier)
                if identifier in seen or identifier in have or target is None:
                    continue
                seen.add(identifier)
                text = self._definition(target)
                have.update(_IDENTIFIER.findall(text))
                definitions.append(text)
                pending.append(text)
        return Markup(body, "".join(definitions))

    def text(self, element: Element) -> str:
        """Return the element's own markup."""
        if element in self._edited:
            return _serialised(self._settled(element))
        found = self._memo.get(element)
        if found is None:
            found = self._memo[element] = _serialised(element)
        return found

    def _definition(self, element: Element) -> str:
        text = self.text(element)
        if tag(element) in _BARE_DEFINITIONS:
            return text
        parent = element.getparent()
        above = inherited_by(parent) if parent is not None else {}
        return f"<g{attributes_text(above)}>{text}</g>" if above else text

    def _settled(self, element: Element) -> Element:
        twin = copy.deepcopy(element)
        twin.tail = None
        originals, twins = list(element.iter()), list(twin.iter())
        for original, double in zip(originals, twins, strict=True):
            matrix = self._placed.matrices.get(original)
            if matrix is not None:
                double.set("transform", to_svg(matrix))
            if original in self._placed.pictures:
                raise SvgError(
                    "a photo inside a mask, a pattern or a clip cannot be replaced",
                    mend="give the slot's name to the shape that shows it",
                    layer=element_name(original),
                    line=original.sourceline,
                )
            if original in self._placed.removed:
                _replace(double, ())
            elif original in self._placed.texts:
                paths = outline_text(self._placed.texts[original])
                if double is twin:
                    twin = etree.Element(SVG + "g")
                    twin.extend(paths)
                    return twin
                if matrix is not None:
                    for path in paths:
                        path.set("transform", to_svg(matrix))
                _replace(double, paths)
        return twin


def _replace(element: Element, others: Iterable[Element]) -> None:
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    parent.remove(element)
    for offset, other in enumerate(others):
        parent.insert(place + offset, other)


def _serialised(element: Element) -> str:
    """Return markup in which the properties that the engine reads only from `style` are there."""
    needs_style = [e for e in element.iter() if isinstance(e.tag, str) and any(name in e.attrib for name in _ONLY_IN_STYLE)]
    if needs_style:
        if element.getparent() is not None:
            element = copy.deepcopy(element)
        for node in element.iter():
            if isinstance(node.tag, str):
                _move_to_style(node)
    return etree.tostring(element, with_tail=False, encoding="unicode")


def _move_to_style(element: Element) -> None:
    moved = [f"{name}:{element.attrib.pop(name)!s}" for name in _ONLY_IN_STYLE if name in element.attrib]
    if moved:
        element.set("style", ";".join([*moved, *([str(element.get("style"))] if element.get("style") else [])]))


def inherited_by(element: Element) -> dict[str, str]:
    """Return the inherited attributes that children of `element` see."""
    found: dict[str, str] = {}
    node: Element | None = element
    while node is not None:
        for name, value in node.attrib.items():
            if name in INHERITED:
                found.setdefault(str(name), str(value))
        node = node.getparent()
    return found


def attributes_text(attributes: Mapping[str, str]) -> str:
    """Return attributes as markup; `paint-order` goes into `style`, where the engine reads it."""
    text = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items() if name not in _ONLY_IN_STYLE)
    order = attributes.get("paint-order")
    return f"{text} style={quoteattr('paint-order:' + order)}" if order else text


def own_viewport(body: str, viewport: tuple[float, float]) -> str:
    """Return `body` inside a viewport of its own, so that percentages in it refer to it."""
    width, height = viewport
    return f'<svg width="{width!r}" height="{height!r}" viewBox="0 0 {width!r} {height!r}" overflow="visible">{body}</svg>'


def _transform(matrix: Matrix) -> str:
    return f' transform="{to_svg(matrix)}"'
