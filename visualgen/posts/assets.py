"""The brand's assets that a post's words name as `asset:ID`: kept with the post's files, shown about their own focal point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from visualgen.assets import repository
from visualgen.assets.focus import focused, point_of
from visualgen.assets.model import Asset, AssetKind
from visualgen.assets.service import PREFIX
from visualgen.calendar.columns import fold
from visualgen.errors import ContentError
from visualgen.motion.media.given import split_part

_SEEN = (AssetKind.PICTURE, AssetKind.FOOTAGE)
_HEARD = (AssetKind.SOUND, AssetKind.FOOTAGE)


def named_assets(session: Session, brand_id: str, facts: Mapping[str, Any]) -> dict[str, Asset]:
    """Return every asset the facts name, in slots, as finished media and as sound, by its name there, without the part of it.

    Raises `ContentError` with the slot for one that the brand does not have, or that is not what the slot takes.
    """
    wanted = [(slot, source, _SEEN) for name, value in facts.get("content", {}).items() for slot, source in _sources(name, value)]
    wanted += [("media", source, _SEEN) for source in facts.get("media", ())] + [("sound", facts.get("sound", ""), _HEARD)]
    found: dict[str, Asset] = {}
    for slot, source, kinds in wanted:
        if not source.startswith(PREFIX):
            continue
        name = split_part(source)[0]
        asset = found[name] = found.get(name) or _asset(session, brand_id, name, slot)
        if asset.kind not in kinds:
            raise ContentError(
                f"the asset {asset.id!r} is of the kind {asset.kind}",
                mend=f"name one of these: {', '.join(kinds)}",
                slot=slot,
                asset=asset.id,
            )
    return found


def take_assets(session: Session, brand_id: str, facts: Mapping[str, Any]) -> dict[str, str]:
    """Return the blob of every asset the facts name, by its name there, to be kept with the post's files. Raises as `named_assets`."""
    return {name: asset.blob for name, asset in named_assets(session, brand_id, facts).items()}


def with_focus(session: Session, brand_id: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts with the focal point of every asset in a slot, unless they say another; an asset that is gone has none."""
    point = partial(point_of, session, brand_id)
    said, focus = {_key(name) for name in facts.get("focus", {})}, dict(facts.get("focus", {}))
    content: dict[str, Any] = {}
    for name, value in facts.get("content", {}).items():
        content[name] = value
        if not isinstance(value, str):
            content[name] = focused(value, point)
        elif _key(name) not in said and (found := point(value)):
            focus[name] = found
    return {**facts, "content": content, "focus": focus}


def _sources(slot: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield the place and text of every text in a slot's value."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _sources(slot if key == "src" else f"{slot}.{key}", item)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _sources(f"{slot}.{index}", item)
    elif isinstance(value, str):
        yield slot, value.strip()


def _asset(session: Session, brand_id: str, name: str, slot: str) -> Asset:
    asset_id = name.removeprefix(PREFIX)
    asset = repository.get(session, [brand_id], asset_id)
    if asset is None:
        mend = "name an asset of this brand: see its list, or upload the file"
        raise ContentError(f"the brand has no asset {asset_id[:40]!r}", mend=mend, slot=slot, asset=asset_id[:40])
    return asset


def _key(name: str) -> str:
    return fold(name).replace(" ", "")
