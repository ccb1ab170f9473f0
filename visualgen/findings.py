"""A finding: something a person should know about a picture or a text, with its place, its mend and its rule, in French and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["blocks", "warns", "notes"]
SEVERITY_ORDER: Mapping[Severity, int] = {"blocks": 0, "warns": 1, "notes": 2}
"""The most severe first: a key to sort by."""
SEVERITIES: tuple[Severity, ...] = ("blocks", "warns", "notes")
"""The worst first."""

BoxPx = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text: `start` (inside) to `end` (outside), counted in extended grapheme clusters (UAX #29).

    `field` names the text: `caption`, `alt`, `title`, `first_comment`, `link`, or `slot:NAME` for words in the picture.
    """

    field: str
    start: int
    end: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class RuleSource:
    """Where a rule is written: `title` (a standard's section, a network's page, a kit’s file), its address, the ISO date of reading."""

    title: str
    url: str = ""
    read: str = ""


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that a machine can make. `safe`: it changes no meaning, so that it may be applied unasked.

    `action` is a stable name: `replace` puts `text` where the finding's span is; the others are mends of the picture,
    with what they need in `values`.
    """

    action: str
    safe: bool
    text: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` is stable; `fr` and `en` are (what was found, what to do); `numbers` are the facts behind the words.

    Where it is: `slot` and `box_px` (x0, y0, x1, y1 in px of the picture), or `span` in a text; `channel` where it holds for one only.
    """

    code: str
    severity: Severity
    fr: tuple[str, str]
    en: tuple[str, str]
    slot: str | None
    numbers: Mapping[str, Any]
    box_px: BoxPx | None = None
    span: Span | None = None
    channel: str | None = None
    source: RuleSource | None = None
    fix: Fix | None = None

    def to_dict(self, language: str) -> dict[str, Any]:
        """Return the finding as JSON data, its words in French for "fr" and in English for any other language."""
        message, mend = self.fr if language == "fr" else self.en
        return {
            "code": self.code,
            "severity": self.severity,
            "slot": self.slot,
            "message": message,
            "mend": mend,
            "numbers": dict(self.numbers),
            **self._place(),
        }

    def to_data(self) -> dict[str, Any]:
        """Return all of the finding, in both languages, as JSON data; `from_data` reads it back."""
        return {
            "code": self.code,
            "severity": self.severity,
            "fr": list(self.fr),
            "en": list(self.en),
            "slot": self.slot,
            "numbers": dict(self.numbers),
            **self._place(),
        }

    @classmethod
    def from_data(cls, facts: Mapping[str, Any]) -> Finding:
        """Return the finding that `to_data` wrote."""
        (found_fr, mend_fr), (found_en, mend_en) = facts["fr"], facts["en"]
        box, span, source, fix = (facts.get(name) for name in ("box_px", "span", "source", "fix"))
        return cls(
            facts["code"],
            facts["severity"],
            (found_fr, mend_fr),
            (found_en, mend_en),
            facts["slot"],
            facts["numbers"],
            box_px=(box[0], box[1], box[2], box[3]) if box else None,
            span=Span(**span) if span else None,
            channel=facts.get("channel"),
            source=RuleSource(**source) if source else None,
            fix=Fix(**fix) if fix else None,
        )

    def _place(self) -> dict[str, Any]:
        span, source, fix = self.span, self.source, self.fix
        return {
            "box_px": [round(side, 1) for side in self.box_px] if self.box_px else None,
            "span": {"field": span.field, "start": span.start, "end": span.end, "text": span.text} if span else None,
            "channel": self.channel,
            "source": {"title": source.title, "url": source.url, "read": source.read} if source else None,
            "fix": {"action": fix.action, "safe": fix.safe, "text": fix.text, "values": dict(fix.values)} if fix else None,
        }


def finding(
    code: str,
    severity: Severity,
    *,
    fr: tuple[str, str],
    en: tuple[str, str],
    slot: str | None = None,
    box_px: BoxPx | None = None,
    span: Span | None = None,
    channel: str | None = None,
    source: RuleSource | None = None,
    fix: Fix | None = None,
    **numbers: Any,
) -> Finding:
    """Return a finding; what is given by other names are its numbers."""
    return Finding(code, severity, fr, en, slot, numbers, box_px=box_px, span=span, channel=channel, source=source, fix=fix)
