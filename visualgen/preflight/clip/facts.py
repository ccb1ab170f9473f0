"""What the checks of clips look at: the finished file's facts, and what was seen and heard while it was made."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SceneFacts:
    """One scene: how long it is seen whole, transitions left out, and how many words there are to read."""

    shown_s: float
    words: int


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """A finished clip's facts. `type` mp4, gif or webp; `max_bytes` what was asked; `silenced`: it has sound that its type cannot hold.

    `hdr` are the slots whose footage was brought from HDR to SDR; `scenes` in their order. `flashes` and `red_flashes` are the most in
    any second over a quarter of the picture (WCAG 2.3.1); `blank_first` tells that the first frame shows nothing while the poster does.
    `loudness_lufs` (integrated) and `peak_dbtp` are None where there is no sound.
    """

    type: str
    size_px: tuple[int, int]
    duration_s: float
    fps: float
    frames: int
    weight_bytes: int
    max_bytes: int | None = None
    placement: str | None = None
    silenced: bool = False
    hdr: tuple[str, ...] = ()
    scenes: tuple[SceneFacts, ...] = ()
    flashes: float = 0.0
    red_flashes: float = 0.0
    blank_first: bool = False
    loudness_lufs: float | None = None
    peak_dbtp: float | None = None
