"""Faults planted in the real templates: a copy of the template with some of its drawing changed, rendered and looked at closely."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.preflight.planting import WORDS, Case
from visualgen.brand.model import BrandKit
from visualgen.brand.reading import load_kit
from visualgen.findings import Finding
from visualgen.pipeline import Rendered, World, render_still
from visualgen.render.products import StillJob
from visualgen.settings import Settings
from visualgen.template.reading import load_template
from visualgen.template.target import resolve_target


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings.from_environment()


@pytest.fixture(scope="session")
def world(settings: Settings) -> World:
    return World.open(settings)


@pytest.fixture(scope="session")
def kits(settings: Settings) -> Mapping[str, BrandKit]:
    return {name: load_kit(name, settings) for name in ("levain", "prise", "appui", "levain:dark")}


@pytest.fixture
def job_of(settings: Settings, kits: Mapping[str, BrandKit], tmp_path: Path) -> Callable[[Case], StillJob]:
    """Return a function that makes the job of a case: its template is a changed copy of the real one."""

    def make(case: Case) -> StillJob:
        folder = tmp_path / hashlib.sha256(repr(case).encode()).hexdigest()[:12] / case.template
        shutil.copytree(Path(__file__).parents[2] / "templates" / case.template, folder)
        target = resolve_target(case.ratio, load_template(folder, settings), settings.limits)
        drawing = folder / f"{target.ratio}.svg"
        text = drawing.read_text(encoding="utf-8")
        for old, new in case.edits:
            assert old in text, f"{case.template} {target.ratio} has no {old!r}"
            text = text.replace(old, new, 1)
        drawing.write_text(text, encoding="utf-8")
        content = {**WORDS.get(case.template, {}), **case.words}
        return StillJob(load_template(folder, settings), kits[case.kit], target, content, sample=case.sample, output=case.output)

    return make


@pytest.fixture
def rendered(world: World, job_of: Callable[[Case], StillJob]) -> Callable[[Case], Rendered]:
    """Return a function that renders a case and looks at it closely."""
    return lambda case: render_still(job_of(case), world, look_closely=True)


@pytest.fixture
def judged(rendered: Callable[[Case], Rendered]) -> Callable[[Case], tuple[Finding, ...]]:
    """Return a function that gives the findings of a case."""
    return lambda case: rendered(case).findings
