"""Read a calendar file: one row a post; CSV, XLSX or YAML with one meaning. What it is, is read from its bytes, not from its name."""

from __future__ import annotations

import csv
from pathlib import Path

from visualgen.calendar.columns import field_title
from visualgen.calendar.dates import DateReading
from visualgen.calendar.delimited import read_delimited
from visualgen.calendar.encoding import decode
from visualgen.calendar.messages import failure
from visualgen.calendar.model import Calendar, DateOrder, Table
from visualgen.calendar.rows import build, date_readings, has_required, meanings, missing_columns, swapped_by_excel
from visualgen.calendar.workbook import WorkbookRefused, read_workbook
from visualgen.calendar.yamlfile import YamlRefused, read_yaml
from visualgen.errors import CalendarError, DatesUnclear

FILE_BYTES = 20_000_000
ROWS = 5_000
COLUMNS = 500

_KINDS = (
    (b"\xd0\xcf\x11\xe0", "Excel 97-2003 (.xls)"),
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"bplist", "Apple plist"),
)


def read_calendar(path: Path, *, dates: DateOrder | None = None, language: str = "fr") -> Calendar:
    """Return the calendar in the file `path`, its rows sorted by date and time.

    `dates` says whether 03/04/2026 is the third of April (dmy) or the fourth of March (mdy); it is needed only where no
    other row of the file shows it. A broken row is a `Problem` in the result; what concerns the file as a whole (unreadable,
    a missing column, dates that need `dates`) raises `CalendarError` in `language` ("fr" or "en").
    """
    return parse_calendar(read_bytes(path, language), path, dates=dates, language=language)


def read_bytes(path: Path, language: str = "fr") -> bytes:
    """Return the file's bytes; raises `CalendarError` where it cannot be read or is too large."""
    try:
        size = path.stat().st_size if path.is_file() else -1
        data = path.read_bytes() if 0 <= size <= FILE_BYTES else b""
    except OSError as error:
        raise failure("file_unreadable", path, language) from error
    if size < 0:
        raise failure("file_missing", path, language)
    if size > FILE_BYTES:
        raise _too_heavy(size, path, language)
    return data


def parse_calendar(data: bytes, path: Path, *, dates: DateOrder | None = None, language: str = "fr") -> Calendar:
    """Return the calendar in `data`; `path` gives its name, and tells YAML from CSV by its ending. See `read_calendar`."""
    if len(data) > FILE_BYTES:
        raise _too_heavy(len(data), path, language)
    table = _table(data, path, language)
    if not any(title.strip() for title in table.titles):
        raise failure("empty", path, language)
    if len(table.records) > ROWS:
        raise failure("too_many", path, language, words={"limit": ROWS, "things": "posts"})
    if len(table.titles) > COLUMNS:
        raise failure("too_many", path, language, words={"limit": COLUMNS, "things": {"fr": "colonnes", "en": "columns"}[language]})
    try:
        columns = meanings(table.titles)
    except ValueError as error:
        raise failure("twin_column", path, language, line=table.header_line, words={"titles": str(error)}) from error
    if missing := missing_columns(columns.values()):
        found = ", ".join(c.title for c in list(columns.values())[:12]) or "0"
        french = " + ".join(field_title(name, "fr") for name in missing)
        words = {"columns": " + ".join(missing), "columns_fr": french, "found": found[:200]}
        raise failure("missing_column", path, language, line=table.header_line, words=words)
    readings = date_readings(table, columns, dates)
    title = next(c.title for c in columns.values() if c.kind == "field" and c.name == "date")
    _ask_about_dates(readings, path, language, title)
    if swapped := swapped_by_excel(table, columns, readings):
        raise failure("swapped_dates", path, language, column=title, words={"lines": _lines(swapped)})
    rows, problems = build(table, columns, readings)
    ordered = sorted([*table.problems, *problems], key=lambda found: found.line or 0)
    slots = {meaning.name: meaning.title for meaning in columns.values() if meaning.kind == "slot"}
    return Calendar(path.name, tuple(rows), tuple(ordered), slots)


def _table(data: bytes, path: Path, language: str) -> Table:
    kind = next((name for mark, name in _KINDS if data.startswith(mark)), "")
    if kind:
        raise failure("file_kind", path, language, words={"kind": kind})
    if data.startswith(b"PK"):
        try:
            return read_workbook(data, has_required, language)
        except WorkbookRefused as error:
            raise failure("file_broken", path, language, words={"reason": str(error)[:200]}) from error
    try:
        text = decode(data)
    except UnicodeError as error:
        raise failure("encoding", path, language) from error
    if path.suffix.casefold() in (".yaml", ".yml", ".json"):
        try:
            return read_yaml(text)
        except YamlRefused as error:
            raise failure(error.code, path, language, line=error.line, words=error.words) from error
    if text.lstrip().startswith("<"):
        raise failure("file_kind", path, language, words={"kind": "HTML/XML"})
    try:
        return read_delimited(text, has_required)
    except csv.Error as error:
        raise failure("file_broken", path, language, words={"reason": str(error)}) from error


def _ask_about_dates(readings: dict[int, DateReading], path: Path, language: str, column: str) -> None:
    unclear = {line: reading.either for line, reading in readings.items() if reading.either}
    if unclear:
        line, either = next(iter(unclear.items()))
        words = {"value": " / ".join(date.isoformat() for date in either), "lines": _lines(sorted(unclear))}
        found = failure("ambiguous_date", path, language, line=line, column=column, words=words)
        raise DatesUnclear(found.message, mend=found.mend, **found.place).french(*found.words("fr"))


def _lines(lines: list[int]) -> str:
    return ", ".join(map(str, lines[:8])) + (f" … ({len(lines)})" if len(lines) > 8 else "")


def _too_heavy(size: int, path: Path, language: str) -> CalendarError:
    return failure("file_size", path, language, words={"size": f"{size / 1e6:.0f} MB", "limit": f"{FILE_BYTES / 1e6:.0f} MB"})
