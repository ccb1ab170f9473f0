"""The process `visualgen worker`: works until it is asked to leave, and leaves nothing behind."""

from __future__ import annotations

import signal
import threading
from collections.abc import Sequence

import structlog
from prometheus_client import CollectorRegistry, start_http_server

from visualgen.library.model import UPLOADS
from visualgen.settings import Settings
from visualgen.store.blobs import Blobs
from visualgen.store.database import Database
from visualgen.store.hearing import hearing
from visualgen.workers.engine import GRACE_S
from visualgen.workers.opening import chosen_kinds, engine
from visualgen.workers.scratch import temporary_files

_log = structlog.get_logger("visualgen.workers")


def work(
    settings: Settings, *, workers: int | None, kinds: Sequence[str], metrics: tuple[str, int] | None, grace_s: float = GRACE_S
) -> None:
    """Carry jobs out until SIGTERM or SIGINT; then end what runs within `grace_s`, or give it back. A second signal ends it at once.

    `metrics`: the address and port on which Prometheus may ask. Raises `SettingsError`, `DatabaseBehind`.
    """
    chosen = chosen_kinds(kinds)
    leaving = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, frame: _leave(leaving, number))
    registry = CollectorRegistry()
    with (
        temporary_files(settings),
        Database.open(settings) as database,
        hearing(database, (UPLOADS,)),
        engine(settings, database, Blobs.open(settings, database), workers=workers, kinds=chosen, registry=registry) as running,
    ):
        if metrics is not None:
            start_http_server(metrics[1], metrics[0], registry)
        running.runner.pool.start()
        running.start()
        _log.info("the worker works", name=running.runner.name, kinds=list(running.runner.kinds), processes=running.runner.pool.workers)
        leaving.wait()
        _log.info("the worker leaves", held=len(running.runner.keeper.held()))
        running.stop(grace_s)


def _leave(leaving: threading.Event, number: int) -> None:
    if leaving.is_set():
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)
    leaving.set()
