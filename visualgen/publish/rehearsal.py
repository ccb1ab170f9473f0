"""A month on a fast clock: its calendar applied, approved and scheduled in a database of its own, its first posts published to a folder."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from visualgen.accounts import repository as accounts
from visualgen.accounts.service import ensure_home
from visualgen.calendar.model import Row
from visualgen.errors import SettingsError, VisualgenError
from visualgen.motion.products import ClipJob
from visualgen.pipeline import Rendered, RenderedClip, render_key
from visualgen.posts.drawing import DrawnHere
from visualgen.publish.calendar_files import Applied, apply_file, approve_all
from visualgen.publish.desk import Actor
from visualgen.publish.here import OUTBOX, desk_of
from visualgen.publish.publisher import Publisher
from visualgen.render.products import StillJob
from visualgen.settings import Settings
from visualgen.store.database import Database

DATABASE = "visualgen.sqlite3"


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture in a file."""

    path: Path
    media_type: str
    size_px: tuple[int, int]


@dataclass(frozen=True, slots=True)
class DrawnBefore:
    """What is there already, by render key, is taken; the rest is drawn in this process."""

    known: Mapping[str, Picture]
    settings: Settings

    def stills(self, jobs: Sequence[StillJob]) -> Sequence[Rendered | VisualgenError]:
        """Return the pictures, read or drawn."""
        return [self._still(job) for job in jobs]

    def clip(self, job: ClipJob, path: Path) -> RenderedClip:
        """Make the clip."""
        return DrawnHere(self.settings).clip(job, path)

    def _still(self, job: StillJob) -> Rendered | VisualgenError:
        key = render_key(job)
        found = self.known.get(key)
        if found is None:
            return DrawnHere(self.settings).stills([job])[0]
        return Rendered(found.path.read_bytes(), found.media_type, found.size_px, key, (), job.page, 1)


@dataclass(slots=True)
class FastClock:
    """A clock that goes on when it is told to."""

    now: dt.datetime

    def __call__(self) -> dt.datetime:
        """Return its time."""
        return self.now


@dataclass(slots=True)
class Rehearsed:
    """What came of it: the data folder, how many posts are scheduled, which packages are there, what was refused and why."""

    folder: Path
    scheduled: int = 0
    packages: list[Path] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def rehearse(
    rows: Sequence[Row], material: Path, kit: str, folder: Path, settings: Settings, pictures: Mapping[str, Picture], *, first: int = 7
) -> Rehearsed:
    """Schedule the whole month and publish its first days to packages under `folder`, which is made anew.

    `material` is where the rows' photos lie, `pictures` what has been drawn already. Raises `SettingsError` for a folder with other things.
    """
    _made_anew(folder)
    own = replace(settings, data=folder, database_url=None, blobs_url=None)
    database = Database.open(own)
    try:
        start = dt.datetime.combine(rows[0].date, dt.time(0), dt.UTC) - dt.timedelta(days=1)
        clock = FastClock(start)
        organisation, _ = ensure_home(database, {kit}, start)
        with database.read() as session:
            brand = accounts.brand_named(session, organisation.id, kit)
        assert brand is not None
        desk = desk_of(database, own, clock=clock, drawing=DrawnBefore(pictures, settings))
        actor = Actor("demo", (brand.id,))
        done = Applied(apply_file(desk, actor, brand.id, "demo", rows, material))
        approve_all(desk, actor, brand.id, "demo", done)
        publisher = Publisher(database, desk.lanes, desk.blobs.get, clock=clock, threads=1)
        last = rows[0].date + dt.timedelta(days=first)
        while clock.now.date() < last:
            clock.now += dt.timedelta(minutes=30)
            publisher.run_due()
        outbox = folder / OUTBOX / kit
        packages = sorted(path for path in outbox.iterdir() if not path.name.startswith(".")) if outbox.is_dir() else []
        return Rehearsed(folder, len(done.scheduled), packages, done.refused)
    finally:
        database.close()


def _made_anew(folder: Path) -> None:
    if folder.exists():
        if not (folder / DATABASE).is_file():
            raise SettingsError(f"{folder} is there, and is not a rehearsal", mend="choose another --out")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
