"""Measure visualgen and its peers in one run and print the ratios: `python -m bench [--times N] [--quick]`."""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench import clip, cpu, design, preflight, service
from bench.peers import chromium, engines, satori
from visualgen.brand.reading import load_kit
from visualgen.pipeline import World, render_still
from visualgen.render.products import Output, PictureValue, StillJob
from visualgen.settings import Settings
from visualgen.template.reading import load_template
from visualgen.template.target import resolve_target

CACHE = Path(".cache") / "bench"


def main() -> None:
    """Print one table of CPU milliseconds and ratios, as Markdown."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=10)
    options.add_argument("--quick", action="store_true", help="leave out the slow peers and the demo month")
    chosen = options.parse_args()
    photo = design.photo()
    print("| what | CPU ms a picture |\n|---|---|")
    ours = still(photo, chosen.times)
    for name, value in ours.items():
        print(f"| visualgen: {name} | {value:.1f} |")
    for name, value in preflight.measure(photo, chosen.times).items():
        print(f"| {name} | {value:.1f} |")
    if not chosen.quick:
        peers(photo, ours, chosen.times)
        command_line()
        demo_month()
    print()
    clip.measure(quick=chosen.quick)
    service.measure(quick=chosen.quick)


def still(photo: bytes, times: int) -> dict[str, float]:
    """Return CPU ms for our picture: photo and static runs cached (the words change), then nothing cached."""
    settings = Settings.from_environment()
    with tempfile.TemporaryDirectory() as folder:
        template = load_template(design.write_template(Path(folder) / "bench"), settings)
    kit = load_kit("levain", settings)
    target = resolve_target("4x5", template)

    def job(number: int, kind: str, picture: bytes) -> StillJob:
        content = {
            "headline": f"{design.HEADLINE} ({number})",
            "text": f"{number} {design.PARAGRAPH}",
            "tags": f"{design.HASHTAGS} #{number}",
            "photo": PictureValue(picture, hashlib.sha256(picture).hexdigest(), "bench.jpg", (0.5, 0.5)),
        }
        return StillJob(template, kit, target, content, output=Output(kind))  # type: ignore[arg-type]

    world = World.open(settings)
    found = {}
    for kind in ("jpeg", "png"):
        render_still(job(0, kind, photo), world)
        found[f"photo and static layers cached, {kind}"] = cpu.best_ms(lambda n, kind=kind: render_still(job(n, kind, photo), world), times)
    pictures = [photo + bytes([number]) for number in range(times * cpu.ROUNDS)]
    found["nothing cached, jpeg"] = cpu.best_ms(lambda n: render_still(job(n, "jpeg", pictures[n]), World.open(settings)), times)
    found["nothing cached, png"] = cpu.best_ms(lambda n: render_still(job(n, "png", pictures[n]), World.open(settings)), times)
    return found


def peers(photo: bytes, ours: dict[str, float], times: int) -> None:
    """Print each peer's CPU ms and how many of our pictures fit in it."""
    few = max(2, times // 4)
    small = design.fitted(photo)
    jpeg, png = ours["photo and static layers cached, jpeg"], ours["photo and static layers cached, png"]
    cold = ours["nothing cached, jpeg"]
    rows: list[tuple[str, float | None, float]] = [
        ("Chromium, warm page, photo cached, jpeg", chromium.jpeg(small, times), jpeg),
        ("Chromium, warm page, new photo, jpeg", chromium.jpeg(photo, times, new_photo=True), cold),
        ("satori + resvg-js, photo fitted, png", satori.png(small, few, CACHE), png),
        ("CairoSVG, photo fitted, png", engines.cairosvg_png(small, few), png),
        ("CairoSVG, full photo, png", engines.cairosvg_png(photo, few), ours["nothing cached, png"]),
        ("resvg_py, photo fitted, png", engines.resvg_png(small, few), png),
        ("resvg_py, full photo, png", engines.resvg_png(photo, few), ours["nothing cached, png"]),
    ]
    for name, value, base in rows:
        print(f"| {name} | not here |" if value is None else f"| {name} | {value:.0f} ({value / base:.1f} × ours) |")


def command_line() -> None:
    """Print the wall and CPU time of the command line from cold."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "visualgen", "render", "annonce", "--kit", "levain", "--sample", "-o", f"{folder}/a.jpg"]
        walls, cpus = [], []
        for _ in range(3):
            used, wall = _run(command)
            walls.append(wall)
            cpus.append(used)
    print(f"\nCLI cold: {min(walls):.2f} s wall, {min(cpus):.2f} s CPU (best of 3)")


def demo_month() -> None:
    """Print the demo month's CPU, its gain with two workers and the peak memory of a worker."""
    found = {}
    for workers in (1, 2):
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "visualgen", "demo", "--out", folder, "--workers", str(workers)]
            peak = _Peak()
            used, wall = _run(command, peak)
            count = len([path for path in Path(folder).rglob("*.jpg") if "contact" not in path.name])
            found[workers] = (used, wall, peak.bytes)
            megabytes = f"{peak.bytes / 1e6:.0f} MB"
            print(f"demo month, {workers} worker(s): {count} pictures, {used:.1f} s CPU, {wall:.1f} s wall, largest process {megabytes}")
    print(f"two workers are {found[1][1] / found[2][1]:.2f} × faster than one")


class _Peak:
    """The largest resident process of a tree, sampled while it runs."""

    def __init__(self) -> None:
        self.bytes = 0

    def watch(self, pid: int, done: threading.Event) -> None:
        while not done.wait(0.05):
            self.bytes = max([self.bytes, *(cpu.own_rss_bytes(member) for member in cpu.tree(pid))])


def _run(command: list[str], peak: _Peak | None = None) -> tuple[float, float]:
    """Run a command; return its CPU seconds (all children) and wall seconds."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(Path.cwd())}
    )
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
