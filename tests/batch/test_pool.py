from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

import pytest

from visualgen.batch.pool import NICENESS, RenderPool
from visualgen.errors import LimitExceeded, SvgError, VisualgenError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and limits")


@pytest.fixture(scope="module")
def pool() -> Iterator[RenderPool]:
    with RenderPool(2, memory_bytes=1_000_000_000) as opened:
        yield opened


def test_results_come_back(pool: RenderPool) -> None:
    assert pool.submit(divmod, 7, 2).result(20) == (3, 1)
    assert pool.submit(os.getpriority, os.PRIO_PROCESS, 0).result(20) >= NICENESS
    assert pool.submit(dict, MappingProxyType({"a": MappingProxyType({})})).result(20) == {"a": {}}


def test_errors_cross_the_border(pool: RenderPool) -> None:
    with pytest.raises(ZeroDivisionError):
        pool.submit(divmod, 1, 0).result(20)
    raised = pool.submit(exec, "from visualgen.errors import SvgError\nraise SvgError('a cycle', mend='cut it', line=3)").exception(20)
    assert isinstance(raised, SvgError)
    assert (raised.message, raised.mend, raised.place) == ("a cycle", "cut it", {"line": 3})
    unpicklable = "class Odd(Exception):\n def __init__(self, a, b): super().__init__(a)\nraise Odd(1, 2)"
    assert "Odd" in str(pool.submit(exec, unpicklable).exception(20))
    assert "pickle" in str(pool.submit(eval, "lambda: 1").exception(20))


def test_time_is_limited_and_the_worker_replaced(pool: RenderPool) -> None:
    started = time.monotonic()
    with pytest.raises(LimitExceeded, match=r"0\.3 s"):
        pool.submit(time.sleep, 60, timeout_s=0.3, lane=0).result(20)
    assert time.monotonic() - started < 10
    assert pool.submit(abs, -1, lane=0).result(20) == 1


def test_a_crash_ends_one_task_only(pool: RenderPool) -> None:
    crash = pool.submit(os.kill, pool.submit(os.getpid, lane=1).result(20), signal.SIGKILL, lane=1)
    with pytest.raises(LimitExceeded, match="died"):
        crash.result(20)
    assert pool.submit(abs, -1, lane=1).result(20) == 1


def test_memory_is_limited(pool: RenderPool) -> None:
    with pytest.raises(LimitExceeded, match="memory"):
        pool.submit(bytearray, 2_000_000_000).result(20)


def test_the_alarm_ends_what_does_not_return(pool: RenderPool) -> None:
    stuck = "import signal, time\nsignal.setitimer(signal.ITIMER_REAL, 0.2)\nsum(range(10**12))"
    with pytest.raises(LimitExceeded, match="died"):
        pool.submit(exec, stuck).result(20)


def test_futures_can_be_awaited_and_cancelled(pool: RenderPool) -> None:
    async def wait() -> tuple[int, bool]:
        value = await asyncio.wrap_future(pool.submit(abs, -3))
        slow = asyncio.wrap_future(pool.submit(time.sleep, 60, lane=0))
        await asyncio.sleep(0.3)
        return value, slow.cancel()

    assert asyncio.run(wait()) == (3, True)
    assert pool.submit(abs, -4, lane=0).result(20) == 4


def test_lanes_are_separate_processes_and_work_is_spread(pool: RenderPool) -> None:
    one, two = pool.submit(os.getpid, lane=0).result(20), pool.submit(os.getpid, lane=1).result(20)
    assert one != two
    assert {future.result(20) for future in [pool.submit(os.getpid) for _ in range(4)]} == {one, two}


PARENT = """
import os, time
from visualgen.batch.pool import RenderPool
if __name__ == "__main__":
    pool = RenderPool(1)
    print(pool.submit(os.getpid).result(30), flush=True)
    pool.submit(exec, "sum(range(10**12))")
    time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the parent-death signal is Linux's")
def test_workers_die_with_their_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}
    ) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        parent.kill()
        parent.wait(60)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and _runs(worker):
        time.sleep(0.05)
    assert not _runs(worker)


def _runs(process: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


def test_a_closed_pool_refuses_work() -> None:
    pool = RenderPool(1)
    pool.close()
    with pytest.raises(VisualgenError, match="gone"):
        pool.submit(abs, 1)
