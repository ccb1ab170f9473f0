"""`visualgen formats` lists and shows what the networks accept."""

from __future__ import annotations

import json

import pytest

from visualgen.cli import main


def answer(words: list[str], capfd: pytest.CaptureFixture[str], code: int = 0) -> str:
    with pytest.raises(SystemExit) as end:
        main.run(words)
    assert end.value.code == code
    return capfd.readouterr().out


def test_list_names_every_placement_and_limit(capfd: pytest.CaptureFixture[str]) -> None:
    text = answer(["formats", "list"], capfd)
    assert "instagram.story" in text
    assert "caption 300 graphemes" in text
    facts = json.loads(answer(["formats", "list", "--json"], capfd))
    assert {entry["id"] for entry in facts["placements"]} >= {"instagram.feed", "google.300x250"}
    assert all(entry["source"] and entry["read"] for entry in [*facts["placements"], *facts["limits"][0]["limits"]])


def test_show_one(capfd: pytest.CaptureFixture[str]) -> None:
    assert "read 2026-" in answer(["formats", "show", "instagram.story"], capfd)
    facts = json.loads(answer(["formats", "show", "mastodon", "--json"], capfd))
    assert facts["limits"][0]["limits"][0]["unit"] == "mastodon"
    assert "no limit is known" in answer(["formats", "show", "folder"], capfd)


def test_an_unknown_name_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    facts = json.loads(answer(["formats", "show", "minitel", "--json"], capfd, code=2))
    assert facts["error"]["code"] == "unknown_name"
    assert "instagram" in facts["error"]["mend"]
