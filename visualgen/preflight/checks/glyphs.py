"""Characters that neither the kit's fonts nor the packaged fallbacks have."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.findings import Finding, finding
from visualgen.preflight.facts import Facts
from visualgen.preflight.ink import text_box


def check(facts: Facts) -> Iterator[Finding]:
    """Yield `missing_glyph` with the characters, per text."""
    for element, text in facts.placed.texts.items():
        missing = "".join(dict.fromkeys(text.block.missing))
        if not missing:
            continue
        named = f"{missing} ({', '.join(f'U+{ord(char):04X}' for char in missing[:8])})"
        yield finding(
            "missing_glyph",
            "blocks",
            fr=(f"Aucune police n’a ces caractères : {named}.", "Remplacez-les, ou ajoutez au kit une police qui les contient."),
            en=(f"No font has these characters: {named}.", "Replace them, or add a font that has them to the kit."),
            slot=text.slot,
            box_px=text_box(facts, element, text),
            characters=missing,
        )
