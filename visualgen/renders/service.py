"""What may happen to a render: kept when it is made, found by its key, forgotten when nobody asks for it any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, update

from visualgen.errors import BlobLost
from visualgen.findings import Finding
from visualgen.pipeline import Rendered, RenderedClip
from visualgen.renders import repository
from visualgen.renders.model import Render
from visualgen.store.blobs import Blobs
from visualgen.store.database import Database
from visualgen.store.turns import in_turn

KEPT_DAYS = 90
_USE_NOTED = timedelta(hours=1)


def keep(database: Database, blobs: Blobs, brand_id: str, made: Rendered, *, now: datetime) -> Render:
    """Keep a finished picture under its render key; the one that is there already stays."""
    blob = blobs.put(made.data, made.media_type)
    width, height = made.size_px
    render = Render(
        brand_id=brand_id,
        key=made.key,
        blob=blob,
        media_type=made.media_type,
        weight_bytes=len(made.data),
        width_px=width,
        height_px=height,
        page=made.page,
        pages=made.pages,
        findings=[finding.to_data() for finding in made.findings],
        created_at=now,
        used_at=now,
    )
    return _kept(database, render)


def keep_clip(database: Database, blobs: Blobs, brand_id: str, made: RenderedClip, *, now: datetime) -> Render:
    """Keep a finished clip and its poster under its key; the one that is there already stays. Its files are the caller's to remove."""
    width, height = made.size_px
    render = Render(
        brand_id=brand_id,
        key=made.key,
        blob=blobs.put_file(made.path, made.media_type),
        media_type=made.media_type,
        weight_bytes=made.written.weight_bytes,
        width_px=width,
        height_px=height,
        findings=[finding.to_data() for finding in made.findings],
        poster=blobs.put_file(made.poster, "image/jpeg"),
        duration_s=made.duration_s,
        created_at=now,
        used_at=now,
    )
    return _kept(database, render)


def find(database: Database, brand_id: str, key: str, *, now: datetime) -> Render | None:
    """Return the brand's render of that key, and note that it was asked for (once an hour, so that reading stays cheap)."""
    with database.read() as session:
        render = repository.by_key(session, brand_id, key)
    if render is not None and now - render.used_at > _USE_NOTED:
        with database.write() as session:
            session.execute(update(Render).where(Render.id == render.id).values(used_at=now))
    return render


def load(blobs: Blobs, render: Render) -> Rendered:
    """Return a kept picture with its bytes, verified. Raises `BlobLost`."""
    return Rendered(
        data=blobs.get(render.blob),
        media_type=render.media_type,
        size_px=(render.width_px, render.height_px),
        key=render.key,
        findings=findings_of(render),
        page=render.page,
        pages=render.pages,
    )


def find_loaded(database: Database, blobs: Blobs, brand_id: str, key: str, *, now: datetime) -> Rendered | None:
    """Return the brand's picture of that key with its bytes; one whose bytes are lost is forgotten, to be made again."""
    render = find(database, brand_id, key, now=now)
    if render is None:
        return None
    try:
        return load(blobs, render)
    except BlobLost:
        with database.write() as session:
            session.execute(delete(Render).where(Render.id == render.id))
        return None


def findings_of(render: Render) -> tuple[Finding, ...]:
    """Return what was found in the picture."""
    return tuple(Finding.from_data(found) for found in render.findings)


def forget_unused(database: Database, *, now: datetime, days: int = KEPT_DAYS) -> int:
    """Delete renders nobody asked for in that many days, some thousands at a time; return how many."""
    with database.write() as session:
        return repository.forget(session, now - timedelta(days=days), 5_000)


def _kept(database: Database, render: Render) -> Render:
    with database.read() as session:
        known = repository.by_key(session, render.brand_id, render.key)
    if known is not None and known.blob == render.blob:
        return known
    with database.write() as session:
        in_turn(session, "render", render.brand_id, render.key)
        known = repository.by_key(session, render.brand_id, render.key)
        if known is not None and known.blob == render.blob:  # another worker kept the very same picture meanwhile
            return known
        if known is not None:
            session.execute(delete(Render).where(Render.id == known.id))
            session.expunge(known)
        session.add(render)
    return render
