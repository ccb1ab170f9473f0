"""A finding: something a person should know about a picture, with its place and its mend, in French or English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["blocks", "warns", "notes"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` is stable; `numbers` the facts; `message` says what was found, `mend` what to do, by language code."""

    code: str
    severity: Severity
    message: Mapping[str, str]
    mend: Mapping[str, str]
    slot: str | None = None
    numbers: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self, language: str) -> dict[str, Any]:
        """Return the finding as JSON data in one language ("fr" or "en")."""
        return {
            "code": self.code,
            "severity": self.severity,
            "slot": self.slot,
            "message": self.message[language],
            "mend": self.mend[language],
            "numbers": dict(self.numbers),
        }
