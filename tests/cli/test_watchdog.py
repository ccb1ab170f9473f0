from __future__ import annotations

import os
import signal
import time

import pytest

from visualgen.cli import watchdog
from visualgen.cli.watchdog import run_within
from visualgen.errors import LimitExceeded

MEMORY = 64 * 1024**3


def test_the_exit_code_comes_back() -> None:
    assert run_within(10, MEMORY, lambda: 7) == 7


def test_work_that_takes_too_long_is_told() -> None:
    def slow() -> int:
        try:
            while True:
                time.sleep(0.01)
        except LimitExceeded:
            return 2

    assert run_within(0.2, MEMORY, slow) == 2


def test_work_that_does_not_hear_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchdog, "GRACE_SECONDS", 0.2)

    def deaf() -> int:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        while True:
            time.sleep(1)

    with pytest.raises(LimitExceeded, match=r"more than 0\.2 s"):
        run_within(0.2, MEMORY, deaf)


def test_work_that_dies_is_told() -> None:
    def die() -> int:
        os.kill(os.getpid(), signal.SIGKILL)
        return 0

    with pytest.raises(LimitExceeded, match="SIGKILL"):
        run_within(10, MEMORY, die)


def test_memory_is_limited() -> None:
    def greedy() -> int:
        try:
            bytearray(8 * 1024**3)
        except MemoryError:
            return 3
        return 0

    assert run_within(10, 4 * 1024**3, greedy) == 3
