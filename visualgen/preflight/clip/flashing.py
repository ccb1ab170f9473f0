"""Flashes that can bring on a seizure: more than three in a second (WCAG 2.2, 2.3.1)."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.findings import Finding, RuleSource, finding
from visualgen.preflight.clip.facts import ClipFacts

MOST = 3.0
SOURCE = RuleSource(
    "WCAG 2.2, 2.3.1 Three Flashes or Below Threshold", "https://www.w3.org/TR/WCAG22/#three-flashes-or-below-threshold", "2026-11-22"
)


def check(facts: ClipFacts) -> Iterator[Finding]:
    """Yield `clip_flashes` for general flashes and `clip_red_flashes` for red ones, with the most in any second."""
    if facts.flashes > MOST:
        yield finding(
            "clip_flashes",
            "blocks",
            fr=(
                f"Le clip clignote {facts.flashes:g} fois en une seconde : danger d’épilepsie.".replace(".", ",", 1),
                "Ralentissez, ou adoucissez les écarts de lumière.",
            ),
            en=(
                f"The clip flashes {facts.flashes:g} times in a second: it can bring on a seizure.",
                "Slow it down, or soften the changes of light.",
            ),
            source=SOURCE,
            flashes=facts.flashes,
            most=MOST,
        )
    if facts.red_flashes > MOST:
        yield finding(
            "clip_red_flashes",
            "blocks",
            fr=(
                f"Le clip clignote {facts.red_flashes:g} fois en rouge vif en une seconde : danger d’épilepsie.".replace(".", ",", 1),
                "Évitez les passages répétés par un rouge saturé.",
            ),
            en=(
                f"The clip flashes {facts.red_flashes:g} times in bright red in a second: it can bring on a seizure.",
                "Avoid going through a saturated red again and again.",
            ),
            source=SOURCE,
            flashes=facts.red_flashes,
            most=MOST,
        )
