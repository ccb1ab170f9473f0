"""What a channel takes, and a finished picture or clip made for it."""

from __future__ import annotations

from dataclasses import dataclass

from visualgen.findings import Finding


@dataclass(frozen=True, slots=True)
class ChannelNeed:
    """What a channel takes: its name, file types (empty: any), the heaviest picture (None: no limit), and the placements it has by kind."""

    name: str
    types: frozenset[str] = frozenset()
    max_bytes: int | None = None
    kinds: frozenset[str] = frozenset({"text", "photo", "carousel"})


@dataclass(frozen=True, slots=True)
class FinishedMedium:
    """One picture or clip for one channel, in the store."""

    channel: str
    position: int
    kind: str
    ratio: str
    blob: str
    render_key: str
    media_type: str
    width_px: int
    height_px: int
    duration_s: float | None
    findings: tuple[Finding, ...]
