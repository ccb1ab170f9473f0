from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from visualgen.cli.main import run


def told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        run(["charter", *words])
    shown = capsys.readouterr()
    return int(end.value.code or 0), shown.out, shown.err


CALENDAR = (
    "id,date,template,pillar,caption,alt,hashtags,headline,photo\n"
    'un,2026-12-01,annonce,fournil,"C\'est prêt : la ""miche"" à 12.50 €, le samedi 13 décembre.",Photo de pain,'
    "#MaisonLevain #Lyon #LevainNaturel,Le pain !!,photos/a.jpg\n"
    "deux,2026-12-02,annonce,fournil,Une phrase sans histoire.,Une miche sur une planche.,"
    "#MaisonLevain #Lyon #PainAuLevain,Le pain,photos/b.jpg\n"
)


def test_a_sound_text_is_zero_and_a_fault_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, "check", "Le pain sort du four.", "--kit", "levain", "--lang", "fr")
    assert (code, out) == (0, "1 texte lu, rien à redire.\n")
    code, out, _ = told(capsys, "check", "Une promo incroyable.", "--kit", "levain", "--lang", "en")
    assert code == 1
    assert "[promo]" in out
    assert "Say “l’offre du jour”" in out


def test_marks_that_turn_the_line_round_are_written_out(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = told(capsys, "check", "Le prix \u202e21\u202c euros 👩\u200d🍳", "--kit", "levain", "--lang", "fr", "--fix")
    assert "- Le prix ⟨U+202E⟩21⟨U+202C⟩ euros 👩\u200d🍳" in out
    assert "\u202e" not in out.partition("\n\n")[2], "all but the mended text itself"


def test_a_file_whose_emoji_was_cut_is_still_read_as_utf_8(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "post.txt"
    path.write_bytes(b"Un emoji " + b"\xed\xa0\xbd" + " coupé, déjà\n".encode())
    code, out, _ = told(capsys, "check", str(path), "--kit", "levain", "--lang", "fr")
    assert (code, "Un emoji [⟨U+D83D⟩] coupé" in out) == (1, True)


def test_notes_alone_are_zero(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, "check", "Le four ouvre à 9h30.", "--kit", "levain", "--lang", "fr")
    assert code == 0
    assert "1 remarque" in out
    assert "« --fix » corrige un point" in out


def test_fix_prints_the_text_and_the_lines_that_changed(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, "check", "C'est ouvert à 9h30.", "--kit", "levain", "--fix", "--lang", "fr")
    assert code == 0
    assert out.splitlines()[0] == "C’est ouvert à 9\u00a0h\u00a030."
    assert "  - C'est ouvert à 9h30." in out
    assert "  + C’est ouvert à 9␣h␣30." in out


def test_standard_input_and_json(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("Viens goûter.\n".encode())))
    code, out, _ = told(capsys, "check", "-", "--kit", "levain", "--json", "--channel", "insta", "--pillar", "fournil")
    facts = json.loads(out)
    assert code == 1
    (text,) = facts["texts"]
    assert text["text"] == "Viens goûter."
    assert text["channel"] == "instagram"
    tu = next(one for one in text["findings"] if one["code"] == "address_tu")
    assert tu["span"] == {"field": "caption", "start": 0, "end": 5, "text": "Viens"}
    assert facts["summary"]["warns"] == 1


def test_a_text_file_is_mended_in_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "legende.txt"
    path.write_text("L'heure : 9h30", encoding="utf-8")
    assert told(capsys, "check", str(path), "--kit", "levain", "--fix")[0] == 0
    assert path.read_text(encoding="utf-8") == "L’heure\u00a0: 9\u00a0h\u00a030"


def test_a_calendar_is_checked_row_by_row_and_mended_in_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mois.csv"
    path.write_text(CALENDAR, encoding="utf-8")
    code, out, _ = told(capsys, "check", str(path), "--kit", "levain", "--json")
    facts = json.loads(out)
    assert code == 1
    by_field = {(text["row"], text["field"]): {one["code"] for one in text["findings"]} for text in facts["texts"]}
    assert {"apostrophe", "french_spacing", "figures", "weekday"} <= by_field["un", "caption"]
    assert by_field["un", "alt"] == {"alt_redundant"}
    assert by_field["un", "slot:headline"] == {"punctuation_run"}
    assert by_field["deux", "caption"] == by_field["deux", "alt"] == set()
    assert ("un", "slot:photo") not in by_field
    told(capsys, "check", str(path), "--kit", "levain", "--fix")
    mended = path.read_text(encoding="utf-8")
    assert "C’est prêt\u00a0: la «\u00a0miche\u00a0» à 12,50\u00a0€, le samedi 13 décembre." in mended
    assert mended.splitlines()[2] == CALENDAR.splitlines()[2]
    assert mended.count("Le pain !") == 1


def test_the_words_of_a_json_list_are_read_one_by_one_and_the_list_stays_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mois.csv"
    path.write_text(
        'date,template,headline,rows\n2026-12-01,carte,Le menu,"[{""name"": ""Pain rôti !!"", ""price"": ""12 €""}]"\n', encoding="utf-8"
    )
    _, out, _ = told(capsys, "check", str(path), "--kit", "levain", "--json")
    rows = {text["field"]: {one["code"] for one in text["findings"]} for text in json.loads(out)["texts"] if "rows" in text["field"]}
    assert rows == {"slot:rows": {"punctuation_run"}, "slot:rows[1]": set()}
    told(capsys, "check", str(path), "--kit", "levain", "--fix")
    assert '"[{""name"": ""Pain rôti !"", ""price"": ""12 €""}]"' in path.read_text(encoding="utf-8")


def test_a_legacy_calendar_becomes_utf_8_that_excel_knows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mois.csv"
    path.write_bytes("date;template;légende\n2026-12-01;annonce;Ça sort ! À midi à la table.\n".encode("cp1252"))
    told(capsys, "check", str(path), "--kit", "levain", "--fix")
    assert path.read_bytes().decode("utf-8-sig").splitlines()[1] == "2026-12-01;annonce;Ça sort\u202f! À midi à la table."
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_mend_that_would_break_the_file_is_left_to_the_person(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mois.csv"
    path.write_text("date,template,caption\n2026-12-01,annonce,La part à 12.50 € au four\n", encoding="utf-8")
    before = path.read_bytes()
    _, out, _ = told(capsys, "check", str(path), "--kit", "levain", "--fix", "--lang", "fr")
    assert path.read_bytes() == before
    assert "À reporter à la main" in out


def test_hashtags_are_dealt_out_in_turn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mois.csv"
    path.write_text(CALENDAR, encoding="utf-8")
    code, out, _ = told(capsys, "hashtags", str(path), "--kit", "levain", "--json")
    dealt = json.loads(out)["hashtags"]
    assert code == 0
    assert dealt["un"][:2] == dealt["deux"][:2] == ["#MaisonLevain", "#Lyon"]
    assert dealt["un"] != dealt["deux"]
    assert told(capsys, "hashtags", str(path), "--kit", "levain")[1].startswith("un    #MaisonLevain")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["check", "absent.csv", "--kit", "levain"], "pas de fichier de ce nom"),
        (["check", "x", "--kit", "levain", "--channel", "myspace"], "aucun canal ne s’appelle"),
        (["check", "x", "--kit", "levain", "--pillar", "four"], "pas de pilier"),
        (["check", "x", "--kit", "levain", "--date", "demain"], "n’est pas une date"),
        (["check", "x", "--kit", "leven"], "vouliez-vous dire « levain »"),
    ],
)
def test_wrong_input_is_two_with_a_sentence(capsys: pytest.CaptureFixture[str], words: list[str], message: str) -> None:
    code, _, err = told(capsys, *words)
    assert code == 2
    assert message in err


def test_a_file_that_is_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(bytes(range(256)) * 40)
    code, _, err = told(capsys, "check", str(path), "--kit", "levain")
    assert code == 2
    assert "is no text" in err


def test_broken_bytes_are_told_and_can_be_printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for options in ([], ["--json"], ["--fix"]):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Bonjour \xff\xfe le monde")))
        code, out, _ = told(capsys, "check", "-", "--kit", "levain", *options)
        assert code == 1
        assert "broken_character" in out
        out.encode("utf-8")


def test_one_word_wrong_many_times_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = told(capsys, "check", "Une promo. " * 40, "--kit", "levain", "--no-spelling")
    assert out.count("forbidden_word") == 1
    assert "forbidden_word ×40" in out


def test_a_yaml_calendar_is_mended_in_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mois.yaml"
    before = "- date: 2026-12-01\n  template: annonce\n  caption: |-\n    L'heure : 9h30.\n    Le four est chaud.\n  headline: Le pain\n"
    path.write_text(before, encoding="utf-8")
    assert told(capsys, "check", str(path), "--kit", "levain", "--fix", "--json")[0] == 0
    assert path.read_text(encoding="utf-8") == before.replace("L'heure : 9h30.", "L’heure\u00a0: 9\u00a0h\u00a030.")


def test_a_workbook_is_left_alone_and_its_texts_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["date", "template", "caption"], ["2026-12-01", "annonce", "L'heure : 9h30"]):
        sheet.append(row)
    path = tmp_path / "mois.xlsx"
    book.save(path)
    before = path.read_bytes()
    _, out, _ = told(capsys, "check", str(path), "--kit", "levain", "--fix", "--lang", "fr")
    assert path.read_bytes() == before
    assert "+ L’heure␣: 9␣h␣30" in out
    assert "À reporter à la main" in out
