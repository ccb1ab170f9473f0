from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from visualgen.cli.batch import _counted, default_workers, split_ratios
from visualgen.cli.main import run
from visualgen.errors import SettingsError

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 120" width="96" height="120">
<rect width="96" height="120" fill="#fff"/>
<text id="slot:headline" x="8" y="60" font-size="12" font-family="DM Sans">Titre</text></svg>"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    folder = tmp_path / "templates" / "carte"
    folder.mkdir(parents=True)
    (folder / "4x5.svg").write_text(DRAWING)
    return tmp_path


def batch(desk: Path, calendar: str, *options: str) -> int:
    (desk / "mois.csv").write_text(calendar)
    words = ["batch", str(desk / "mois.csv"), "--kit", "levain", "--out", str(desk / "out"), "--templates", str(desk / "templates")]
    with pytest.raises(SystemExit) as end:
        run([*words, "--lang", "fr", "--workers", "1", *options])
    assert isinstance(end.value.code, int)
    return end.value.code


def test_a_calendar_becomes_a_folder(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert batch(desk, "date;template;headline\n2026-12-03;carte;Un\n2026-12-04;carte;Deux\n") == 0
    assert {path.name for path in (desk / "out").iterdir()} == {
        "2026-12-03-carte-4x5.jpg",
        "2026-12-03-carte.txt",
        "2026-12-04-carte-4x5.jpg",
        "2026-12-04-carte.txt",
        "contact.png",
        "index.html",
        "manifest.json",
    }
    told = capsys.readouterr().out
    assert "2 images de 2 posts" in told
    assert str(desk / "out" / "index.html") in told


@pytest.mark.parametrize(
    ("number", "french", "english"), [(0, "0 image", "0 images"), (1, "1 image", "1 image"), (2, "2 images", "2 images")]
)
def test_what_was_made_is_counted_in_each_language(number: int, french: str, english: str) -> None:
    assert (_counted(number, "image", "fr"), _counted(number, "image", "en")) == (french, english)


def test_broken_rows_are_told_and_the_code_is_one(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert batch(desk, "date;template;headline\n2026-12-03;carte;Un\n2026-12-32;carte;[Deux]\n2026-12-05;rien;x\n") == 1
    told = capsys.readouterr()
    assert "2026-12-32" in told.err
    assert "rien" in told.err
    assert (desk / "out" / "2026-12-03-carte-4x5.jpg").is_file()


def test_json_for_programs(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "date;template;headline\n2026-12-03;carte;Un\n2026-12-32;carte;x\n"
    assert batch(desk, text, "--json", "--ratios", "4x5,48x60") == 1
    facts = json.loads(capsys.readouterr().out)
    assert (facts["rendered"], facts["kept"], facts["failed"]) == (2, 0, 0)
    assert [(found["code"], found["line"], found["column"]) for found in facts["problems"]] == [("bad_date", 3, "date")]
    assert [picture["file"] for picture in facts["pictures"]] == ["2026-12-03-carte-4x5.jpg", "2026-12-03-carte-48x60.jpg"]
    assert facts["pictures"][1]["width"] == 48
    assert batch(desk, text.replace("32", "04"), "--json") == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["rendered"], again["kept"], again["stale"]) == (1, 1, ["2026-12-03-carte-48x60.jpg"])
    assert batch(desk, text.replace("32", "04"), "--json", "--force") == 0
    assert json.loads(capsys.readouterr().out)["rendered"] == 2


@pytest.mark.parametrize(
    ("calendar", "options", "code", "word"),
    [
        ("date;template\n03/04/2026;carte\n", (), "ambiguous_date", "--dates"),
        ("jour et mois;template\n03/04/2026;carte\n", (), "calendar", "date"),
        ("date;template\n2026-12-03;carte\n", ("--ratios", ","), "settings", "ratio"),
        ("date;template\n2026-12-03;carte\n", ("--kit", "aucun"), "unknown_name", "levain"),
    ],
)
def test_wrong_input_is_code_two(
    desk: Path, capsys: pytest.CaptureFixture[str], calendar: str, options: tuple[str, ...], code: str, word: str
) -> None:
    assert batch(desk, calendar, *options, "--json") == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == code
    assert word in error["message"] + error["mend"]


def test_the_order_of_dates_can_be_said(desk: Path) -> None:
    assert batch(desk, "date;template\n03/04/2026;carte\n", "--dates", "dmy") == 0
    assert (desk / "out" / "2026-04-03-carte-4x5.jpg").is_file()


def test_ratios_and_workers() -> None:
    assert split_ratios("4x5, 1x1") == ("4x5", "1x1")
    assert split_ratios(None) == ()
    with pytest.raises(SettingsError):
        split_ratios(" ")
    assert 1 <= default_workers() <= 8


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_leaves_whole_files_and_no_process(desk: Path, workers: str) -> None:
    (desk / "mois.csv").write_text(
        "date;template;headline\n" + "".join(f"2026-{m:02}-{d:02};carte;Un {d}\n" for m in range(1, 13) for d in range(1, 29))
    )
    command = [sys.executable, "-c", "from visualgen.cli.main import run; run()", "batch", str(desk / "mois.csv"), "--kit", "levain"]
    options = ["--out", str(desk / "out"), "--templates", str(desk / "templates"), "--workers", workers, "--ratios", "4x5,1x1,9x16,16x9"]
    root = str(Path(__file__).parents[2])
    env = {**os.environ, "PYTHONPATH": root}
    with subprocess.Popen(
        [*command, *options], stderr=subprocess.PIPE, stdout=subprocess.PIPE, env=env, start_new_session=True, text=True
    ) as process:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and len(list((desk / "out").glob("*.jpg"))) < 5:
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in told
    assert "KeyboardInterrupt" not in told
    pictures = list((desk / "out").glob("*.jpg"))
    assert 5 <= len(pictures) < 28 * 12 * 4
    for path in pictures:
        with Image.open(path) as picture:
            picture.load()
    assert list((desk / "out").glob(".*")) == []
    assert len(json.loads((desk / "out" / "manifest.json").read_bytes())["pictures"]) == len(pictures)
