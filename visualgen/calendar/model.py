"""What a calendar is once it has been read: frozen rows, and the problems of the rows that could not be used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

DateOrder = Literal["dmy", "mdy"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in one place of the file, with its mend, in French and English.

    `line` is the line of a text file or the row of a sheet, from 1; `column` the title of the column as the file has
    it; `value` what stands there. `blocks` tells a row that cannot be used from a remark on a row that is used all the same.
    """

    code: str
    message: Mapping[str, str]
    mend: Mapping[str, str]
    line: int | None = None
    column: str | None = None
    value: str = ""
    row: str = ""
    blocks: bool = True

    def to_dict(self, language: str) -> dict[str, Any]:
        """Return the problem as JSON data in one language ("fr" or "en")."""
        return {
            "code": self.code,
            "line": self.line,
            "column": self.column,
            "value": self.value,
            "row": self.row,
            "blocks": self.blocks,
            "message": self.message[language],
            "mend": self.mend[language],
        }


@dataclass(frozen=True, slots=True)
class Row:
    """One post. What the file left empty is "" or ().

    `id` is the file's own, or `date-template` made unique; `captions` maps a channel to its own caption; `content` maps a
    slot to text (str), a number, or what YAML nests (list, dict); `media` are finished pictures or clips, given instead of a
    template (then ""); `focus` maps a photo slot to its focal point as written; `titles` maps a field, a slot,
    `caption:CHANNEL` or `SLOT:focus` to its column's title, for messages.
    """

    line: int
    id: str
    own_id: bool
    date: dt.date
    time: dt.time | None
    template: str
    channels: tuple[str, ...] = ()
    ratios: tuple[str, ...] = ()
    output: str = ""
    sound: str = ""
    clip_duration: str = ""
    pillar: str = ""
    state: str = ""
    caption: str = ""
    captions: Mapping[str, str] = field(default_factory=dict)
    alt: str = ""
    link: str = ""
    first_comment: str = ""
    hashtags: tuple[str, ...] = ()
    content: Mapping[str, Any] = field(default_factory=dict)
    focus: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    media: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar file: its usable rows in the order of their dates, and its problems in the order of their lines.

    `slots` maps every slot that has a column to the column's title (a row may leave it empty).
    """

    name: str
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()
    slots: Mapping[str, str] = field(default_factory=dict)

    @property
    def broken(self) -> tuple[Problem, ...]:
        """The problems that kept a row out."""
        return tuple(problem for problem in self.problems if problem.blocks)


@dataclass(frozen=True, slots=True)
class Record:
    """One row as a reader found it: column index → raw value (str, number, date, time, list or dict), empty cells left out."""

    line: int
    cells: Mapping[int, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """What every reader (CSV, XLSX, YAML) hands on: column titles, records, and the problems it met; `sheet` is a workbook's own."""

    titles: tuple[str, ...]
    records: tuple[Record, ...]
    header_line: int = 1
    problems: tuple[Problem, ...] = ()
    sheet: str = ""
