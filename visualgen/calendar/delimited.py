"""CSV as spreadsheets write it: `;`, `,` or tab between cells, a `sep=` line, title lines above, line breaks within cells."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from itertools import islice

from visualgen.calendar.messages import problem
from visualgen.calendar.model import Record, Table

_SEPARATORS = ";,\t|"
_HEADER_WITHIN = 25
"""How many filled lines may stand above the row of titles."""


def read_delimited(text: str, is_header: Callable[[list[str]], bool]) -> Table:
    """Return the table in `text`. The row of titles is the first for which `is_header` is true, else the first filled one.

    Raises `csv.Error` where the text is not CSV at all.
    """
    text = text.removeprefix("\ufeff")
    forced = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    first_line = 1
    if forced:
        text, first_line = text[forced.end() :], 2
    tried = forced[1] if forced else _by_frequency(text)
    for separator in tried:
        table = _read(text, separator, first_line, is_header)
        if is_header(list(table.titles)):
            return table
    return _read(text, tried[0], first_line, is_header)


def _by_frequency(text: str) -> str:
    """Return the separators in the order of how likely they are, judged on the first filled lines."""
    lines = list(islice((line for line in text.splitlines() if line.strip()), _HEADER_WITHIN))
    bare = re.sub(r'"[^"]*"', "", "\n".join(lines))
    return "".join(sorted(_SEPARATORS, key=lambda separator: -bare.count(separator) * (0.5 if separator == "|" else 1)))


def _read(text: str, separator: str, first_line: int, is_header: Callable[[list[str]], bool]) -> Table:
    found, open_lines = _records(list(io.StringIO(text, newline="")), separator, first_line)
    if not found:
        return Table((), ())
    place = next((i for i, (_, cells) in enumerate(found[:_HEADER_WITHIN]) if is_header(cells)), 0)
    header_line, titles = found[place]
    width = len(titles)
    problems = [problem("quotes", line=line, value=text) for line, text in open_lines]
    records = []
    for number, cells in found[place + 1 :]:
        record = Record(number, {i: cell for i, cell in enumerate(cells[:width]) if cell.strip()})
        if any(cell.strip() for cell in cells[width:]):
            problems.append(problem("extra_cells", line=number, value=separator.join(cells[width:])))
        elif record.cells:
            records.append(record)
    return Table(tuple(titles), tuple(records), header_line, tuple(problems))


def _records(lines: list[str], separator: str, first_line: int) -> tuple[list[tuple[int, list[str]]], list[tuple[int, str]]]:
    """Return the filled rows and the lines on which a quotation mark is opened and not closed in its cell; reading goes on after those.

    A cell of several lines must be sound: else one forgotten mark would swallow the rows down to the next. In a line, odd marks are text.
    """
    found: list[tuple[int, list[str]]] = []
    open_lines: list[tuple[int, str]] = []
    start = 0
    while start < len(lines):
        reader = csv.reader(lines[start:], delimiter=separator, strict=True)
        line = start
        try:
            for cells in reader:
                begun, line = line, start + reader.line_num
                if any(cell.strip() for cell in cells):
                    found.append((first_line + begun, cells))
            start = len(lines)
        except csv.Error:
            begun, line = line, start + reader.line_num
            start = begun + 1
            if line - begun > 1:
                open_lines.append((first_line + begun, lines[begun].strip()))
            else:
                found += [(first_line + begun, cells) for cells in csv.reader([lines[begun]], delimiter=separator)]
    return found, open_lines
