"""How often a caller may call: a bucket of tokens each, filled at their rate; a flood from one leaves the others alone."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from api.errors import TooManyRequests

BURST_SECONDS = 4.0
"""How many seconds' worth of requests may come at once."""
MAX_BUCKETS = 100_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left to a caller: `limit` requests at once, `remaining` of them now, `window_s` until all are back."""

    limit: int
    remaining: int
    window_s: int

    def headers(self) -> list[tuple[bytes, bytes]]:
        """Return what the caller is told (draft-ietf-httpapi-ratelimit-headers-10)."""
        return [
            (b"ratelimit-policy", f'"default";q={self.limit};w={self.window_s}'.encode()),
            (b"ratelimit", f'"default";r={self.remaining};t={self.window_s}'.encode()),
        ]


@dataclass(slots=True)
class RateLimits:
    """The buckets of this process; one event loop uses them. `rate` is how many requests a second a caller has, if not said otherwise."""

    rate: float
    clock: Callable[[], float] = monotonic
    _buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def take(self, name: str, rate: float | None = None, burst: float | None = None) -> Allowance:
        """Count one request of the caller `name`; `burst` is how many may come at once, four seconds' worth if not said.

        Raises `TooManyRequests`, which says when the next is let in.
        """
        per_second = rate or self.rate
        size = max(1.0, burst or per_second * BURST_SECONDS)
        now = self.clock()
        level, since = self._buckets.get(name, (size, now))
        level = min(size, level + (now - since) * per_second)
        allowed = level >= 1
        self._buckets[name] = (level - 1 if allowed else level, now)
        self._buckets.move_to_end(name)
        while len(self._buckets) > MAX_BUCKETS:
            self._buckets.popitem(last=False)
        if not allowed:
            wait = math.ceil((1 - level) / per_second)
            raise TooManyRequests(f"more than {per_second:g} requests a second", mend=f"wait {wait} s, then go slower", retry_s=wait)
        return Allowance(int(size), int(level - 1), max(1, math.ceil((size - level + 1) / per_second)))
