"""The accounts of the database in force, as commands use them: opened, with this machine's organisation and brands made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from visualgen.accounts import repository, service
from visualgen.brand.reading import kit_paths
from visualgen.errors import UnknownName
from visualgen.settings import Settings
from visualgen.store.clock import utc_now
from visualgen.store.database import Database


@dataclass(frozen=True, slots=True)
class AccountsHere:
    """An open database, the organisation that is meant, its first owner where it is this machine's own, and the time."""

    database: Database
    organisation_id: str
    owner_id: str
    now: datetime


@contextmanager
def accounts_here(settings: Settings, organisation: str | None) -> Iterator[AccountsHere]:
    """Yield the accounts of `settings`' database. Raises `SettingsError`, and `UnknownName` for an organisation that is not there."""
    now = utc_now()
    database = Database.open(settings)
    try:
        found, owner = service.ensure_home(database, base_names(settings), now)
        if organisation is not None:
            with database.read() as session:
                named = repository.organisation_named(session, organisation)
            if named is None:
                raise UnknownName(
                    f"there is no organisation {organisation!r}", mend="visualgen account create EMAIL --organisation NAME makes it"
                )
            found = named
        yield AccountsHere(database, found.id, owner.id, now)
    finally:
        database.close()


def base_names(settings: Settings) -> set[str]:
    """Return the names of the kits in folders, without their variants."""
    return {name.partition(":")[0] for name in kit_paths(settings)}
