"""Kill -9, again and again, with work queued: nothing is lost, nothing is left behind."""

from __future__ import annotations

import random
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import api
import visualgen
from tests.workers.fleet import Fleet, ask_all, orphans, states, verified
from tests.workers.helping import until
from visualgen.settings import Settings
from visualgen.store.database import Database

RENDERS, WORKER_KILLS, HOST_KILLS = 300, 10, 3
PACKAGES = "|".join(re.escape(str(Path(package.__file__).parent)) for package in (api, visualgen))
OURS = re.compile(rf"(?:{PACKAGES})/\S+\.py[^\n]*")
"""A line of a traceback through our code. Python itself prints one in a process whose parent is killed while it starts it."""


@pytest.mark.timeout(300)
def test_300_renders_survive_13_kills(
    database: Database, worker_settings: Settings, brand_id: str, still_order: Callable[..., Any], tmp_path: Path
) -> None:
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)
    jobs = ask_all(database, brand_id, [still_order(f"Affiche {n}", size="80x100") for n in range(RENDERS)])
    fleet = Fleet(
        {
            "VISUALGEN_DATABASE_URL": worker_settings.database_url or "",
            "VISUALGEN_DATA": str(worker_settings.data),
            "VISUALGEN_JOB_LEASE_S": "3",
            "VISUALGEN_LOG_FORMAT": "json",
        },
        tmp_path / "log",
    )

    def host() -> None:
        fleet.start("host", "serve", "--port", "0", "--workers", "1")

    def worker() -> None:
        fleet.start("worker", "worker", "--workers", "1", "--kinds", "render")

    host()
    worker()
    hosts_die_at = chance.sample(range(WORKER_KILLS), HOST_KILLS)
    for kill in range(WORKER_KILLS):
        target = (kill * RENDERS + RENDERS // 2) // WORKER_KILLS
        until(lambda target=target: states(database).get("done", 0) >= target, 120)  # type: ignore[misc]
        time.sleep(chance.uniform(0, 0.15))
        fleet.kill("worker")
        worker()
        if kill in hosts_die_at:
            fleet.kill("host")
            host()
    until(lambda: states(database) == {"done": RENDERS}, 120)
    pictures = verified(worker_settings, database, brand_id, jobs)
    assert len({picture.key for picture in pictures}) == RENDERS
    data = worker_settings.data_folder()
    until(lambda: orphans(data / "scratch") == [], 60)  # those that were started last have to come so far first
    fleet.leave()
    until(lambda: fleet.alive() == [], 60)
    assert [*(data / "scratch").iterdir(), *(data / "blobs").rglob("*.part")] == [], "temporary files are left"
    log = (tmp_path / "log").read_text()
    assert not OURS.search(log), OURS.findall(log)
    assert fleet.running["worker"].returncode in (0, -signal.SIGTERM), seed  # the latter: asked before it had begun
