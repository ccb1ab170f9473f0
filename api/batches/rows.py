"""JSON rows name photos as assets: they become files of the batch's own, each shown about its asset's focal point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy.orm import Session

from api.service import Service
from visualgen.assets import service as assets
from visualgen.assets.focus import focused, point_of
from visualgen.calendar.columns import column
from visualgen.errors import ContentError
from visualgen.motion.media.given import split_part


def with_files(here: Service, brand_id: str, rows: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return the rows with the names of files in the place of assets, and those files' blobs by name.

    A slot's photo takes its asset's focal point along, unless the row says another. Raises `ContentError` for an asset that is not there.
    """
    blobs: dict[str, str] = {}
    filed = []
    with here.database.read() as session:
        for number, row in enumerate(rows, 1):
            try:
                filed.append({title: _filed(here, brand_id, _pointed(session, brand_id, row, title), blobs) for title in row})
            except ContentError as error:
                error.place.setdefault("row", number)
                raise
    return filed, blobs


def _pointed(session: Session, brand_id: str, row: Mapping[str, Any], title: str) -> Any:
    meaning = column(title)
    if meaning is None or meaning.kind != "slot":
        return row[title]
    said = {other.name for other in map(column, (name for name, value in row.items() if value)) if other and other.kind == "focus"}
    return row[title] if meaning.name in said else focused(row[title], partial(point_of, session, brand_id))


def _filed(here: Service, brand_id: str, value: Any, blobs: dict[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {name: _filed(here, brand_id, item, blobs) for name, item in value.items()}
    if isinstance(value, list):
        return [_filed(here, brand_id, item, blobs) for item in value]
    if not isinstance(value, str) or not value.startswith(assets.PREFIX):
        return value
    source, part = split_part(value)
    asset = assets.named(here.database, brand_id, source)
    name = f"{asset.id}{PurePosixPath(asset.name).suffix[:10] or '.' + asset.media_type.rpartition('/')[2]}"
    blobs[name] = asset.blob
    return name if part is None else name + value.removeprefix(source)
