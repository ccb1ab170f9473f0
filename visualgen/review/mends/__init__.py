"""Mends that a machine can make on a picture, tried from the gentlest on; a mend is kept only where it helps and breaks nothing.

Each mend is a function from a job and a finding to jobs to try, each with what it does. The words are never changed, but for the
slot's own ellipsis where nothing smaller fits. A new mend is one file and one line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from visualgen.errors import InputError
from visualgen.findings import Finding
from visualgen.pipeline import Rendered
from visualgen.render.products import StillJob
from visualgen.review.mends import ellipsis, other_logo, recompress, scrim, text_size
from visualgen.review.model import Step

Mend = Callable[[StillJob, Finding], Iterator[tuple[StillJob, Step]]]

MENDS: Mapping[str, tuple[Mend, ...]] = {
    "text_overflow": (text_size.tries, ellipsis.tries),
    "logo_background": (other_logo.tries,),
    "logo_lost": (other_logo.tries,),
    "low_contrast": (scrim.tries,),
    "weight_refused": (recompress.tries,),
    "too_heavy": (recompress.tries,),
    "type_refused": (recompress.tries,),
}
"""What is tried for which finding, in this order."""

MOST_RENDERS = 40


@dataclass(frozen=True, slots=True)
class Mended:
    """A picture after its mends, with the job that makes it and what was done; no step: nothing helped."""

    job: StillJob
    rendered: Rendered
    steps: tuple[Step, ...]


def mend_still(job: StillJob, rendered: Rendered, render: Callable[[StillJob], Rendered]) -> Mended:
    """Return the picture with what can be mended mended; `render` makes a job and looks at it closely."""
    steps: list[Step] = []
    hopeless: set[tuple[str, str | None]] = set()
    left = MOST_RENDERS
    while left > 0:
        finding = next((one for one in rendered.findings if one.code in MENDS and (one.code, one.slot) not in hopeless), None)
        if finding is None:
            break
        for candidate, step in (attempt for mend in MENDS[finding.code] for attempt in mend(job, finding)):
            left -= 1
            try:
                tried = render(candidate)
            except InputError:
                continue
            if _better(rendered, tried, finding):
                job, rendered = candidate, tried
                steps.append(step)
                break
            if left <= 0:
                break
        else:
            hopeless.add((finding.code, finding.slot))
    return Mended(job, rendered, tuple(steps))


def _better(before: Rendered, after: Rendered, finding: Finding) -> bool:
    """Return whether the finding is gone and nothing worse came, but for the ellipsis that was asked for."""
    key = (finding.code, finding.slot)
    known = {(one.code, one.slot) for one in before.findings}
    new = {(one.code, one.slot) for one in after.findings if one.severity != "notes"} - known
    return key not in {(one.code, one.slot) for one in after.findings} and new <= {
        ("text_clamped", finding.slot),
        ("text_small", finding.slot),
    }
