"""How often a caller may call: a bucket of tokens each, filled at their rate; a flood from one leaves the others alone.

With SQLite the one process keeps the buckets in memory. On PostgreSQL they are in the database (`visualgen.accounts.allowances`),
so that they hold however many processes there are: each takes tokens in leases, as many as its caller spends in about a second.
"""

from __future__ import annotations

import asyncio
import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import TypeVar

from anyio.to_thread import run_sync

from api.errors import TooManyRequests
from visualgen.accounts import allowances
from visualgen.accounts.allowances import Taken
from visualgen.store.database import Database
from visualgen.store.outages import OUTAGES

V = TypeVar("V")

BURST_SECONDS = 4.0
"""How many seconds' worth of requests may come at once."""
MAX_BUCKETS = 100_000
LEASE_S = 1.0
"""How long a lease is meant to last: one that is spent sooner is followed by a larger one. Twice that, and what is left of it is lost."""
LEASED_AT_MOST = 0.25
"""How many seconds' worth of requests a lease is at the most."""
LOOK_S = 0.1
"""How soon the database is asked again for a caller who has nothing left."""


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
        per_second, size = self.measure(rate, burst)
        now = self.clock()
        level, since = self._buckets.get(name, (size, now))
        level = min(size, level + (now - since) * per_second)
        allowed = level >= 1
        _keep(self._buckets, name, (level - 1 if allowed else level, now))
        if not allowed:
            raise _too_many(per_second, level)
        return _allowance(size, level - 1, per_second)

    def measure(self, rate: float | None, burst: float | None) -> tuple[float, float]:
        """Return how many requests a second that is, and how many at once."""
        per_second = rate or self.rate
        return per_second, max(1.0, burst or per_second * BURST_SECONDS)


@dataclass(slots=True)
class _Lease:
    """Tokens this process has taken for a caller: `tokens` of `wanted` are left, `left` were in the bucket `since` then."""

    tokens: int = 0
    wanted: int = 0
    left: float = 0.0
    since: float = -math.inf
    refused_until: float = -math.inf
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def spend(self, now: float) -> bool:
        """Spend one token; False where there is none, or they have lapsed."""
        if self.tokens < 1 or now > self.since + 2 * LEASE_S:
            return False
        self.tokens -= 1
        return True

    def next(self, now: float, most: int) -> int:
        """Return how many tokens to take now: twice as many where the last ones did not last, half where they lasted, one to begin with."""
        lasted = now - self.since
        if lasted > 2 * LEASE_S:
            return 1
        return max(1, min(most, self.wanted * 2 if lasted < LEASE_S else self.wanted // 2))

    def renew(self, taken: Taken, wanted: int, now: float, per_second: float) -> None:
        """Note what was taken."""
        self.tokens, self.wanted, self.left, self.since = taken.tokens, wanted, taken.left, now
        if taken.tokens < 1:
            self.refused_until = now + max(LOOK_S, (1 - taken.left) / per_second)


@dataclass(slots=True)
class SharedLimits:
    """The buckets of every process on a database, or of this one alone where `database` is None; one event loop uses them.

    Where the database does not answer, this process's own measure holds.
    """

    own: RateLimits
    database: Database | None = None
    _leases: OrderedDict[str, _Lease] = field(default_factory=OrderedDict)

    async def take(self, name: str, rate: float | None = None, burst: float | None = None) -> Allowance:
        """Count one request of the caller `name`, as `RateLimits.take` does. Raises `TooManyRequests`."""
        if self.database is None:
            return self.own.take(name, rate, burst)
        per_second, size = self.own.measure(rate, burst)
        lease = self._leases.get(name) or _Lease()
        _keep(self._leases, name, lease)
        if not lease.spend(self.own.clock()):
            async with lease.lock:
                while not lease.spend(self.own.clock()):
                    now = self.own.clock()
                    if now < lease.refused_until:
                        raise _too_many(per_second, min(lease.left + (now - lease.since) * per_second, 0.99))
                    wanted = lease.next(now, max(1, int(min(per_second, size) * LEASED_AT_MOST)))
                    call = partial(allowances.take, self.database, name, wanted, rate=per_second, size=size)
                    try:
                        lease.renew(await run_sync(call), wanted, self.own.clock(), per_second)
                    except OUTAGES:
                        return self.own.take(name, rate, burst)
        return _allowance(size, lease.left + lease.tokens, per_second)


def _keep(kept: OrderedDict[str, V], name: str, value: V) -> None:
    kept[name] = value
    kept.move_to_end(name)
    while len(kept) > MAX_BUCKETS:
        kept.popitem(last=False)


def _too_many(per_second: float, level: float) -> TooManyRequests:
    wait = math.ceil((1 - level) / per_second)
    return TooManyRequests(f"more than {per_second:g} requests a second", mend=f"wait {wait} s, then go slower", retry_s=wait).french(
        f"plus de {per_second:g} requêtes par seconde", f"attendez {wait} s, puis allez moins vite"
    )


def _allowance(size: float, level: float, per_second: float) -> Allowance:
    return Allowance(int(size), int(level), max(1, math.ceil((size - level) / per_second)))
