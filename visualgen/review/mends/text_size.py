"""Lower the text to the smallest size that is read where the picture is seen."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.findings import Finding
from visualgen.formats import min_text_px
from visualgen.render.products import StillJob
from visualgen.review.mends.specs import slot_spec, with_spec
from visualgen.review.model import Step


def tries(job: StillJob, finding: Finding) -> Iterator[tuple[StillJob, Step]]:
    """Yield the job with the slot's least size lowered to the placement's; nothing where the slot allows that already."""
    spec = slot_spec(job, finding.slot) if finding.slot else None
    size = finding.numbers.get("size_px")
    if spec is None or finding.slot is None or not isinstance(size, int | float):
        return
    drawing = job.template.drawings.get((job.target.ratio, job.page))
    scale = job.target.size_px[0] / drawing.size[0] if drawing is not None and drawing.size else 1.0
    least = round(min_text_px(job.target.placement, job.target.size_px) / scale, 1)
    if least >= size - 0.5:
        return
    largest = spec.fit[1] if spec.fit is not None else size
    yield (
        with_spec(job, finding.slot, fit=(least, max(largest, least))),
        Step(
            finding.code,
            finding.slot,
            f"Texte réduit, jusqu’à {least:.0f} px s’il le faut : le plus petit qui se lise.",
            f"Text made smaller, down to {least:.0f} px if need be: the smallest that is read.",
        ),
    )
