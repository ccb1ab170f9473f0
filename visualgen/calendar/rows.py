"""A table becomes posts: columns get their meaning, cells their type; a row that cannot be used is a problem, the others go on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from visualgen.calendar.cells import as_text, split_words, texts_of, trouble
from visualgen.calendar.columns import CHANNELS, Column, channel_name, column, fold
from visualgen.calendar.dates import DateReading, read_date, read_time
from visualgen.calendar.messages import problem
from visualgen.calendar.model import DateOrder, Problem, Record, Row, Table
from visualgen.formats import network_of

_LISTS = ("channels", "ratios", "hashtags", "media")
_KEYS = {"field": "{}", "slot": "{}", "caption": "caption:{}", "focus": "{}:focus"}
_STATES = {
    "idee": "idea", "idea": "idea", "brouillon": "draft", "draft": "draft", "a valider": "review", "review": "review",
    "a relire": "review", "valide": "approved", "approuve": "approved", "approved": "approved", "ok": "approved",
    "planifie": "scheduled", "programme": "scheduled", "scheduled": "scheduled", "publie": "published", "published": "published",
}  # fmt: skip


def has_required(titles: Sequence[str]) -> bool:
    """Return whether `titles` are a calendar's: a date column and one of templates or finished media are among them."""
    return not missing_columns([found for title in titles if (found := column(title))])


def missing_columns(columns: Iterable[Column]) -> list[str]:
    """Return the needed columns that are not there: the date, and the template where no column gives finished media."""
    names = {found.name for found in columns if found.kind == "field"}
    return [name for name in ("date", "template") if name not in names and not (name == "template" and "media" in names)]


def meanings(titles: Sequence[str]) -> dict[int, Column]:
    """Return what each titled column means.

    Of two titles for one field ("Date" and "Jour") the field's own name, else the first, is taken and the other is a slot.
    Raises `ValueError` (titles, joined) where one title stands twice.
    """
    found = {index: meaning for index, title in enumerate(titles) if (meaning := column(title))}
    taken: dict[tuple[str, str], int] = {}
    for index, meaning in found.items():
        key = (meaning.kind, meaning.name)
        if key not in taken:
            taken[key] = index
            continue
        first = found[taken[key]]
        if fold(first.title) == fold(meaning.title) or meaning.kind != "field":
            raise ValueError(f"{first.title}, {meaning.title}")
        if fold(meaning.title) == meaning.name.replace("_", " "):
            taken[key], first_index = index, taken[key]
            found[first_index] = Column("slot", fold(first.title).replace(" ", "_"), first.title)
        else:
            found[index] = Column("slot", fold(meaning.title).replace(" ", "_"), meaning.title)
    return found


def date_readings(table: Table, columns: Mapping[int, Column], order: DateOrder | None) -> dict[int, DateReading]:
    """Return the reading of every record's date cell, by line; an order that some row proves holds for all."""
    index = next(i for i, meaning in columns.items() if meaning.kind == "field" and meaning.name == "date")
    cells = {record.line: record.cells[index] for record in table.records if index in record.cells}
    readings = {line: read_date(value, order) for line, value in cells.items()}
    proved = {reading.order for reading in readings.values() if reading.order}
    if order is None and len(proved) == 1 and any(reading.either for reading in readings.values()):
        return {line: read_date(value, proved.copy().pop()) for line, value in cells.items()}
    return readings


def swapped_by_excel(table: Table, columns: Mapping[int, Column], readings: Mapping[int, DateReading]) -> list[int]:
    """Return the lines whose date cells an English Excel has read month first while leaving the impossible ones as text.

    The sure sign: real dates that all fall on one day of different months, and text dates of that very month.
    """
    index = next(i for i, meaning in columns.items() if meaning.kind == "field" and meaning.name == "date")
    real = {r.line: r.cells[index] for r in table.records if isinstance(r.cells.get(index), dt.date)}
    months = {reading.date.month for line, reading in readings.items() if line not in real and reading.date and reading.order == "dmy"}
    days = {date.day for date in real.values()}
    return sorted(real) if len({date.month for date in real.values()}) >= 3 and len(days) == 1 and days == months else []


def build(table: Table, columns: Mapping[int, Column], readings: Mapping[int, DateReading]) -> tuple[list[Row], list[Problem]]:
    """Return the usable rows and the problems of the table's records."""
    rows: list[Row] = []
    problems: list[Problem] = []
    nameless: set[int] = set()
    for record in table.records:
        for index in record.cells.keys() - columns.keys() - nameless:
            nameless.add(index)
            problems.append(problem("nameless_column", line=record.line, value=record.cells[index], blocks=False))
        row, found = _row(record, columns, readings.get(record.line))
        problems.extend(found)
        if row is not None:
            rows.append(row)
    kept, twins = _with_ids(rows)
    return kept, problems + twins


def _row(record: Record, columns: Mapping[int, Column], reading: DateReading | None) -> tuple[Row | None, list[Problem]]:
    fields: dict[str, Any] = {}
    captions: dict[str, str] = {}
    content: dict[str, Any] = {}
    focus: dict[str, str] = {}
    titles: dict[str, str] = {}
    problems: list[Problem] = []
    for index, raw in record.cells.items():
        meaning = columns.get(index)
        if meaning is None:
            continue
        value = raw if isinstance(raw, (list, dict)) else as_text(raw)
        if value == "":
            continue
        titles[_KEYS[meaning.kind].format(meaning.name)] = meaning.title
        if unsound := next(filter(None, map(trouble, texts_of(value))), None):
            problems.append(problem(unsound[0], line=record.line, column=meaning.title, value=value, words=unsound[1]))
        elif meaning.kind == "slot":
            content[meaning.name] = raw if isinstance(raw, (int, float)) and not isinstance(raw, bool) else value
        elif isinstance(value, dict) or (isinstance(value, list) and meaning.name not in _LISTS):
            problems.append(problem("not_text", line=record.line, column=meaning.title, value=value))
        elif meaning.kind == "field":
            joined = " | ".join(map(as_text, value)) if isinstance(value, list) else value
            fields[meaning.name] = raw if meaning.name == "time" else joined
        else:
            (captions if meaning.kind == "caption" else focus)[meaning.name] = str(value)
    if not (fields or captions or content or focus or problems):
        return None, []
    place = {name: meaning.title for meaning in columns.values() if meaning.kind == "field" for name in [meaning.name]}
    date, time = _when(record.line, fields, reading, place, problems)
    asked = place.get("template", place.get("media"))
    if not fields.keys() & {"template", "media"} and not any(found.column == asked for found in problems):
        problems.append(problem("missing_template", line=record.line, column=asked, row=fields.get("id", "")))
    if date is None or any(found.blocks for found in problems):
        return None, [replace(found, row=fields.get("id", "")) for found in problems]
    channels = tuple(dict.fromkeys(channel_name(name) for name in split_words(fields.get("channels", ""))))
    problems += [
        problem("unknown_channel", line=record.line, column=place["channels"], value=name, blocks=False)
        for name in channels
        if network_of(name) not in CHANNELS
    ]
    state = fold(fields.get("state", ""))
    if state and state not in _STATES:
        problems.append(problem("unknown_state", line=record.line, column=place["state"], value=fields["state"], blocks=False))
    row = Row(
        line=record.line,
        id=fields.get("id", ""),
        own_id="id" in fields,
        date=date,
        time=time,
        template=fields.get("template", ""),
        channels=channels,
        ratios=split_words(fields.get("ratios", ""), spaces=True),
        output=fields.get("output", "").casefold().lstrip("."),
        sound=fields.get("sound", ""),
        clip_duration=fields.get("clip_duration", ""),
        pillar=fields.get("pillar", ""),
        state=_STATES.get(state, state),
        caption=fields.get("caption", ""),
        captions=captions,
        alt=fields.get("alt", ""),
        link=fields.get("link", ""),
        first_comment=fields.get("first_comment", ""),
        hashtags=tuple("#" + word.lstrip("#") for word in split_words(fields.get("hashtags", ""), spaces=True) if word.lstrip("#")),
        content=content,
        focus=focus,
        titles=titles,
        media=tuple(part.strip() for part in re.split(r"[|\n]", fields.get("media", "")) if part.strip()),
    )
    return row, problems


def _when(
    line: int, fields: Mapping[str, Any], reading: DateReading | None, place: Mapping[str, str], problems: list[Problem]
) -> tuple[dt.date | None, dt.time | None]:
    """Return the post's date and time, adding what is wrong with them to `problems`."""
    date, time = (reading.date, reading.time) if reading else (None, None)
    if date is None and not any(found.column == place["date"] for found in problems):
        code = reading.problem if reading else "missing_date"
        problems.append(problem(code, line=line, column=place["date"], value=fields.get("date", "")))
    if "time" not in fields:
        return date, time
    own, written = read_time(fields["time"]), as_text(fields["time"])
    if own is None:
        problems.append(problem("bad_time", line=line, column=place["time"], value=written))
    elif time is not None and (time.hour, time.minute) != (own.hour, own.minute):
        problems.append(problem("two_times", line=line, column=place["time"], value=written, words={"other": f"{time:%H:%M}"}))
    return date, own


def _with_ids(rows: list[Row]) -> tuple[list[Row], list[Problem]]:
    """Give every row an id (`date-template`, numbered where needed); a second row of one id is a problem."""
    owners: dict[str, int] = {}
    kept: list[Row] = []
    problems: list[Problem] = []
    for row in rows:
        if not row.own_id:
            continue
        key = row.id.casefold()
        if key in owners:
            title = row.titles.get("id", "id")
            problems.append(problem("duplicate_id", line=row.line, column=title, value=row.id, row=row.id, words={"other": owners[key]}))
        else:
            owners[key] = row.line
    doubled = {found.line for found in problems}
    for row in sorted((row for row in rows if row.line not in doubled), key=lambda row: (row.date, row.time or dt.time(), row.line)):
        if row.own_id:
            kept.append(row)
            continue
        named = fold(re.sub(r"^.*[/\\\\]|\.svg(\.j2)?$", "", row.template)).replace(" ", "-")
        base = f"{row.date.isoformat()}-{named or 'post'}"
        number = next(n for n in range(1, len(rows) + 2) if (base if n == 1 else f"{base}-{n}") not in owners)
        name = base if number == 1 else f"{base}-{number}"
        owners[name] = row.line
        kept.append(replace(row, id=name))
    return kept, problems
