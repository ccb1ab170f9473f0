"""What it costs to claim a job when many are stored: `python -m bench.claims`."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, text

from bench import cpu
from tests.store.fixtures import make_brand, postgres_server
from visualgen.jobs import service
from visualgen.jobs.model import Job
from visualgen.settings import Settings
from visualgen.store.database import Database
from visualgen.store.ids import new_id
from visualgen.store.migrate import upgrade

STORED = (0, 1_000, 10_000, 100_000)
CLAIMS, ROUNDS = 600, 3
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    """Print the curve as Markdown: CPU ms a claim, best of three rounds, beside jobs that ended or wait."""
    print("| jobs stored | " + " | ".join(f"{number:,}" for number in STORED) + " |\n|---|" + "---|" * len(STORED))
    for name, opened in (("SQLite", _sqlite), ("PostgreSQL", _postgres)):
        for state in ("done", "queued"):
            row = [_measured(opened, state, number) for number in STORED]
            what = "ended" if state == "done" else "waiting"
            print(f"| {name}, beside {what} jobs | " + " | ".join(f"{value:.2f}" for value in row) + " |", flush=True)


def _measured(opened: Callable[[], AbstractContextManager[Database]], state: str, stored: int) -> float:
    with opened() as database:
        brand_id = make_brand(database)
        _store(database, brand_id, state, stored)
        if not database.is_sqlite:
            with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
        with database.write() as session:
            for _ in range(CLAIMS):
                service.ask(session, "render", {}, brand_id=brand_id, now=NOW)
        claim = _claim_next if database.is_sqlite else _claim_delivered
        rounds = []
        for _ in range(ROUNDS):
            before = _cpu_seconds()
            for _ in range(CLAIMS // ROUNDS):
                claim(database)
            rounds.append((_cpu_seconds() - before) / (CLAIMS // ROUNDS))
        return min(rounds) * 1_000


def _cpu_seconds() -> float:
    """Return the CPU time of this process and its PostgreSQL: waiting for the disk, and for others, is not in it."""
    stats = [cpu.fields(member) for member in cpu.tree(os.getpid())]
    return sum(int(stat[11]) + int(stat[12]) for stat in stats if stat) * cpu.TICK_S


def _claim_next(database: Database) -> None:
    """Claim as the engine on SQLite does."""
    assert service.take_next(database, ("render",), "bench", now=NOW)


def _claim_delivered(database: Database) -> None:
    """Claim as the engine on PostgreSQL does: Procrastinate gives a task, and its job is taken."""
    with database.write() as session:
        task = session.execute(text("SELECT id, args->>'job_id' FROM procrastinate_fetch_job_v2(NULL, NULL)")).one()
    assert service.take(database, task[1], "bench", now=NOW)


def _store(database: Database, brand_id: str, state: str, count: int) -> None:
    ended = NOW if state == "done" else None
    with database.write() as session:
        for start in range(0, count, 5_000):
            rows = [
                {"id": new_id(), "brand_id": brand_id, "kind": "render", "state": state, "payload": {"n": n}, "created_at": NOW,
                 "due_at": NOW, "ended_at": ended}
                for n in range(start, min(start + 5_000, count))
            ]  # fmt: skip
            session.execute(insert(Job), rows)
        if not database.is_sqlite and state == "queued":
            session.execute(
                text(
                    "INSERT INTO procrastinate_jobs (queue_name, task_name, args, queueing_lock, scheduled_at)"
                    " SELECT kind, 'visualgen:job', jsonb_build_object('job_id', id), id || chr(58) || '0', due_at FROM jobs ORDER BY id"
                )
            )


@contextmanager
def _sqlite() -> Iterator[Database]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(Settings(data=Path(folder)))
        yield database
        database.close()


@contextmanager
def _postgres() -> Iterator[Database]:
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if not binaries:
        raise SystemExit("PostgreSQL is not here")
    with postgres_server(binaries[0]) as server:
        settings = Settings(database_url=server.url(server.create()))
        database = Database.connect(settings)
        upgrade(database)
        yield database
        database.close()


if __name__ == "__main__":
    main()
