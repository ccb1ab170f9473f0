"""Seal everything that is stored sealed under the secret in force, so that a former one may be dropped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Table, select, update

from visualgen.store.base import SEALED, Base
from visualgen.store.database import Database
from visualgen.store.vault import Vault


def sealed_columns() -> Iterator[tuple[Table, Column[Any], str]]:
    """Yield every column that holds sealed text, with its table and its purpose; `load_models` must have been called."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if SEALED in column.info:
                yield table, column, column.info[SEALED]


def reseal(database: Database, vault: Vault) -> int:
    """Seal all sealed texts under the vault's first secret, in one unit of work, and return how many there were.

    Programs may go on meanwhile, where they have the new secret already: what one of them seals at this moment is left as it is.
    Raises `SettingsError` where a text was sealed with a secret that is not among the vault's; nothing has changed then.
    """
    number = 0
    with database.write() as session:
        for table, column, purpose in sealed_columns():
            (key,) = table.primary_key
            for row, sealed in session.execute(select(key, column).where(column != "")).all():
                fresh = {column.name: vault.reseal(purpose, sealed)}
                session.execute(update(table).where(key == row, column == sealed).values(fresh))
                number += 1
    return number
