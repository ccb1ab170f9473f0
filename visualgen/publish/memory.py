"""What a channel remembers of one publication between tries (a container's id, say): on disk before the assignment returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

from sqlalchemy import update

from visualgen.publish.model import Publication
from visualgen.store.database import Database


class Memory(MutableMapping[str, str]):
    """The `memory` of one row; every change is its own committed unit of work."""

    def __init__(self, database: Database, publication_id: str, known: Mapping[str, Any]) -> None:
        self._database, self._id, self._known = database, publication_id, dict(known)

    def __getitem__(self, name: str) -> str:
        return str(self._known[name])

    def __setitem__(self, name: str, value: str) -> None:
        self._store({**self._known, name: value})

    def __delitem__(self, name: str) -> None:
        self._store({key: value for key, value in self._known.items() if key != name})

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def _store(self, known: dict[str, Any]) -> None:
        with self._database.write() as session:
            session.execute(update(Publication).where(Publication.id == self._id).values(memory=known))
        self._known = known
