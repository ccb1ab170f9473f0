"""The look ahead: approvals that no longer hold are found before the hour, whatever befalls another post."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
import structlog

from tests.publish.test_desk import ROW, Shop
from visualgen.publish import scheduling
from visualgen.publish.watching import check_upcoming
from visualgen.store.database import Database


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> Shop:
    return Shop(database, tmp_path)


def test_a_bug_over_one_post_keeps_no_other_from_being_looked_at(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = shop.ready(), shop.ready(replace(ROW, id="deux"))
    shop.clock.now = dt.datetime(2026, 12, 2, 12, tzinfo=dt.UTC)
    looked: list[str] = []

    def broken(_desk: object, _actor: object, post: str) -> bool:
        looked.append(post)
        if post == first:
            raise KeyError(post)
        return False

    monkeypatch.setattr(scheduling, "still_approved", broken)
    with structlog.testing.capture_logs() as logs:
        assert check_upcoming(shop.desk) == [second]
    assert set(looked) == {first, second}
    assert [(entry["log_level"], entry["event"], entry["post"]) for entry in logs] == [("error", "an approval cannot be checked", first)]
