"""What may happen to uploaded kits and templates: a new edition, checked before it counts; taken out of use, unless it is used."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from visualgen.archive import unpack
from visualgen.errors import Conflict, InputError, NotFound
from visualgen.library import repository
from visualgen.library.model import UPLOADS, Edition, Kind
from visualgen.library.unpacked import FOLDER
from visualgen.settings import Settings
from visualgen.store.blobs import Blobs
from visualgen.store.database import Database
from visualgen.store.signals import signal
from visualgen.store.turns import in_turn
from visualgen.store.uses import used_by

Check = Callable[[Kind, Path, Settings], tuple[str, list[dict[str, Any]]]]
"""Judges an unpacked folder (`checking.check_folder`, run where it may fail): its title, and what a person should know."""

USES: tuple[str, ...] = ("visualgen.jobs.uses:uses", "visualgen.posts.uses:uses")
"""Who knows what uses a kit or template (`store.uses`): called with (session, brand_id, kind, name)."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\Z")


def add(
    database: Database,
    blobs: Blobs,
    settings: Settings,
    check: Check,
    *,
    brand_id: str,
    kind: Kind,
    name: str,
    archive: BinaryIO,
    made_by: str,
    now: datetime,
) -> tuple[Edition, list[dict[str, Any]]]:
    """Return the new edition of the brand's kit or template that the ZIP holds, and what a person should know about it.

    The files are unpacked into a folder of their own and judged there; nothing is kept of what cannot be used.
    Raises `InputError` for a name that is none, `ArchiveError`, `LimitExceeded`, and what `check` raises.
    """
    if not _NAME.match(name):
        raise InputError(
            f"{name[:80]!r} is no name for a {kind}", mend="use lower-case letters, digits, hyphens: promo-noel", name=name[:80]
        ).french(f"« {name[:80]} » n’est pas un nom", "prenez des minuscules, des chiffres et des tirets : promo-noel")
    place = settings.data_folder() / FOLDER
    place.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".upload-", dir=place))
    try:
        unpack(archive, folder / name, name=f"{name}.zip")
        title, told = check(kind, folder / name, settings)
        archive.seek(0)
        kept = folder / "archive.zip"
        with kept.open("wb") as file:
            shutil.copyfileobj(archive, file)
        blob = blobs.put_file(kept, "application/zip")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    with database.write() as session:
        in_turn(session, "library", brand_id, kind.value, name)
        edition = Edition(
            brand_id=brand_id,
            kind=kind.value,
            name=name,
            version=repository.next_version(session, brand_id, kind, name),
            archive=blob,
            title=title[:200],
            made_by=made_by,
            created_at=now,
        )
        session.add(edition)
        signal(session, UPLOADS)
    return edition, told


def remove(database: Database, *, brand_id: str, kind: Kind, name: str, now: datetime) -> None:
    """Take a brand's kit or template out of use, all its editions. Raises `NotFound`, and `Conflict` while something uses it."""
    with database.write() as session:
        if not repository.editions_of(session, brand_id, kind, name):
            raise NotFound(f"there is no uploaded {kind} {name!r}", mend="those in folders are the operator's", name=name).french(
                f"rien de téléversé ne s’appelle « {name} »", "ce qui est dans les dossiers est à l’exploitant"
            )
        users = used_by(USES, session, brand_id, kind.value, name)
        if users:
            raise Conflict(f"the {kind} {name!r} is used by {', '.join(users)}", mend="change or end those first", name=name).french(
                f"« {name} » sert encore", "changez ou terminez d’abord les tâches et les posts qui s’en servent"
            )
        repository.delete_all(session, brand_id, kind, name, now)
        signal(session, UPLOADS)
