"""What runs around a rendering: Ctrl-C waits for its end, and is never lost."""

from __future__ import annotations

import os
import signal
import weakref

import pytest

from visualgen.batch.worker import interrupt_held


class Something:
    pass


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def interrupted_drawing(done: list[str], error: Exception | None = None) -> None:
    interrupt()
    if error is not None:
        raise error
    done.append("drawn")


def test_an_interrupt_waits_for_the_end_of_the_block() -> None:
    done: list[str] = []
    with pytest.raises(KeyboardInterrupt), interrupt_held():
        interrupted_drawing(done)
    assert done == ["drawn"]


def test_an_interrupt_is_not_lost_where_python_drops_exceptions() -> None:
    held = Something()
    callback = weakref.ref(held, lambda _: interrupt())
    with pytest.raises(KeyboardInterrupt), interrupt_held():
        del held
    assert callback() is None


def test_an_interrupt_outlives_an_error() -> None:
    with pytest.raises(KeyboardInterrupt), interrupt_held():
        interrupted_drawing([], ValueError())


def test_without_an_interrupt_nothing_happens() -> None:
    before = signal.getsignal(signal.SIGINT)
    with interrupt_held():
        pass
    assert signal.getsignal(signal.SIGINT) is before
