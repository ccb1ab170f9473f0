"""Drawings that move, and what Chromium makes of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from visualgen.brand.reading import load_kit
from visualgen.motion.stage import Cast, read_cast
from visualgen.pipeline import World
from visualgen.render.bind import bind
from visualgen.render.place import place
from visualgen.render.products import Placed, StillJob
from visualgen.render.style import style
from visualgen.settings import Settings
from visualgen.template.reading import load_template
from visualgen.template.target import resolve_target


@pytest.fixture(scope="session")
def world() -> World:
    return World.open(Settings.from_environment({}))


def svg(body: str, css: str = "", size: tuple[int, int] = (400, 300)) -> str:
    width, height = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f"<style>{css}</style>{body}</svg>"
    )


@pytest.fixture
def job_of(tmp_path: Path, world: World) -> Callable[..., StillJob]:
    def make(text: str, name: str = "drawing", kit: str = "levain", **content: Any) -> StillJob:
        path = tmp_path / f"{name}.svg"
        path.write_text(text, encoding="utf-8")
        template = load_template(path, world.settings)
        return StillJob(template, load_kit(kit, world.settings), resolve_target(None, template), content, sample=True)

    return make


@pytest.fixture
def staged(job_of: Callable[..., StillJob], world: World) -> Callable[[str], tuple[Placed, Cast, list[Any]]]:
    """Return a drawing placed, who moves in it, and what is not played."""

    def stage(text: str) -> tuple[Placed, Cast, list[Any]]:
        job = job_of(text)
        source = bind(job, world.settings, world.cache)
        placed = place(style(source, world.cache), source, job.kit, world.book(job.kit))
        found, problems = read_cast(placed)
        return placed, found, problems

    return stage
