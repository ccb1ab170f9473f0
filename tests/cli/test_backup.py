from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.store.fixtures import make_brand
from visualgen.cli.main import run
from visualgen.settings import Settings
from visualgen.store.blobs import Blobs
from visualgen.store.database import Database


def _run(*words: str) -> int:
    with pytest.raises(SystemExit) as end:
        run(words)
    return int(end.value.code or 0)


def test_a_service_moves_to_another_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    here, there = Settings(data=tmp_path / "here"), Settings(data=tmp_path / "there")
    database = Database.open(here)
    blobs = Blobs.open(here, database)
    make_brand(database)
    blob = blobs.put(b"picture", "image/png")
    file = tmp_path / "b.zip"
    monkeypatch.setenv("VISUALGEN_DATA", str(here.data))
    assert _run("backup", str(file), "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["blobs"], facts["lost"], facts["bytes"]) == (1, [], file.stat().st_size)
    assert _run("restore", str(file)) == 2
    assert "holds rows already" in capsys.readouterr().err
    monkeypatch.setenv("VISUALGEN_DATA", str(there.data))
    assert _run("restore", str(file), "--json") == 0
    assert json.loads(capsys.readouterr().out)["rows"] == facts["rows"]
    moved = Database.open(there)
    assert Blobs.open(there, moved).get(blob) == b"picture"
    moved.close()
    blobs.store.delete(blob)
    database.close()
    monkeypatch.setenv("VISUALGEN_DATA", str(here.data))
    assert _run("backup", str(file)) == 1
    assert f"lost: {blob}" in capsys.readouterr().out
    assert _run("restore", str(tmp_path / "nothing.zip")) == 2
    assert "there is no such file" in capsys.readouterr().err
