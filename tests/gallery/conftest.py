"""A small template with words, a photo and a list, and settings that find it."""

from __future__ import annotations

from pathlib import Path

import pytest

from visualgen.settings import Settings

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1080 1350" width="1080" height="1350">
  <rect width="1080" height="1350" fill="var(--color-paper, #ffffff)"/>
  <g id="if:photo"><rect id="slot:photo" x="80" y="80" width="920" height="500" fill="#cccccc"/></g>
  <rect id="frame:headline" x="80" y="640" width="920" height="400" fill="none"/>
  <text id="slot:headline" x="80" y="740" font-size="100" fill="var(--color-ink, #111111)">Portes ouvertes</text>
  <text id="slot:price" x="80" y="1200" font-size="60">24 €</text>
</svg>
"""
BEHAVIOUR = """title = "Essai"
[slots.headline]
required = true
fit = [40, 120]
lines = 3
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of the template `essai`, inside a folder of templates."""
    found = tmp_path / "templates" / "essai"
    found.mkdir(parents=True)
    (found / "4x5.svg").write_text(DRAWING, encoding="utf-8")
    (found / "template.toml").write_text(BEHAVIOUR, encoding="utf-8")
    return found


@pytest.fixture
def settings(folder: Path) -> Settings:
    """Return settings that find the template, and the packaged kits."""
    packaged = Settings.from_environment({})
    return Settings(templates_dirs=(folder.parent,), kits_dirs=packaged.kits_dirs, language="en")
