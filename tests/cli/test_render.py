from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from visualgen.cli import main, render
from visualgen.errors import OutputError

ANNONCE = ("render", "annonce", "--kit", "levain")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that runs the command in an empty folder and gives its exit code, output and error text."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VISUALGEN_HOME", raising=False)
    monkeypatch.setenv("VISUALGEN_LANGUAGE", "fr")

    def command(*words: str) -> tuple[int, str, str]:
        code = main._answer(list(words))
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return command


def _photo(path: Path) -> None:
    Image.new("RGB", (1600, 1600), "#c96").save(path)


def test_a_picture_and_its_findings(run: Any) -> None:
    code, out, _ = run(*ANNONCE, "--ratio", "1x1", "--sample", "--set", "headline=Bonjour", "-o", "new/out.jpg")
    assert code == 0
    assert out.startswith("new/out.jpg  1080 × 1080 px, ")
    assert out.count("L’exemple du modèle") == 1
    assert "text, date" in out
    with Image.open("new/out.jpg") as picture:
        assert (picture.format, picture.size) == ("JPEG", (1080, 1080))


def test_without_a_ratio_a_folder_is_4x5_and_a_drawing_has_its_own_size(run: Any, tmp_path: Path) -> None:
    (tmp_path / "promo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><rect width="9" height="9"/></svg>'
    )
    assert run(*ANNONCE, "--sample", "-o", "a.png")[0] == 0
    assert run("render", "promo.svg", "--kit", "levain", "-o", "b.png")[0] == 0
    for name, size in (("a.png", (1080, 1350)), ("b.png", (300, 200))):
        with Image.open(name) as picture:
            assert picture.size == size


@pytest.mark.parametrize(("name", "head"), [("a.webp", b"RIFF"), ("a.pdf", b"%PDF"), ("a.JPEG", b"\xff\xd8")])
def test_the_type_follows_from_the_name(run: Any, name: str, head: bytes) -> None:
    assert run(*ANNONCE, "--sample", "-o", name)[0] == 0
    assert Path(name).read_bytes().startswith(head)


def test_a_carousel_is_written_page_by_page(run: Any) -> None:
    code, out, _ = run("render", "conseils", "--kit", "prise", "--ratio", "1x1", "--sample", "--json", "-o", "tips.jpg")
    told = json.loads(out)["pictures"]
    count = told[0]["pages"]
    assert code == 0
    assert [picture["path"] for picture in told] == [f"tips-{page}.jpg" for page in range(1, count + 1)]
    assert [Path(picture["path"]).stat().st_size for picture in told] == [picture["bytes"] for picture in told]
    assert run("render", "conseils", "--kit", "prise", "--sample", "--page", "2", "-o", "one.jpg")[0] == 0
    assert Path("one.jpg").exists()


def test_an_address_is_not_taken_for_a_path(run: Any) -> None:
    code, _, told = run(*ANNONCE, "--sample", "--set", "photo=https://example.com/a.jpg", "-o", "a.jpg")
    assert code == 2
    assert "rien n’est téléchargé" in told
    assert "https://example.com/a.jpg" in told


def test_words_from_a_file_with_its_photo_beside_it(run: Any, tmp_path: Path) -> None:
    folder = tmp_path / "posts"
    folder.mkdir()
    _photo(folder / "pain.png")
    (folder / "c.json").write_text(json.dumps({"headline": "Du fichier", "photo": "pain.png"}), encoding="utf-8-sig")
    base = (*ANNONCE, "--sample", "--json", "--content", "posts/c.json")
    keys = [
        json.loads(run(*base, *more, "-o", "a.jpg")[1])["pictures"][0]["key"]
        for more in ((), ("--set", "headline=Du fichier"), ("--set", "headline=Autre"), ("--focus", "photo=0.1,0.2"))
    ]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


def test_names_and_control_characters_are_forgiven(run: Any, tmp_path: Path) -> None:
    _photo(tmp_path / "p.png")
    assert run(*ANNONCE, "--sample", "--set", "headline=Bonjour", "--set", "photo=p.png", "--focus", "photo=0,0", "-o", "a.png")[0] == 0
    words = ("--set", "HeadLine=Bon\x01jour\x7f", "--set", "PHOTO=p.png", "--focus", "Photo=0,0")
    assert run(*ANNONCE, "--sample", *words, "-o", "b.png")[0] == 0
    assert Path("a.png").read_bytes() == Path("b.png").read_bytes()


def test_words_from_standard_input(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO('{"headline": "Été"}'.encode())))
    assert run(*ANNONCE, "--sample", "--content", "-", "-o", "a.jpg")[0] == 0


def test_the_best_quality_under_a_weight(run: Any) -> None:
    assert run(*ANNONCE, "--sample", "--max-bytes", "60k", "-o", "a.jpg")[0] == 0
    assert Path("a.jpg").stat().st_size <= 60_000


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("render", "anonce", "--kit", "levain", "--sample", "-o", "a.jpg"), "annonce"),
        (("render", "annonce", "--kit", "levin", "--sample", "-o", "a.jpg"), "levain"),
        ((*ANNONCE, "-o", "new/a.jpg"), "headline"),
        ((*ANNONCE, "--sample", "-o", "a.gif"), ".jpg"),
        ((*ANNONCE, "--sample", "-o", "a"), ".jpg"),
        ((*ANNONCE, "--sample", "--page", "2", "-o", "a.jpg"), "page 2"),
        ((*ANNONCE, "--sample", "--ratio", "4x", "-o", "a.jpg"), "4x"),
        ((*ANNONCE, "--sample", "--ratio", "99999x99999", "-o", "a.jpg"), "99,999"),
        ((*ANNONCE, "--sample", "--max-bytes", "much", "-o", "a.jpg"), "much"),
        ((*ANNONCE, "--sample", "--set", "headline", "-o", "a.jpg"), "ZONE=VALEUR"),
        ((*ANNONCE, "--sample", "--set", "headlin=x", "-o", "a.jpg"), "headlin"),
        ((*ANNONCE, "--sample", "--set", "photo=none.jpg", "-o", "a.jpg"), "none.jpg"),
        ((*ANNONCE, "--sample", "--set", f"headline={'a' * 5001}", "-o", "a.jpg"), "5"),
        ((*ANNONCE, "--sample", "--focus", "photo=1,2", "-o", "a.jpg"), "photo"),
        ((*ANNONCE, "--sample", "--focus", "photo=0.5,0.5", "-o", "a.jpg"), "photo"),
        ((*ANNONCE, "--sample", "--content", "none.json", "-o", "a.jpg"), "none.json"),
        ((*ANNONCE, "--sample", "-o", "/dev/null/a.jpg"), "/dev/null"),
        (("render", "annonce", "--sample", "-o", "a.jpg"), "--kit"),
    ],
    ids=lambda value: " ".join(value)[-40:] if isinstance(value, tuple) else None,
)
def test_wrong_input_is_told_and_nothing_is_written(run: Any, tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    code, _, error = run(*words)
    assert code == 2
    assert told in error
    assert "Traceback" not in error
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "[1]", "{", '{"a": 1,}', "[" * 100_000, "é".encode("latin-1")])
def test_content_that_is_not_a_json_object(run: Any, tmp_path: Path, text: str | bytes) -> None:
    (tmp_path / "c.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    code, out, _ = run(*ANNONCE, "--sample", "--json", "--content", "c.json", "-o", "a.jpg")
    assert (code, json.loads(out)["error"]["code"]) == (2, "content")


def test_a_photo_that_is_none(run: Any, tmp_path: Path) -> None:
    (tmp_path / "p.jpg").write_bytes(b"\xff\xd8\xff\xe0 cut")
    code, _, error = run(*ANNONCE, "--sample", "--set", "photo=p.jpg", "-o", "a.jpg")
    assert code == 2
    assert "p.jpg" in error or "photo" in error


@pytest.mark.parametrize(
    ("text", "size"), [("500000", 500_000), ("800k", 800_000), ("2M", 2_000_000), ("1.5 MB", 1_500_000), ("10kb", 10_000)]
)
def test_weights(text: str, size: int) -> None:
    assert render.parse_size(text) == size


@pytest.mark.parametrize("text", ["", "0", "-1", "2G", "k", "nan", "inf", "1e999"])
def test_what_is_no_weight(text: str) -> None:
    with pytest.raises(OutputError):
        render.parse_size(text)
