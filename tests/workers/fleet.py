"""Real processes of the service, started, killed and counted: what the proofs about lost machines are made with."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from visualgen.jobs import service
from visualgen.jobs.model import Job, State
from visualgen.pipeline import Rendered
from visualgen.renders import service as renders
from visualgen.settings import Settings
from visualgen.store.blobs import Blobs
from visualgen.store.clock import utc_now
from visualgen.store.database import Database

MARK = "VISUALGEN_TEST_FLEET"


@dataclass
class Fleet:
    """Processes with one environment, in process groups of their own; `log` gets what they say."""

    environment: dict[str, str]
    log: Path
    prefix: Sequence[str] = ()
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *words: str) -> None:
        """Start `visualgen` with these words; a process of that name that has ended is replaced."""
        environment = {**os.environ, **self.environment, MARK: self.mark}
        with self.log.open("ab") as log:
            self.running[name] = subprocess.Popen(
                [*self.prefix, sys.executable, "-m", "visualgen", *words],
                env=environment, stdout=log, stderr=log, preexec_fn=_die_with_parent, start_new_session=True,
            )  # fmt: skip

    @property
    def mark(self) -> str:
        """What tells the processes of this fleet from all others."""
        return self.log.as_posix()

    def kill(self, name: str) -> None:
        """Kill -9 the process, not its children: they have to notice by themselves."""
        self.running[name].kill()
        self.running[name].wait(60)

    def leave(self) -> None:
        """Ask all to leave, and wait until they have."""
        for process in self.running.values():
            process.send_signal(signal.SIGTERM)
        for process in self.running.values():
            process.wait(60)

    def alive(self) -> list[int]:
        """Return the ids of all processes that were started by this fleet or by its processes."""
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            try:
                if f"{MARK}={self.mark}".encode() in (place / "environ").read_bytes().split(b"\0"):
                    found.append(int(place.name))
            except OSError:
                continue
        return found


def states(database: Database) -> dict[str, int]:
    """Return how many render jobs are in each state."""
    from sqlalchemy import func, select

    with database.read() as session:
        found = select(Job.state, func.count()).where(Job.kind == "render").group_by(Job.state)
        return {row[0]: row[1] for row in session.execute(found)}


def ask_all(database: Database, brand_id: str, orders: Sequence[dict[str, object]]) -> list[str]:
    """Ask for one render job an order, and return their ids."""
    with database.write() as session:
        now = utc_now()
        return [service.ask(session, "render", {"orders": [order]}, brand_id=brand_id, now=now).id for order in orders]


def orphans(scratch: Path) -> list[Path]:
    """Return the temporary folders whose process is gone: nobody holds their lock."""
    found = []
    for folder in scratch.iterdir():
        try:
            descriptor = os.open(folder, os.O_RDONLY)
        except FileNotFoundError:
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            found.append(folder)
        except BlockingIOError:
            pass
        finally:
            os.close(descriptor)
    return found


def verified(settings: Settings, database: Database, brand_id: str, job_ids: Sequence[str]) -> list[Rendered]:
    """Return the picture of every job: each is done, each picture is kept, whole, and a picture."""
    blobs = Blobs.open(settings, database)
    made = []
    for job_id in job_ids:
        job = service.get(database, job_id)
        assert job.state == State.DONE, (job.state, job.error)
        assert job.result is not None
        for facts in job.result["renders"]:
            rendered = renders.find_loaded(database, blobs, brand_id, facts["key"], now=utc_now())
            assert rendered is not None
            assert rendered.data.startswith(b"\xff\xd8")
            assert rendered.data.endswith(b"\xff\xd9")
            made.append(rendered)
    assert list(blobs.lost()) == []
    return made


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
