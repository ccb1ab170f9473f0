"""Write the calendar in force as a file: ours, an iCalendar, or that of Buffer, Metricool or Hootsuite."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from visualgen.calendar.interchange.ics import write_ics
from visualgen.calendar.interchange.own import write_own
from visualgen.calendar.interchange.reading import Format
from visualgen.calendar.interchange.sheet import write_sheet
from visualgen.calendar.interchange.tables import MOST_ROWS, MediaOf, write_table
from visualgen.calendar.model import Row
from visualgen.errors import CalendarError


def write_calendar(rows: Sequence[Row], kind: Format, zone: str, *, title: str, now: dt.datetime, media_of: MediaOf | None = None) -> bytes:
    """Return the rows as the bytes of a file of that kind; raises `CalendarError` where the tool takes fewer rows a file."""
    if kind == "ics":
        return write_ics(rows, zone, title, now=now)
    if kind == "xlsx":
        return write_sheet(rows)
    if kind == "own":
        return write_own(rows).encode()
    most = MOST_ROWS.get(kind)
    if most and len(rows) > most:
        raise CalendarError(
            f"{kind} takes {most} posts a file and this calendar has {len(rows)}", mend="give --from and --to, or --channel"
        )
    return write_table(rows, kind, brand=title, media_of=media_of).encode()
