"""Where in its keyframes an animation is at a moment (Web Animations 1, §4.8-4.10)."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """An animation's `animation-*` times. `direction` and `fill` are CSS words; a paused animation stays at its beginning."""

    duration_s: float = 0.0
    delay_s: float = 0.0
    iterations: float = 1.0
    direction: str = "normal"
    fill: str = "none"
    paused: bool = False

    @property
    def end_s(self) -> float:
        """When it has run out: infinite when it never does."""
        return 0.0 if self.paused else self.delay_s + (self.duration_s * self.iterations if self.duration_s else 0.0)

    def progress(self, time_s: float) -> tuple[float, bool] | None:
        """Return (progress 0..1 through the keyframes, before flag of steps); None where the animation has no effect."""
        local = 0.0 if self.paused else time_s
        active_s = self.duration_s * self.iterations if self.duration_s and self.iterations else 0.0
        if local < min(self.delay_s, self.delay_s + active_s):
            phase, running_s = "before", max(local - self.delay_s, 0.0)
            if self.fill not in ("backwards", "both"):
                return None
        elif local >= self.delay_s + active_s:
            phase, running_s = "after", max(min(local - self.delay_s, active_s), 0.0)
            if self.fill not in ("forwards", "both"):
                return None
        else:
            phase, running_s = "active", local - self.delay_s
        at_once = 0.0 if phase == "before" else self.iterations
        whole = running_s == active_s and not math.isinf(self.iterations)  # a product divided again need not come out whole
        overall = self.iterations if whole and phase != "before" else running_s / self.duration_s if self.duration_s else at_once
        simple = 0.0 if math.isinf(overall) else overall % 1.0
        if simple == 0 and phase != "before" and running_s == active_s and self.iterations != 0:
            simple = 1.0
        turn = math.inf if math.isinf(overall) else math.floor(overall) - (1 if simple == 1.0 else 0)
        forward = self._is_forward(turn)
        before = (phase == "before" and forward) or (phase == "after" and not forward)
        return (simple if forward else 1.0 - simple), before

    def _is_forward(self, turn: float) -> bool:
        if self.direction in ("normal", "reverse"):
            return self.direction == "normal"
        even = math.isinf(turn) or turn % 2 == 0
        return even == (self.direction == "alternate")
