"""The wheel brings everything along: both packages, the data files, the templates and the kits."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the wheel's files, as an installer would lay them out."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_every_file_of_the_packages_is_there(installed: Path) -> None:
    for package in ("visualgen", "api"):
        ours = {path.relative_to(ROOT) for path in (ROOT / package).rglob("*") if path.is_file() and "__pycache__" not in path.parts}
        assert {path for path in ours if not (installed / path).is_file()} == set()


def test_nothing_else_is_there(installed: Path) -> None:
    assert {path.name for path in installed.iterdir()} - {"visualgen", "api"} == {next(installed.glob("*.dist-info")).name}


def test_templates_and_kits_are_found_where_they_are_installed(installed: Path) -> None:
    script = (
        "from visualgen.settings import Settings, packaged\n"
        "from visualgen.template.reading import template_paths\n"
        "from visualgen.brand.reading import kit_folders\n"
        "settings = Settings.from_environment({})\n"
        "print(packaged('templates'), sorted(template_paths(settings)), sorted(kit_folders(settings)))"
    )
    command = [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(installed)!r})\n{script}"]
    shown = subprocess.run(command, check=True, capture_output=True, text=True, cwd=installed).stdout
    assert str(installed) in shown
    for kind in ("templates", "brand_kits"):
        for folder in (ROOT / kind).iterdir():
            if folder.is_dir() and not folder.name.startswith((".", "_")):
                assert repr(folder.name) in shown
