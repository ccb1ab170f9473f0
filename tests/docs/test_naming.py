"""The names on one page: the printed sheet says what the page says."""

from __future__ import annotations

import re
from pathlib import Path

from pypdf import PdfReader

ROOT = Path(__file__).parents[2]


def test_the_sheet_has_every_name_and_tool_of_the_page() -> None:
    page = (ROOT / "docs" / "naming.md").read_text(encoding="utf-8")
    sheet = (ROOT / "tools" / "naming.svg.j2").read_text(encoding="utf-8")
    names = {name for line in page.splitlines() if line.startswith("| `") for name in re.findall(r"`([^`]+)`", line.split("|")[1])}
    tools = {line.split("|")[1].strip() for line in page.split("| outil")[1].splitlines()[2:] if line.startswith("|")}
    assert {name for name in names | tools if f'"{name}"' not in sheet} == set()


def test_the_sheet_is_one_a4_page() -> None:
    reader = PdfReader(ROOT / "docs" / "naming.pdf")
    assert len(reader.pages) == 1
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [596, 842]
