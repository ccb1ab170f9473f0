"""Other words for some cells of a workbook: their text alone is changed in the file, every style, formula and other part stays as it is."""

from __future__ import annotations

import difflib
import io
import posixpath
import re
import zipfile
from collections.abc import Mapping, Sequence

from lxml import etree
from lxml.etree import _Element as Element

from visualgen.calendar.cells import as_text

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_WORKBOOK, _LINKS, _STRINGS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_RETURN = re.compile(r"_x000[DdBb]_")


def with_texts(data: bytes, sheet: str, changes: Mapping[str, str]) -> bytes:
    """Return the workbook with each cell of `sheet` whose text is one of `changes` given the other text; the same bytes where none is.

    A cell keeps its style, a text in several styles the style of each stretch. Formulas are left alone. A text that other cells share is
    not changed for them. The caller has read the workbook: it is sound.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {part.filename: archive.read(part) for part in archive.infolist()}
        path = _part_of(parts, sheet)
        if path not in parts:
            return data
        root = _tree(parts[path])
        strings = _tree(parts[_STRINGS]) if _STRINGS in parts else None
        if not _turn(root, strings, changes):
            return data
        parts[path] = _bytes(root)
        if strings is not None:
            parts[_STRINGS] = _bytes(strings)
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as copy:
            for part in archive.infolist():
                copy.writestr(part, parts[part.filename])
    return file.getvalue()


def _part_of(parts: Mapping[str, bytes], sheet: str) -> str:
    """Return the part that holds the sheet of that name, "" where the workbook is not put together as Excel does."""
    if not {_WORKBOOK, _LINKS} <= parts.keys():
        return ""
    sheets = _tree(parts[_WORKBOOK]).iter(f"{_MAIN}sheet")
    relation = next((one.get(_RELATION) for one in sheets if one.get("name") == sheet), None)
    target = next((str(link.get("Target")) for link in _tree(parts[_LINKS]) if link.get("Id") == relation), "")
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


def _turn(root: Element, strings: Element | None, changes: Mapping[str, str]) -> bool:
    """Change the cells in their trees, and return whether any did. A shared string gets a twin, so that other cells keep theirs."""
    items = list(strings) if strings is not None else []
    twins: dict[int, int] = {}
    found = False
    for cell in root.iter(f"{_MAIN}c"):
        value = cell.find(f"{_MAIN}v")
        if cell.get("t") == "s" and strings is not None and value is not None and value.text:
            number = int(value.text)
            after = _after(items[number], changes)
            if after is None:
                continue
            if number not in twins:
                twins[number] = len(strings)
                strings.append(_told(etree.fromstring(etree.tostring(items[number])), after))
            value.text = str(twins[number])
            found = True
        elif cell.get("t") == "inlineStr" and (own := cell.find(f"{_MAIN}is")) is not None:
            after = _after(own, changes)
            if after is not None:
                _told(own, after)
                found = True
    if strings is not None and twins and strings.get("uniqueCount"):
        strings.set("uniqueCount", str(len(strings)))
    return found


def _after(item: Element, changes: Mapping[str, str]) -> str | None:
    """Return the text that an item becomes; None where it stays."""
    written = "".join(text.text or "" for text in _texts(item))
    return changes.get(as_text(_RETURN.sub("\n", written)))


def _texts(item: Element) -> list[Element]:
    """Return the stretches of an item's text, in their order; the reading aids of Japanese are none."""
    return [text for text in item.iter(f"{_MAIN}t") if text.getparent().tag != f"{_MAIN}rPh"]  # type: ignore[union-attr]


def _told(item: Element, text: str) -> Element:
    """Give an item its new text, every stretch in its own style."""
    texts = _texts(item)
    for one, words in zip(texts, spread([one.text or "" for one in texts], text), strict=True):
        one.text = words
        if words != words.strip():
            one.set(_SPACE, "preserve")
    return item


def spread(stretches: Sequence[str], text: str) -> list[str]:
    """Return `text` cut as `stretches` are cut: what is new stands with the letters before it.

    >>> spread(["Prix", " : ", "12.50€"], "Prix : 12,50 €")
    ['Prix', ' : ', '12,50 €']
    """
    before = "".join(stretches)
    ends, at = [], 0
    for stretch in stretches:
        at += len(stretch)
        ends.append(at)
    found = [""] * len(stretches)
    for _, start, end, other, other_end in difflib.SequenceMatcher(None, before, text, autojunk=False).get_opcodes():
        for place in range(other, other_end):
            old = min(start + place - other, end - 1) if end > start else max(start - 1, 0)
            found[next(number for number, last in enumerate(ends) if old < last or number == len(ends) - 1)] += text[place]
    return found


def _tree(data: bytes) -> Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def _bytes(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
