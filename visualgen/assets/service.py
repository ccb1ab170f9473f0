"""What may happen to assets: added once they are known to be usable, described, opened for a slot, deleted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from visualgen.assets import repository
from visualgen.assets.checking import Looked
from visualgen.assets.model import Asset, AssetKind
from visualgen.errors import Conflict, ContentError, NotFound
from visualgen.render.content import parse_focus, picture_value
from visualgen.render.products import PictureValue
from visualgen.settings import Limits
from visualgen.store.blobs import Blobs
from visualgen.store.database import Database
from visualgen.store.ids import is_id
from visualgen.store.uses import used_by

PREFIX = "asset:"
"""How a slot names an asset."""
USES: tuple[str, ...] = ("visualgen.jobs.uses:asset_uses", "visualgen.posts.uses:asset_uses")
"""Who knows what uses an asset (`store.uses`): called with (session, brand_id, asset_id, blob)."""


def add(
    database: Database,
    blobs: Blobs,
    path: Path,
    looked: Looked,
    *,
    brand_id: str,
    name: str,
    made_by: str,
    now: datetime,
    focus: str = "auto",
    alt: str = "",
    source_url: str | None = None,
) -> Asset:
    """Keep a file that was looked at, and return its asset. Raises `ContentError` for a focal point that is none."""
    parse_focus(focus, "focus")
    blob = blobs.put_file(path, looked.media_type)
    with database.write() as session:
        asset = Asset(
            brand_id=brand_id,
            kind=looked.kind.value,
            name=name[:200],
            blob=blob,
            media_type=looked.media_type,
            weight_bytes=path.stat().st_size,
            width_px=looked.width_px,
            height_px=looked.height_px,
            duration_s=looked.duration_s,
            focus=focus,
            alt=alt[:1000],
            source_url=source_url,
            made_by=made_by,
            created_at=now,
        )
        session.add(asset)
    return asset


def get(database: Database, brand_ids: Collection[str], asset_id: str) -> Asset:
    """Return an asset of one of those brands. Raises `NotFound`."""
    with database.read() as session:
        asset = repository.get(session, brand_ids, asset_id) if is_id(asset_id) else None
    if asset is None:
        raise _gone(asset_id)
    return asset


def describe(
    database: Database, brand_ids: Collection[str], asset_id: str, *, name: str | None, focus: str | None, alt: str | None
) -> Asset:
    """Change what is said about an asset; None leaves it. Raises `NotFound`, `ContentError` for a focal point that is none."""
    if focus is not None:
        parse_focus(focus, "focus")
    with database.write() as session:
        asset = repository.get(session, brand_ids, asset_id)
        if asset is None:
            raise _gone(asset_id)
        asset.name = asset.name if name is None else name[:200]
        asset.focus = asset.focus if focus is None else focus
        asset.alt = asset.alt if alt is None else alt[:1000]
        return asset


def delete(database: Database, brand_ids: Collection[str], asset_id: str) -> None:
    """Delete an asset; pictures made with it stay. Raises `NotFound`, and `Conflict` while a job or a post to be published needs it."""
    with database.write() as session:
        asset = repository.get(session, brand_ids, asset_id)
        if asset is None:
            raise _gone(asset_id)
        users = used_by(USES, session, asset.brand_id, asset.id, asset.blob)
        if users:
            mend = "wait for those, change them or end them first"
            raise Conflict(f"the asset {asset.name!r} is used by {', '.join(users)}", mend=mend, asset=asset.id).french(
                f"le média « {asset.name} » sert encore",
                "attendez que les tâches et les posts qui s’en servent soient finis, changez-les ou arrêtez-les",
            )
        session.delete(asset)


def named(database: Database, brand_id: str, source: str) -> Asset:
    """Return the brand's asset that a slot names as `asset:ID`. Raises `ContentError` where there is none."""
    asset_id = source.removeprefix(PREFIX)
    try:
        return get(database, [brand_id], asset_id)
    except NotFound:
        raise ContentError(f"there is no asset {asset_id[:40]!r}", mend="see the list of assets", asset=asset_id[:40]).french(
            f"il n’y a pas de média {asset_id[:40]}", "voyez la liste des médias"
        ) from None


def open_picture(database: Database, blobs: Blobs, brand_id: str, source: str, limits: Limits) -> PictureValue:
    """Return the picture that a slot names as `asset:ID`, with its focal point. Raises `ContentError` where there is none."""
    asset = named(database, brand_id, source)
    if asset.kind != AssetKind.PICTURE:
        raise ContentError(f"the asset {asset.id!r} is {asset.kind}, and a picture is needed", mend="name a picture", asset=asset.id)
    return picture_value(blobs.get(asset.blob), asset.name, limits, parse_focus(asset.focus, "focus"))


def _gone(asset_id: str) -> NotFound:
    return NotFound(f"there is no asset {asset_id[:40]!r}", mend="see the list of assets", asset=asset_id[:40]).french(
        f"il n’y a pas de média {asset_id[:40]}", "voyez la liste des médias"
    )
