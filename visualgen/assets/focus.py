"""The focal point that a person gave to an asset goes with its name, `asset:ID`, wherever a slot's value names it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from visualgen.assets import repository
from visualgen.assets.service import PREFIX
from visualgen.motion.media.given import split_part


def focused(value: Any, point: Callable[[str], str]) -> Any:
    """Return a slot's value (lists and items gone through) with every asset in it as {"src": …, "focus": `point` of it}.

    A focus that the value says itself stays; an asset without a focal point, and everything else, stays as it is.
    """
    if isinstance(value, list | tuple):
        return [focused(item, point) for item in value]
    if isinstance(value, Mapping) and isinstance(value.get("src"), str):
        found = point(value["src"])
        return {"focus": found, **value} if found else value
    if isinstance(value, Mapping):
        return {key: focused(item, point) for key, item in value.items()}
    found = point(value) if isinstance(value, str) else ""
    return {"src": value, "focus": found} if found else value


def point_of(session: Session, brand_id: str, source: str) -> str:
    """Return the focal point that a person gave to the brand's asset `source`; "" where there is none, or no such asset."""
    source = source.strip()
    asset = repository.get(session, [brand_id], split_part(source)[0].removeprefix(PREFIX)) if source.startswith(PREFIX) else None
    return asset.focus if asset is not None and asset.focus != "auto" else ""
