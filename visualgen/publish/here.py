"""The desk of the settings in force: opened once, for a command or a process that publishes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from visualgen.accounts.model import Brand
from visualgen.posts.drawing import Drawing
from visualgen.publish.clock import clock_of
from visualgen.publish.connections.here import accounts_of
from visualgen.publish.desk import Desk
from visualgen.publish.lanes import BrandLanes, Connections
from visualgen.publish.policy import Policy
from visualgen.publish.publisher import Publisher
from visualgen.publish.restore import Witness
from visualgen.settings import Settings
from visualgen.store.blobs import Blobs
from visualgen.store.clock import Clock
from visualgen.store.database import Database

OUTBOX = "outbox"
WITNESS = "publisher.mark"


class _BrandNames(dict[str, str]):
    """The names of brands by id, looked up when they are first asked for: brands come while the service runs."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database

    def __missing__(self, brand_id: str) -> str:
        with self._database.read() as session:
            name = session.scalar(select(Brand.name).where(Brand.id == brand_id))
        if name is None:
            raise KeyError(brand_id)
        self[brand_id] = name
        return name


def desk_of(
    database: Database,
    settings: Settings,
    *,
    outbox: Path | None = None,
    connections: Connections | None = None,
    clock: Clock | None = None,
    patience: Policy | None = None,
    drawing: Drawing | None = None,
) -> Desk:
    """Return the desk over an open database, its accounts those that are connected.

    `outbox` is where ready-to-post packages go: a folder for each brand, by its name.
    """
    now = clock or clock_of(database)
    names = _BrandNames(database)
    accounts = connections if connections is not None else accounts_of(database, settings, now)
    lanes = BrandLanes(outbox or settings.data_folder() / OUTBOX, accounts, now, patience, names)
    return Desk(database, Blobs.open(settings, database, clock=now), settings, lanes, now, drawing)


def publisher_of(desk: Desk) -> Publisher:
    """Return a publisher for the desk's database, with the witness that gives restored backups away."""
    witness = Witness(desk.settings.data_folder() / WITNESS)
    return Publisher(desk.database, desk.lanes, desk.blobs.get, clock=desk.clock, witness=witness)


@contextmanager
def open_desk(settings: Settings, *, outbox: Path | None = None) -> Iterator[Desk]:
    """Yield the desk of the settings, its database open until the end. Raises `SettingsError`."""
    database = Database.open(settings)
    try:
        yield desk_of(database, settings, outbox=outbox)
    finally:
        database.close()
