"""Our own calendar as a workbook: what a spreadsheet program opens with dates as dates, accents whole, and the titles in sight."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable

from visualgen.calendar.interchange.own import own_table
from visualgen.calendar.model import Row

_WIDTHS = {"id": 18, "date": 12, "time": 8, "channels": 24, "template": 16, "caption": 60, "alt": 40}
_WIDTH = 22
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CELL_CHARS = 32_767


def write_sheet(rows: Iterable[Row]) -> bytes:
    """Return the rows as XLSX. A text is a text whatever it begins with: none becomes a formula."""
    from openpyxl import Workbook  # a second of start-up that other files need not pay
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    titles, table = own_table(rows)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Calendrier"
    sheet.freeze_panes = "C2"
    for index, title in enumerate(titles, start=1):
        sheet.cell(1, index, title).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(index)].width = _WIDTHS.get(title.partition(":")[0], _WIDTH)
    for number, cells in enumerate(table, start=2):
        for index, title in enumerate(titles, start=1):
            text = _UNWRITABLE.sub("", cells.get(title, ""))[:_CELL_CHARS]
            if not text:
                continue
            cell = sheet.cell(number, index)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if title == "date":
                cell.value, cell.number_format = dt.date.fromisoformat(text), "yyyy-mm-dd"
            elif title == "time":
                cell.value, cell.number_format = dt.time.fromisoformat(text), "hh:mm"
            else:
                cell.value, cell.data_type = text, "s"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
