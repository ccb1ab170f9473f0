from __future__ import annotations

import io
import json
from pathlib import Path

import cairocffi
import pytest
from PIL import Image

from visualgen.brand.fonts import package_files
from visualgen.brand.reading import load_kit
from visualgen.cli import main
from visualgen.pipeline import World, render_still
from visualgen.render.products import Output, StillJob
from visualgen.settings import Settings
from visualgen.template.reading import load_template
from visualgen.template.target import resolve_target

CSS = "body { background: #fbf7ef; color: #222222 } h1 { color: #0a7d5c; font-family: Outfit } a { color: #c1440e }"


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as end:
        main.run(["kit", *words])
    assert isinstance(end.value.code, int)
    return end.value.code


def test_a_style_sheet_becomes_a_kit(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "site.css").write_text(CSS)
    assert run("import", str(tmp_path / "site.css"), "--name", "Café Été", "--yes", "--out", str(tmp_path / "kits")) == 0
    shown = capfd.readouterr().out
    assert "#fbf7ef  trouvée" in shown
    assert "logos/primary.svg" in shown
    with Image.open(tmp_path / "kits" / "cafe-ete.png") as sheet:
        assert sheet.size == (1800, 2400)
    assert run("check", str(tmp_path / "kits" / "cafe-ete")) == 0
    assert run("import", str(tmp_path / "site.css"), "--name", "Café Été", "--yes", "--out", str(tmp_path / "kits")) == 2


def test_a_logo_a_font_and_colours_become_a_kit(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Without any charter: the main colour as written, the brand's own font file in all five voices, its family read from the file."""
    font = tmp_path / "Notre police.ttf"
    font.write_bytes(package_files("fontpkg-outfit")[0].read_bytes())
    words = ["import", str(font), "--color", "#7a1f2b", "--color", "accent=f2c14e", "--name", "Épi d’Or", "--yes", "--lang", "en"]
    assert run(*words, "--out", str(tmp_path / "kits")) == 0
    assert "primary     #7a1f2b  found" in capfd.readouterr().out
    kit = load_kit(tmp_path / "kits" / "epi-dor", Settings.from_environment({}))
    assert kit.title == "Épi d’Or"
    assert (kit.css["--color-primary"], kit.css["--color-accent"]) == ("#7a1f2b", "#f2c14e")
    assert [face.path.name for face in kit.fonts["outfit"]] == ["Notre police.ttf"]
    assert {kit.css[f"--typography-{voice}-family"].split(",")[0].strip("\"'") for voice in ("headline", "text", "quote")} == {"Outfit"}


def test_a_picture_on_a_transparent_ground_is_the_logo(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """It is shown as it is on light grounds, as its silhouette on dark ones, and templates have their logo."""
    image = Image.new("RGBA", (400, 160), "#00000000")
    image.paste("#0b6e4f", (20, 20, 200, 140))
    image.save(tmp_path / "logo.png")
    assert run("import", str(tmp_path / "logo.png"), "--name", "acme", "--yes", "--out", str(tmp_path / "kits")) == 0
    assert "Aucun logo" not in capfd.readouterr().out
    settings = Settings.from_environment({})
    kit = load_kit(tmp_path / "kits" / "acme", settings)
    template = load_template("annonce", settings)
    job = StillJob(template, kit, resolve_target("4x5", template, settings.limits), {}, output=Output("png"), sample=True)
    with Image.open(io.BytesIO(render_still(job, World.open(settings)).data)) as picture:
        assert (11, 110, 79) in {color for _, color in picture.convert("RGB").crop((72, 0, 436, 172)).getcolors(70_000) or []}
    assert kit.artwork["logo/reversed"].svg != kit.artwork["logo"].svg


def test_an_opaque_picture_gives_colours_only(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Image.new("RGB", (40, 16), "#0b6e4f").save(tmp_path / "page.png")
    assert run("import", str(tmp_path / "page.png"), "--name", "acme", "--yes", "--out", str(tmp_path / "kits")) == 0
    assert "Aucun logo" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "rien dont faire un kit"),
        (["--color", "#123456"], "rien dont faire un kit"),
        (["--color", "rouge", "--name", "a"], "« rouge » n’est pas une couleur"),
        (["kit.docx"], "ne peut pas être lu"),
    ],
)
def test_what_makes_no_kit_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str], words: list[str], told: str) -> None:
    assert run("import", *words, "--yes", "--out", str(tmp_path / "kits")) == 2
    assert told in capfd.readouterr().err
    assert not (tmp_path / "kits").exists()


def test_a_person_decides(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site.css").write_text(CSS)
    answers = iter(["#ffffff", "no", "#202020", "#1144aa", "#cc5500", "#eeeeee"])
    monkeypatch.setattr("typer.prompt", lambda *words, **more: next(answers))
    assert run("import", str(tmp_path / "site.css"), "--name", "acme", "--out", str(tmp_path)) == 0
    told = capfd.readouterr().err
    assert "un numéro de 1 à" in told
    seen = tmp_path / "acme-proposal.png"
    assert str(seen) in told
    with Image.open(seen) as proposal:
        assert proposal.getpixel((70, 140)) == (251, 247, 239)
    tokens = json.loads((tmp_path / "acme" / "brand.tokens.json").read_text())
    assert tokens["color"]["paper"]["$value"]["hex"] == "#ffffff"
    assert tokens["color"]["primary"]["$value"]["hex"] == "#1144aa"


def charter_with_marks() -> bytes:
    data = io.BytesIO()
    surface = cairocffi.PDFSurface(data, 600, 400)
    context = cairocffi.Context(surface)
    context.set_source_rgb(1, 1, 1)
    context.paint()
    for x, y, apart, first, second in ((60, 60, 50, (0.7, 0.1, 0.2), (0.1, 0.1, 0.3)), (400, 250, 70, (0, 0.4, 0.3), (0, 0.4, 0.3))):
        for step, color in ((0, first), (apart, second)):
            context.set_source_rgb(*color)
            context.arc(x + step, y, 30, 0, 6.2832)
            context.arc_negative(x + step, y, 10, 6.2832, 0)
            context.fill()
    surface.finish()
    return data.getvalue()


@pytest.mark.parametrize(("answer", "color"), [("1", "#b21a33"), ("2", "#00664c"), ("0", "")])
def test_the_logo_is_asked_about(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, answer: str, color: str
) -> None:
    (tmp_path / "charter.pdf").write_bytes(charter_with_marks())
    answers = iter(["9", answer])
    monkeypatch.setattr("typer.prompt", lambda *words, **more: next(answers, more["default"]))
    assert run("import", str(tmp_path / "charter.pdf"), "--name", "acme", "--out", str(tmp_path)) == 0
    told = capfd.readouterr()
    assert "un numéro de 0 à 2" in told.err
    with Image.open(tmp_path / "acme-proposal.png") as proposal:
        assert (0xB2, 0x1A, 0x33) in {pixel for _, pixel in proposal.convert("RGB").crop((60, 1190, 320, 1370)).getcolors(50_000) or []}
    logo = tmp_path / "acme" / "logos" / "primary.svg"
    assert logo.exists() == bool(color)
    if color:
        assert color in logo.read_text()
        assert f"candidat {answer} sur 2" in told.out
        assert logo.with_name("reversed.svg").exists()


def test_the_best_mark_is_taken_unasked(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "charter.pdf").write_bytes(charter_with_marks())
    assert run("import", str(tmp_path / "charter.pdf"), "--name", "acme", "--json", "--out", str(tmp_path)) == 0
    assert json.loads(capfd.readouterr().out)["logo_from_page"] == 1
    assert "#b21a33" in (tmp_path / "acme" / "logos" / "primary.svg").read_text()
