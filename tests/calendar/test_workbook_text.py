"""A workbook with other words in some cells: those cells and nothing else, styles and all."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill

from visualgen.calendar.workbook_text import spread, with_texts

OLD, NEW = "L'heure : 9h30", "L’heure\u00a0: 9\u00a0h\u00a030"


def workbook() -> bytes:
    book = Workbook()
    first: Any = book.active
    first.title = "Notes & archives"
    first["A1"] = OLD
    sheet = book.create_sheet("Décembre")
    for row in (["date", "template", "caption"], ["2026-12-01", "annonce", OLD], ["2026-12-02", "annonce", OLD]):
        sheet.append(row)
    sheet["D2"] = "=1+1"
    sheet["E2"] = 12.5
    sheet["E2"].number_format = "0.00 €"
    sheet["C2"].font, sheet["C2"].fill = Font(bold=True, color="A83E1B"), PatternFill("solid", fgColor="F7EEDB")
    sheet["C4"] = CellRichText("Prix ", TextBlock(InlineFont(b=True), "12.50"), " !")
    sheet.column_dimensions["C"].width = 60
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_excel_writes(data: bytes) -> bytes:
    """Return the workbook with its texts in one table that cells share, as Excel and LibreOffice write them."""
    strings: dict[str, int] = {}

    def shared(match: re.Match[str]) -> str:
        return f'{match[1]} t="s"><v>{strings.setdefault(match[2], len(strings))}</v></c>'

    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {part.filename: old.read(part).decode() for part in old.infolist()}
        for name in sorted(name for name in parts if name.startswith("xl/worksheets/")):
            parts[name] = re.sub(r'(<c [^>]*?) t="inlineStr"><is>(.*?)</is></c>', shared, parts[name])
        items = "".join(f"<si>{item}</si>" for item in strings)
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{main}" count="9" uniqueCount="{len(strings)}">{items}</sst>'
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
            "</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
        )
        link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
        parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
            "</Relationships>", f'<Relationship Id="rIdS" Type="{link}" Target="sharedStrings.xml"/></Relationships>'
        )
        for name, text in parts.items():
            new.writestr(name, text)
    return file.getvalue()


@pytest.mark.parametrize("shared", [False, True])
def test_only_the_cells_of_the_sheet_change_and_they_keep_their_styles(shared: bool) -> None:
    before = as_excel_writes(workbook()) if shared else workbook()
    after = with_texts(before, "Décembre", {OLD: NEW, "Prix 12.50 !": "Prix 12,50\u202f!"})
    book: Any = load_workbook(io.BytesIO(after), rich_text=True)
    sheet = book["Décembre"]
    assert [str(sheet[cell].value) for cell in ("C2", "C3", "C4")] == [NEW, NEW, "Prix 12,50\u202f!"]
    assert (book["Notes & archives"]["A1"].value, sheet["D2"].value, sheet["E2"].number_format) == (OLD, "=1+1", "0.00 €")
    assert (sheet["C2"].font.b, sheet["C2"].font.color.rgb, sheet["C2"].fill.fgColor.rgb) == (True, "00A83E1B", "00F7EEDB")
    assert [str(part) for part in sheet["C4"].value] == ["Prix ", "12,50", "\u202f!"]
    assert sheet["C4"].value[1].font.b
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        assert old.namelist() == new.namelist()
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
    assert changed == {"xl/worksheets/sheet2.xml", *(["xl/sharedStrings.xml"] if shared else [])}


def test_without_a_change_the_bytes_are_the_same() -> None:
    for before in (workbook(), as_excel_writes(workbook())):
        assert with_texts(before, "Décembre", {"absent": "x"}) == before
        assert with_texts(before, "Notes & archives", {"Prix 12.50 !": "x"}) == before


def test_words_in_the_cell_itself_and_numbers_that_share_no_string() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.infolist():
            text = old.read(part).decode()
            if part.filename.endswith("sheet2.xml"):
                text = text.replace('<c r="E2"', f'<c r="F2" t="inlineStr"><is><t>{OLD}</t></is></c><c r="E2"')
            new.writestr(part, text)
    book: Any = load_workbook(io.BytesIO(with_texts(file.getvalue(), "Décembre", {OLD: NEW, "12.5": "13"})))
    assert (book["Décembre"]["F2"].value, book["Décembre"]["E2"].value) == (NEW, 12.5)


@pytest.mark.parametrize(
    ("stretches", "text", "cut"),
    [
        (["abc"], "xabcy", ["xabcy"]),
        (["L", "'", "été"], "L’été", ["L", "’", "été"]),
        (["a b", " c"], "a b c d", ["a b", " c d"]),
        (["a", "b", "c"], "", ["", "", ""]),
        (["12", "€"], "12\u00a0€", ["12\u00a0", "€"]),
    ],
)
def test_new_words_stand_in_the_style_of_the_letters_before(stretches: list[str], text: str, cut: list[str]) -> None:
    assert spread(stretches, text) == cut
    assert "".join(cut) == text
