"""References inside a drawing: `use` may neither come back to itself nor multiply without end; nor may masks, clips and patterns."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from visualgen.errors import LimitExceeded, SvgError
from visualgen.settings import Limits
from visualgen.svg.attributes import element_name, href, tag
from visualgen.svg.shapes import ids_of

_URL = re.compile(r"url\(\s*[\"']?\s*#([^\"')]+?)\s*[\"']?\s*\)", re.I)
_SERVERS = frozenset({"pattern", "mask", "clipPath", "marker", "filter"})
_OWN_DRAWING = frozenset({"use", "feImage", "textPath", "mpath"})
_SIZE_PER_NODE = 4
_CHAIN = 2


def check_references(root: Element, name: str, limits: Limits) -> None:
    """Raise `SvgError` where `use` refers to one of its own ancestors, and `LimitExceeded` where the expanded drawing is too large.

    The expanded size counts each element as often as it would be drawn, through `use`, patterns, masks, clips and markers.
    """
    ids = ids_of(root)
    _Counter(ids, name, limits).size(root)


class _Counter:
    """Counts the elements drawn below an element, each target once per use, remembering what it has counted."""

    def __init__(self, ids: dict[str, Element], name: str, limits: Limits) -> None:
        self.ids, self.name, self.limits = ids, name, limits
        self.sizes: dict[Element, int] = {}
        self.open: set[Element] = set()

    def size(self, element: Element) -> int:
        known = self.sizes.get(element)
        if known is not None:
            return known
        total = 1
        self.open.add(element)
        if len(self.open) > self.limits.svg_depth * _CHAIN:
            raise LimitExceeded("references and groups are chained too deeply", mend="ungroup", file=self.name, line=element.sourceline)
        for child in element:
            if tag(child) is not None:
                total += self.size(child)
        for target, drawn in self.targets(element):
            if target in self.open:
                if drawn:
                    self.cycle(element)
                continue
            total += self.size(target)
        self.open.discard(element)
        if total > self.limits.svg_nodes * _SIZE_PER_NODE:
            raise LimitExceeded(
                f"the drawing repeats its parts more than {self.limits.svg_nodes * _SIZE_PER_NODE:,} times",
                mend="nest fewer <use> and patterns in each other",
                file=self.name,
                line=element.sourceline,
                layer=element_name(element),
            )
        self.sizes[element] = total
        return total

    def targets(self, element: Element) -> list[tuple[Element, bool]]:
        """Return what the element draws through references, and whether a cycle over it is an error."""
        found: list[tuple[Element, bool]] = []
        if tag(element) in _OWN_DRAWING:
            target = self.ids.get(href(element)[1:])
            if target is not None:
                found.append((target, tag(element) == "use"))
        for value in element.attrib.values():
            if "url(" in str(value):
                for identifier in _URL.findall(str(value)):
                    target = self.ids.get(identifier)
                    if target is not None and tag(target) in _SERVERS:
                        found.append((target, False))
        return found

    def cycle(self, element: Element) -> None:
        raise SvgError(
            f"<use> {element_name(element)!r} draws itself: {href(element)} contains it",
            mend="let it refer to something outside its own ancestors",
            file=self.name,
            line=element.sourceline,
            layer=element_name(element),
        )
