"""A finding: something a person should know about a picture, with its place and its mend, in French and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["blocks", "warns", "notes"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` is stable; `fr` and `en` are (what was found, what to do); `numbers` are the facts behind the words."""

    code: str
    severity: Severity
    fr: tuple[str, str]
    en: tuple[str, str]
    slot: str | None
    numbers: Mapping[str, Any]

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
        }


def finding(code: str, severity: Severity, *, fr: tuple[str, str], en: tuple[str, str], slot: str | None = None, **numbers: Any) -> Finding:
    """Return a finding; what is given by other names are its numbers."""
    return Finding(code, severity, fr, en, slot, numbers)
