"""Which posts still to be published need a template: it is not taken away under them (`visualgen.library.service.USES`)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from visualgen.accounts.model import Brand
from visualgen.posts.model import Post, PostState, PostVersion


def uses(session: Session, brand_id: str, kind: str, name: str) -> str | None:
    """Return how many of the brand's posts need it, in words; None for none. Posts are made with the kit of their brand's name."""
    if kind == "kit" and session.get_one(Brand, brand_id).name != name:
        return None
    query = (
        select(PostVersion.facts)
        .join(Post, (Post.id == PostVersion.post_id) & (Post.version == PostVersion.number))
        .where(Post.brand_id == brand_id, Post.removed_at.is_(None), Post.state != PostState.PUBLISHED.value)
    )
    facts = session.scalars(query).all()
    count = len(facts) if kind == "kit" else sum(each.get("template") == name for each in facts)
    return None if count == 0 else f"{count} post{'s' if count > 1 else ''} to be published"
