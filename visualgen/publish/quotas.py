"""What an account's network still takes by its own count: asked now and then, counted down in between, so that nothing is sent in vain."""

from __future__ import annotations

import datetime as dt
import math
import threading
from dataclasses import dataclass, field

from visualgen.errors import ReconnectNeeded, VisualgenError
from visualgen.publish.channel import Channel
from visualgen.publish.policy import Policy
from visualgen.store.clock import Clock

KEPT = dt.timedelta(minutes=10)
"""How long an answer holds: others may post by hand meanwhile."""


@dataclass(slots=True)
class Quotas:
    """The counts of one publisher's lanes. Threads may share it; another publisher asks for itself."""

    clock: Clock
    _full: dict[str, dt.datetime] = field(default_factory=dict)
    _left: dict[str, tuple[dt.datetime, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def full_until(self, lane: str, channel: Channel, policy: Policy) -> dt.datetime | None:
        """Return until when the account takes nothing more; None where it takes a post, which is counted as sent.

        Only networks that tell (`capabilities.quota`) are asked, when the last answer is older than `KEPT` or used up. Windows roll: a full
        one is asked about again after the policy's longest pause, or at the window's end where that is sooner. One that cannot be asked
        is no reason to wait: the sending finds out. Raises `ReconnectNeeded`.
        """
        if not channel.capabilities.quota:
            return None
        now = self.clock()
        with self._lock:
            if self._full.get(lane, now) > now:
                return self._full[lane]
            until, left = self._left.get(lane, (now, 0))
            if until > now and left > 0:
                self._left[lane] = (until, left - 1)
                return None
        left, window = _told(channel)
        now = self.clock()
        with self._lock:
            if left > 0:
                self._left[lane] = (now + KEPT, left - 1)
                return None
            self._full[lane] = now + min(window or policy.backoff_max, policy.backoff_max)
            return self._full[lane]


def _told(channel: Channel) -> tuple[float, dt.timedelta | None]:
    """Return how many posts the network says it still takes, without end where it does not say, and its window."""
    try:
        told = channel.limits()
    except ReconnectNeeded:
        raise
    except VisualgenError:
        return math.inf, None
    return math.inf if told.posts_left is None else told.posts_left, told.posts_window
