"""Take another of the kit's logos: the one that its rule allows on this ground, or that stands out from it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from visualgen.findings import Finding
from visualgen.render.products import StillJob
from visualgen.review.model import Step


def tries(job: StillJob, finding: Finding) -> Iterator[tuple[StillJob, Step]]:
    """Yield the job with the layer's logo replaced by each other logo of the kit, the one that the finding names first."""
    layer = str(finding.numbers.get("layer", ""))
    kit = job.kit
    drawn = kit.artwork.get(layer)
    if drawn is None:
        return
    named = finding.fix.values.get("logo") if finding.fix is not None else None
    others = [name for name, piece in kit.artwork.items() if name.startswith("logo/") and piece.path != drawn.path]
    for name in sorted(others, key=lambda other: (other != named, other != "logo/reversed")):
        digest = hashlib.sha256(f"{kit.digest} {layer}={name}".encode()).hexdigest()
        swapped = replace(kit, artwork={**kit.artwork, layer: kit.artwork[name]}, digest=digest)
        short = name.removeprefix("logo/")
        yield (
            replace(job, kit=swapped),
            Step(finding.code, None, f"Logo « {short} » à la place de « {layer} ».", f"The logo “{short}” in place of “{layer}”."),
        )
