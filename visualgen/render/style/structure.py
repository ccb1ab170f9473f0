"""What is drawn at all: conditional elements, hidden layers and foreign markup are settled, so that later passes see plain SVG."""

from __future__ import annotations

import re
from typing import NoReturn

from lxml import etree

from visualgen.errors import SvgError
from visualgen.svg.attributes import SVG, XLINK, Element, element_name, href, tag
from visualgen.svg.lengths import length
from visualgen.svg.shapes import SHAPES
from visualgen.svg.tree import in_foreign, remove
from visualgen.template.names import ROLE

LANGUAGES = ("fr", "en")
"""The languages `systemLanguage` is asked for, the preferred one first."""

_GRAPHIC = SHAPES | {"g", "a", "use", "image", "text", "tspan", "textPath", "svg", "foreignObject"}
_USELESS = frozenset({"style", "metadata", "title", "desc", "script", "animate", "animateMotion", "animateTransform", "set", "view"})
_KEPT_NAMESPACES = ("{urn:visualgen}", "{http://www.w3.org/XML/1998/namespace}")
_URL = re.compile(r"url\(\s*[\"']?\s*#([^\"')]+)", re.I)


def settle_structure(root: Element) -> None:
    """Resolve `switch` and language, take away what is not drawn, and keep what others refer to.

    `frame:` layers stay, hidden or not. Raises `SvgError` for a `foreignObject` that would be drawn.
    """
    _plain_links(root)
    _resolve_switches(root)
    _take_conditional_away(root)
    _take_useless_away(root)
    referenced = _referenced(root)
    for element in list(root.iter("*")):
        if element.getparent() is None and element is not root:
            continue
        if element.get("display", "").strip().lower() == "none" and tag(element) in _GRAPHIC and element is not root:
            _hide(element, referenced)
    _refuse_foreign(root, referenced)
    etree.cleanup_namespaces(root, keep_ns_prefixes=[])


def _plain_links(root: Element) -> None:
    """Turn `xlink:href` into `href`, and drop attributes that other programs keep for themselves."""
    for element in root.iter("*"):
        for name in list(element.attrib):
            text = str(name)
            if text == XLINK + "href":
                if element.get("href") is None:
                    element.set("href", str(element.attrib[name]))
                del element.attrib[name]
            elif (text.startswith("{") and not text.startswith(_KEPT_NAMESPACES)) or text == "class":
                del element.attrib[name]


def _resolve_switches(root: Element) -> None:
    """Make each `switch` a group of the one child it draws (SVG 2, §5.9); foreign markup gives way to its fall-back."""
    for switch in list(root.iter(SVG + "switch")):
        choices = [child for child in switch if tag(child) in _GRAPHIC or tag(child) == "switch"]
        drawable = [child for child in choices if not (child.get("requiredExtensions") or "").strip()]
        plain = [child for child in drawable if tag(child) != "foreignObject"] or drawable
        chosen = _preferred(plain)
        for child in list(switch):
            if child is not chosen:
                switch.remove(child)
        if chosen is not None and "systemLanguage" in chosen.attrib:
            del chosen.attrib["systemLanguage"]
        switch.tag = SVG + "g"


def _preferred(choices: list[Element]) -> Element | None:
    for language in LANGUAGES:
        for child in choices:
            asked = child.get("systemLanguage")
            if asked is None and child is choices[0]:
                return child
            if asked is not None and _speaks(asked, (language,)):
                return child
    return next((child for child in choices if child.get("systemLanguage") is None), None)


def _speaks(asked: str, languages: tuple[str, ...]) -> bool:
    return any(part.strip().lower().split("-")[0] in languages for part in asked.split(","))


def _take_conditional_away(root: Element) -> None:
    for element in list(root.iter("*")):
        language, extensions = element.get("systemLanguage"), element.get("requiredExtensions")
        if (language is not None and not _speaks(language, LANGUAGES)) or (extensions or "").strip():
            remove(element)


def _take_useless_away(root: Element) -> None:
    for element in list(root.iter("*")):
        name = tag(element)
        if name in _USELESS or (name is None and not in_foreign(element)):
            remove(element)


def _referenced(root: Element) -> frozenset[str]:
    """Return every id that something refers to."""
    found: set[str] = set()
    for element in root.iter("*"):
        link = href(element)
        if link.startswith("#"):
            found.add(link[1:])
        for value in element.attrib.values():
            if "url(" in str(value):
                found.update(identifier.strip() for identifier in _URL.findall(str(value)))
    return frozenset(found)


def _hide(element: Element, referenced: frozenset[str]) -> None:
    """Take a hidden element away, unless it is a frame; definitions inside it stay usable."""
    if any((node.get(ROLE) or "").startswith("frame:") for node in element.iter("*")):
        element.set("display", "none")
        return
    if any(node is not element and node.get("id") in referenced for node in element.iter("*")):
        element.tag = SVG + "defs"
        del element.attrib["display"]
        return
    remove(element)


def _refuse_foreign(root: Element, referenced: frozenset[str]) -> None:
    for element in list(root.iter(SVG + "foreignObject")):
        width, height = (length(element.get(side), 100.0, default=0.0) for side in ("width", "height"))
        empty = not len(element) and not (element.text or "").strip()
        if width <= 0 or height <= 0 or empty or not _is_drawn(element, referenced):
            remove(element)
        else:
            _refuse(element)


def _is_drawn(element: Element, referenced: frozenset[str]) -> bool:
    above = list(element.iterancestors())
    if any(tag(node) == "clipPath" for node in above):
        return False
    stored = any(tag(node) in ("defs", "symbol", "pattern", "mask", "marker") for node in above)
    return not stored or any(node.get("id") in referenced for node in (element, *above))


def _refuse(element: Element) -> NoReturn:
    named = next((node for node in (element, *element.iterancestors()) if node.get("id") or node.get("data-slot")), element)
    raise SvgError(
        "a <foreignObject> (HTML inside the drawing) cannot be drawn",
        mend="set its words as SVG text, or put it in a <switch> with a fall-back",
        line=element.sourceline,
        layer=element_name(named),
    )
