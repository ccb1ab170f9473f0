"""What one process of the service holds: the database, who is let in, the limits, the desk. Made when it starts."""

from __future__ import annotations

from dataclasses import dataclass, field

from api.desk import Desk
from api.rates import RateLimits
from visualgen.accounts.letting_in import Doorman
from visualgen.settings import Settings
from visualgen.store.blobs import Blobs
from visualgen.store.clock import Clock, utc_now
from visualgen.store.database import Database
from visualgen.store.vault import Vault


@dataclass(slots=True)
class Service:
    """The service's state. One event loop uses it; what blocks goes to threads."""

    settings: Settings
    database: Database
    blobs: Blobs
    vault: Vault
    desk: Desk
    doorman: Doorman
    rates: RateLimits
    clock: Clock = field(default=utc_now)

    @property
    def secure(self) -> bool:
        """Whether browsers come by https alone."""
        return (self.settings.public_url or "").startswith("https:")
