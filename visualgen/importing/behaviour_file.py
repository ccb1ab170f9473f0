"""The template.toml of an import: what was read from the drawing, and what was matched to the kit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from visualgen.importing.model import Choices, ColorMatch

_HELP = {
    "headline": "Deux à huit mots.",
    "text": "Une ou deux phrases.",
    "price": "Le prix, avec son signe.",
    "date": "Le jour et l’heure.",
    "cta": "Ce qu’il faut faire.",
    "label": "Deux ou trois mots au-dessus du titre.",
    "link": "L’adresse à lire.",
    "mention": "La mention légale.",
    "photo": "La photo.",
}


@dataclass(frozen=True, slots=True)
class SlotFacts:
    """What the drawings tell about a slot. `align` None: they differ; `sample`: words whose line ends are meant."""

    type: Literal["text", "image"]
    lines: int = 0
    align: Literal["start", "center", "end"] | None = None
    sample: str = ""

    def merged(self, other: SlotFacts) -> SlotFacts:
        """Return what holds in both drawings."""
        align = self.align if self.align == other.align else None
        sample = self.sample if self.sample == other.sample else ""
        return replace(self, lines=max(self.lines, other.lines), align=align, sample=sample)


def behaviour_text(title: str, slots: Mapping[str, SlotFacts], choices: Choices, unmatched: Sequence[ColorMatch]) -> str:
    """Return the text of template.toml."""
    lines = [f"title = {_quoted(title)}", 'purpose = ""', "tags = []", ""]
    for name, fact in slots.items():
        lines.append(f"[slots.{name}]" if name.isascii() else f"[slots.{_quoted(name)}]")
        if fact.type == "image":
            lines.append('type = "image"')
        elif name == "headline":
            lines.append("required = true")
        if name in _HELP:
            lines.append(f"help = {_quoted(_HELP[name])}")
        if fact.sample:
            lines.append(f"sample = {_quoted(fact.sample)}")
        if fact.lines:
            lines.append(f"lines = {fact.lines}")
        if fact.align in ("center", "end"):
            lines.append(f"align = {_quoted(fact.align)}")
        lines.append("")
    if choices.colors or unmatched:
        lines.append("[colors]")
        lines += [f"{_quoted(drawn)} = {_quoted(token)}" for drawn, token in choices.colors.items()]
        lines += [f"# {_quoted(match.drawn)} = {_quoted(match.token)}    # far: ΔE {match.distance:.1f}" for match in unmatched]
        lines.append("")
    if choices.fonts:
        lines.append("[fonts]")
        lines += [f"{_quoted(drawn)} = {_quoted(token)}" for drawn, token in choices.fonts.items()]
        lines.append("")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    escaped = "".join(f"\\u{ord(c):04x}" if ord(c) < 32 else f"\\{c}" if c in '"\\' else c for c in text)
    return f'"{escaped}"'
