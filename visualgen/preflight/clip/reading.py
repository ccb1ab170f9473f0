"""Scenes that leave before their words can be read."""

from __future__ import annotations

from collections.abc import Iterator

from visualgen.findings import Finding, finding
from visualgen.preflight.clip.facts import ClipFacts

SECONDS_PER_WORD = 0.3
SHORTEST_S = 1.5
TOLERANCE = 0.9
"""The part of the reading time below which it is said."""


def check(facts: ClipFacts) -> Iterator[Finding]:
    """Yield `clip_reading` for each scene that is shown less than its words take: 0.3 s a word, 1.5 s at least."""
    for number, scene in enumerate(facts.scenes, start=1):
        if not scene.words:
            continue
        needed = max(SHORTEST_S, SECONDS_PER_WORD * scene.words)
        if scene.shown_s >= needed * TOLERANCE:
            continue
        which_fr = f"La scène {number}" if len(facts.scenes) > 1 else "Le clip"
        which_en = f"Scene {number}" if len(facts.scenes) > 1 else "The clip"
        yield finding(
            "clip_reading",
            "warns",
            fr=(
                f"{which_fr} montre {scene.words} mots pendant {_s(scene.shown_s)} s ; il en faut {_s(needed)} pour les lire.",
                "Allongez-la, ou enlevez des mots.",
            ),
            en=(
                f"{which_en} shows {scene.words} words for {scene.shown_s:.1f} s; they take {needed:.1f} s to read.",
                "Make it longer, or take words out.",
            ),
            scene=number,
            words=scene.words,
            shown_s=round(scene.shown_s, 2),
            needed_s=round(needed, 2),
        )


def _s(seconds: float) -> str:
    return f"{seconds:.1f}".replace(".", ",")
