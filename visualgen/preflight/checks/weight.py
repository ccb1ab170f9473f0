"""A picture heavier than what was asked."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.findings import Finding, finding
from visualgen.preflight.facts import Facts

_LIGHTER = {"png": "JPEG / WebP / AVIF", "pdf": "JPEG / WebP / AVIF", "jpeg": "WebP / AVIF", "webp": "AVIF"}
"""The types that hold the same picture in fewer bytes."""


def check(facts: Facts) -> Iterator[Finding]:
    """Yield `too_heavy` when no quality meets `max_bytes`."""
    if facts.max_bytes is None or facts.fits:
        return
    weight, limit = facts.weight_bytes, facts.max_bytes
    lighter = _LIGHTER.get(facts.output_type)
    yield finding(
        "too_heavy",
        "blocks",
        fr=(
            f"L’image pèse {weight} octets, {limit} étaient demandés.",
            f"Choisissez un type plus léger ({lighter}) ou une taille plus petite." if lighter else "Choisissez une taille plus petite.",
        ),
        en=(
            f"The picture weighs {weight} bytes, {limit} were asked.",
            f"Choose a lighter type ({lighter}) or a smaller size." if lighter else "Choose a smaller size.",
        ),
        weight_bytes=weight,
        max_bytes=limit,
    )
