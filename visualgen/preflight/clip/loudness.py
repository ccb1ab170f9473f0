"""Sound that is much louder or quieter than everything around it, or that clips."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.findings import Finding, RuleSource, finding
from visualgen.preflight.clip.facts import ClipFacts

LOUDEST_LUFS, QUIETEST_LUFS = -10.0, -24.0
"""Networks play at about −14 LUFS: outside of this they turn it down, or nobody hears it."""
PEAK_DBTP = 0.0
SILENT_LUFS = -60.0
SOURCE = RuleSource("ITU-R BS.1770-4; EBU R 128", "https://tech.ebu.ch/publications/r128", "2026-11-22")


def check(facts: ClipFacts) -> Iterator[Finding]:
    """Yield `clip_loudness` for a clip far from −14 LUFS, or whose true peaks are over full scale."""
    loud, peak = facts.loudness_lufs, facts.peak_dbtp
    if loud is None or loud <= SILENT_LUFS:
        return
    clips = peak is not None and peak > PEAK_DBTP + 0.05
    if QUIETEST_LUFS <= loud <= LOUDEST_LUFS and not clips:
        return
    if clips:
        fr, en = f"Le son sature (crêtes à {peak:+.1f} dBTP).".replace(".", ",", 1), f"The sound clips (peaks at {peak:+.1f} dBTP)."
    elif loud > LOUDEST_LUFS:
        fr, en = f"Le son est très fort ({loud:.0f} LUFS).", f"The sound is very loud ({loud:.0f} LUFS)."
    else:
        fr, en = f"Le son est très faible ({loud:.0f} LUFS).", f"The sound is very quiet ({loud:.0f} LUFS)."
    yield finding(
        "clip_loudness",
        "warns",
        fr=(fr, "Laissez visualgen l’amener à −14 LUFS."),
        en=(en, "Let visualgen bring it to −14 LUFS."),
        source=SOURCE,
        loudness_lufs=round(loud, 1),
        peak_dbtp=round(peak, 1) if peak is not None else None,
    )
