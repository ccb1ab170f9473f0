"""Words and photos of the drawing's sample that remain in the picture."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.findings import Finding, finding
from visualgen.preflight.facts import Facts


def check(facts: Facts) -> Iterator[Finding]:
    """Yield `sample_used` for each slot that shows the sample."""
    for slot in facts.source.samples_used:
        yield finding(
            "sample_used",
            "warns",
            fr=("L’exemple du modèle est resté dans l’image.", f"Donnez une valeur à « {slot} », ou videz-la."),
            en=("The template’s sample is still in the picture.", f"Give “{slot}” a value, or set it to nothing."),
            slot=slot,
        )
