"""iCalendar (RFC 5545): one event a post; what an event cannot say travels in `X-VISUALGEN-POST`.

Read back, the event's own day, hour and description win over what travelled with it: a post dragged to another day in a calendar
program has moved. Events repeat (`RRULE`) at most to the horizon of the reader.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import zoneinfo
from collections.abc import Iterable, Sequence
from typing import Any

import icalendar

from visualgen.calendar.cells import clean, split_words
from visualgen.calendar.columns import CHANNELS, channel_name
from visualgen.calendar.facts import facts_of, row_of
from visualgen.calendar.local_time import moment, wall_time
from visualgen.calendar.messages import problem
from visualgen.calendar.model import Calendar, Problem, Row
from visualgen.formats import network_of

_TAG = "X-VISUALGEN-POST"
_LENGTH = dt.timedelta(minutes=15)


def read_ics(data: bytes, name: str, zone: str) -> Calendar:
    """Return the calendar in `data`, its hours as the wall clocks of `zone` show them. Raises `ValueError` for what is no iCalendar."""
    rows: list[Row] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for number, event in enumerate(icalendar.Calendar.from_ical(data).walk("VEVENT"), start=1):
        try:
            row = _row(event, number, zone)
        except (ValueError, KeyError, TypeError, AttributeError):
            problems.append(problem("event", line=number, value=str(event.get("SUMMARY", ""))))
            continue
        if event.get("RRULE"):
            problems.append(problem("event_repeats", line=number, value=row.caption, row=row.id, blocks=False))
        if row.id in seen:
            problems.append(problem("duplicate_id", line=number, column="UID", value=row.id, row=row.id, words={"other": seen[row.id]}))
        elif str(event.get("STATUS", "")).upper() != "CANCELLED":
            seen[row.id] = number
            rows.append(row)
    rows.sort(key=lambda row: (row.date, row.time or dt.time(), row.line))
    return Calendar(name, tuple(rows), tuple(problems))


def write_ics(rows: Iterable[Row], zone: str, title: str, *, now: dt.datetime) -> bytes:
    """Return the rows as an iCalendar file; hours are instants (UTC), so that every program shows them right. `now` is its time stamp."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//visualgen//calendar//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-timezone", zone)
    for row in rows:
        calendar.add_component(_event(row, zone, now))
    return bytes(calendar.to_ical())


def _row(event: Any, line: int, zone: str) -> Row:
    start = event.decoded("DTSTART")
    date, time = _local(start, zone)
    uid = clean(str(event.get("UID", ""))) or f"event-{line}"
    text = clean(str(event.get("DESCRIPTION", "")) or str(event.get("SUMMARY", "")))
    carried = event.get(_TAG)
    if carried:
        facts: dict[str, Any] = json.loads(str(carried))
        facts["date"] = date.isoformat()
        facts.pop("time", None)
        if time is not None:
            facts["time"] = f"{time:%H:%M}"
        if clean(str(event.get("DESCRIPTION", ""))) != facts.get("caption", ""):
            facts["caption"] = clean(str(event.get("DESCRIPTION", "")))
        return row_of(facts, facts.pop("id", uid), line=line)
    words = _categories(event)
    channels = tuple(dict.fromkeys(name for word in words if network_of(name := channel_name(word)) in CHANNELS))
    pillar = next((word for word in words if network_of(channel_name(word)) not in CHANNELS), "")
    link = clean(str(event.get("URL", "")))
    tags = tuple(dict.fromkeys(re.findall(r"(?<!\w)#\w+", text)))
    media = tuple(str(item) for item in _many(event.get("ATTACH")) if not isinstance(item, bytes))
    return Row(line, uid, True, date, time, "", channels, caption=text, link=link, hashtags=tags, media=media, pillar=pillar)


def _local(start: dt.datetime | dt.date, zone: str) -> tuple[dt.date, dt.time | None]:
    """Return day and hour on the wall of `zone`; a "floating" hour is taken as it stands, a whole day has none."""
    if not isinstance(start, dt.datetime):
        return start, None
    shown = wall_time(start, zone) if start.tzinfo else start
    return shown.date(), shown.time().replace(second=0, microsecond=0)


def _categories(event: Any) -> Sequence[str]:
    return [word for item in _many(event.get("CATEGORIES")) for word in split_words(",".join(map(str, getattr(item, "cats", [item]))))]


def _many(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _event(row: Row, zone: str, now: dt.datetime) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{row.id}")
    event.add("dtstamp", now)
    if row.time is None:
        event.add("dtstart", row.date)
    else:
        at = moment(dt.datetime.combine(row.date, row.time), zone).utc.replace(tzinfo=zoneinfo.ZoneInfo("UTC"))
        event.add("dtstart", at)
        event.add("duration", _LENGTH)
    event.add("summary", _summary(row))
    if row.caption:
        event.add("description", row.caption)
    if row.link:
        event.add("url", row.link)
    categories = [*row.channels, *filter(None, [row.pillar])]
    if categories:
        event.add("categories", categories)
    event.add("status", "TENTATIVE" if row.state in ("idea", "draft", "review") else "CONFIRMED")
    event.add(_TAG, json.dumps({**facts_of(row), "id": row.id}, ensure_ascii=False, separators=(",", ":")))
    return event


def _summary(row: Row) -> str:
    words = row.content.get("headline") or row.caption or row.template or row.id
    line = str(words).replace("*", "").split("\n")[0]
    return line if len(line) <= 70 else line[:69] + "…"
