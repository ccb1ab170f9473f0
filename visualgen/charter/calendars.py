"""The texts of a calendar: which of a row are held against the charter, and how mended ones get back into the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from visualgen.brand.model import BrandKit
from visualgen.calendar.cells import parse_list
from visualgen.calendar.encoding import decode
from visualgen.calendar.model import Calendar, DateOrder, Row
from visualgen.calendar.reading import parse_calendar
from visualgen.calendar.rows import has_required
from visualgen.calendar.workbook import read_workbook
from visualgen.calendar.workbook_text import with_texts
from visualgen.charter.checking import Mended, check, mend
from visualgen.charter.found import CHARTER
from visualgen.charter.hashtags import pool_of
from visualgen.charter.passage import Kind
from visualgen.errors import CalendarError
from visualgen.findings import Finding, Span, finding

_FILE_NAME = re.compile(r"\S+\.(?:jpe?g|png|webp|avif|gif|heic|tiff?|svg|mp4|mov|webm)", re.IGNORECASE)
ASIDE = frozenset({"hashtag_missing", "hashtag_pillar", "expression_missing"})
"""What a first comment need not have."""


@dataclass(frozen=True, slots=True)
class RowText:
    """One text of a row: `field` as findings name it, the `channel` it is for ("": all of the row's), the codes to `skip`."""

    field: str
    kind: Kind
    text: str
    channel: str = ""
    skip: frozenset[str] = frozenset()


def texts_of(row: Row) -> Iterator[RowText]:
    """Yield the caption, each channel's own caption, the first comment, the alt text and the words in the visual."""
    if row.caption:
        yield RowText("caption", "caption", row.caption, row.channels[0] if len(row.channels) == 1 else "")
    for channel, text in row.captions.items():
        yield RowText("caption", "caption", text, channel)
    if row.first_comment:
        yield RowText("first_comment", "caption", row.first_comment, skip=ASIDE)
    if row.alt:
        yield RowText("alt", "alt", row.alt)
    for name, value in row.content.items():
        for number, text in enumerate(_strings(value)):
            if not _FILE_NAME.fullmatch(text.strip()):
                yield RowText(f"slot:{name}" if number == 0 else f"slot:{name}[{number}]", "slot", text)


def check_text(row: Row, text: RowText, kit: BrandKit) -> tuple[Finding, ...]:
    """Return what in one text of a row departs from the kit's charter (`charter.check`)."""
    return check(text.text, kit, **_about(row, text))


def mend_text(row: Row, text: RowText, kit: BrandKit) -> Mended:
    """Return one text of a row with every safe fix applied (`charter.mend`)."""
    return mend(text.text, kit, **_about(row, text))


def _about(row: Row, text: RowText) -> dict[str, Any]:
    return {
        "channel": text.channel, "pillar": row.pillar, "kind": text.kind, "date": row.date, "hashtags": row.hashtags, "field": text.field,
        "skip": text.skip,
    }  # fmt: skip


def repeated_sets(rows: Iterable[Row], charter: Mapping[str, Any]) -> Iterator[tuple[Row, Finding]]:
    """Yield each row whose hashtags are those of its pillar's post before, where the pillar has more than is picked."""
    before: dict[str, Row] = {}
    for row in rows:
        last = before.get(row.pillar)
        before[row.pillar] = row
        pool = pool_of(charter, row.pillar)
        if last is None or not row.hashtags or {*map(str.casefold, row.hashtags)} != {*map(str.casefold, last.hashtags)}:
            continue
        if len(pool) > charter["hashtags"]["pick"]:
            yield (
                row,
                finding(
                    "hashtags_repeated",
                    "notes",
                    fr=(
                        f"Mêmes mots-dièse que « {last.id} », juste avant.",
                        "« visualgen charter hashtags » les fait tourner.",
                    ),
                    en=(
                        f"The same hashtags as “{last.id}”, the pillar's post before.",
                        "“visualgen charter hashtags” deals them out.",
                    ),
                    span=Span("hashtags", 0, len(" ".join(row.hashtags)), " ".join(row.hashtags)),
                    source=CHARTER,
                    before=last.id,
                    pool=list(pool),
                ),
            )


def rewritten(data: bytes, path: Path, changes: Mapping[str, str], calendar: Calendar, dates: DateOrder | None) -> tuple[bytes, list[str]]:
    """Return the file with each text of `changes` replaced by its mended form, and the texts that could not be.

    The file keeps its encoding, separators and everything else, and is read again: a change that touches anything but its own texts
    is not made. A workbook (.xlsx) is returned as it is.
    """
    if data.startswith(b"PK"):
        return data, list(changes)
    encoding = _encoding(data)
    text = data.decode(encoding)
    whole = text
    for old, new in changes.items():
        whole = _replaced(whole, old, new)
    if _same(_encoded(whole, encoding), path, _mended(calendar, changes), dates):
        return _encoded(whole, encoding), []
    left = []
    for old, new in changes.items():
        tried, wanted = _replaced(text, old, new), _mended(calendar, {old: new})
        if tried != text and _same(_encoded(tried, encoding), path, wanted, dates):
            text, calendar = tried, wanted
        else:
            left.append(old)
    return _encoded(text, encoding), left


def rewritten_workbook(
    data: bytes, path: Path, changes: Mapping[str, str], calendar: Calendar, dates: DateOrder | None, language: str
) -> bytes:
    """Return the workbook with each text of `changes` mended in its own cells and all else kept; as it is where it would read otherwise.

    For a copy: a person's own workbook is written by the program that wrote it. `language` is the one it was read in.
    """
    sheet = read_workbook(data, has_required, language).sheet
    tried = with_texts(data, sheet, changes)
    if _same(tried, path, _mended(calendar, changes), dates, language):
        return tried
    for old, new in changes.items():
        tried, wanted = with_texts(data, sheet, {old: new}), _mended(calendar, {old: new})
        if _same(tried, path, wanted, dates, language):
            data, calendar = tried, wanted
    return data


def _encoded(text: str, encoding: str) -> bytes:
    """Return the text in its encoding, or as UTF-8 that Excel knows where that has no thin space."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.encode("utf-8-sig")


def _replaced(text: str, old: str, new: str) -> str:
    """Return the file's text with a cell replaced: as it stands, with doubled quotes, or line by line."""
    for form in (str, _doubled, _carriage):
        if form(old) in text:
            return text.replace(form(old), form(new))
    before, after = old.split("\n"), new.split("\n")
    if len(before) != len(after):
        return text
    for one, other in zip(before, after, strict=True):
        if one != other:
            text = text.replace(one, other)
    return text


def _doubled(text: str) -> str:
    return text.replace('"', '""')


def _carriage(text: str) -> str:
    return _doubled(text).replace("\n", "\r\n")


def _same(data: bytes, path: Path, wanted: Calendar, dates: DateOrder | None, language: str = "fr") -> bool:
    try:
        found = parse_calendar(data, path, dates=dates, language=language)
    except CalendarError:
        return False
    return found.rows == wanted.rows


def _mended(calendar: Calendar, changes: Mapping[str, str]) -> Calendar:
    """Return the calendar as it should read once its texts are mended."""

    def turn(value: object) -> object:
        if isinstance(value, str) and _listed(value) is not None:
            for old, new in changes.items():
                value = value.replace(json.dumps(old, ensure_ascii=False), json.dumps(new, ensure_ascii=False))
            return value
        if isinstance(value, str):
            return changes.get(value, value)
        if isinstance(value, list):
            return [turn(item) for item in value]
        if isinstance(value, dict):
            return {key: turn(item) for key, item in value.items()}
        return value

    rows = [
        replace(
            row,
            caption=changes.get(row.caption, row.caption),
            captions={channel: changes.get(text, text) for channel, text in row.captions.items()},
            alt=changes.get(row.alt, row.alt),
            first_comment=changes.get(row.first_comment, row.first_comment),
            content={name: turn(value) for name, value in row.content.items()},
        )
        for row in calendar.rows
    ]
    return replace(calendar, rows=tuple(rows))


def _encoding(data: bytes) -> str:
    """Return the name of the encoding under which `decode` reads the file."""
    text = decode(data)
    for name in ("utf-8-sig", "utf-8", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "cp1252", "mac_roman", "cp850", "iso8859_15"):
        try:
            if (name != "utf-8-sig" or data.startswith(b"\xef\xbb\xbf")) and data.decode(name) == text:
                return name
        except UnicodeError:
            continue
    raise UnicodeError("the encoding has no name")


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        items = _listed(value)
        yield from (value,) if items is None else _strings(items)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)


def _listed(text: str) -> list[Any] | None:
    """Return the items of a cell that holds a list as JSON; None for one that holds words."""
    if not text.lstrip().startswith("["):
        return None
    try:
        return parse_list(text)
    except ValueError:
        return None
