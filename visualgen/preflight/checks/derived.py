"""A ratio that was derived from another drawing."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.findings import Finding, finding
from visualgen.preflight.facts import Facts


def check(facts: Facts) -> Iterator[Finding]:
    """Yield `ratio_derived` with the drawing it came from."""
    origin = facts.source.derived_from
    if origin is None:
        return
    width, height = facts.source.size_px
    yield finding(
        "ratio_derived",
        "notes",
        fr=(f"{width} × {height} px est déduit du dessin {origin}.", "Regardez l’image, ou dessinez ce format."),
        en=(f"{width} × {height} px is derived from the drawing {origin}.", "Look at the picture, or draw this ratio."),
        derived_from=origin,
        width_px=width,
        height_px=height,
    )
