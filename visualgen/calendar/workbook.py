"""XLSX as Excel, LibreOffice and Google Sheets write it: date cells, formulas with their saved results, thousands of empty rows."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from visualgen.calendar.messages import problem
from visualgen.calendar.model import Problem, Record, Table

_HEADER_WITHIN = 25
_UNPACKED_BYTES = 200_000_000
_PARTS = 2_000
_COLUMNS = 500
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s+ref=["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']""")
_ERROR = re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!)")


class WorkbookRefused(Exception):
    """The archive is no workbook that may be opened; the message says why."""


def read_workbook(data: bytes, is_header: Callable[[list[str]], bool], language: str) -> Table:
    """Return the table of the first visible sheet that has a row of titles (else of the first visible sheet).

    Numbers in cells with a currency, percent or decimals format become the text the sheet shows.
    Raises `WorkbookRefused`.
    """
    _check_archive(data)
    shown, written = _open(data, results=True), _open(data, results=False)
    first: Table | None = None
    for sheet in shown.worksheets:
        if sheet.sheet_state != "visible":
            continue
        sheet.reset_dimensions()
        written[sheet.title].reset_dimensions()
        table = replace(_table(sheet, written[sheet.title], is_header, language, _merged(data, sheet)), sheet=sheet.title)
        if is_header(list(table.titles)):
            return table
        first = first or table
    return first or Table((), ())


def _merged(data: bytes, sheet: Any) -> dict[int, list[tuple[int, int]]]:
    """Return the cells merged downwards, column (from 0) → (first row, last row): the upper one's value is that of all."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = archive.read(sheet._worksheet_path)
    found: dict[int, list[tuple[int, int]]] = {}
    for match in _MERGED.finditer(text):
        left, first, right, last = (part.decode() for part in match.groups())
        if left == right and int(last) > int(first):
            found.setdefault(_index(left), []).append((int(first), int(last)))
    return found


def _index(letters: str) -> int:
    """Return the number of a column (from 0): A → 0, AA → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _check_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > _PARTS or sum(part.file_size for part in parts) > _UNPACKED_BYTES:
                raise WorkbookRefused("too large once unpacked")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and _declares(archive, part):
                    raise WorkbookRefused(f"{part.filename} declares a document type")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error) as error:
        raise WorkbookRefused(str(error)) from error


def _declares(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Return whether the XML part holds a DOCTYPE (no spreadsheet writes one; entities live in it)."""
    text = archive.read(part).replace(b"\0", b"")
    return b"<!DOCTYPE" in text or b"<!ENTITY" in text


def _open(data: bytes, *, results: bool) -> Any:
    from openpyxl import load_workbook  # a second of start-up that CSV calendars need not pay

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what it does not keep; nothing is written back
            return load_workbook(io.BytesIO(data), read_only=True, data_only=results, keep_links=False)
    except Exception as error:  # openpyxl has no error tree: a damaged part surfaces as KeyError, ValueError, TypeError, ParseError…
        raise WorkbookRefused(f"{type(error).__name__}: {error}") from error


def _table(
    shown: Any, written: Any, is_header: Callable[[list[str]], bool], language: str, merged: Mapping[int, list[tuple[int, int]]]
) -> Table:
    rows = _rows(shown, written)
    before: list[tuple[int, list[Any]]] = []
    for line, cells, _ in rows:
        titles = _titles(cells)
        if is_header(titles):
            return _body(rows, titles, line, language, merged)
        before.append((line, cells))
        if len(before) >= _HEADER_WITHIN:
            break
    if not before:
        return Table((), ())
    return Table(tuple(_titles(before[0][1])), (), before[0][0])


def _titles(cells: list[Any]) -> list[str]:
    return ["" if cell is None or cell.value is None else str(cell.value) for cell in cells]


def _rows(shown: Any, written: Any) -> Iterator[tuple[int, list[Any], list[Any]]]:
    """Yield (row number, cells with results, cells with formulas) of the rows that hold anything."""
    try:
        for line, (cells, formulas) in enumerate(zip_longest(shown.iter_rows(), written.iter_rows(), fillvalue=()), start=1):
            if any(cell.value not in (None, "") for cell in formulas):
                if len(cells) > _COLUMNS:
                    raise WorkbookRefused(f"more than {_COLUMNS} columns")
                yield line, list(cells), list(formulas)
    except WorkbookRefused:
        raise
    except Exception as error:  # see _open
        raise WorkbookRefused(f"{type(error).__name__}: {error}") from error


def _body(
    rows: Iterator[tuple[int, list[Any], list[Any]]], titles: list[str], header_line: int, language: str,
    merged: Mapping[int, list[tuple[int, int]]],
) -> Table:  # fmt: skip
    records: list[Record] = []
    problems: list[Problem] = []
    above: dict[tuple[int, int], Any] = {}
    for line, cells, formulas in rows:
        values: dict[int, Any] = {}
        broken = False
        for index, (cell, formula) in enumerate(zip_longest(cells, formulas)):
            title = titles[index] if index < len(titles) else ""
            if (code := _trouble(cell, formula)) and title.strip():
                problems.append(problem(code, line=line, column=title, value=formula.value))
                broken = True
            elif cell is not None and cell.value not in (None, ""):
                values[index] = _value(cell, language)
        for index, spans in merged.items():
            for first, last in spans:
                if line == first and index in values:
                    above[index, first] = values[index]
                elif first < line <= last and (index, first) in above:
                    values.setdefault(index, above[index, first])
        if not broken and any(not isinstance(value, str) or value.strip() for value in values.values()):
            records.append(Record(line, values))
    return Table(tuple(titles), tuple(records), header_line, tuple(problems))


def _trouble(cell: Any, formula: Any) -> str:
    value = None if cell is None else cell.value
    if isinstance(value, str) and _ERROR.fullmatch(value.strip()):
        return "formula_error"
    is_formula = formula is not None and getattr(formula, "data_type", "") == "f"
    return "formula" if is_formula and value is None else ""


def _value(cell: Any, language: str) -> Any:
    """Return the cell's value; a number whose format shows a currency, percent or decimals as the text shown."""
    value = cell.value
    if isinstance(value, bool):
        return {"fr": ("non", "oui"), "en": ("no", "yes")}[language][value]
    if isinstance(value, str):
        return re.sub(r"_x000[DdBb]_", "\n", value)
    if isinstance(value, (int, float)):
        return _number(value, str(cell.number_format or "General"), language)
    return value if isinstance(value, (dt.date, dt.time, dt.timedelta)) else str(value)


def _number(value: float, shape: str, language: str) -> float | int | str:
    shape = shape.split(";")[0]
    plain = re.sub(r"\[\$([^\]-]*)[^\]]*\]", r"\1", re.sub(r'[\\_*].|"([^"]*)"', r"\1", shape))
    currency = next((sign for sign in ("€", "$", "£", "CHF", "CAD", "DH", "FCFA") if sign in plain), "")
    decimals = re.search(r"[0#]\.(0+)", shape)
    percent = "%" in plain
    if not (currency or decimals or percent or "#,##0" in shape):
        return int(value) if float(value).is_integer() else value
    text = f"{value * 100 if percent else value:,.{len(decimals[1]) if decimals else 0}f}"
    if language == "fr":
        text = text.replace(",", "\u202f").replace(".", ",")
    if percent:
        return text + ("\u202f%" if language == "fr" else "%")
    if not currency:
        return text
    return f"{text}\u00a0{currency}" if language == "fr" or currency not in "$£€" else currency + text
