"""A picture heavier than what was asked."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.findings import Finding, finding
from visualgen.preflight.facts import Facts


def check(facts: Facts) -> Iterator[Finding]:
    """Yield `too_heavy` when no quality meets `max_bytes`."""
    if facts.max_bytes is None or facts.fits:
        return
    weight, limit = facts.weight_bytes, facts.max_bytes
    yield finding(
        "too_heavy",
        "blocks",
        fr=(f"L’image pèse {weight} octets, {limit} étaient demandés.", "Choisissez JPEG ou WebP, ou une taille plus petite."),
        en=(f"The picture weighs {weight} bytes, {limit} were asked.", "Choose JPEG or WebP, or a smaller size."),
        weight_bytes=weight,
        max_bytes=limit,
    )
