from __future__ import annotations

import re
from pathlib import Path

import pytest

from visualgen.calendar.columns import _FIELDS, column
from visualgen.calendar.reading import parse_calendar

PAGE = (Path(__file__).parents[2] / "docs" / "calendar.md").read_text(encoding="utf-8")
TABLE = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| `")]


def test_every_column_has_its_line() -> None:
    assert {row[0].strip("`") for row in TABLE} == set(_FIELDS.values()) | {"caption:CHANNEL", "SLOT:focus"}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_the_synonyms_are_understood(row: list[str]) -> None:
    meaning = column(row[0].strip("`").replace("SLOT", "photo"))
    assert meaning is not None
    for synonym in filter(None, row[1].replace("`", "").split(", ")):
        other = column(synonym)
        assert other is not None
        assert other.kind == meaning.kind
        assert other.kind != "field" or other.name == meaning.name


@pytest.mark.parametrize(("kind", "rows"), [("csv", 2), ("yaml", 2)])
def test_the_examples_can_be_read(kind: str, rows: int) -> None:
    examples = re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)
    assert examples
    for example in examples:
        calendar = parse_calendar(example.encode(), Path(f"mois.{kind}"))
        assert calendar.problems == ()
        assert len(calendar.rows) == rows
