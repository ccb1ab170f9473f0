"""Mends: what a machine can mend is mended, the gentlest way, and nothing else is touched."""

# ruff: noqa: E501 (tables of cases)

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.preflight.planting import WORDS, Case, photo
from visualgen.pipeline import World, render_still
from visualgen.render.products import Output, StillJob
from visualgen.review.mends import MENDS, Mended, mend_still
from visualgen.template.reading import load_template

DATE = '<rect id="frame:date" x="72" y="1028" width="450" height="130" fill="none"/>'
FRAME_TEXT = '<rect id="frame:text" x="72" y="790" width="450" height="210" fill="none"/>'
LOGO = '<g id="brand:logo" data-align="xMinYMid">'


@pytest.fixture
def mended(world: World, job_of: Callable[[Case], StillJob]) -> Callable[[Case], tuple[Mended, Any]]:
    def render(job: StillJob) -> Any:
        return render_still(job, world, look_closely=True)

    def mend(case: Case) -> tuple[Mended, Any]:
        job = job_of(case)
        first = render(job)
        return mend_still(job, first, render), first

    return mend


def codes(rendered: Any) -> set[str]:
    return {finding.code for finding in rendered.findings}


CASES: Mapping[str, tuple[str, Case]] = {
    "a title too big for its frame is lowered": ("text_overflow", Case(edits=(('<rect id="frame:headline" x="72" y="236" width="936" height="518"', '<rect id="frame:headline" x="72" y="236" width="936" height="40"'),))),
    "a dark logo on the brick is reversed": ("logo_background", Case(edits=((LOGO, f'<rect width="500" height="180" fill="var(--color-primary)"/>{LOGO}'),))),
    "words on a busy ground get a scrim": ("low_contrast", Case(edits=((FRAME_TEXT, f'<rect x="60" y="780" width="480" height="230" fill="var(--color-muted)"/>{FRAME_TEXT}'),))),
    "a PNG for Instagram becomes a JPEG": ("type_refused", Case(ratio="instagram.feed", output=Output("png"))),
    "a heavy banner is recompressed": ("weight_refused", Case(ratio="google.300x600", output=Output("png"), words={"photo": photo(700, 1200, noise=True)})),
}  # fmt: skip


@pytest.mark.parametrize(("code", "case"), CASES.values(), ids=list(CASES))
def test_what_a_machine_can_mend_is_mended(code: str, case: Case, mended: Callable[[Case], tuple[Mended, Any]]) -> None:
    after, before = mended(case)
    assert code in codes(before)
    assert code not in codes(after.rendered)
    assert code in {step.code for step in after.steps}
    assert all(step.fr and step.en for step in after.steps)
    assert {one.code for one in after.rendered.findings if one.severity == "blocks"} <= {
        one.code for one in before.findings if one.severity == "blocks"
    }
    assert after.job.content == {**WORDS[case.template], **case.words}, "the words are the same"


def test_a_sound_picture_is_left_alone(mended: Callable[[Case], tuple[Mended, Any]]) -> None:
    after, before = mended(Case())
    assert after.steps == ()
    assert after.rendered is before


def test_what_cannot_be_mended_stays(mended: Callable[[Case], tuple[Mended, Any]]) -> None:
    after, _ = mended(Case(edits=((DATE, DATE.replace('"130"', '"20"')),)))
    assert "text_overflow" in codes(after.rendered)
    assert after.steps == ()


def test_the_scrim_is_as_faint_as_may_be(mended: Callable[[Case], tuple[Mended, Any]]) -> None:
    after, _ = mended(CASES["words on a busy ground get a scrim"][1])
    (step,) = after.steps
    assert "%" in step.fr
    assert "92" not in step.fr


def test_every_mend_answers_a_finding_that_there_is() -> None:
    page = (Path(__file__).parents[2] / "docs" / "findings.md").read_text(encoding="utf-8")
    assert all(f"`{code}`" in page for code in MENDS)


def test_a_drawing_with_conditions_gets_its_scrim_as_it_is_written(
    world: World, job_of: Callable[[Case], StillJob], settings: Any, tmp_path: Path
) -> None:
    job = job_of(CASES["words on a busy ground get a scrim"][1])
    source = job.template.drawings["4x5", 1].source.decode()
    folder = tmp_path / "annonce"
    folder.mkdir()
    shown = source.replace("</svg>", '{% if kicker %}<rect id="{{ kicker | lower }}" width="9" height="9" opacity="0"/>{% endif %}</svg>')
    (folder / "4x5.svg.j2").write_text(shown, encoding="utf-8")
    logic = replace(job, template=load_template(folder, settings))
    assert logic.template.drawings["4x5", 1].jinja

    def render(one: StillJob) -> Any:
        return render_still(one, world, look_closely=True)

    first = render(logic)
    after = mend_still(logic, first, render)
    assert "low_contrast" in codes(first)
    assert "low_contrast" not in codes(after.rendered)
    assert {step.code for step in after.steps} == {"low_contrast"}
    assert (after.job.content, after.rendered.size_px) == (logic.content, first.size_px)
