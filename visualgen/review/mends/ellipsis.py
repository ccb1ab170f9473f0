"""Shorten a text by its slot's own ellipsis: fewer lines, until it is inside its frame."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.findings import Finding
from visualgen.render.products import StillJob
from visualgen.review.mends.specs import slot_spec, with_spec
from visualgen.review.model import Step

_MOST_LINES = 8


def tries(job: StillJob, finding: Finding) -> Iterator[tuple[StillJob, Step]]:
    """Yield the job with the slot capped at ever fewer lines."""
    spec = slot_spec(job, finding.slot) if finding.slot else None
    if spec is None or finding.slot is None:
        return
    for lines in range(min(spec.lines or _MOST_LINES, _MOST_LINES), 0, -1):
        said = "une ligne" if lines == 1 else f"{lines} lignes"
        yield (
            with_spec(job, finding.slot, lines=lines),
            Step(
                finding.code,
                finding.slot,
                f"Texte coupé à {said}, avec « … » : relisez ce qui reste.",
                f"Text cut at {lines} line{'s' if lines > 1 else ''}, with “…”: read what is left.",
            ),
        )
