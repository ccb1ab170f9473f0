"""What one process of the service holds: the database, who is let in, the limits, the desk. Made when it starts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
from anyio import CapacityLimiter

from api.desk import Desk
from api.rates import SharedLimits
from visualgen.accounts.letting_in import Doorman
from visualgen.library.library import Library
from visualgen.outbound.transport import PinnedTransport
from visualgen.render.cache import Cache
from visualgen.settings import Settings
from visualgen.store.blobs import Blobs
from visualgen.store.clock import Clock, utc_now
from visualgen.store.database import Database
from visualgen.store.vault import Vault

FETCHED_BYTES = 64 * 1024 * 1024
ADDRESSED_BYTES = 64 * 1024 * 1024
PLANNERS = 16


@dataclass(slots=True)
class Service:
    """The service's state. One event loop uses it; what blocks goes to threads."""

    settings: Settings
    database: Database
    blobs: Blobs
    vault: Vault
    desk: Desk
    doorman: Doorman
    rates: SharedLimits
    library: Library
    clock: Clock = field(default=utc_now)
    fetched: Cache = field(default_factory=lambda: Cache(FETCHED_BYTES))
    """Pictures fetched in the last minutes, by address."""
    addressed: Cache = field(default_factory=lambda: Cache(ADDRESSED_BYTES))
    """Pictures by their public address, for a minute."""
    watchers: Counter[str] = field(default_factory=Counter)
    """How many jobs each caller watches."""
    planners: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(PLANNERS))
    """The threads that read orders: they may wait for someone's web server, and must not hold up anything else."""
    transport: Callable[[], httpx.AsyncBaseTransport] = PinnedTransport
    """What calls to addresses that strangers gave go through."""

    @property
    def secure(self) -> bool:
        """Whether browsers come by https alone."""
        return (self.settings.public_url or "").startswith("https:")
