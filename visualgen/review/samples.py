"""A template as a review: every drawn ratio and page with its own sample, rendered into a folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from visualgen.batch.files import write_whole
from visualgen.brand.model import BrandKit
from visualgen.pipeline import Rendered, pages_of
from visualgen.render.products import Output, OutputType, StillJob
from visualgen.review.annotate import annotate
from visualgen.review.calendar import FOLDER
from visualgen.review.mends import mend_still
from visualgen.review.model import Review, Reviewed, Seen, Step
from visualgen.settings import Limits
from visualgen.template.model import Template
from visualgen.template.target import resolve_target

BY_DESIGN = frozenset({"sample_used"})
"""Findings that are left out: samples are shown on purpose."""


def review_template(
    template: Template,
    kit: BrandKit,
    ratios: Sequence[str],
    folder: Path,
    limits: Limits,
    language: str,
    render: Callable[[StillJob], Rendered],
    *,
    mend: bool = False,
    annotated: bool = True,
) -> Review:
    """Return the review of a template with a kit: `ratios` (empty: those that are drawn), all pages; pictures are put into `folder`.

    Raises `InputError` for a ratio that cannot be made and a drawing that cannot be drawn.
    """
    seen: list[Seen] = []
    for ratio in ratios or template.ratios:
        target = resolve_target(ratio, template, limits)
        job = StillJob(template, kit, target, {}, sample=True, output=Output(_type_of(target.placement)))
        for page in range(1, pages_of(job) + 1):
            seen.append(_seen(replace(job, page=page), ratio, page, folder, language, render, mend, annotated))
    return Review(
        template.name, kit.name, kit.title or kit.name, (Reviewed(template.name, template.title or template.name, pictures=tuple(seen)),)
    )


def _type_of(placement: str | None) -> OutputType:
    return "png" if placement and placement.startswith("google.") else "jpeg"


def _seen(
    job: StillJob,
    ratio: str,
    page: int,
    folder: Path,
    language: str,
    render: Callable[[StillJob], Rendered],
    mend: bool,
    annotated: bool,
) -> Seen:
    rendered, before = render(job), ""
    steps: tuple[Step, ...] = ()
    label = "-".join((job.template.name, ratio.replace(".", "-"), str(page)))
    if mend:
        mended = mend_still(job, rendered, render)
        if mended.steps:
            before = f"{FOLDER}/before-{label}.{_suffix(rendered)}"
            _write(folder, before, rendered.data)
        rendered, steps = mended.rendered, mended.steps
    findings = tuple(finding for finding in rendered.findings if finding.code not in BY_DESIGN)
    name = f"{label}.{_suffix(rendered)}"
    _write(folder, name, rendered.data)
    drawn = ""
    if annotated and any(finding.box_px for finding in findings):
        drawn = f"{FOLDER}/{label}.png"
        _write(folder, drawn, annotate(rendered.data, findings, language))
    return Seen(name, ratio, page, rendered.size_px, findings, drawn, before, steps)


def _suffix(rendered: Rendered) -> str:
    return {"image/jpeg": "jpg"}.get(rendered.media_type, rendered.media_type.partition("/")[2])


def _write(folder: Path, name: str, data: bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data)
