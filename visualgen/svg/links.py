"""What a drawing may refer to: itself, pictures inside it, and the sample photos beside it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import NoReturn
from urllib.parse import unquote, unquote_to_bytes

from lxml.etree import _Element as Element

from visualgen.errors import SvgError
from visualgen.svg.attributes import XLINK, element_name, href, local_url, tag

_DATA = re.compile(r"data:\s*([^;,\s]*)((?:\s*;[^;,]*)*),(.*)", re.S | re.I)
_PICTURES = frozenset({"image/png", "image/jpeg", "image/jpg", "image/webp", "image/gif", "image/svg+xml"})
_URL = re.compile(r"url\(\s*[\"']?\s*([^\"')]*)", re.I)
_PAINTING = frozenset({"fill", "stroke", "filter", "mask", "clip-path", "marker", "marker-start", "marker-mid", "marker-end"})
_LINKS = frozenset({"a"})


def check_links(root: Element, name: str, read_nested: Callable[[bytes, str], object]) -> None:
    """Refuse every reference that leaves the file; the targets of `<a>` are taken away.

    `#id` is free; pictures may be `data:` of PNG, JPEG, WebP, GIF or SVG (`read_nested` judges the latter), and `<image>` may
    name a file beside the drawing (the designer's sample photo; nothing here opens it). Raises `SvgError`.
    """
    for element in root.iter("*"):
        kind = tag(element)
        if kind is None:
            continue
        if kind in _LINKS:
            for attribute in ("href", XLINK + "href"):
                if attribute in element.attrib:
                    del element.attrib[attribute]
        link = href(element)
        if link and not link.startswith("#"):
            _check_link(element, kind, link, name, read_nested)
        for key, text in element.attrib.items():
            attribute, value = str(key), str(text)
            if attribute in _PAINTING and "url(" in value.lower() and local_url(value)[0] is None:
                _check_paint(element, attribute, value, name)


def _check_link(element: Element, kind: str, link: str, name: str, read_nested: Callable[[bytes, str], object]) -> None:
    layer = element_name(element)
    match = _DATA.match(link)
    if match is not None and kind in ("image", "feImage"):
        mime = match.group(1).lower()
        if mime not in _PICTURES:
            _refuse(element, name, f"holds data of type {mime or 'unknown'}", "embed PNG, JPEG, WebP, GIF or SVG")
        if mime == "image/svg+xml":
            read_nested(_decoded(element, name, match), layer)
        return
    if kind == "image" and _is_beside(link):
        return
    shown = link if len(link) <= 80 else link[:77] + "…"
    mend = "embed the picture, or keep it in the template's own folder" if kind == "image" else "refer only to what is in this file"
    _refuse(element, name, f"refers out of the file: {shown}", mend)


def _decoded(element: Element, name: str, match: re.Match[str]) -> bytes:
    payload = match.group(3)
    if "base64" not in match.group(2).lower():
        return unquote_to_bytes(payload)
    try:
        return base64.b64decode(re.sub(r"\s+", "", unquote(payload)), validate=False)
    except binascii.Error:
        _refuse(element, name, "holds broken base64 data", "export the drawing again")


def _is_beside(link: str) -> bool:
    """Say whether the link is a plain relative path that stays in the drawing's folder."""
    path = unquote(link).replace("\\", "/")
    return not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|/", path) and ".." not in path.split("/") and "\0" not in path


def _check_paint(element: Element, attribute: str, value: str, name: str) -> None:
    for target in _URL.findall(value):
        if not target.strip().startswith("#"):
            _refuse(element, name, f"takes its {attribute} from outside the file: {target[:80]}", "refer only to what is in this file")


def _refuse(element: Element, name: str, what: str, mend: str) -> NoReturn:
    layer = element_name(element)
    kind = tag(element)
    shown = f"<{kind}> {what}" if layer == f"<{kind}>" else f"<{kind}> {layer!r} {what}"
    raise SvgError(shown, mend=mend, file=name, line=element.sourceline, layer=layer)
