from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from visualgen.calendar.model import Calendar
from visualgen.calendar.reading import parse_calendar
from visualgen.errors import CalendarError

TITLES = ("Date", "Heure", "Modèle", "headline", "price")


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def workbook(*rows: tuple[Any, ...], titles: tuple[str, ...] = TITLES) -> Workbook:
    book = Workbook()
    sheet = first_sheet(book)
    for row in (titles, *rows):
        sheet.append(row)
    return book


def first_sheet(book: Workbook) -> Worksheet:
    return book.worksheets[0]


def parse(book: Workbook | bytes, **options: Any) -> Calendar:
    return parse_calendar(saved(book) if isinstance(book, Workbook) else book, Path("mois.xlsx"), **options)


def test_cells_of_every_type() -> None:
    book = workbook(
        (dt.date(2026, 12, 3), dt.time(9, 30), "annonce", "Noël", 12.5),
        (dt.datetime(2026, 12, 4, 18, 15), None, "annonce", 2026, 12),
        ("05/12/2026", "9h", "annonce", True, "12 €"),
        (46362, 0.75, "annonce", "a_x000D_\nb", None),
        ("25/12/2026", None, "annonce", " ", None),
    )
    rows = parse(book).rows
    assert [row.date.isoformat()[5:] for row in rows] == ["12-03", "12-04", "12-05", "12-06", "12-25"]
    assert [row.time for row in rows] == [dt.time(9, 30), dt.time(18, 15), dt.time(9), dt.time(18), None]
    assert [row.content.get("headline") for row in rows] == ["Noël", 2026, "oui", "a\n\nb", None]
    assert [row.content.get("price") for row in rows] == [12.5, 12, "12 €", None, None]
    assert [row.line for row in rows] == [2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("shape", "value", "fr", "en"),
    [
        ("0.00", 12.5, "12,50", "12.50"),
        ('#,##0.00\\ "€"', 1234.5, "1\u202f234,50\u00a0€", "€1,234.50"),
        ("#,##0.00 [$€-40C]", 9, "9,00\u00a0€", "€9.00"),
        ("[$$-409]#,##0", 1200, "1\u202f200\u00a0$", "$1,200"),
        ("0%", 0.2, "20\u202f%", "20%"),
        ("#,##0", 1234, "1\u202f234", "1,234"),
    ],
)
def test_numbers_as_the_sheet_shows_them(shape: str, value: float, fr: str, en: str) -> None:
    book = workbook((dt.date(2026, 12, 3), None, "annonce", "x", value))
    first_sheet(book)["E2"].number_format = shape
    assert parse(book).rows[0].content["price"] == fr
    assert parse(book, language="en").rows[0].content["price"] == en


def test_thousands_of_empty_rows_and_a_title_above() -> None:
    book = Workbook()
    sheet = first_sheet(book)
    sheet.append(("Notre calendrier",))
    sheet.append(())
    sheet.append(TITLES)
    sheet.append((dt.date(2026, 12, 3), None, "annonce"))
    for number in range(5, 6000):
        sheet.cell(number, 1).number_format = "dd/mm/yyyy"
    sheet.cell(9000, 1, dt.date(2026, 12, 9))
    sheet.cell(9000, 3, "annonce")
    calendar = parse(book)
    assert [row.line for row in calendar.rows] == [4, 9000]
    assert calendar.problems == ()


def test_the_sheet_with_the_titles_is_found() -> None:
    book = Workbook()
    first_sheet(book).append(("Mode d’emploi",))
    hidden = book.create_sheet("caché")
    hidden.append(TITLES)
    hidden.append((dt.date(2026, 1, 1), None, "a"))
    hidden.sheet_state = "hidden"
    shown = book.create_sheet("décembre")
    shown.append(TITLES)
    shown.append((dt.date(2026, 12, 3), None, "a"))
    assert [row.date.month for row in parse(book).rows] == [12]


def test_formulas_without_results_and_with_errors() -> None:
    book = workbook(
        (dt.date(2026, 12, 3), None, "annonce", '="a"&"b"', 1),
        (dt.date(2026, 12, 4), None, "annonce", "#REF!", 1),
        (dt.date(2026, 12, 5), None, "annonce", "bon", 1),
    )
    calendar = parse(book)
    assert [row.date.day for row in calendar.rows] == [5]
    assert [(found.code, found.line, found.column) for found in calendar.problems] == [
        ("formula", 2, "headline"),
        ("formula_error", 3, "headline"),
    ]


def test_dates_an_english_excel_has_swapped() -> None:
    swapped = [(dt.date(2026, month, 12), None, "annonce") for month in (1, 2, 3, 4)]  # 1, 2, 3 and 4 December
    with pytest.raises(CalendarError, match="inversé") as caught:
        parse(workbook(*swapped, ("13/12/2026", None, "annonce"), ("14/12/2026", None, "annonce")))
    assert "2, 3, 4, 5" in str(caught.value)
    weekly = [(dt.date(2026, 12, day), None, "annonce") for day in (1, 2, 12)]
    assert len(parse(workbook(*weekly, ("13/12/2026", None, "annonce"))).rows) == 4


def rebuilt(change: dict[str, bytes]) -> bytes:
    source, file = saved(workbook((dt.date(2026, 12, 3), None, "a"))), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change.get(name, old.read(name)))
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    "data",
    [
        rebuilt({SHEET: b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'}),
        rebuilt({SHEET: b"<worksheet><sheetData><row"}),
        rebuilt({SHEET: b" " * 210_000_000}),
        rebuilt({"xl/workbook.xml": b""}),
        saved(workbook())[:-200],
    ],
    ids=["entity", "cut", "bomb", "no workbook", "truncated"],
)
def test_hostile_or_damaged_workbooks(data: bytes) -> None:
    with pytest.raises(CalendarError, match="abîmé"):
        parse(data)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 5000), st.binary(min_size=1, max_size=8))
def test_any_damage_gets_an_answer(place: int, junk: bytes) -> None:
    data = DAMAGED[: place % len(DAMAGED)] + junk + DAMAGED[place % len(DAMAGED) + len(junk) :]
    try:
        calendar = parse(data)
    except CalendarError as error:
        calendar = Calendar(error.mend, ())
    assert calendar.name


DAMAGED = saved(workbook((dt.date(2026, 12, 3), None, "annonce", "Noël", 12)))


def test_a_date_merged_over_several_posts_is_that_of_all() -> None:
    book = workbook(
        (dt.date(2026, 12, 3), dt.time(9, 30), "annonce", "Matin", None),
        (None, dt.time(18), "annonce", "Soir", None),
        (None, None, None, None, None),
        (dt.date(2026, 12, 4), None, "annonce", "Demain", None),
    )
    first_sheet(book).merge_cells("A2:A4")
    first_sheet(book).merge_cells("D5:E5")
    calendar = parse(book)
    assert [(row.date.day, row.content["headline"]) for row in calendar.rows] == [(3, "Matin"), (3, "Soir"), (4, "Demain")]
    assert calendar.problems == ()
