"""One stored account: its secrets unsealed when they are used, and renewed under one lock for all processes."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import or_, update

from visualgen.errors import ChannelBusy, ReconnectNeeded
from visualgen.publish.connections.model import PURPOSE, Connection
from visualgen.store.clock import Clock
from visualgen.store.database import Database
from visualgen.store.ids import new_id
from visualgen.store.vault import Vault

LOCK = dt.timedelta(seconds=120)
"""How long the lock outlives a process that was killed while it renewed: longer than any renewal may take."""
PAUSE_S = 0.1


@dataclass(frozen=True, slots=True)
class KeptAccount:
    """The account of one row, as channels speak through it."""

    database: Database
    vault: Vault
    clock: Clock
    id: str

    @property
    def settings(self) -> Mapping[str, str]:
        """What is no secret."""
        return {name: str(value) for name, value in self._row().settings.items()}

    def secrets(self) -> Mapping[str, str]:
        """Return the secrets in the clear, as they are stored now. Raises `ReconnectNeeded`, and `SettingsError` for a lost key."""
        return unseal(self.vault, self._row().sealed)

    def renew(self, stale: Mapping[str, str], exchange: Callable[[Mapping[str, str]], Mapping[str, str]]) -> Mapping[str, str]:
        """Return fresh secrets: those another process has stored meanwhile, else what `exchange` gives, called by one process at a time.

        Raises what `exchange` raises, and `ChannelBusy` where another process holds the lock too long.
        """
        me, end = new_id(), time.monotonic() + LOCK.total_seconds()
        while True:
            row = self._row()
            current = unseal(self.vault, row.sealed)
            if dict(current) != dict(stale):
                return current
            if self._lock(row, me):
                return self._exchange(row, me, current, exchange)
            if time.monotonic() > end:
                raise ChannelBusy("another process is renewing this account and does not end", account=row.name)
            time.sleep(PAUSE_S)

    def _exchange(
        self, row: Connection, me: str, current: Mapping[str, str], exchange: Callable[[Mapping[str, str]], Mapping[str, str]]
    ) -> Mapping[str, str]:
        mine = update(Connection).where(Connection.id == row.id, Connection.renewing_by == me)
        free = {"renewing_by": None, "renewing_until": None, "updated_at": self.clock()}
        try:
            fresh = exchange(current)
        except BaseException:
            with self.database.write() as session:
                session.execute(mine.values(**free))
            raise
        with self.database.write() as session:
            session.execute(mine.values(sealed=seal(self.vault, fresh), version=row.version + 1, **free))
        return fresh

    def _lock(self, row: Connection, me: str) -> bool:
        now = self.clock()
        free = or_(Connection.renewing_until.is_(None), Connection.renewing_until < now)
        claim = update(Connection).where(Connection.id == row.id, Connection.version == row.version, free)
        with self.database.write() as session:
            result = session.execute(claim.values(renewing_by=me, renewing_until=now + LOCK))
            return bool(result.rowcount)  # type: ignore[attr-defined]

    def _row(self) -> Connection:
        with self.database.read() as session:
            row = session.get(Connection, self.id)
        if row is None:
            raise ReconnectNeeded("this account is not connected any more", mend="visualgen channels connect")
        return row


def seal(vault: Vault, secrets: Mapping[str, str]) -> str:
    """Return the secrets as the one text that is stored."""
    return vault.seal(PURPOSE, json.dumps(dict(secrets), sort_keys=True))


def unseal(vault: Vault, sealed: str) -> Mapping[str, str]:
    """Return the secrets of a stored text. Raises `SettingsError` where the key they were sealed with is gone."""
    data: dict[str, str] = json.loads(vault.unseal(PURPOSE, sealed))
    return data
