from __future__ import annotations

import codecs
import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from visualgen.calendar.encoding import decode, encode
from visualgen.calendar.messages import codes, problem
from visualgen.calendar.model import Calendar
from visualgen.calendar.reading import FILE_BYTES, parse_calendar, read_calendar
from visualgen.errors import CalendarError, DatesUnclear

FRENCH = """Calendrier de décembre;;;;;;;
;;;;;;;
Date;Heure;Modèle;Réseaux;Légende;Légende : Insta;headline;photo;photo:focus;Hashtags
03/12/2026;9h30;annonce;insta, FB;"Bonjour
à tous";Coucou;Noël arrive à l’été;photos/a.jpg;"0,5 ; 0,3";pain #lyon
25/12/2026;;citation;;;;« Œuf » – 12 €;;;
"""


def parse(text: str | bytes, name: str = "mois.csv", **options: str) -> Calendar:
    data = text.encode() if isinstance(text, str) else text
    return parse_calendar(data, Path(name), **options)  # type: ignore[arg-type]


def broken(calendar: Calendar) -> list[tuple[str, int | None, str | None]]:
    return [(found.code, found.line, found.column) for found in calendar.problems]


def test_a_french_spreadsheet_s_csv() -> None:
    calendar = parse(FRENCH)
    first, second = calendar.rows
    assert calendar.problems == ()
    assert (first.line, first.id, first.date, first.time) == (4, "2026-12-03-annonce", dt.date(2026, 12, 3), dt.time(9, 30))
    assert first.channels == ("instagram", "facebook")
    assert first.caption == "Bonjour\nà tous"
    assert first.captions == {"instagram": "Coucou"}
    assert first.content == {"headline": "Noël arrive à l’été", "photo": "photos/a.jpg"}
    assert first.focus == {"photo": "0,5 ; 0,3"}
    assert first.hashtags == ("#pain", "#lyon")
    assert (second.line, second.content["headline"]) == (6, "« Œuf » – 12 €")
    assert set(calendar.slots) == {"headline", "photo"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_what_spreadsheets_write(encoding: str, separator: str, ending: str) -> None:
    text = FRENCH.replace('"0,5 ; 0,3"', "0.5").replace(";", separator).replace("\n", ending)
    rows = parse(text.encode(encoding)).rows
    assert [row.content["headline"] for row in rows] == ["Noël arrive à l’été", "« Œuf » – 12 €"]


def test_utf_8_with_some_broken_bytes_is_no_other_encoding() -> None:
    assert decode("Le café crème, déjà".encode() + b"\xff") == "Le café crème, déjà\ufffd"
    assert decode("Un café ".encode() + b"\xed\xa0\xbd\xed\xb8\x80") == "Un café 😀"
    assert decode("Un café ".encode() + b"\xed\xa0\xbd !") == "Un café \ud83d !"
    assert decode("Le café crème".encode("cp1252")) == "Le café crème"
    assert encode("Un 😀, un \ud83d, un café").decode() == "Un 😀, un \ufffd, un café"


def test_an_old_macintosh_csv() -> None:
    rows = parse(FRENCH.replace("\n", "\r").encode("mac_roman")).rows
    assert [row.content["headline"] for row in rows] == ["Noël arrive à l’été", "« Œuf » – 12 €"]


def test_commas_and_the_separator_line() -> None:
    assert parse("date,template,headline\n2026-12-03,a,Un; deux\n").rows[0].content == {"headline": "Un; deux"}
    assert parse("sep=|\ndate|template\n2026-12-03|a\n").rows[0].line == 3


def test_one_day_past_twelve_settles_the_order_of_all() -> None:
    assert [row.date.month for row in parse("date;template\n03/12/2026;a\n25/12/2026;a").rows] == [12, 12]
    assert [row.date.month for row in parse("date;template\n12/03/2026;a\n12/25/2026;a").rows] == [12, 12]


def test_unclear_dates_are_asked_about() -> None:
    text = "date;template\n2026-01-01;a\n03/04/2026;a\n05/06/2026;a"
    with pytest.raises(DatesUnclear, match=r"2026-04-03 / 2026-03-04") as caught:
        parse(text)
    assert caught.value.place == {"file": "mois.csv", "line": 3, "column": "date"}
    assert "--dates" in caught.value.mend
    assert [row.date.month for row in parse(text, dates="dmy").rows] == [1, 4, 6]
    assert [row.date.month for row in parse(text, dates="mdy").rows] == [1, 3, 5]


def test_both_orders_in_one_file_settle_nothing() -> None:
    with pytest.raises(DatesUnclear):
        parse("date;template\n25/12/2026;a\n12/26/2026;a\n03/04/2026;a")
    assert len(parse("date;template\n25/12/2026;a\n12/26/2026;a").rows) == 2


def test_a_broken_row_is_reported_and_the_others_go_on() -> None:
    calendar = parse(
        "id;date;heure;template;headline\n"
        "1;2026-12-01;9h;a;Un\n"
        "2;32/12/2026;25h;;Deux\n"
        "1;2026-12-03;;a;Trois\n"
        ";;;;\n"
        "5;;;a;\n"
        "6;2026-12-06 10:00;11h;a;\n"
        "7;2026-12-07;;a;caf\ufffd\n"
        "8;2026-12-08;;a;x;de trop\n"
        "9;2026-12-09;;a;Neuf\n"
    )
    assert [row.id for row in calendar.rows] == ["1", "9"]
    assert broken(calendar) == [
        ("bad_date", 3, "date"),
        ("bad_time", 3, "heure"),
        ("missing_template", 3, "template"),
        ("duplicate_id", 4, "id"),
        ("missing_date", 6, "date"),
        ("two_times", 7, "heure"),
        ("lost_characters", 8, "headline"),
        ("extra_cells", 9, None),
    ]
    assert [found.row for found in calendar.problems[:4]] == ["2", "2", "2", "1"]
    assert "10:00" in calendar.problems[5].message["fr"]


def test_an_open_quotation_mark_costs_one_row() -> None:
    calendar = parse('date;template;headline\n2026-12-01;a;Un\n2026-12-02;a;"Deux\n2026-12-03;a;Trois\n2026-12-04;a;Quatre\n')
    assert [row.date.day for row in calendar.rows] == [1, 3, 4]
    assert broken(calendar) == [("quotes", 3, None)]


def test_an_open_quotation_mark_does_not_reach_for_the_next_row_s() -> None:
    calendar = parse('date;template;headline\n2026-12-01;a;"Un\n2026-12-02;a;Deux\n2026-12-03;a;"Trois"\n2026-12-04;a;"Qua" tre\n')
    assert [row.content["headline"] for row in calendar.rows] == ["Deux", "Trois", "Qua tre"]
    assert broken(calendar) == [("quotes", 2, None)]


def test_rows_are_sorted_and_named() -> None:
    calendar = parse("date;heure;template\n2026-12-03;18h;Dessins/Promo.svg\n2026-12-03;9h;Dessins/Promo.svg\n2026-12-01;;Carte de vœux\n")
    assert [row.id for row in calendar.rows] == ["2026-12-01-carte-de-vœux", "2026-12-03-promo", "2026-12-03-promo-2"]
    assert [row.line for row in calendar.rows] == [4, 3, 2]


def test_remarks_do_not_stop_a_row() -> None:
    calendar = parse("date;template;réseaux;\n2026-12-03;a;insta, orkut;note\n2026-12-04;a;;note\n")
    assert len(calendar.rows) == 2
    assert [(found.code, found.blocks) for found in calendar.problems] == [("nameless_column", False), ("unknown_channel", False)]
    assert calendar.broken == ()


def test_a_state_that_is_not_known_is_told() -> None:
    """It would be a draft unseen."""
    calendar = parse("date;template;statut\n2026-12-03;a;Validé\n2026-12-04;a;validéé\n2026-12-05;a;\n")
    assert [row.state for row in calendar.rows] == ["approved", "validee", ""]
    assert [(found.code, found.line, found.value, found.blocks) for found in calendar.problems] == [("unknown_state", 3, "validéé", False)]


def test_two_titles_for_one_field() -> None:
    calendar = parse("Jour;Date;Modèle\njeudi;2026-12-03;a\n")
    assert calendar.rows[0].content == {"jour": "jeudi"}
    with pytest.raises(CalendarError, match="headline, Headline"):
        parse("date;template;headline;Headline\n2026-12-03;a;b;c\n")


def test_a_file_of_titles_alone_has_no_rows() -> None:
    assert parse("date;template\n").rows == ()


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"", "a.csv", "vide"),
        (b"\n\n  \n", "a.csv", "vide"),
        (b"titre;template\nx;y", "a.csv", "manque la colonne date"),
        (b"Bonjour", "a.csv", "manque la colonne"),
        (b"%PDF-1.7", "a.csv", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls", "97-2003"),
        (b"<html><table>", "a.csv", "HTML"),
        (b"PK\x03\x04 not a zip", "a.xlsx", "abîmé"),
        (b"date;template\n\x00\x81\xfe\x9d\x00\x00\x00\x01\x02", "a.csv", "encodage"),
        (bytes(range(256)) * 8, "a.csv", "encodage"),
        (b"- date: 2026-12-03\n  template: [", "a.yaml", "YAML"),
        (b"bonjour", "a.yaml", "liste de posts"),
        (b"- &a {date: 2026-12-03}\n- *a", "a.yaml", "alias"),
        (b"- !!python/object/apply:os.system ['x']", "a.yaml", "tiquettes"),
        (b"- " * 2000, "a.yaml", "YAML"),
        (b"[" * 100_000, "a.json", "YAML"),
        (b"", "a.yaml", "vide"),
    ],
)
def test_files_that_are_no_calendar(data: bytes, name: str, message: str) -> None:
    with pytest.raises(CalendarError, match=message) as caught:
        parse(data, name)
    assert caught.value.mend
    assert caught.value.place["file"] == name


def test_a_missing_or_huge_file(tmp_path: Path) -> None:
    with pytest.raises(CalendarError, match="pas de fichier de ce nom"):
        read_calendar(tmp_path / "rien.csv")
    with pytest.raises(CalendarError, match="no file of this name"):
        read_calendar(tmp_path, language="en")
    huge = tmp_path / "a.csv"
    with huge.open("wb") as file:
        file.truncate(FILE_BYTES + 1)
    with pytest.raises(CalendarError, match="20 MB"):
        read_calendar(huge)


def test_too_many_rows_or_columns() -> None:
    with pytest.raises(CalendarError, match="5000 posts"):
        parse("date;template\n" + "2026-12-03;a\n" * 5001)
    with pytest.raises(CalendarError, match="500 colonnes"):
        parse("date;template;" + ";".join(f"c{n}" for n in range(500)) + "\n")


YAML = """
posts:
  - date: 2026-12-03
    heure: 9:30
    template: annonce
    "caption:instagram": Coucou
    réseaux: [insta, facebook]
    headline: yes
    price: 12.50
    subtitle: ~
    items:
      - Farine
      - {title: Eau, amount: 1}
    note: |
      Deux
      lignes
"""


def test_yaml_means_what_csv_means() -> None:
    row = parse(YAML, "mois.yaml").rows[0]
    assert (row.date, row.time, row.line, row.channels) == (dt.date(2026, 12, 3), dt.time(9, 30), 3, ("instagram", "facebook"))
    assert row.captions == {"instagram": "Coucou"}
    items = ["Farine", {"title": "Eau", "amount": "1"}]
    assert row.content == {"headline": "yes", "price": "12.50", "items": items, "note": "Deux\nlignes"}


def test_json_is_yaml() -> None:
    rows = parse(json.dumps([{"date": "2026-12-03", "template": "a", "items": ["x"]}]), "mois.json").rows
    assert rows[0].content == {"items": ["x"]}


def test_broken_yaml_posts() -> None:
    twice = "- date: 2026-12-04\n  date: 2026-12-05\n  template: a\n"
    calendar = parse(f"- date: 2026-12-03\n  template: a\n- bonjour\n{twice}- date: [1]\n  template: {{a: b}}\n", "mois.yaml")
    assert len(calendar.rows) == 1
    assert broken(calendar) == [("not_a_post", 3, None), ("duplicate_key", 5, "date"), ("not_text", 7, "date"), ("not_text", 7, "template")]


def test_posts_on_one_line_keep_their_own_day_and_number() -> None:
    posts = [{"date": "2026-12-01", "template": "annonce"}, {"date": "demain", "template": "carte"}, {"date": "46359", "template": "duel"}]
    calendar = parse(json.dumps(posts).encode(), "mois.json")
    assert [(row.line, row.date.isoformat()) for row in calendar.rows] == [(1, "2026-12-01"), (3, "2026-12-03")]
    assert [(found.code, found.line, found.value) for found in calendar.problems] == [("bad_date", 2, "demain")]


def test_every_sentence_can_be_said() -> None:
    names = ["reason", "size", "limit", "kind", "columns", "found", "titles", "things", "lines", "other", "characters", "sample", "names"]
    words = dict.fromkeys([*names, "name", "template", "near", "near_fr", "near_en", "columns_fr", "value", "drawn"], "X")
    for code in codes():
        found = problem(code, words=words)
        for language in ("fr", "en"):
            facts = found.to_dict(language)
            assert facts["message"]
            assert facts["mend"]


LINES = st.lists(st.text(st.characters(codec="utf-8"), max_size=40), max_size=12)
HEADERS = st.sampled_from(["date;template", "date,template,headline", "Date\tModèle\tprix", "id;date;heure;template;items"])


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(HEADERS, LINES, st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]), st.sampled_from(["mois.csv", "mois.yaml"]))
def test_any_text_gets_an_answer(header: str, lines: list[str], encoding: str, name: str) -> None:
    try:
        calendar = parse("\n".join([header, *lines]).encode(encoding, "ignore"), name)
    except CalendarError as error:
        calendar = Calendar(error.mend, ())
    assert calendar.name


@settings(deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"date;template\n", codecs.BOM_UTF16_LE, b"PK\x03\x04"]),
    st.sampled_from(["a.csv", "a.yml"]),
)
def test_any_bytes_get_an_answer(data: bytes, start: bytes, name: str) -> None:
    try:
        calendar = parse(start + data, name)
    except CalendarError as error:
        calendar = Calendar(error.mend, ())
    assert calendar.name


CELLS = st.sampled_from(["2026-12-03", "03/04/2026", "25/12/2026", "9h", "a", "", '"', "a|b", "[1", "😀", "\x07", "é" * 50])


@settings(deadline=None)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=6), max_size=8))
def test_every_filled_line_is_a_row_or_a_problem(cells: list[list[str]]) -> None:
    text = "date;template;heure;headline\n" + "\n".join(";".join(row).replace('"', "") for row in cells)
    try:
        calendar = parse(text)
    except DatesUnclear:
        return
    told = {row.line for row in calendar.rows} | {found.line for found in calendar.problems}
    filled = {number for number, row in enumerate(cells, start=2) if any(cell.replace('"', "") for cell in row)}
    assert filled <= told
