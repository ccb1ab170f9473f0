"""What a kind of job is given to work with, and how it is stopped."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError, Future, wait
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from visualgen.batch.pool import RenderPool
from visualgen.errors import VisualgenError
from visualgen.jobs import service
from visualgen.jobs.service import Claim
from visualgen.renders.library import Holdings
from visualgen.settings import Settings
from visualgen.store.blobs import Blobs
from visualgen.store.clock import Clock
from visualgen.store.database import Database

T = TypeVar("T")
MEANWHILE_S = 1.0


class Stop(StrEnum):
    """Why a job is stopped before its end."""

    CANCELLED = "cancelled"
    LOST = "lost"
    LEAVING = "leaving"


class Stopped(Exception):
    """The job is to stop now: someone cancelled it, its lease is lost, or this worker is leaving."""

    def __init__(self, why: Stop) -> None:
        super().__init__(f"the job is stopped: {why}")
        self.why = why


@dataclass(slots=True)
class Hold:
    """A job in this worker's hands. `stop` may come from any thread; what runs for it in other processes is ended."""

    claim: Claim
    why: Stop | None = None
    _running: set[Future[Any]] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def stop(self, why: Stop) -> None:
        """Stop the job; the first reason counts."""
        with self._lock:
            self.why = self.why or why
            running = tuple(self._running)
        for future in running:
            future.cancel()

    def check(self) -> None:
        """Raise `Stopped` where the job is to stop."""
        if self.why is not None:
            raise Stopped(self.why)

    def watch(self, future: Future[T]) -> None:
        """End `future` when the job is stopped. Raises `Stopped`."""
        with self._lock:
            if self.why is None:
                self._running.add(future)
        future.add_done_callback(self._drop)
        if self.why is not None:
            future.cancel()
            raise Stopped(self.why)

    def _drop(self, future: Future[Any]) -> None:
        with self._lock:
            self._running.discard(future)


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """What a render process is to do, and for how long at the most."""

    function: Callable[..., T]
    args: tuple[Any, ...]
    timeout_s: float


@dataclass(frozen=True, slots=True)
class Result:
    """What a job made: facts for whoever asked, and the blobs among them that its row keeps."""

    facts: Mapping[str, Any]
    blobs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """A job being carried out, and what this process has for it."""

    hold: Hold
    database: Database
    blobs: Blobs
    library: Holdings
    settings: Settings
    pool: RenderPool
    clock: Clock
    scratch: Path

    @property
    def payload(self) -> Mapping[str, Any]:
        """What was asked for."""
        return self.hold.claim.payload

    @property
    def brand_id(self) -> str:
        """The brand it is for. Raises `VisualgenError` for a job without one, which is a bug."""
        if self.hold.claim.brand_id is None:
            raise VisualgenError("the job names no brand", mend="report this as a bug", job=self.hold.claim.id)
        return self.hold.claim.brand_id

    def compute(
        self, function: Callable[..., T], /, *args: Any, timeout_s: float | None = None, meanwhile: Callable[[], None] | None = None
    ) -> T:
        """Return `function(*args)`, run in a render process; `meanwhile` is called each second until then.

        Raises what it raises, `LimitExceeded`, and `Stopped`.
        """
        future = self._submit(function, args, timeout_s)
        while meanwhile is not None and not future.done():  # `wait` alone overlooks a future that was cancelled and not told so
            if not wait([future], MEANWHILE_S).done and not future.done():
                meanwhile()
        return self._wait(future)

    def compute_all(self, calls: Iterable[Call[T]]) -> Iterator[T | VisualgenError]:
        """Yield the result of every call, or the error it met, in order; as many run at once as there are render processes."""
        waiting: deque[Future[T]] = deque()
        for call in calls:
            if len(waiting) > self.pool.workers:
                yield self._answer(waiting.popleft())
            waiting.append(self._submit(call.function, call.args, call.timeout_s))
        while waiting:
            yield self._answer(waiting.popleft())

    def report(self, done: int, total: int) -> None:
        """Tell how far the job is. Raises `Stopped`, `LeaseLost`."""
        self.hold.check()
        service.report(self.database, self.hold.claim, done, total)

    def _submit(self, function: Callable[..., T], args: tuple[Any, ...], timeout_s: float | None) -> Future[T]:
        self.hold.check()
        future = self.pool.submit(function, *args, timeout_s=timeout_s)
        self.hold.watch(future)
        return future

    def _wait(self, future: Future[T]) -> T:
        try:
            return future.result()
        except CancelledError:
            self.hold.check()
            raise

    def _answer(self, future: Future[Any]) -> Any:
        try:
            return self._wait(future)
        except VisualgenError as error:
            return error


class Kind(Protocol):
    """A kind of job. `run` may be called twice for one job, on two machines at once: what it does must come out the same."""

    name: str

    def run(self, work: Work) -> Result:
        """Carry the job out. Raises `InputError` for what no retry mends, anything else for what one may, and `Stopped`."""
