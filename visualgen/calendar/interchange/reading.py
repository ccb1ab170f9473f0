"""Read any calendar file: ours, an iCalendar, or that of Buffer, Metricool or Hootsuite; what it is, is read from its bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal, get_args

from visualgen.calendar.encoding import decode
from visualgen.calendar.interchange.ics import read_ics
from visualgen.calendar.interchange.tables import read_table, tool_of
from visualgen.calendar.messages import failure
from visualgen.calendar.model import Calendar, DateOrder
from visualgen.calendar.reading import parse_calendar, read_bytes

Format = Literal["own", "xlsx", "ics", "buffer", "metricool", "hootsuite"]
FORMATS: tuple[Format, ...] = get_args(Format)


def read_any(
    path: Path,
    zone: str,
    *,
    kind: Format | None = None,
    channels: Sequence[str] = (),
    dates: DateOrder | None = None,
    language: str = "fr",
) -> Calendar:
    """Return the calendar in the file, hours as the wall clocks of `zone` show them.

    `kind` says whose file it is where its bytes must not decide; `channels` are those of rows that name none. Raises `CalendarError`.
    """
    data = read_bytes(path, language)
    found = kind or _kind(data, path)
    if found == "own" or found == "xlsx":
        calendar = parse_calendar(data, path, dates=dates, language=language)
    elif found == "ics":
        try:
            calendar = read_ics(data, path.name, zone)
        except (ValueError, IndexError, KeyError) as error:
            raise failure("file_broken", path, language, words={"reason": str(error)[:120]}) from error
    else:
        try:
            calendar = read_table(decode(data), found, path.name)
        except UnicodeError as error:
            raise failure("encoding", path, language) from error
    rows = tuple(row if row.channels else replace(row, channels=tuple(channels)) for row in calendar.rows)
    return replace(calendar, rows=rows)


def _kind(data: bytes, path: Path) -> Format:
    if data.lstrip(b"\xef\xbb\xbf \r\n").upper().startswith(b"BEGIN:VCALENDAR"):
        return "ics"
    if data.startswith(b"PK") or path.suffix.casefold() in (".yaml", ".yml", ".json", ".xlsx"):
        return "own"
    try:
        return tool_of(decode(data)) or "own"
    except (UnicodeError, ValueError):
        return "own"
