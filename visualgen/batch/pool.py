"""Render processes with a hard end: time and memory limits that hold in C code too, and no process that outlives its parent."""

from __future__ import annotations

import copyreg
import importlib
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import replace
from multiprocessing import get_context
from types import MappingProxyType, TracebackType
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from visualgen.errors import LimitExceeded, ProcessDied, VisualgenError
from visualgen.settings import Settings

T = TypeVar("T")

NICENESS = 5
BATCH_CACHE_BYTES = 40 * 1024 * 1024
"""Measured on the sample month: a worker stays under 250 MB, and a larger cache saves no time."""

MEND = "use smaller photos, a simpler drawing or fewer effects"
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


def _frozen(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


copyreg.pickle(MappingProxyType, lambda proxy: (_frozen, (dict(proxy),)))  # frozen products hold them


class RenderPool:
    """Worker processes (spawned, niced), each with its own queue, so that a caller can keep like work on one worker.

    A worker starts with its first task, or with `start`. `warm`, ("module:function", *arguments), is the first thing it does
    (imports, fonts); it is named by text so that a parent can start workers before it has imported the same itself.
    A worker that passes its time or memory, or crashes, ends alone and is replaced; its caller gets `LimitExceeded`.
    """

    def __init__(self, workers: int, *, memory_bytes: int | None = None, niceness: int = NICENESS, warm: tuple[Any, ...] = ()) -> None:
        self.workers = max(1, workers)
        self._warm = warm
        self._pending = [0] * self.workers
        self._started = [False] * self.workers
        self._lock = threading.Lock()
        # One thread starts all workers and lives as long as they do: the parent-death signal follows the thread that forked.
        self._keeper = ThreadPoolExecutor(1, "visualgen-pool", _no_interrupts)
        arguments = (os.getpid(), memory_bytes, niceness)
        self._lanes: list[Any] = [
            ProcessPool(max_workers=1, initializer=_become_worker, initargs=arguments, context=get_context("spawn"))
            for _ in range(self.workers)
        ]

    def start(self) -> None:
        """Start all workers now instead of at their first task, and let them warm up; returns at once."""
        for lane in range(self.workers):
            self._start(lane)

    def submit(self, function: Callable[..., T], /, *args: Any, timeout_s: float | None = None, lane: int | None = None) -> Future[T]:
        """Return the future result of `function(*args)` in a worker: that of `lane`, else the least busy one.

        `function` is importable by name. The future raises what `function` raised; `LimitExceeded` when it ran longer
        than `timeout_s` (the wait in the queue not counted) or its process died. Cancelling it ends the worker's task.
        In asyncio: `await asyncio.wrap_future(pool.submit(…))`.
        """
        payload = pickle.dumps((function, args))
        with self._lock:
            chosen = lane if lane is not None else self._pending.index(min(self._pending))
            self._pending[chosen] += 1
        outer: Future[T] = Future()
        try:
            self._start(chosen)
            inner = self._lanes[chosen].schedule(_call, (payload,), timeout=timeout_s)
        except RuntimeError as error:
            self._free(chosen)
            raise VisualgenError("the render workers are gone", mend="start again") from error

        def settle(done: Future[bytes]) -> None:
            self._free(chosen)
            _settle(done, outer, timeout_s)

        inner.add_done_callback(settle)
        outer.add_done_callback(lambda done: inner.cancel() if done.cancelled() else None)
        return outer

    def close(self) -> None:
        """End all workers now; tasks that have not ended are lost."""
        for lane in self._lanes:
            lane.stop()
        for lane in self._lanes:
            lane.join()
        self._keeper.shutdown()

    def __enter__(self) -> RenderPool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _start(self, lane: int) -> None:
        with self._lock:
            fresh, self._started[lane] = not self._started[lane], True
        if fresh:
            function, *args = self._warm or ("os:getpid",)
            self._keeper.submit(self._lanes[lane].schedule, _call_named, (function, *args)).result()

    def _free(self, lane: int) -> None:
        with self._lock:
            self._pending[lane] -= 1


def render_pool(workers: int, settings: Settings) -> RenderPool:
    """Return a pool whose workers open a World for `settings` as they start; they can be started before anything heavy is imported."""
    return RenderPool(workers, memory_bytes=settings.limits.render_memory_bytes, warm=("visualgen.batch.worker:warm", settings))


def frugal(settings: Settings) -> Settings:
    """Return the settings for a batch: its pictures come drawing by drawing, so that a small cache holds all that is shared."""
    return replace(settings, cache_bytes=min(settings.cache_bytes, BATCH_CACHE_BYTES))


def _settle(done: Future[bytes], outer: Future[Any], timeout_s: float | None) -> None:
    """Hand the worker's answer, or what became of it, on to the caller's future."""
    if not outer.set_running_or_notify_cancel():  # it was cancelled: whoever waits for it is told
        return
    try:
        error, value = pickle.loads(done.result())  # noqa: S301 — written by our own worker
    except CancelledError:
        error, value = VisualgenError("the work was cancelled"), None
    except FutureTimeout:
        error, value = LimitExceeded(f"rendering took more than {timeout_s:g} s", mend=MEND), None
    except ProcessExpired as expired:
        error, value = ProcessDied(f"the render process died (code {expired.exitcode})", mend=MEND), None
    except Exception as broken:  # noqa: BLE001 — a pool that broke: the caller must hear it, whatever it is
        error, value = VisualgenError(f"the render workers failed ({type(broken).__name__}: {broken})", mend="start again"), None
    if error is not None:
        outer.set_exception(error)
    else:
        outer.set_result(value)


def _call_named(name: str, *args: object) -> None:
    """Run the function named "module:function" in the worker."""
    module, _, function = name.partition(":")
    getattr(importlib.import_module(module), function)(*args)


def _call(payload: bytes) -> bytes:
    """Run one task in the worker. Answers are pickled here, so that nothing unpicklable can break the pool."""
    error: BaseException | None = None
    value: object = None
    try:
        function, args = pickle.loads(payload)  # noqa: S301 — written by our own parent
        value = function(*args)
    except MemoryError:
        error = LimitExceeded("rendering needed more memory than allowed", mend=MEND)
    except Exception as raised:  # noqa: BLE001 — it crosses the process border and is raised there
        error = raised
    try:
        answer = pickle.dumps((error, value))
        pickle.loads(answer)  # noqa: S301
    except Exception as unfit:  # noqa: BLE001 — see above
        told = error if error is not None else unfit
        answer = pickle.dumps((RuntimeError(f"{type(told).__name__}: {told}"), None))
    return answer


def _no_interrupts() -> None:
    """Ctrl-C is the parent's to answer: what this thread starts never sees it, not even while it starts."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _become_worker(parent: int, memory_bytes: int | None, niceness: int) -> None:
    """Make this process a worker: it dies with its parent, is polite to other programs, and has a memory limit."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    os.nice(niceness)
    if memory_bytes:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes if hard == resource.RLIM_INFINITY else min(memory_bytes, hard), hard))
