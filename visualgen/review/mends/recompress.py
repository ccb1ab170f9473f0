"""Encode the file as its placement takes it: the best quality under the weight, in a type that is taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from visualgen.findings import Finding
from visualgen.formats import placement
from visualgen.render.products import OutputType, StillJob
from visualgen.review.model import Step


def tries(job: StillJob, finding: Finding) -> Iterator[tuple[StillJob, Step]]:
    """Yield the job with its output's type and weight set to what is taken; JPEG first, it is taken everywhere."""
    where = placement(job.target.placement) if job.target.placement else None
    taken = finding.numbers.get("taken") or (where.types if where is not None else ())
    types: tuple[OutputType, ...] = tuple(name for name in ("jpeg", "png", "webp") if not taken or name in taken)
    most = finding.numbers.get("max_bytes") or job.output.max_bytes or (where.max_bytes if where is not None else None)
    for kind in dict.fromkeys((job.output.type, *types)):
        if taken and kind not in taken:
            continue
        output = replace(job.output, type=kind, max_bytes=most)
        if output == job.output:
            continue
        weight = f" sous {most / 1000:.0f} ko" if most else ""
        under = f" under {most / 1000:.0f} kB" if most else ""
        yield (
            replace(job, output=output),
            Step(finding.code, None, f"Réencodée en {kind.upper()}{weight}.", f"Encoded again as {kind.upper()}{under}."),
        )
