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
def rendered(world: World, settings: Settings, kits: Mapping[str, BrandKit], tmp_path: Path) -> Callable[[Case], Rendered]:
    """Return a function that renders a case and looks at it closely."""

    def render(case: Case) -> Rendered:
        folder = tmp_path / hashlib.sha256(repr(case).encode()).hexdigest()[:12] / case.template
        shutil.copytree(Path(__file__).parents[2] / "templates" / case.template, folder)
        drawn = load_template(folder, settings)
        target = resolve_target(case.ratio, drawn, settings.limits)
        drawing = folder / f"{target.ratio}.svg"
        text = drawing.read_text(encoding="utf-8")
        for old, new in case.edits:
            assert old in text, f"{case.template} {target.ratio} has no {old!r}"
            text = text.replace(old, new, 1)
        drawing.write_text(text, encoding="utf-8")
        template = load_template(folder, settings)
        content = {**WORDS.get(case.template, {}), **case.words}
        job = StillJob(template, kits[case.kit], target, content, sample=case.sample, output=case.output)
        return render_still(job, world, look_closely=True)

    return render


@pytest.fixture
def judged(rendered: Callable[[Case], Rendered]) -> Callable[[Case], tuple[Finding, ...]]:
    """Return a function that gives the findings of a case."""
    return lambda case: rendered(case).findings
