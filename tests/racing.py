"""Several at once: the same work begun by threads at one moment, as processes would."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

Answer = TypeVar("Answer")


def at_once(count: int, work: Callable[[int], Answer]) -> list[Answer | Exception]:
    """Return what `work(0)` to `work(count - 1)` came to, answers and errors, all begun together."""
    start = Barrier(count)

    def go(number: int) -> Answer | Exception:
        start.wait(60)
        try:
            return work(number)
        except Exception as error:  # noqa: BLE001 — the test looks at it
            return error

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(go, range(count)))
