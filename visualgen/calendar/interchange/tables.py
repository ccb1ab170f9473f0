"""The CSV files of Buffer, Metricool and Hootsuite: their columns, as their help pages give them (read 2026-11-22), both ways.

| tool | columns | dates |
| --- | --- | --- |
| Buffer | `Text,Image URL,Tags,Posting Time`, one channel and at most 100 rows a file | `YYYY-MM-DD HH:mm` |
| Metricool | `Text,Date,Time,Draft,Facebook,…,Picture Url 1…10,Alt text picture 1…10,First Comment Text` | `YYYY-MM-DD`, `HH:MM:SS` |
| Hootsuite | date, message, link, without titles; at most 350 rows | `mm/dd/yyyy hh:mm` |

None of them knows a template: their posts have finished media, by address, or none.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Literal

from visualgen.calendar.cells import clean, split_words
from visualgen.calendar.facts import own_caption
from visualgen.calendar.messages import problem
from visualgen.calendar.model import Calendar, Problem, Row
from visualgen.formats import network_of

Tool = Literal["buffer", "metricool", "hootsuite"]

BUFFER = ("Text", "Image URL", "Tags", "Posting Time")
METRICOOL_CHANNELS = {
    "Facebook": "facebook", "Twitter/X": "x", "LinkedIn": "linkedin", "GBP": "google", "Instagram": "instagram", "Pinterest": "pinterest",
    "TikTok": "tiktok", "Youtube": "youtube", "Threads": "threads", "Bluesky": "bluesky",
}  # fmt: skip
METRICOOL = (
    "Text", "Date", "Time", "Draft", *METRICOOL_CHANNELS, *(f"Picture Url {n}" for n in range(1, 11)),
    *(f"Alt text picture {n}" for n in range(1, 11)), "First Comment Text", "Brand name",
)  # fmt: skip
MOST_ROWS = {"buffer": 100, "hootsuite": 350}
_HOOTSUITE_DATE = re.compile(r"\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d{2}")
_TAG = re.compile(r"(?<!\w)#\w+")

MediaOf = Callable[[Row], Sequence[str]]


def tool_of(text: str) -> Tool | None:
    """Return whose file `text` is, by its first line; None where it is none of the three."""
    first = next(csv.reader(io.StringIO(text.lstrip("\ufeff"))), [])
    titles = {title.strip().casefold() for title in first}
    if {"text", "posting time"} <= titles:
        return "buffer"
    if {"text", "date", "time"} <= titles and titles & {"draft", "facebook", "brand name"}:
        return "metricool"
    return "hootsuite" if len(first) >= 2 and _HOOTSUITE_DATE.fullmatch(first[0].strip()) else None


def read_table(text: str, tool: Tool, name: str, *, channels: Sequence[str] = ()) -> Calendar:
    """Return the calendar in `text`; `channels` are those of a file that names none (Buffer, Hootsuite).

    A row that cannot be read is a `Problem`. Ids are made of day, hour and channels, so that the same file read again names the same posts.
    """
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff")))
    titles = [] if tool == "hootsuite" else [title.strip().casefold() for title in next(reader, [])]
    rows: list[Row] = []
    problems: list[Problem] = []
    taken: dict[str, int] = {}
    for cells in reader:
        line = reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        row, found = _READERS[tool](titles, cells, line, tuple(channels))
        if row is None:
            problems.append(problem(found, line=line, value=" ".join(cells)[:80]))
            continue
        base = f"{row.date.isoformat()}-{row.time:%H%M}-{'-'.join(row.channels) or tool}"
        taken[base] = taken.get(base, 0) + 1
        rows.append(_named(row, base if taken[base] == 1 else f"{base}-{taken[base]}"))
    rows.sort(key=lambda row: (row.date, row.time or dt.time(), row.line))
    return Calendar(name, tuple(rows), tuple(problems))


def write_table(rows: Iterable[Row], tool: Tool, *, brand: str = "", media_of: MediaOf | None = None) -> str:
    """Return the rows as the tool's CSV, hours as on the brand's wall; `media_of` gives the public addresses of a row's media."""
    listed = [row for row in rows if row.time is not None]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    if tool == "buffer":
        writer.writerow(BUFFER)
    elif tool == "metricool":
        writer.writerow(METRICOOL)
    for row in listed:
        media = list(media_of(row)) if media_of else [item for item in row.media if item.startswith(("http://", "https://"))]
        writer.writerow(_WRITERS[tool](row, media, brand))
    return out.getvalue()


def _named(row: Row, identifier: str) -> Row:
    return replace(row, id=identifier)


def _cell(titles: Sequence[str], cells: Sequence[str], title: str) -> str:
    index = titles.index(title) if title in titles else -1
    return clean(cells[index]) if 0 <= index < len(cells) else ""


def _when(text: str, *shapes: str) -> dt.datetime | None:
    for shape in shapes:
        try:
            return dt.datetime.strptime(" ".join(text.split()), shape)
        except ValueError:
            continue
    return None


def _of_buffer(titles: Sequence[str], cells: Sequence[str], line: int, channels: tuple[str, ...]) -> tuple[Row | None, str]:
    at = _when(_cell(titles, cells, "posting time"), "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S")
    if at is None:
        return None, "bad_date"
    text, pictures = _cell(titles, cells, "text"), split_words(_cell(titles, cells, "image url"), spaces=True)
    pillar = next(iter(split_words(_cell(titles, cells, "tags"))), "")
    return _post(line, at, text, channels, pictures, pillar=pillar), ""


def _of_metricool(titles: Sequence[str], cells: Sequence[str], line: int, channels: tuple[str, ...]) -> tuple[Row | None, str]:
    written = f"{_cell(titles, cells, 'date')} {_cell(titles, cells, 'time')}"
    at = _when(written, "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")
    if at is None:
        return None, "bad_date"
    own = tuple(ours for theirs, ours in METRICOOL_CHANNELS.items() if _cell(titles, cells, theirs.casefold()).casefold() == "true")
    pictures = tuple(filter(None, (_cell(titles, cells, f"picture url {n}") for n in range(1, 11))))
    alts = tuple(filter(None, (_cell(titles, cells, f"alt text picture {n}") for n in range(1, 11))))
    draft = _cell(titles, cells, "draft").casefold() == "true"
    text = _cell(titles, cells, "text")
    comment = _cell(titles, cells, "first comment text")
    return _post(line, at, text, own or channels, pictures, alt="\n".join(alts), first_comment=comment, state="draft" if draft else ""), ""


def _of_hootsuite(titles: Sequence[str], cells: Sequence[str], line: int, channels: tuple[str, ...]) -> tuple[Row | None, str]:
    at = _when(cells[0], "%m/%d/%Y %H:%M")
    if at is None or len(cells) < 2:
        return None, "bad_date"
    return _post(line, at, clean(cells[1]), channels, (), link=clean(cells[2]) if len(cells) > 2 else ""), ""


def _post(
    line: int,
    at: dt.datetime,
    text: str,
    channels: tuple[str, ...],
    media: tuple[str, ...],
    *,
    alt: str = "",
    link: str = "",
    first_comment: str = "",
    pillar: str = "",
    state: str = "",
) -> Row:
    tags = tuple(dict.fromkeys(_TAG.findall(text)))
    return Row(
        line, "", False, at.date(), at.time(), "", channels,
        caption=text, alt=alt, link=link, first_comment=first_comment, hashtags=tags, media=media, pillar=pillar, state=state,
    )  # fmt: skip


def _words(row: Row, channel: str = "") -> str:
    """Return the caption with the hashtags it lacks: what these tools publish is the text alone."""
    text = own_caption(row.captions, channel) or row.caption
    missing = [tag for tag in row.hashtags if tag.casefold() not in text.casefold()]
    return "\n\n".join(filter(None, (text, " ".join(missing))))


def _to_buffer(row: Row, media: Sequence[str], brand: str) -> list[str]:
    only = row.channels[0] if len(row.channels) == 1 else ""
    return [_words(row, only), media[0] if media else "", row.pillar, f"{row.date} {row.time:%H:%M}"]


def _to_metricool(row: Row, media: Sequence[str], brand: str) -> list[str]:
    alts = row.alt.split("\n") if len(media) > 1 and row.alt.count("\n") == len(media) - 1 else [row.alt] * len(media)
    pictures = [*media[:10], *[""] * (10 - len(media[:10]))]
    described = [*alts[:10], *[""] * (10 - len(alts[:10]))]
    draft = row.state in ("idea", "draft", "review")
    networks = {network_of(name) for name in row.channels}
    flags = [str(ours in networks).lower() for ours in METRICOOL_CHANNELS.values()]
    when = [row.date.isoformat(), f"{row.time:%H:%M:%S}", str(draft).lower()]
    return [_words(row), *when, *flags, *pictures, *described, row.first_comment, brand]


def _to_hootsuite(row: Row, media: Sequence[str], brand: str) -> list[str]:
    return [f"{row.date:%m/%d/%Y} {row.time:%H:%M}", _words(row), row.link]


_READERS = {"buffer": _of_buffer, "metricool": _of_metricool, "hootsuite": _of_hootsuite}
_WRITERS = {"buffer": _to_buffer, "metricool": _to_metricool, "hootsuite": _to_hootsuite}
