from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from visualgen.brand.strategy import read_strategy
from visualgen.errors import KitError

PERIOD = '[[periods]]\nname = "P"\nfrom = 2026-09-01\nto = 2026-12-31\n'
OBJECTIVE = '[[periods.objectives]]\nid = "a"\ntitle = "A"\nkpi = "reach"\ntarget = 5\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "strategy.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_kit_without_a_strategy_has_an_empty_one(tmp_path: Path) -> None:
    assert read_strategy(tmp_path / "strategy.toml") == {"periods": (), "audiences": (), "pillars": (), "rhythm": ()}


def test_what_is_written_is_kept(tmp_path: Path) -> None:
    strategy = read_strategy(written(tmp_path, PERIOD + OBJECTIVE))
    period = strategy["periods"][0]
    assert period["from"] == date(2026, 9, 1)
    assert period["objectives"][0] == {"id": "a", "title": "A", "kpi": "reach", "baseline": 0, "target": 5, "unit": ""}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (PERIOD.replace("2026-12-31", "2026-01-31"), "periods[1].to"),
        (PERIOD.replace("2026-12-31", '"2026-12-31"'), "periods[1].to"),
        (PERIOD + OBJECTIVE.replace("reach", "reech"), "periods[1].objectives[1].kpi"),
        (PERIOD + OBJECTIVE + OBJECTIVE, "periods[1].objectives"),
        ('[[pillars]]\nid = "Le Four"\ntitle = "T"\nshare = 1', "pillars[1].id"),
        ('[[pillars]]\nid = "a"\ntitle = "T"\nshare = 0.5', "pillars"),
        ('[[pillars]]\nid = "a"\ntitle = "T"\nshare = 40', "pillars[1].share"),
        ('[[audiences]]\nid = "a"\ntitle = "T"\nchannels = ["myspace"]', "audiences[1].channels"),
        ('[[rhythm]]\nchannel = "instagam"', "rhythm[1].channel"),
        ('[[rhythm]]\nchannel = "instagram"\ndays = ["monday"]', "rhythm[1].days"),
        ('[[rhythm]]\nchannel = "instagram"\ntimes = ["25:00"]', "rhythm[1].times"),
        ('[[rhythm]]\nchannel = "instagram"\nposts = 3', "rhythm[1].posts"),
        ("[pillars]\nid = 1", "pillars"),
    ],
)
def test_faults(tmp_path: Path, text: str, key: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(KitError) as caught:
        read_strategy(path)
    assert caught.value.place == {"file": str(path), "key": key}
    assert caught.value.mend
