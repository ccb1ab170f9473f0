"""CPU time and memory of processes and their descendants, read from /proc (Linux)."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

TICK_S = 1 / os.sysconf("SC_CLK_TCK")

ROUNDS = 3


def best_ms(draw: Callable[[int], object], times: int, clock: Callable[[], float] = time.process_time) -> float:
    """Return the CPU milliseconds of one `draw(number)`: the mean of `times` calls, in the best of three rounds."""
    means = []
    for turn in range(ROUNDS):
        start = clock()
        for number in range(times):
            draw(turn * times + number)
        means.append((clock() - start) / times * 1000)
    return min(means)


def tree(pid: int) -> list[int]:
    """Return the pid and its living descendants."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            stat = fields(int(entry.name))
            if stat:
                children.setdefault(int(stat[1]), []).append(int(entry.name))
    found, todo = [], [pid]
    while todo:
        current = todo.pop()
        found.append(current)
        todo += children.get(current, [])
    return found


def own_rss_bytes(pid: int) -> int:
    """Return the resident memory of one process now, in bytes; 0 when it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def fields(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat after the command name (state is field 0, parent field 1, utime field 11)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
