"""A picture heavier than what was asked."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.findings import Finding
from visualgen.preflight.facts import Facts


def check(facts: Facts) -> Iterator[Finding]:
    """Yield `too_heavy` when no quality meets `max_bytes`."""
    if facts.max_bytes is not None and not facts.fits:
        yield Finding(
            "too_heavy",
            "blocks",
            {
                "fr": f"L’image pèse {facts.weight_bytes} octets ; {facts.max_bytes} étaient demandés.",
                "en": f"The picture weighs {facts.weight_bytes} bytes; {facts.max_bytes} were asked.",
            },
            {
                "fr": "Choisissez JPEG ou WebP, une taille plus petite ou une limite plus haute.",
                "en": "Choose JPEG or WebP, a smaller size or a higher limit.",
            },
            None,
            {"weight_bytes": facts.weight_bytes, "max_bytes": facts.max_bytes},
        )
