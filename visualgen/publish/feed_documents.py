"""Feed entries as the two documents readers take: RSS 2.0 with Media RSS, and Atom (RFC 4287). Pure; ids never change."""

from __future__ import annotations

import datetime as dt
import email.utils
import html
import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

ATOM = "http://www.w3.org/2005/Atom"
MEDIA = "http://search.yahoo.com/mrss/"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class FeedMedia:
    """A medium of an entry at its public address."""

    url: str
    type: str
    bytes: int
    width_px: int
    height_px: int
    alt: str


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One post in the feed. `key` makes its id; `at` is when it was planned for."""

    key: str
    title: str
    text: str
    at: dt.datetime
    link: str
    language: str
    tags: tuple[str, ...]
    media: tuple[FeedMedia, ...]

    @property
    def id(self) -> str:
        """The entry's id, the same for ever."""
        return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, self.key)}"

    @property
    def body(self) -> str:
        """The entry as HTML: its media with their alternative texts, then its words."""
        shown = [f"<p>{_shown(item)}</p>" for item in self.media]
        words = [f"<p>{html.escape(part).replace(chr(10), '<br>')}</p>" for part in self.text.split("\n\n") if part]
        return "".join([*shown, *words])


@dataclass(frozen=True, slots=True)
class FeedHead:
    """What the feed says of itself. `home` is the address that its files are served under, with a slash at its end."""

    title: str
    home: str
    author: str
    rss: str
    atom: str


def _shown(item: FeedMedia) -> str:
    url, alt = html.escape(item.url), html.escape(item.alt)
    if item.type.startswith("video/"):
        return f'<video src="{url}" aria-label="{alt}" controls></video>'
    return f'<img src="{url}" alt="{alt}" width="{item.width_px}" height="{item.height_px}">'


def rss(head: FeedHead, entries: Sequence[FeedEntry]) -> bytes:
    """Return the RSS document, newest entry first as given."""
    root = etree.Element("rss", {"version": "2.0"}, nsmap={"atom": ATOM, "media": MEDIA, "content": CONTENT})
    channel = _put(root, "channel")
    _put(channel, "title", head.title)
    _put(channel, "link", head.home)
    _put(channel, "description", head.title)
    _put(channel, f"{{{ATOM}}}link", href=f"{head.home}{head.rss}", rel="self", type="application/rss+xml")
    for at in _newest(entries):
        _put(channel, "lastBuildDate", email.utils.format_datetime(at))
    for entry in entries:
        item = _put(channel, "item")
        _put(item, "title", entry.title)
        _put(item, "link", entry.link or head.home)
        _put(item, "guid", entry.id, isPermaLink="false")
        _put(item, "pubDate", email.utils.format_datetime(entry.at.astimezone(dt.UTC)))
        for tag in entry.tags:
            _put(item, "category", tag)
        _put(item, "description", entry.text)
        _put(item, f"{{{CONTENT}}}encoded", entry.body)
        for medium in entry.media[:1]:
            _put(item, "enclosure", url=medium.url, length=str(medium.bytes), type=medium.type)
        for medium in entry.media:
            size = {"width": str(medium.width_px), "height": str(medium.height_px), "fileSize": str(medium.bytes)}
            about = _put(item, f"{{{MEDIA}}}content", url=medium.url, type=medium.type, **size)
            _put(about, f"{{{MEDIA}}}description", medium.alt, type="plain")
    return _document(root)


def atom(head: FeedHead, entries: Sequence[FeedEntry]) -> bytes:
    """Return the Atom document, newest entry first as given."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]
    _put(root, "id", f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, head.home + head.atom)}")
    _put(root, "title", head.title)
    _put(root, "updated", next(iter(_newest(entries)), dt.datetime(1970, 1, 1, tzinfo=dt.UTC)).isoformat())
    _put(_put(root, "author"), "name", head.author)
    _put(root, "link", rel="self", href=f"{head.home}{head.atom}", type="application/atom+xml")
    _put(root, "link", rel="alternate", href=head.home)
    for entry in entries:
        node = _put(root, "entry")
        node.set("{http://www.w3.org/XML/1998/namespace}lang", entry.language)
        _put(node, "id", entry.id)
        _put(node, "title", entry.title)
        _put(node, "published", entry.at.isoformat())
        _put(node, "updated", entry.at.isoformat())
        _put(node, "link", rel="alternate", href=entry.link or head.home)
        for tag in entry.tags:
            _put(node, "category", term=tag)
        for medium in entry.media:
            _put(node, "link", rel="enclosure", href=medium.url, type=medium.type, length=str(medium.bytes), title=medium.alt)
        _put(node, "content", entry.body, type="html")
    return _document(root)


def _newest(entries: Iterable[FeedEntry]) -> list[dt.datetime]:
    return sorted((entry.at.astimezone(dt.UTC) for entry in entries), reverse=True)[:1]


def _put(parent: Any, tag: str, text: str | None = None, **attributes: str) -> Any:
    space = parent.nsmap.get(None)
    node = etree.SubElement(parent, f"{{{space}}}{tag}" if space and not tag.startswith("{") else tag)
    for name, value in attributes.items():
        node.set(name, _NOT_XML.sub("", value))
    if text is not None:
        node.text = _NOT_XML.sub("", text)
    return node


def _document(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))
