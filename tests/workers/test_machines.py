"""Two machines share the work through one PostgreSQL and one S3; one is cut off half way, and comes back."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.store.fixtures import PostgresServer, S3Server, make_brand, postgres_server, s3_server
from tests.workers.fleet import Fleet, ask_all, states, verified
from tests.workers.helping import until, written_order
from tests.workers.machines import Machine, machines
from visualgen.jobs.model import Job
from visualgen.settings import Settings
from visualgen.store.blobs import Blobs
from visualgen.store.database import Database
from visualgen.store.migrate import upgrade

RENDERS, LEASE_S = 500, 3.0


@pytest.fixture
def servers(require_part: Callable[[str], Path]) -> Iterator[tuple[PostgresServer, S3Server]]:
    """Yield a PostgreSQL and an S3 that other machines reach."""
    binaries = require_part("postgresql").parent
    with postgres_server(binaries, "0.0.0.0", "10.0.0.0/8") as postgres, s3_server("0.0.0.0") as s3:
        yield postgres, s3


@pytest.mark.timeout(300)
def test_two_machines_share_500_renders_and_one_is_cut_off(servers: tuple[PostgresServer, S3Server], tmp_path: Path) -> None:
    postgres, s3 = servers
    name, bucket = postgres.create(), s3.bucket()
    places: dict[str, Any] = {"data": tmp_path / "here", "database_url": postgres.url(name), "blobs_url": f"s3://{bucket}/blobs"}
    settings = replace(Settings.from_environment({}), s3=s3.access, **places)
    database = Database.connect(settings)
    upgrade(database)
    database.close()
    database = Database.open(settings)
    blobs, brand_id = Blobs.open(settings, database), make_brand(database)
    jobs = ask_all(database, brand_id, [written_order(blobs, f"Affiche {n}", "80x100") for n in range(RENDERS)])

    with machines(2) as (first, second):
        fleets = [_fleet(machine, settings, postgres, tmp_path / str(number)) for number, machine in enumerate((first, second))]
        here, there = (fleet.running["worker"].pid for fleet in fleets)
        until(lambda: _done_by(database, here) > 20 and _done_by(database, there) > 20, 90)
        second.cut_off()
        time.sleep(2 * LEASE_S)
        before = _done_by(database, there)
        until(lambda: _done_by(database, here) > before, 60)
        assert states(database).get("done", 0) < RENDERS, "it came back too late to show anything"
        second.bring_back()
        until(lambda: _done_by(database, there) > before, 90)
        until(lambda: states(database) == {"done": RENDERS}, 120)
        for fleet in fleets:
            fleet.leave()
            until(lambda fleet=fleet: fleet.alive() == [], 60)  # type: ignore[misc]
            assert fleet.running["worker"].returncode == 0
    pictures = verified(settings, database, brand_id, jobs)
    assert len({picture.key for picture in pictures}) == RENDERS
    database.close()


def _fleet(machine: Machine, settings: Settings, postgres: PostgresServer, folder: Path) -> Fleet:
    """Start a worker on the machine, with a folder and settings of its own."""
    folder.mkdir()
    database = PostgresServer(postgres.port, machine.server).url(str(settings.database_url).rpartition("/")[2])
    environment = {
        "VISUALGEN_DATABASE_URL": database,
        "VISUALGEN_BLOBS_URL": str(settings.blobs_url),
        "VISUALGEN_DATA": str(folder / "data"),
        "VISUALGEN_JOB_LEASE_S": str(LEASE_S),
        "AWS_ENDPOINT_URL": str(settings.s3.endpoint).replace("127.0.0.1", machine.server),
        "AWS_REGION": str(settings.s3.region),
        "AWS_ACCESS_KEY_ID": str(settings.s3.access_key_id),
        "AWS_SECRET_ACCESS_KEY": str(settings.s3.secret_access_key),
    }
    fleet = Fleet(environment, folder / "log", machine.prefix)
    fleet.start("worker", "worker", "--workers", "1", "--kinds", "render")
    machine.fleets.append(fleet)
    return fleet


def _done_by(database: Database, process: int) -> int:
    """Return how many jobs the worker of that process id has done; its name says where and which it is."""
    with database.read() as session:
        done = select(func.count()).select_from(Job).where(Job.state == "done", Job.worker.like(f"{socket.gethostname()[:60]}:{process}:%"))
        return session.scalar(done) or 0
