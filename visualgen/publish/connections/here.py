"""The connected accounts of the settings in force: the service's secret, its public address for media, and how far it calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from visualgen.outbound.transport import PinnedTransport
from visualgen.publish.channel import Media
from visualgen.publish.connections.accounts import ConnectedAccounts
from visualgen.publish.files import suffix
from visualgen.settings import Settings
from visualgen.store.clock import Clock, utc_now
from visualgen.store.database import Database
from visualgen.store.vault import Vault

PURPOSE = "media"
MEDIA_LIFE = timedelta(hours=48)
"""How long a network may fetch a medium: longer than its container lives (24 h)."""


def accounts_of(database: Database, settings: Settings, clock: Clock = utc_now) -> ConnectedAccounts:
    """Return the accounts of an open database. A service with a public address calls only public addresses; a laptop calls any."""
    vault = Vault.open(settings)
    public_url = None if settings.public_url is None else _signer(vault, settings.public_url, clock)
    return ConnectedAccounts(database, vault, clock, public_url, None if settings.public_url is None else _public_only)


def _public_only() -> PinnedTransport:
    return PinnedTransport(ports=None)


def _signer(vault: Vault, home: str, clock: Clock) -> Callable[[Media], str]:
    def address(media: Media) -> str:
        name = f"{media.blob}{suffix(media)}"
        until = str(int((clock() + MEDIA_LIFE).timestamp()))
        return f"{home}/media/{name}?until={until}&signature={vault.sign(PURPOSE, f'{name} {until}')}"

    return address


def media_allowed(vault: Vault, name: str, until: str, signature: str, now_s: float) -> bool:
    """Return whether `/media/NAME?until=…&signature=…` is an address of ours that has not run out."""
    lives = until.isascii() and until.isdigit() and len(until) <= 12 and int(until) > now_s
    return lives and vault.signed(PURPOSE, f"{name} {until}", signature)
