"""How patient publishing is with one account: how many at once, how fast, when it is too late, when to try again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Policy:
    """The times and counts of one lane (an account).

    `concurrency` sends at once; at most `rate` in any `rate_window`; a late post leaves `spacing` after the one before, so that what
    waited through a breakdown does not come out in one burst. `grace` after its hour a post is missed: a person decides. `lease` is how
    long a try may take before another publisher asks what became of it: minutes, and far longer than a channel's whole timeout. `guard`
    is how long after `sending` was written down the request may still leave. `backoff` doubles with every refusal up to `backoff_max`;
    after `refusals` of them the post has failed. A network that cannot be asked what became of a post is asked again for `ask_for`.
    """

    concurrency: int = 2
    rate: int = 60
    rate_window: dt.timedelta = dt.timedelta(hours=1)
    spacing: dt.timedelta = dt.timedelta(seconds=30)
    late: dt.timedelta = dt.timedelta(minutes=5)
    grace: dt.timedelta = dt.timedelta(hours=2)
    lease: dt.timedelta = dt.timedelta(minutes=5)
    guard: dt.timedelta = dt.timedelta(minutes=2)
    backoff: dt.timedelta = dt.timedelta(seconds=30)
    backoff_max: dt.timedelta = dt.timedelta(hours=1)
    refusals: int = 8
    ask_for: dt.timedelta = dt.timedelta(hours=24)
    reconnect_pause: dt.timedelta = dt.timedelta(minutes=10)

    def pause(self, refusals: int, asked_s: float | None = None) -> dt.timedelta:
        """Return how long to wait after the refusal of that number (from 1): what the network asked for, and never less than ours.

        >>> Policy().pause(3).total_seconds(), Policy().pause(1, asked_s=90).total_seconds()
        (120.0, 90.0)
        """
        ours: dt.timedelta = min(self.backoff * (1 << min(max(0, refusals - 1), 30)), self.backoff_max)
        return max(ours, dt.timedelta(seconds=asked_s)) if asked_s is not None else ours


DAY = dt.timedelta(days=1)
POLICIES: Mapping[str, Policy] = MappingProxyType(
    {
        # Each network's own limit is asked at run time where it says it (`publish.quotas`); these are the floors of PLATFORMS.md.
        "folder": Policy(concurrency=4, rate=100_000, spacing=dt.timedelta(0), grace=dt.timedelta(days=3)),
        "feed": Policy(concurrency=1, rate=10_000, spacing=dt.timedelta(0), grace=dt.timedelta(days=1)),
        "webhook": Policy(concurrency=4, rate=6_000, spacing=dt.timedelta(seconds=1)),
        "email": Policy(concurrency=1, rate=60, grace=dt.timedelta(hours=6)),
        "instagram": Policy(concurrency=1, rate=25, rate_window=DAY, spacing=dt.timedelta(minutes=5)),
        "facebook": Policy(concurrency=1, rate=30, rate_window=DAY, spacing=dt.timedelta(minutes=5)),
        "bluesky": Policy(concurrency=2, rate=300, spacing=dt.timedelta(minutes=1)),
        "mastodon": Policy(concurrency=2, rate=60, spacing=dt.timedelta(minutes=1)),
    }
)


def policy_of(network: str) -> Policy:
    """Return the policy for a network; one nobody has thought about gets the general one."""
    return POLICIES.get(network, Policy())
