"""Copies of a subtree with ids of their own, their references following."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml.etree import _Element as Element

from visualgen.svg.attributes import SVG, XLINK

_URL = re.compile(r"url\(\s*([\"']?)#([^\"')]+?)\1\s*\)")
_LINKS = ("href", XLINK + "href")


def rename_ids(root: Element, rename: Callable[[str], str]) -> None:
    """Rename every id in the subtree by `rename`; what refers to one of them (`href`, `url()`) follows."""
    ids = {str(element.get("id")) for element in root.iter("*") if element.get("id")}
    if not ids:
        return

    def followed(match: re.Match[str]) -> str:
        return f"url(#{rename(match.group(2))})" if match.group(2) in ids else match.group(0)

    for element in root.iter("*"):
        for key, text in element.attrib.items():
            value = str(text)
            if key == "id":
                element.set(key, rename(value))
            elif key in _LINKS and value[:1] == "#" and value[1:].strip() in ids:
                element.set(key, "#" + rename(value[1:].strip()))
            elif "url(" in value:
                element.set(key, _URL.sub(followed, value))
        if element.tag == SVG + "style" and element.text and "url(" in element.text:
            element.text = _URL.sub(followed, element.text)
