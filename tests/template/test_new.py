"""The starter template."""

from __future__ import annotations

from pathlib import Path

import pytest

from visualgen.errors import TemplateError
from visualgen.settings import Settings
from visualgen.template.new import new_template
from visualgen.template.reading import load_template


def test_it_can_be_used_at_once(tmp_path: Path) -> None:
    files = new_template("autumn-sale", tmp_path)
    assert [path.name for path in files] == ["4x5.svg", "template.toml"]
    template = load_template(tmp_path / "autumn-sale", Settings())
    assert template.title == "Autumn sale"
    assert list(template.slots) == ["photo", "headline", "text", "cta"]


@pytest.mark.parametrize("name", ["", "../x", "A b", "x/y", ".hidden", "é"])
def test_bad_names_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="name"):
        new_template(name, tmp_path)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    new_template("a", tmp_path)
    with pytest.raises(TemplateError, match="there already"):
        new_template("a", tmp_path)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TemplateError, match="cannot be written"):
        new_template("a", tmp_path / "file")
