"""The clip benchmark: CPU a frame with the start aside, beside x264 alone and the peers; memory; two clips at once.

`python -m bench.clip [--quick]`. Ours counts its own CPU from the thirtieth frame on; a peer's figure comes from a short and a long
clip: what differs is the frames.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench import clip_design, cpu
from bench.peers import remotion

CACHE = Path(".cache") / "bench" / "remotion"
LONG = 240
ROUNDS = 2


def main() -> None:
    """Print the tables as Markdown."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="leave out the peers and the clip of a minute")
    measure(quick=options.parse_args().quick)


def measure(*, quick: bool) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print("| clip, 1080 × 1920, five layers | CPU ms a frame |\n|---|---|")
        (bgr, _), (yuv, _), (ours, compose) = (_steady(what, folder) for what in ("ready-bgr", "ready-yuv", "ours"))
        print(f"| x264 veryfast alone on ready frames, bgr0 (the limit) | {bgr:.1f} |")
        print(f"| x264 veryfast alone on ready frames, yuv420p | {yuv:.1f} |")
        print(f"| visualgen, compositing alone | {compose:.1f} |")
        print(f"| visualgen, end to end | {ours:.1f} ({ours / bgr:.2f} × bgr0, {ours / yuv:.2f} × yuv420p) |")
        print(f"| the same, beside its own conversion and encoding in the same run | {ours / (ours - compose):.2f} × |")
        if not quick:
            moviepy = _frame_ms("moviepy", folder, 30, 90, 1)
            print(f"| MoviePy 2 compositor, end to end | {moviepy:.0f} ({moviepy / ours:.1f} × ours) |")
            print(f"| Remotion 4, Chromium, end to end | {_remotion(folder, ours)} |")
            _memory(folder)
        _two_at_once(folder)


def _steady(what: str, folder: Path) -> tuple[float, float]:
    """Return the CPU ms of a frame and of its painting, in the best of the rounds."""
    found = []
    for _ in range(ROUNDS):
        done = subprocess.run(_child(what, LONG, 1, folder), capture_output=True, text=True, check=True)
        facts = json.loads(done.stdout)
        found.append((facts["frame_ms"], facts["painting_ms"]))
    return min(found)


def _frame_ms(what: str, folder: Path, short: int, long: int, rounds: int = ROUNDS) -> float:
    found = []
    for _ in range(rounds):
        first, last = (_run(_child(what, frames, 1, folder))[0] for frames in (short, long))
        found.append((last - first) / (long - short) * 1000)
    return min(found)


def _remotion(folder: Path, ours: float) -> str:
    reason = remotion.prepare(CACHE)
    if reason is not None:
        return f"not here: {reason}"
    public = folder / "public"
    public.mkdir()
    for path in clip_design.layers(folder).values():
        (public / path.name).write_bytes(path.read_bytes())
    spent, peaks = [], []
    for frames in (30, 150):
        peak = _Peak()
        _run(remotion.command(CACHE, folder / "remotion.mp4", frames, public), CACHE, peak)
        spent.append(peak.cpu_s)  # Chromium's processes are nobody's children when they end
        peaks.append(peak.all_bytes)
    frame = (spent[1] - spent[0]) / 120 * 1000
    return f"{frame:.0f} ({frame / ours:.1f} × ours; start {spent[0] - 30 * frame / 1000:.0f} s CPU, {max(peaks) / 1e9:.1f} GB)"


def _memory(folder: Path) -> None:
    sizes = []
    for seconds in (10, 60):
        peak = _Peak()
        _run(_child("ours", seconds * clip_design.FPS, 2, folder), None, peak)
        sizes.append(f"{seconds} s: {peak.all_bytes / 1e6:.0f} MB")
    print(f"\nmemory of the whole process, peak: {', '.join(sizes)} (target 400 MB)")


def _two_at_once(folder: Path) -> None:
    alone = min(_run(_child("ours", LONG, 1, folder))[1] for _ in range(2))
    start = time.perf_counter()
    pair = [subprocess.Popen(_child("ours", LONG, 1, folder / str(n))) for n in range(2) if (folder / str(n)).mkdir(exist_ok=True) is None]
    for process in pair:
        process.wait()
    together = time.perf_counter() - start
    print(f"\ntwo clips at once, one encoder thread each: {2 * alone / together:.2f} × one after the other (target 1.6)")


def _child(what: str, frames: int, threads: int, folder: Path) -> list[str]:
    return [sys.executable, "-m", "bench.clip_runs", what, str(frames), str(threads), str(folder)]


class _Peak:
    """The largest resident memory of a process tree, and the CPU seconds of all its processes, sampled while it runs."""

    def __init__(self) -> None:
        self.all_bytes = 0
        self._spent: dict[int, float] = {}

    @property
    def cpu_s(self) -> float:
        return sum(self._spent.values())

    def watch(self, pid: int, done: threading.Event) -> None:
        while not done.wait(0.05):
            members = cpu.tree(pid)
            self.all_bytes = max(self.all_bytes, sum(cpu.own_rss_bytes(member) for member in members))
            for member in members:
                stat = cpu.fields(member)
                if stat:
                    self._spent[member] = (int(stat[11]) + int(stat[12])) * cpu.TICK_S


def _run(command: list[str], folder: Path | None = None, peak: _Peak | None = None) -> tuple[float, float]:
    """Run a command; return its CPU seconds (all children) and wall seconds."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=folder)
    done = threading.Event()
    if peak is not None:
        threading.Thread(target=peak.watch, args=(process.pid, done), daemon=True).start()
    _, errors = process.communicate()
    done.set()
    if process.returncode != 0:
        raise RuntimeError(f"{command} failed: {errors.decode()[-500:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, time.perf_counter() - start


if __name__ == "__main__":
    main()
