"""How a restored backup gives itself away: every send leaves a growing number in the database and, beside it, in a file.

A database whose number is smaller than the file's has forgotten sends. Then everything that was due by now is asked about before it is
sent: the network where it can be asked, a person where it cannot. The file is written (and on disk) after the number is committed and
before anything leaves, so it is never behind. Where there is no file (a new machine) and no publisher has been at work lately, what was
due meanwhile is asked about as well. `visualgen publish restored` says the same by hand, for a machine restored as a whole.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import threading
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from visualgen.publish import repository
from visualgen.publish.model import PublisherMark
from visualgen.store.database import Database
from visualgen.store.ids import new_id

SEEN_EVERY = dt.timedelta(seconds=20)
ABSENCE = dt.timedelta(minutes=2)
_ONE = 1


@dataclass(slots=True)
class Witness:
    """The number beside the database, in `path`."""

    path: Path
    _looked_at: dt.datetime | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _beat: int = -1

    def look(self, database: Database, now: dt.datetime) -> int:
        """Compare the two numbers, a few times a minute; return how many posts became doubtful because this is a restored backup."""
        if self._looked_at is not None and now - self._looked_at < SEEN_EVERY:
            return 0
        doubtful = 0
        seen = self._read()
        with database.write() as session:
            mark = mark_of(session, now)
            if seen is not None and seen[0] == mark.lineage and seen[1] > mark.beat:
                doubtful = self._restored(session, mark, now, seen[1])
            elif seen is None and self._looked_at is None and mark.beat > 0 and now - mark.at > ABSENCE:
                doubtful = self._restored(session, mark, now, mark.beat)
            mark.at = now
            beat = (mark.lineage, mark.beat)
        self._looked_at = now
        self.write(beat)
        return doubtful

    def step(self, session: Session, now: dt.datetime) -> tuple[str, int]:
        """Count one send, in the unit of work that begins it; the answer is to be written once that is committed."""
        mark = mark_of(session, now)
        mark.beat += 1
        return mark.lineage, mark.beat

    def write(self, beat: tuple[str, int]) -> None:
        """Have the number on disk before this returns; a smaller one than is there changes nothing."""
        with self._lock:
            if beat[1] <= self._beat:
                return
            self.path.parent.mkdir(parents=True, exist_ok=True)
            part = self.path.with_name(f".{self.path.name}.{new_id()}.part")  # two containers may have one process id
            with part.open("w") as file:
                json.dump({"lineage": beat[0], "beat": beat[1]}, file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.path)
            self._beat = beat[1]

    @staticmethod
    def _restored(session: Session, mark: PublisherMark, now: dt.datetime, beat: int) -> int:
        mark.beat = max(mark.beat, beat) + 1
        return repository.suspect(session, now)

    def _read(self) -> tuple[str, int] | None:
        try:
            found = json.loads(self.path.read_text())
            return str(found["lineage"]), int(found["beat"])
        except (OSError, ValueError, KeyError, TypeError):
            return None


def mark_of(session: Session, now: dt.datetime) -> PublisherMark:
    """Return the database's mark, locked for this unit of work, made where there is none; two publishers may begin at once."""
    mark = session.get(PublisherMark, _ONE, with_for_update=True)
    if mark is None:
        insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
        made = insert(PublisherMark).values(id=_ONE, lineage=new_id(), beat=0, at=now)
        session.execute(made.on_conflict_do_nothing(index_elements=[PublisherMark.id]))
        mark = session.get_one(PublisherMark, _ONE, with_for_update=True)
    return mark


def restored(database: Database, now: dt.datetime) -> int:
    """Say that this database was restored from a backup: return how many posts are asked about before they are sent."""
    with database.write() as session:
        mark_of(session, now).beat += 1
        return repository.suspect(session, now)
