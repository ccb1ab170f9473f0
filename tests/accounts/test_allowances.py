"""A caller's bucket in the database: never more than it holds, whoever takes from it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from visualgen.accounts.allowances import Taken, forget_full, take
from visualgen.settings import Settings
from visualgen.store.clock import utc_now
from visualgen.store.database import Database

NEVER = 1e-9
"""A rate at which nothing comes back while a test runs."""


@pytest.fixture
def shared(postgres_url: str) -> Iterator[Database]:
    database = Database.connect(Settings(database_url=postgres_url))
    yield database
    database.close()


def test_a_bucket_is_emptied_by_leases(shared: Database) -> None:
    def taken(wanted: int) -> tuple[int, float]:
        found = take(shared, "a", wanted, rate=NEVER, size=5)
        return found.tokens, round(found.left, 3)

    assert [taken(3), taken(3), taken(1)] == [(3, 2), (2, 0), (0, 0)]
    assert take(shared, "b", 9, rate=NEVER, size=4.5) == Taken(4, 0.5)


def test_a_bucket_fills_to_its_brim_and_no_further(shared: Database) -> None:
    assert take(shared, "a", 5, rate=NEVER, size=5).tokens == 5
    assert take(shared, "a", 100, rate=1e9, size=5).tokens == 5


def test_many_at_once_take_no_more_than_there_is(shared: Database) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: take(shared, "a", 7, rate=NEVER, size=40).tokens, range(40)))
    assert sum(found) == 40


def test_full_buckets_are_forgotten(shared: Database) -> None:
    take(shared, "a", 1, rate=1, size=5)
    assert forget_full(shared, now=utc_now()) == 0
    assert forget_full(shared, now=utc_now() + timedelta(hours=2)) == 1
