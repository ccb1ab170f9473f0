"""Which posts still to be published need a kit, a template or an asset: it is not taken away under them (`USES` of library and assets)."""

from __future__ import annotations

import json

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from visualgen.accounts.model import Brand
from visualgen.posts.files import named_files
from visualgen.posts.model import Post, PostFile, PostState, PostVersion
from visualgen.store.uses import counted

_WORDS = ("post to be published", "posts to be published")
_IN_FORCE = (Post.id == PostVersion.post_id) & (Post.version == PostVersion.number)


def uses(session: Session, brand_id: str, kind: str, name: str) -> str | None:
    """Return how many of the brand's posts need it, in words; None for none. Posts are made with the kit of their brand's name."""
    if kind == "kit" and session.get_one(Brand, brand_id).name != name:
        return None
    facts = session.scalars(select(PostVersion.facts).join(Post, _IN_FORCE).where(*_to_be_published(brand_id))).all()
    return counted(len(facts) if kind == "kit" else sum(each.get("template") == name for each in facts), *_WORDS)


def asset_uses(session: Session, brand_id: str, asset_id: str, blob: str) -> str | None:
    """Return how many of the brand's posts need the asset, in words; None for none. They name it, or a file with its very bytes.

    A file that only an earlier version named is not needed any more.
    """
    files = select(PostFile.post_id, PostFile.name).join(Post, Post.id == PostFile.post_id)
    held = session.execute(files.where(PostFile.blob == blob, *_to_be_published(brand_id))).all()
    names: dict[str, set[str]] = {}
    for post_id, name in held:
        names.setdefault(post_id, set()).add(name)
    query = select(Post.id, PostVersion.facts).join(PostVersion, _IN_FORCE).where(*_to_be_published(brand_id))
    count = 0
    for post_id, facts in session.execute(query):
        needed = names.get(post_id, set()) & {*named_files(facts), *facts.get("media", ())}
        count += bool(needed) or f"asset:{asset_id}" in json.dumps(facts)
    return counted(count, *_WORDS)


def _to_be_published(brand_id: str) -> tuple[ColumnElement[bool], ...]:
    return (Post.brand_id == brand_id, Post.removed_at.is_(None), Post.state != PostState.PUBLISHED.value)
