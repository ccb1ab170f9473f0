"""A small template of its own, and a calendar's folder with photos, for the batch tests."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from visualgen.batch.plan import Plan, plan_calendar
from visualgen.brand.model import BrandKit
from visualgen.brand.reading import load_kit
from visualgen.calendar.reading import read_calendar
from visualgen.settings import Settings

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">
<rect width="{width}" height="{height}" fill="#fff"/>
<rect id="slot:photo" x="10" y="40" width="60" height="40" fill="#ccc"/>
<g id="slot:headline"><rect id="frame:headline" x="8" y="8" width="80" height="24" fill="none"/>
<text x="8" y="20" font-size="12" font-family="DM Sans">Titre</text></g>
<text id="slot:note" x="8" y="95" font-size="8" font-family="DM Sans">Note</text>
</svg>"""
BEHAVIOUR = """title = "Carte"
[slots.headline]
required = true
[slots.items]
type = "list"
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings that know the templates `carte` (4x5, 1x1) and `suite` (three pages), and the packaged kits."""
    carte, suite = tmp_path / "templates" / "carte", tmp_path / "templates" / "suite"
    for folder in (carte, suite):
        folder.mkdir(parents=True)
        (folder / "template.toml").write_text(BEHAVIOUR)
    (carte / "4x5.svg").write_text(DRAWING.format(width=96, height=120))
    (carte / "1x1.svg").write_text(DRAWING.format(width=100, height=100))
    for page in (1, 2, 3):
        (suite / f"4x5.{page}.svg").write_text(DRAWING.format(width=96, height=120))
    return Settings.from_environment({}, templates=tmp_path / "templates", language="fr")


@pytest.fixture
def kit(settings: Settings) -> BrandKit:
    """The sample kit."""
    return load_kit("levain", settings)


def photo(color: str) -> bytes:
    """Return a small JPEG of one colour."""
    file = io.BytesIO()
    Image.new("RGB", (120, 90), color).save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A calendar's folder with two photos."""
    folder = tmp_path / "bureau"
    (folder / "photos").mkdir(parents=True)
    (folder / "photos" / "Été.jpg").write_bytes(photo("orange"))
    (folder / "b.jpg").write_bytes(photo("navy"))
    return folder


@pytest.fixture
def planned(desk: Path, kit: BrandKit, settings: Settings) -> Callable[..., Plan]:
    """Return a function that plans the rows of a CSV text (comma separated, titles first)."""

    def plan(text: str, **options: object) -> Plan:
        file = desk / "mois.csv"
        file.write_text(text)
        return plan_calendar(read_calendar(file), desk, kit, settings, **options)  # type: ignore[arg-type]

    return plan
