"""Fonts the drawing would fetch from the network: never fetched, the kit's fonts are used."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.findings import Finding, finding
from visualgen.preflight.facts import Facts


def check(facts: Facts) -> Iterator[Finding]:
    """Yield `remote_font` for each address found in @font-face or @import."""
    for address in facts.placed.styled.remote_fonts:
        yield finding(
            "remote_font",
            "notes",
            fr=(f"La police distante {address} n’est pas chargée.", "Ajoutez-la au kit, ou associez-la dans [fonts] de template.toml."),
            en=(f"The remote font {address} is not fetched.", "Add it to the kit, or map it in [fonts] of template.toml."),
            address=address,
        )
