"""A job that is stopped stops, whatever it waits for."""

from __future__ import annotations

import time
from concurrent.futures import CancelledError, wait
from pathlib import Path
from threading import Event, Thread
from typing import Any, cast

import pytest

from visualgen.batch.pool import RenderPool
from visualgen.jobs.service import Claim
from visualgen.settings import Settings
from visualgen.workers.work import Hold, Stop, Stopped, Work


def work(pool: RenderPool, hold: Hold) -> Work:
    nothing = cast(Any, None)
    return Work(hold, nothing, nothing, nothing, Settings(), pool, nothing, Path())


def test_what_is_computed_ends_when_its_job_is_cancelled_though_nobody_asks_meanwhile() -> None:
    """A clip that is cancelled before it has told of a first frame: its thread would otherwise wait for ever."""
    hold, begun = Hold(Claim("1", "clip", None, {}, 1, 1)), Event()
    with RenderPool(1) as pool:
        stopper = Thread(target=lambda: (begun.wait(), hold.stop(Stop.CANCELLED)))
        stopper.start()
        with pytest.raises(Stopped) as caught:
            work(pool, hold).compute(time.sleep, 600, meanwhile=begun.set)
        stopper.join()
        assert caught.value.why is Stop.CANCELLED


def test_whoever_waits_for_a_cancelled_task_is_told() -> None:
    with RenderPool(1) as pool:
        future = pool.submit(time.sleep, 600)
        assert future.cancel()
        assert wait([future], 60).done == {future}
        with pytest.raises(CancelledError):
            future.result()
