"""A laptop needs no set-up: the owner's key lies in a file beside the database, for its owner's eyes only."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from visualgen.accounts import repository
from visualgen.accounts.model import ApiKey
from visualgen.accounts.scopes import Scope
from visualgen.accounts.tokens import SHOWN_CHARS, digest, new_key
from visualgen.settings import Settings
from visualgen.store.database import Database
from visualgen.store.turns import in_turn
from visualgen.store.vault import own_file

FILE = "local.key"
LOCAL_RATE = 1000.0
"""Requests a second: on one's own machine the limit is the machine."""


def local_key(database: Database, settings: Settings, organisation_id: str, now: datetime) -> str:
    """Return the key of this machine's owner, for every brand and with every scope: made at the first call, made anew once it is revoked.

    Raises `SettingsError` where its file cannot be read or written.
    """
    path = settings.data_folder() / FILE
    secret = own_file(path, new_key)
    if not _known(database, secret, organisation_id, now):
        path.unlink()
        secret = own_file(path, new_key)
        _known(database, secret, organisation_id, now)
    return secret


def _known(database: Database, secret: str, organisation_id: str, now: datetime) -> bool:
    """Give the key its row if it has none, and return whether it is good."""
    with database.write() as session:
        in_turn(session, "accounts")
        row = repository.any_key_by_digest(session, digest(secret))
        if row is None:
            session.add(
                ApiKey(
                    key_sha256=digest(secret),
                    shown=secret[:SHOWN_CHARS],
                    name="this machine",
                    organisation_id=organisation_id,
                    scopes=sorted(scope.value for scope in Scope),
                    rate=LOCAL_RATE,
                    created_at=now,
                )
            )
            return True
        return row.revoked_at is None


def key_file(settings: Settings) -> Path:
    """Return where the key lies."""
    return settings.data_folder() / FILE
