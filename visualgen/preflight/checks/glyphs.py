"""Characters that neither the kit's fonts nor the packaged fallbacks have."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.findings import Finding
from visualgen.preflight.facts import Facts


def check(facts: Facts) -> Iterator[Finding]:
    """Yield `missing_glyph` with the characters, per text."""
    for text in facts.placed.texts.values():
        missing = "".join(dict.fromkeys(text.block.missing))
        if missing:
            codes = ", ".join(f"U+{ord(char):04X}" for char in missing[:8])
            yield Finding(
                "missing_glyph",
                "blocks",
                {
                    "fr": f"Aucune police n’a ces caractères : {missing} ({codes}).",
                    "en": f"No font has these characters: {missing} ({codes}).",
                },
                {
                    "fr": "Remplacez-les, ou ajoutez au kit une police qui les contient.",
                    "en": "Replace them, or add a font that has them to the kit.",
                },
                text.slot,
                {"characters": missing},
            )
