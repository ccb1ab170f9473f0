"""A restored backup has forgotten what was sent after it: nothing is sent again without asking the network, or a person."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from tests.publish.desk import KEY, LOOKUP, NEITHER, NOON, POLICY, Clock, Desk, Network
from visualgen.publish.policy import Policy
from visualgen.publish.publisher import Publisher
from visualgen.publish.restore import Witness, mark_of, restored
from visualgen.settings import Settings
from visualgen.store.database import Database

Backup = Callable[[], Database]


@dataclass
class Networks:
    """A lane for each way of repeating."""

    networks: dict[str, Network]

    def open(self, lane: str) -> Any:
        return self.networks[lane]

    def policy(self, lane: str) -> Policy:
        return POLICY


@pytest.fixture
def networks() -> Networks:
    return Networks({"key": Network(KEY), "lookup": Network(LOOKUP), "neither": Network(NEITHER)})


@pytest.fixture
def backup(database: Database, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Backup]:
    """Return a call that takes a backup now; what it returns opens it, later."""
    opened: list[Database] = []

    def take() -> Database:
        if database.is_sqlite:
            copy = tmp_path / "backup.sqlite3"
            with sqlite3.connect(str(make_url(str(database.engine.url)).database)) as source, sqlite3.connect(copy) as target:
                source.backup(target)
            source.close()
            target.close()
            url = f"sqlite:///{copy}"
        else:
            postgres = request.getfixturevalue("postgres")
            database.engine.dispose()
            url = postgres.url(postgres.create(str(database.engine.url.database)))
        opened.append(Database.connect(Settings(database_url=url)))
        return opened[-1]

    yield take
    for other in opened:
        other.close()


def _publisher(database: Database, networks: Networks, clock: Clock, witness: Witness | None) -> Publisher:
    return Publisher(database, networks, lambda blob: b"", clock=clock, ticks=clock.ticks, witness=witness, threads=1)


def _posts(desk: Desk) -> dict[str, str]:
    return {lane: desk.post(lane, channels=(lane,), lane=lane)[0] for lane in ("key", "lookup", "neither")}


@pytest.mark.parametrize("how", ["witness", "new machine", "said by a person"])
def test_what_was_sent_after_the_backup_is_not_sent_again(desk: Desk, networks: Networks, backup: Backup, tmp_path: Path, how: str) -> None:
    earlier = desk.post("avant", due=NOON - dt.timedelta(minutes=1), channels=("key",), lane="key")[0]
    witness = Witness(tmp_path / "mark")
    before = _publisher(desk.database, networks, desk.clock, witness)
    before.run_due()
    ids = _posts(desk)
    later = {lane: desk.post(f"plus tard {lane}", due=NOON + dt.timedelta(hours=1), channels=(lane,), lane=lane)[0] for lane in ids}
    old = backup()
    desk.clock.pass_(seconds=30)
    before.run_due()
    assert [len(networks.networks[lane].posts) for lane in ids] == [2, 1, 1]

    desk.clock.pass_(minutes=10)
    back = Desk(old, desk.brand_id, desk.clock)
    if how == "said by a person":
        assert restored(old, desk.clock()) == 3
    path = tmp_path / ("mark" if how == "witness" else "another mark")
    after = _publisher(old, networks, desk.clock, None if how == "said by a person" else Witness(path))
    for _ in range(5):
        after.run_due()
        desk.clock.pass_(minutes=2)
    assert [len(networks.networks[lane].posts) for lane in ids] == [2, 1, 1]
    assert {lane: back.row(row).state for lane, row in ids.items()} == {"key": "sent", "lookup": "sent", "neither": "uncertain"}
    assert back.row(earlier).state == "sent"
    assert {back.row(row).state for row in later.values()} == {"scheduled"}
    desk.clock.pass_(hours=1)
    after.run_due()
    assert {back.row(row).state for row in later.values()} == {"sent"}
    assert [len(networks.networks[lane].posts) for lane in ids] == [3, 2, 2]


def test_a_restart_is_no_restored_backup(desk: Desk, networks: Networks, tmp_path: Path) -> None:
    desk.post("un", channels=("neither",), lane="neither")
    _publisher(desk.database, networks, desk.clock, Witness(tmp_path / "mark")).run_due()
    desk.clock.pass_(hours=1)
    (late,) = desk.post("deux", due=desk.clock() - dt.timedelta(minutes=30), channels=("neither",), lane="neither")
    _publisher(desk.database, networks, desk.clock, Witness(tmp_path / "mark")).run_due()
    assert desk.row(late).state == "sent"


def test_another_machine_that_joins_is_no_restored_backup(desk: Desk, networks: Networks, tmp_path: Path) -> None:
    first = _publisher(desk.database, networks, desk.clock, Witness(tmp_path / "mark"))
    desk.post("un", channels=("neither",), lane="neither")
    first.run_due()
    desk.clock.pass_(seconds=60)
    first.run_due()
    (second,) = desk.post("deux", due=desk.clock(), channels=("neither",), lane="neither")
    _publisher(desk.database, networks, desk.clock, Witness(tmp_path / "theirs")).run_due()
    assert desk.row(second).state == "sent"


def test_a_damaged_mark_is_written_anew(desk: Desk, networks: Networks, tmp_path: Path) -> None:
    path = tmp_path / "mark"
    path.write_text("{")
    desk.post("un", channels=("key",), lane="key")
    _publisher(desk.database, networks, desk.clock, Witness(path)).run_due()
    assert '"beat": 1' in path.read_text()


def test_two_publishers_may_begin_at_once(database: Database) -> None:
    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(restored, database, NOON) for _ in range(4)]:
            assert done.result() == 0
    with database.read() as session:
        assert mark_of(session, NOON).beat == 4
