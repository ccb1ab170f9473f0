"""Fonts that the drawing asks for and does not get: those on the network, and those that the kit does not bring."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.findings import Finding, finding
from visualgen.preflight.facts import Facts
from visualgen.svg.attributes import Element, computed

_ANYTHING = frozenset({"serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "inherit", "initial", "noto sans"})
"""What the packaged fonts may answer without a word: CSS's generic families, and the packaged family itself."""


def check(facts: Facts) -> Iterator[Finding]:
    """Yield `remote_font` for each address found in @font-face or @import, `font_replaced` for each family that the kit lacks."""
    for address in facts.placed.styled.remote_fonts:
        yield finding(
            "remote_font",
            "notes",
            fr=(f"La police distante {address} n’est pas chargée.", "Ajoutez-la au kit, ou associez-la dans [fonts] de template.toml."),
            en=(f"The remote font {address} is not fetched.", "Add it to the kit, or map it in [fonts] of template.toml."),
            address=address,
        )
    if facts.kit_families is None:
        return
    slots: dict[str, str | None] = {}
    for element, text in facts.placed.texts.items():
        if text.block.lines:
            for family in _missing(element, facts.kit_families):
                slots.setdefault(family, text.slot)
    for family, slot in slots.items():
        yield finding(
            "font_replaced",
            "warns",
            fr=(
                f"Le kit n’a pas la police {family} : une autre la remplace.",
                "Ajoutez-la au kit, ou associez-la dans [fonts] de template.toml.",
            ),
            en=(
                f"The kit does not have the font {family}: another stands in.",
                "Add it to the kit, or map it in [fonts] of template.toml.",
            ),
            slot=slot,
            family=family,
        )


def _missing(element: Element, known: frozenset[str]) -> Iterator[str]:
    """Yield the first family of each text in the element whose families the kit all lacks."""
    for part in element.iter("{*}text", "{*}tspan"):
        if (part.text or "").strip():
            names = [name for name in (name.strip(" \"'\n") for name in computed(part).get("font-family", "").split(",")) if name]
            if names and names[0].lower() not in _ANYTHING and not any(name.lower() in known for name in names):
                yield names[0]
