"""Where names are looked up: the option, a home or the working folder, then what comes with visualgen."""

from __future__ import annotations

from pathlib import Path

import pytest

from visualgen.settings import Settings, packaged


def test_without_a_home_the_working_folder_is_looked_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `kit import` and `template new` write beside a person is found by its name."""
    (tmp_path / "brand_kits").mkdir()
    monkeypatch.chdir(tmp_path)
    found = Settings.from_environment({})
    assert found.kits_dirs == (tmp_path / "brand_kits", packaged("brand_kits"))
    assert found.templates_dirs == (packaged("templates"),)


def test_a_home_takes_the_place_of_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "brand_kits").mkdir()
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "home"
    found = Settings.from_environment({"VISUALGEN_HOME": str(home)}, kits=tmp_path / "more")
    assert found.kits_dirs == (tmp_path / "more", home / "brand_kits", packaged("brand_kits"))


def test_in_a_checkout_nothing_is_looked_up_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(packaged("templates").parent)
    assert Settings.from_environment({}).templates_dirs == (packaged("templates"),)
