"""Calendars of other tools: their files become our rows, and our rows their files."""

from visualgen.calendar.interchange.reading import FORMATS, Format, read_any
from visualgen.calendar.interchange.writing import write_calendar

__all__ = ["FORMATS", "Format", "read_any", "write_calendar"]
