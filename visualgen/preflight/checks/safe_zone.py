"""Words that a network's own buttons and captions would cover."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.findings import Finding, RuleSource, finding
from visualgen.formats import placement
from visualgen.preflight.facts import Facts
from visualgen.preflight.ink import text_box

TOLERANCE_PX = 2.0


def check(facts: Facts) -> Iterator[Finding]:
    """Yield `outside_safe_zone` for each slot's text that leaves the safe box; `by_px` is how far."""
    safe = facts.safe_px
    if safe is None:
        return
    source = None
    if facts.source.placement is not None:
        where = placement(facts.source.placement)
        source = RuleSource(where.title, where.source, where.read.isoformat())
    for element, text in facts.placed.texts.items():
        if text.slot is None or not text.block.lines:
            continue
        x0, y0, x1, y1 = facts.device_box(element, text.block.box)
        by = max(safe[0] - x0, safe[1] - y0, x1 - safe[2], y1 - safe[3])
        if by <= TOLERANCE_PX:
            continue
        yield finding(
            "outside_safe_zone",
            "warns",
            fr=(f"Le texte sort de {by:.0f} px de la zone sûre : le réseau peut le couvrir.", "Raccourcissez-le, ou déplacez son cadre."),
            en=(f"The text leaves the safe zone by {by:.0f} px: the network may cover it.", "Shorten it, or move its frame."),
            slot=text.slot,
            box_px=text_box(facts, element, text),
            source=source,
            by_px=round(by, 1),
            safe_px=[round(value) for value in safe],
        )
