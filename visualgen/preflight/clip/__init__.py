"""What is seen, read and heard in a clip. A new check is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from visualgen.findings import Finding
from visualgen.preflight.clip import first_frame, flashing, loudness, reading
from visualgen.preflight.clip.facts import ClipFacts, SceneFacts

CHECKS: tuple[Callable[[ClipFacts], Iterator[Finding]], ...] = (flashing.check, reading.check, first_frame.check, loudness.check)

__all__ = ["CHECKS", "ClipFacts", "SceneFacts"]
