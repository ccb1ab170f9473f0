"""Starts publishers for the run against a real Bluesky server, each a fork. A line on standard input answers with a pid."""

from __future__ import annotations

import ctypes
import datetime as dt
import os
import signal
import sys
import threading
from pathlib import Path

from visualgen.publish.channels import bluesky  # noqa: F401 - imported once, before the forks
from visualgen.publish.connections.here import accounts_of
from visualgen.publish.lanes import BrandLanes
from visualgen.publish.policy import Policy
from visualgen.publish.publisher import Publisher
from visualgen.settings import Settings
from visualgen.store.database import Database

HASTY = Policy(
    concurrency=4, rate=10_000, spacing=dt.timedelta(0), lease=dt.timedelta(seconds=4), guard=dt.timedelta(seconds=2),
    backoff=dt.timedelta(seconds=0.1), refusals=100,
)  # fmt: skip


def publish(settings: Settings, blobs: Path) -> None:
    """Publish what is due until the process is killed. `blobs` holds the media by their SHA-256."""
    database = Database.connect(settings)
    lanes = BrandLanes(blobs, accounts_of(database, settings), patience=HASTY)
    Publisher(database, lanes, lambda name: (blobs / name).read_bytes()).run(threading.Event())


def main() -> None:
    """Fork a publisher for every line."""
    url, data, blobs = sys.argv[1:]
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            publish(Settings(database_url=url, data=Path(data)), Path(blobs))
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
