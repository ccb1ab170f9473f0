"""`visualgen preflight` on calendars and templates: what it says, what it writes, how it ends."""

# ruff: noqa: E501 (tables of cases)

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from visualgen.cli import main

SOUND = """date;template;channels;ratios;caption;alt;hashtags;headline;text;slot:date
03/12/2026;annonce;instagram;4x5;Le four est chaud, venez.;Affiche de la maison.;#MaisonLevain #Lyon;Le carnet est ouvert;Réservez au comptoir.;Jusqu’au 20
"""
BROKEN = SOUND.replace("Le four est chaud, venez.", "é" * 2201) + "14/12/2026;inconnu;instagram;4x5;;;;;;\n"


def answer(words: list[str], capfd: pytest.CaptureFixture[str]) -> tuple[int, str]:
    with pytest.raises(SystemExit) as end:
        main.run([*words, "--workers", "1"] if "preflight" in words else words)
    return int(end.value.code or 0), capfd.readouterr().out


@pytest.fixture
def calendar(tmp_path: Path) -> Any:
    def write(text: str) -> str:
        path = tmp_path / "mois.csv"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_a_sound_month_passes(calendar: Any, capfd: pytest.CaptureFixture[str]) -> None:
    code, out = answer(["preflight", calendar(SOUND), "--kit", "levain", "--dates", "dmy", "--fail-on", "warns", "--lang", "fr"], capfd)
    assert (code, out.splitlines()[-1]) == (0, "Rien à signaler.")


def test_what_blocks_ends_with_one_and_is_told_first(calendar: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    words = ["preflight", calendar(BROKEN), "--kit", "levain", "--dates", "dmy", "--lang", "en", "--out", str(out)]
    code, text = answer(words, capfd)
    assert code == 1
    assert "Instagram takes 2,200" in text
    assert "inconnu" in text
    data = json.loads((out / "preflight.json").read_text(encoding="utf-8"))
    assert data["counts"]["blocks"] == 2
    assert {post["worst"] for post in data["posts"]} == {"blocks"}
    assert (out / "preflight.html").is_file()


def test_what_is_wrong_with_a_row_is_told_in_sentences_with_its_cell(calendar: Any, capfd: pytest.CaptureFixture[str]) -> None:
    rows = SOUND + "32/12/2026;annonce;instagram;4x5;;;;;;\n16/12/2026;annonce;instagram;4x7x;;;;Un titre;;\n"
    code, out = answer(["preflight", calendar(rows), "--kit", "levain", "--dates", "dmy", "--lang", "fr"], capfd)
    assert code == 1
    assert "✗ Cette date n’existe pas ou n’est pas comprise. (date : « 32/12/2026 ») Écrivez-la ainsi : 2026-12-03." in out
    assert "ligne 3\n" in out
    assert "✗ Ce format n’est pas connu. (ratios : « 4x7x ») Écrivez 4x5" in out


def test_what_all_pictures_of_a_post_have_in_common_is_told_once(calendar: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = calendar("date;template;channels;ratios;caption;alt;price\n13/12/2026;produit;instagram;4x5, 1x1, 9x16;Oui.;Une bûche;28 €\n")
    code, _ = answer(["preflight", path, "--kit", "levain", "--lang", "fr", "--out", str(tmp_path / "out")], capfd)
    (post,) = json.loads((tmp_path / "out" / "preflight.json").read_text(encoding="utf-8"))["posts"]
    assert (code, [found["code"] for found in post["findings"]].count("content")) == (1, 1)


def test_a_placement_mistyped_is_guessed_and_each_language_has_its_own_quotation_marks(
    calendar: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = SOUND.replace("4x5", "instagram.feeed") + SOUND.splitlines()[1].replace("chaud", "\u202echaud").replace("03/", "04/")
    words = ["preflight", calendar(rows), "--kit", "levain", "--dates", "dmy", "--lang"]
    _, out = answer([*words, "en"], capfd)
    assert "✗ This ratio is not known. (ratios: “instagram.feeed”) Did you mean instagram.feed? Drawn here: " in out
    assert "(instagram, “⟨U+202E⟩”)" in out
    assert "\u202e" not in out
    _, out = answer([*words, "fr"], capfd)
    assert "(ratios : « instagram.feeed ») Vouliez-vous dire instagram.feed ?" in out


def test_json(calendar: Any, capfd: pytest.CaptureFixture[str]) -> None:
    code, out = answer(["preflight", calendar(BROKEN), "--kit", "levain", "--dates", "dmy", "--json"], capfd)
    data = json.loads(out)
    assert code == 1
    finding = next(found for post in data["posts"] for found in post["findings"] if found["code"] == "limit_passed")
    assert (finding["numbers"]["over"], finding["channel"], finding["source"]["read"]) == (22, "instagram", "2026-11-22")


def test_a_template_is_judged_by_its_sample(capfd: pytest.CaptureFixture[str]) -> None:
    words = ["preflight", "annonce", "--kit", "levain", "--ratios", "4x5,instagram.story", "--fail-on", "warns", "--json"]
    code, out = answer(words, capfd)
    data = json.loads(out)
    assert [picture["ratio"] for picture in data["posts"][0]["pictures"]] == ["4x5", "instagram.story"]
    assert code == 0, data


def test_mends_need_a_folder_and_leave_the_calendar_alone(calendar: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = calendar(
        SOUND.replace(";4x5;", ";instagram.feed;")
        .replace("ratios;", "ratios;output;", 1)
        .replace("instagram.feed;", "instagram.feed;png;", 1)
    )
    before = Path(path).read_bytes()
    assert answer(["preflight", path, "--kit", "levain", "--dates", "dmy", "--mend"], capfd)[0] == 2
    out = tmp_path / "out"
    code, text = answer(["preflight", path, "--kit", "levain", "--dates", "dmy", "--mend", "--out", str(out), "--lang", "fr"], capfd)
    assert code == 0, text
    assert "Réencodée en JPEG" in text
    assert [found.suffix for found in out.glob("2026*-feed.*")] == [".jpg"]
    assert list((out / "preflight").glob("before-*.png"))
    assert Path(path).read_bytes() == before


def test_safe_fixes_of_the_texts_go_into_a_copy(calendar: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = calendar(SOUND.replace("Le four est chaud, venez.", "Le four est chaud : venez !"))
    before = Path(path).read_bytes()
    out = tmp_path / "out"
    assert answer(["preflight", path, "--kit", "levain", "--dates", "dmy", "--mend", "--out", str(out)], capfd)[0] == 0
    copy = (out / "preflight" / "mois.csv").read_text(encoding="utf-8")
    assert "Le four est chaud\u00a0: venez\u202f!" in copy
    assert copy.replace("\u00a0", " ").replace("\u202f", " ") == before.decode()
    assert Path(path).read_bytes() == before


def test_a_workbook_has_a_mended_copy_and_keeps_its_styles(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    from openpyxl import Workbook, load_workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet: Any = book.active
    titles, values = (line.split(";") for line in SOUND.replace("Le four est chaud", "L'heure du four : 9h30").splitlines())
    for line in (titles, values):
        sheet.append(line)
    sheet["E2"].font = Font(bold=True)
    path, out = tmp_path / "mois.xlsx", tmp_path / "out"
    book.save(path)
    before = path.read_bytes()
    code, text = answer(["preflight", str(path), "--kit", "levain", "--dates", "dmy", "--mend", "--out", str(out), "--lang", "en"], capfd)
    assert code == 0, text
    cell = load_workbook(out / "preflight" / "mois.xlsx").worksheets[0]["E2"]
    assert (cell.value, cell.font.b) == ("L’heure du four\u00a0: 9\u00a0h\u00a030, venez.", True)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "code"),
    [(["nulle-part", "--kit", "levain"], "unknown_name"), (["absent.csv", "--kit", "levain"], "calendar"), (["annonce", "--kit", "x"], "unknown_name"),
     (["annonce", "--kit", "levain", "--ratios", "instagram.stroy"], "unknown_name")],
)  # fmt: skip
def test_what_is_not_there_is_told(words: list[str], code: str, capfd: pytest.CaptureFixture[str]) -> None:
    ended, out = answer(["preflight", *words, "--json"], capfd)
    assert (ended, json.loads(out)["error"]["code"]) == (2, code)
