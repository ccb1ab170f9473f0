"""A month at the command line: the file applied, a post's story, a decision, the calendar exported, and the packages in the outbox."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from visualgen.cli import main

ROWS = """id,date,time,channels,template,ratios,state,caption,alt,headline
noel,2031-12-03,9h30,instagram|facebook,annonce,4x5,,"Appelez le {{ brand.contact.phone }}.",Affiche,Le carnet est *ouvert*
carte,2031-12-05,18h,instagram,annonce,4x5,,Le samedi.,,Le samedi
idee,2031-12-09,,instagram,citation,,idée,,,
"""
Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("VISUALGEN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("VISUALGEN_LANGUAGE", "en")
    monkeypatch.delenv("VISUALGEN_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dec.csv").write_text(ROWS)

    def call(line: str) -> tuple[int, Any]:
        with pytest.raises(SystemExit) as end:
            main.run(line.split())
        out = capsys.readouterr().out
        return int(end.value.code or 0), json.loads(out) if "--json" in line else out

    return call


def test_a_month(run: Run, tmp_path: Path) -> None:
    code, found = run("calendar diff dec.csv --kit levain --json")
    assert (code, [change["kind"] for change in found["changes"]]) == (0, ["added"] * 3)
    code, done = run("calendar apply dec.csv --kit levain --approve --yes --json")
    assert (code, done["scheduled"], list(done["refused"])) == (1, ["noel"], ["carte"])
    assert "alt text" in done["refused"]["carte"]
    code, again = run("calendar apply dec.csv --kit levain --yes --json")
    assert (code, again["changes"]) == (0, [])

    code, shown = run("posts show carte --json")
    assert shown["suggested_alt"] == "Annonce, Maison Levain: “Le samedi”"
    assert run("posts edit carte --set alt=Affiche --json")[1]["version"] == 2
    assert run("posts submit carte --json")[1]["state"] == "review"
    assert run("posts approve carte --why lu --json")[1]["state"] == "approved"
    assert run("posts schedule carte --json")[1]["state"] == "scheduled"
    assert run("posts move carte --date 2031-12-06 --time 8h --json")[1]["due"] == "2031-12-06T07:00:00+00:00"
    assert run("posts cancel carte --why pluie --json")[1]["state"] == "approved"
    code, listed = run("posts list --json --state approved")
    assert [post["reference"] for post in listed] == ["carte"]
    code, text = run("posts show carte")
    for words in ("approved by", "moved by", "taken off the schedule by", "pluie", "2031-12-05 18:00 → 2031-12-06 08:00"):
        assert words in text
    code, wrong = run("posts resolve carte sent --json")
    assert (code, wrong["error"]["code"]) == (2, "post")
    assert run("posts link noel --client Roche --json")[1]["link"].startswith("http://127.0.0.1:8000/a/")

    assert run("calendar export out.ics --kit levain --json")[1]["posts"] == 3
    assert run("calendar diff out.ics --kit levain --name dec --json") == (0, {"changes": [], "problems": []})  # it is what is in force
    assert run("publish run --json")[1] == {"steps": 0, "lapsed": []}
    assert run("publish restored --json")[1] == {"doubtful": 0}


def test_what_is_not_said_is_asked_for(run: Run, tmp_path: Path) -> None:
    assert run("calendar apply dec.csv --kit levain --json")[1]["error"]["code"] == "settings"
    assert run("calendar diff dec.csv --kit levin --json")[1]["error"]["code"] == "unknown_name"
    (tmp_path / "dec.csv").write_text(ROWS.replace("annonce", "annnonce", 1))
    code, found = run("calendar diff dec.csv --kit levain --json")
    assert (code, found["problems"][0]["code"]) == (1, "unknown_template")
    assert run("posts show absent --json")[1]["error"]["code"] == "not_found"
    assert run("posts move absent --date demain --json")[0] == 2


def test_another_tools_file_comes_in_and_is_never_a_removal(run: Run, tmp_path: Path) -> None:
    (tmp_path / "buffer.csv").write_text("Text,Image URL,Tags,Posting Time\nBonjour #pain,,offre,2031-12-03 09:30\n")
    code, done = run("calendar import buffer.csv --kit levain --channels bluesky --yes --json")
    assert (code, [change["kind"] for change in done["changes"]]) == (0, ["added"])
    (tmp_path / "buffer.csv").write_text("Text,Image URL,Tags,Posting Time\nAutre,,offre,2031-12-04 09:30\n")
    code, done = run("calendar import buffer.csv --kit levain --channels bluesky --yes --json")
    assert [change["kind"] for change in done["changes"]] == ["added"]
    assert len(run("posts list --json")[1]) == 2


def test_two_brands_with_a_post_of_one_name(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Each is listed with its brand, and shown by its own id; the shared name is not taken for either."""
    for kit in ("levain", "prise"):
        assert run(f"calendar apply dec.csv --kit {kit} --yes --json")[0] == 0
    listed = run("posts list --json --from 2031-12-03 --to 2031-12-03")[1]
    assert sorted(post["brand"] for post in listed) == ["levain", "prise"]
    assert "levain" in run("posts list --from 2031-12-03 --to 2031-12-03")[1]
    error = run("posts show noel --json")[1]["error"]
    assert "several brands" in error["message"]
    for post in listed:
        assert post["id"] in error["mend"]
        assert run(f"posts show {post['id']} --json")[1]["id"] == post["id"]


def test_a_picture_that_cannot_be_made_is_told_when_it_is_sent_to_review(run: Run, tmp_path: Path) -> None:
    (tmp_path / "dec.csv").write_text("id,date,time,channels,template,alt,price\nbuche,2031-12-03,9h,instagram,produit,Une bûche,28 €\n")
    assert run("calendar apply dec.csv --kit levain --yes --json")[0] == 0
    code, told = run("posts submit buche")
    assert (code, "in review" in told) == (1, True)
    assert "required" in run("posts approve buche --json")[1]["error"]["message"]


def test_what_is_mistyped_is_told(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("posts list --state publiee")[0] == 2
    assert run("posts list --state publié --json") == (0, [])
    assert run("calendar export mois.doc --kit levain")[0] == 2


def test_a_story_is_told_in_french_whole(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUALGEN_LANGUAGE", "fr")
    run("calendar apply dec.csv --kit levain --approve --yes")
    run("posts edit noel --set caption=Bonjour")
    text = run("posts show noel")[1]
    assert "  légende : Bonjour" in text
    assert "la validation ne tient plus — les mots ont changé" in text
    assert "instagram : retiré — les mots changent" in text or "folder : retiré — les mots changent" in text


def test_a_day_fuller_than_a_network_takes_is_told_before_it_is_applied(run: Run, tmp_path: Path) -> None:
    rows = "".join(f"p{number},2031-12-03,{6 + number}:00,tiktok,annonce,4x5,,Le samedi.,Affiche,Le samedi\n" for number in range(16))
    (tmp_path / "day.csv").write_text(ROWS.splitlines()[0] + "\n" + rows)
    code, found = run("calendar apply day.csv --kit levain --name day --yes --json")
    assert (code, len(found["changes"])) == (0, 16)
    assert [(one["code"], one["line"], one["column"], one["blocks"]) for one in found["problems"]] == [
        ("posts_a_day", 17, "channels", False)
    ]
