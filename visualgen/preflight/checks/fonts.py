"""Fonts the drawing would fetch from the network: never fetched, the kit's fonts are used."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.findings import Finding
from visualgen.preflight.facts import Facts


def check(facts: Facts) -> Iterator[Finding]:
    """Yield `remote_font` for each address found in @font-face or @import."""
    for address in facts.placed.styled.remote_fonts:
        yield Finding(
            "remote_font",
            "notes",
            {"fr": f"La police distante {address} n’est pas chargée.", "en": f"The remote font {address} is not fetched."},
            {
                "fr": "Ajoutez la police au kit, ou associez-la dans [fonts] de template.toml.",
                "en": "Add the font to the kit, or map it in [fonts] of template.toml.",
            },
            None,
            {"address": address},
        )
