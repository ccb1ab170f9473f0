"""`visualgen template strip`: a row a kit, a frame every so often, the last as it ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from visualgen.cli import main


def called(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main._answer(["template", "strip", *map(str, words)])
    out, err = capsys.readouterr()
    return code, out, err


def test_a_row_a_kit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "strips" / "citation.png"
    code, said, _ = called(capsys, "citation", "--kit", "levain", "--kit", "prise", "--ratio", "216x384", "--every", 0.5, "-o", out)
    assert code == 0
    assert str(out) in said
    with Image.open(out, formats=["PNG"]) as picture:
        width, height = picture.size
        first, second, last = (picture.crop((6 + index * 209, 6, 208 + index * 209, 366)).resize((20, 36)).tobytes() for index in (0, 1, 2))
    assert height == 2 * (360 + 18 + 6) + 6
    assert (width - 6) % (360 * 9 // 16 + 1 + 6) in range(-5, 212)
    assert len({first, second, last}) == 3


def test_too_many_frames_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "own.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="160"><style>@keyframes k { to { opacity: 0 } } '
        "rect { animation: k 14s alternate 2 both }</style><rect width='40' height='40'/></svg>",
        encoding="utf-8",
    )
    code, _, err = called(capsys, tmp_path / "own.svg", "--kit", "levain", "--every", 0.02, "-o", tmp_path / "own.png")
    assert (code, "--every" in err) == (2, True)


def test_a_name_that_is_no_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = called(capsys, "citation", "-o", tmp_path / "strip.mp4")
    assert (code, ".png" in err) == (2, True)
