from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from visualgen.demo import photos
from visualgen.demo.photos import SCENES, write_photos


@pytest.fixture
def two_scenes(monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """Drawing all of them takes seconds: two stand for them."""
    names = ("couronne", "nour")
    monkeypatch.setattr(photos, "SCENES", {name: SCENES[name] for name in names})
    return names


def test_photos_are_tall_sharp_and_light_enough(tmp_path: Path, two_scenes: tuple[str, ...]) -> None:
    write_photos(tmp_path / "new" / "folder")
    for name in two_scenes:
        path = tmp_path / "new" / "folder" / f"{name}.jpg"
        assert 150_000 < path.stat().st_size < 900_000
        with Image.open(path) as picture:
            assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (1600, 2000))
            levels = np.asarray(picture.convert("L"))
        assert 70 < levels.mean() < 210
        assert levels.std() > 20


def test_the_same_bytes_on_every_run(tmp_path: Path, two_scenes: tuple[str, ...]) -> None:
    write_photos(tmp_path / "one")
    write_photos(tmp_path / "two")
    for name in two_scenes:
        assert (tmp_path / "one" / f"{name}.jpg").read_bytes() == (tmp_path / "two" / f"{name}.jpg").read_bytes()
