"""A command that cannot hang: it runs in a child process, which has a time and a memory limit and which the parent ends if need be.

A signal handler alone would not do: it waits for C code to return. The fork comes before the heavy imports and costs a millisecond.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from visualgen.errors import LimitExceeded

MEND = "simplify the drawing, or use smaller photos"
GRACE_SECONDS = 2.0
POLL_SECONDS = 0.005


def run_within(seconds: float, memory_bytes: int, work: Callable[[], int]) -> int:
    """Return the exit code of `work`, run in a child process for `seconds` at the most.

    In the child, `LimitExceeded` is raised when the time is up; where that goes unheard, the child is killed, and here
    `LimitExceeded` is raised.
    """
    if not hasattr(os, "fork"):  # pragma: no cover (Windows)
        return work()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        _live(seconds, memory_bytes, work)
    before = signal.signal(signal.SIGINT, lambda number, frame: os.kill(child, signal.SIGINT))
    try:
        status = _wait(child, seconds + GRACE_SECONDS)
    finally:
        signal.signal(signal.SIGINT, before)
    if status is None:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise LimitExceeded(f"the work took more than {seconds:g} s", mend=MEND)
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        raise LimitExceeded(f"the work was ended by signal {-code} ({signal.Signals(-code).name})", mend=MEND)
    return code


def _wait(child: int, seconds: float) -> int | None:
    """Return the status the child ended with, or None when the time is up before."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status
        time.sleep(POLL_SECONDS)
    return None


def _live(seconds: float, memory_bytes: int, work: Callable[[], int]) -> NoReturn:
    code = 70
    try:
        _end_with_parent()
        _limit_memory(memory_bytes)
        signal.signal(signal.SIGALRM, _time_is_up)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        code = work()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _time_is_up(number: int, frame: FrameType | None) -> NoReturn:
    raise LimitExceeded("the work took too long", mend=MEND)


def _limit_memory(memory_bytes: int) -> None:
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or hard > memory_bytes:
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, hard))


def _end_with_parent() -> None:
    """Ask Linux to end this process when its parent ends (prctl PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


@contextmanager
def limited(seconds: float, memory_bytes: int) -> Iterator[None]:
    """Bound a stretch of work in this process, between which a person is asked: `LimitExceeded` is raised when the time is up.

    The time is not looked at inside C code; what passes the memory limit raises `MemoryError`.
    """
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return
    import resource

    memory = resource.getrlimit(resource.RLIMIT_AS)
    _limit_memory(memory_bytes)
    before = signal.signal(signal.SIGALRM, _time_is_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        resource.setrlimit(resource.RLIMIT_AS, memory)
