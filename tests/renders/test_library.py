from __future__ import annotations

from pathlib import Path

import pytest

from visualgen.errors import TemplateError, UnknownName
from visualgen.renders.library import Library, Shelf
from visualgen.settings import Settings

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><text id="slot:{}" y="9">a</text></svg>'


def test_a_drawing_that_changes_is_read_again(tmp_path: Path) -> None:
    library = Library.open(Settings(templates_dirs=(tmp_path,)))
    drawing = tmp_path / "promo.svg"
    drawing.write_text(DRAWING.format("before"))
    first = library.templates.get("promo")
    assert library.templates.get("promo") is first
    drawing.write_text(DRAWING.format("afterwards"))
    assert list(library.templates.get("promo").slots) == ["afterwards"]


def test_only_names_are_looked_up(tmp_path: Path) -> None:
    (tmp_path / "shelf").mkdir()
    (tmp_path / "secret.svg").write_text(DRAWING.format("a"))
    library = Library.open(Settings(templates_dirs=(tmp_path / "shelf",)))
    for name in ("../secret", str(tmp_path / "secret.svg"), "secret", ""):
        with pytest.raises(UnknownName):
            library.templates.get(name)


def test_what_cannot_be_read_is_told_apart(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_text(name)

    def load(path: Path) -> str:
        if path.name == "b":
            raise TemplateError("unreadable")
        return path.read_text()

    shelf = Shelf("template", lambda: {"b": tmp_path / "b", "a": tmp_path / "a"}, load)
    read, broken = shelf.all()
    assert read == ["a"]
    assert list(broken) == ["b"]
