"""Text that was shrunk a lot, cut with an ellipsis, or passes its frame."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.findings import Finding, finding
from visualgen.preflight.facts import Facts
from visualgen.preflight.ink import text_box

SHRUNK = 0.62
"""Below this part of the size the designer drew, the words are too many for the design."""


def check(facts: Facts) -> Iterator[Finding]:
    """Yield `text_overflow`, `text_clamped` or `text_shrunk` for each slot they concern; sizes in px."""
    for element, text in facts.placed.texts.items():
        block, slot = text.block, text.slot
        if slot is None:
            continue
        over = max(block.overflow_px)
        if over > 0.5:
            yield finding(
                "text_overflow",
                "blocks",
                fr=(f"Le texte dépasse son cadre de {over:.0f} px.", "Raccourcissez le texte ou agrandissez le cadre."),
                en=(f"The text passes its frame by {over:.0f} px.", "Shorten the text or enlarge its frame."),
                slot=slot,
                box_px=text_box(facts, element, text),
                overflow_px=round(over, 1),
                size_px=block.size_px,
            )
        if block.clamped:
            cut = len(block.clamped)
            yield finding(
                "text_clamped",
                "warns",
                fr=(f"{cut} caractères ne tiennent pas, « … » les remplace.", f"Raccourcissez le texte d’environ {cut} caractères."),
                en=(f"{cut} characters do not fit, “…” replaces them.", f"Shorten the text by about {cut} characters."),
                slot=slot,
                box_px=text_box(facts, element, text),
                cut_chars=cut,
                cut=block.clamped[:200],
            )
        elif block.size_px < text.drawn_px * SHRUNK and over <= 0.5:
            size, share = f"{block.size_px:.0f}", f"{100 * block.size_px / text.drawn_px:.0f}"
            yield finding(
                "text_shrunk",
                "notes",
                fr=(f"Le texte est réduit à {size} px ({share} %).", "Un texte plus court aura plus de force."),
                en=(f"The text is reduced to {size} px ({share}%).", "Shorter words will be stronger."),
                slot=slot,
                box_px=text_box(facts, element, text),
                size_px=round(block.size_px, 1),
                drawn_px=text.drawn_px,
            )
