"""The queries on posts, and the one line of their story that every change writes."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from visualgen.errors import NotFound
from visualgen.posts.files import needed_files
from visualgen.posts.finished import FinishedMedium
from visualgen.posts.model import Approval, ApprovalLink, Post, PostEvent, PostFile, PostMedia, PostState, PostVersion
from visualgen.store.paging import Page, page_of


def post(session: Session, identifier: str, brand_ids: Iterable[str]) -> Post:
    """Return a post of one of these brands, by its id or its reference in a calendar; of a brand's two of a name, the later one.

    Raises `NotFound`; its mend names the posts where several brands have one of that name.
    """
    brands = tuple(brand_ids)
    query = select(Post).where(Post.brand_id.in_(brands), Post.removed_at.is_(None))
    found = session.scalars(query.where(Post.id == identifier)).first()
    if found is None:
        named = session.scalars(query.where(Post.reference == identifier).order_by(Post.date.desc())).all()
        several = {one.brand_id: one for one in reversed(named)}
        if len(several) > 1:
            ids = ", ".join(one.id for one in several.values())
            raise NotFound(f"several brands have a post {identifier!r}", mend=f"give the one's own id: {ids}", post=identifier).french(
                f"plusieurs marques ont un post « {identifier} »", f"donnez l’identifiant propre du vôtre : {ids}"
            )
        found = named[0] if named else None
    if found is None:
        raise NotFound(f"there is no post {identifier!r}", mend="see: visualgen posts list", post=identifier).french(
            f"il n’y a pas de post « {identifier} »", "voyez : visualgen posts list"
        )
    return found


def posts(
    session: Session,
    brand_ids: Iterable[str],
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    states: Sequence[PostState] = (),
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Post]:
    """Return a page of posts in the order of their days."""
    query = select(Post).where(Post.brand_id.in_(tuple(brand_ids)), Post.removed_at.is_(None))
    if since is not None:
        query = query.where(Post.date >= since)
    if until is not None:
        query = query.where(Post.date <= until)
    if states:
        query = query.where(Post.state.in_([state.value for state in states]))
    return page_of(session, query, (Post.date, Post.id), cursor=cursor, limit=limit, newest_first=False)


def of_calendar(session: Session, brand_id: str, calendar: str) -> list[Post]:
    """Return the posts of one calendar file, in the order of their days."""
    query = select(Post).where(Post.brand_id == brand_id, Post.calendar == calendar, Post.removed_at.is_(None))
    return list(session.scalars(query.order_by(Post.date, Post.time, Post.id)))


def every_post(session: Session, brand_id: str, since: dt.date | None = None, until: dt.date | None = None) -> list[Post]:
    """Return all posts of a brand between two days."""
    query = select(Post).where(Post.brand_id == brand_id, Post.removed_at.is_(None))
    query = query.where(Post.date >= since) if since else query
    query = query.where(Post.date <= until) if until else query
    return list(session.scalars(query.order_by(Post.date, Post.time, Post.id)))


def version(session: Session, found: Post, number: int | None = None) -> PostVersion:
    """Return the version in force, or the one of that number."""
    kept = session.get(PostVersion, (found.id, number or found.version))
    if kept is None:
        raise NotFound(
            f"the post has no version {number}",
            mend=f"versions: 1 to {found.version}",
            post=found.id,
        ).french(f"le post n’a pas de version {number}", f"versions : 1 à {found.version}")
    return kept


def facts_now(session: Session, found: Post) -> dict[str, Any]:
    """Return the post's facts as they stand: its words, day and hour."""
    facts = dict(version(session, found).facts)
    facts["date"] = found.date.isoformat()
    facts.pop("time", None)
    if found.time is not None:
        facts["time"] = f"{found.time:%H:%M}"
    facts.pop("idea", None)
    if found.state == PostState.IDEA:
        facts["idea"] = True
    return facts


def files(session: Session, found: Post) -> dict[str, str]:
    """Return the blobs of the files the post names."""
    return {file.name: file.blob for file in session.scalars(select(PostFile).where(PostFile.post_id == found.id))}


def replaced_files(session: Session, found: Post, facts: Mapping[str, Any], blobs: Mapping[str, str]) -> list[str]:
    """Return the names, among those the facts need, under which the post has other bytes than `blobs` says."""
    kept = files(session, found)
    return sorted(name for name, blob in needed_files(facts, blobs).items() if kept.get(name, blob) != blob)


def keep_files(session: Session, found: Post, blobs: Mapping[str, str]) -> None:
    """Refer to the blobs of the files the post names; others it had stay, for its earlier versions."""
    for name, blob in blobs.items():
        kept = session.get(PostFile, (found.id, name))
        if kept is None:
            session.add(PostFile(post_id=found.id, name=name, blob=blob))
        else:
            kept.blob = blob


def media(session: Session, found: Post, number: int | None = None) -> list[PostMedia]:
    """Return the finished media of the version in force (or of that number), channel by channel, in the order shown."""
    query = select(PostMedia).where(PostMedia.post_id == found.id, PostMedia.version == (number or found.version))
    return list(session.scalars(query.order_by(PostMedia.channel, PostMedia.position)))


def keep_media(session: Session, found: Post, made: Sequence[FinishedMedium], made_from: str) -> None:
    """Replace the finished media of the version in force; `made_from` is the digest of what they were drawn from."""
    session.execute(delete(PostMedia).where(PostMedia.post_id == found.id, PostMedia.version == found.version))
    session.add_all(
        PostMedia(
            post_id=found.id, version=found.version, channel=medium.channel, position=medium.position, kind=medium.kind,
            ratio=medium.ratio, blob=medium.blob, render_key=medium.render_key, made_from=made_from, media_type=medium.media_type,
            width_px=medium.width_px, height_px=medium.height_px, duration_s=medium.duration_s,
            findings=[finding.to_data() for finding in medium.findings],
        )
        for medium in made
    )  # fmt: skip


def tell(session: Session, found: Post, kind: str, *, actor: str, at: dt.datetime, note: str = "", **details: Any) -> None:
    """Write a line of the post's story, and count the change."""
    session.add(PostEvent(post_id=found.id, at=at, actor=actor, kind=kind, note=note, details=details))
    found.changed_at, found.stamp = at, found.stamp + 1


def story(session: Session, found: Post) -> list[PostEvent]:
    """Return the post's own events, oldest first."""
    return list(session.scalars(select(PostEvent).where(PostEvent.post_id == found.id).order_by(PostEvent.at, PostEvent.id)))


def approvals(session: Session, found: Post) -> list[Approval]:
    """Return every decision about the post, oldest first."""
    return list(session.scalars(select(Approval).where(Approval.post_id == found.id).order_by(Approval.id)))


def approval_in_force(session: Session, found: Post) -> Approval | None:
    """Return the decision that approves the version in force; None where there is none, or it has lapsed."""
    if found.approved != found.version:
        return None
    query = select(Approval).where(Approval.post_id == found.id, Approval.version == found.version, Approval.decision == "approved")
    return session.scalars(query.order_by(Approval.id.desc())).first()


def link(session: Session, identifier: str) -> ApprovalLink | None:
    """Return the client's link of that id."""
    return session.get(ApprovalLink, identifier)


def links(session: Session, brand_id: str) -> list[ApprovalLink]:
    """Return a brand's links, newest first."""
    return list(session.scalars(select(ApprovalLink).where(ApprovalLink.brand_id == brand_id).order_by(ApprovalLink.id.desc())))


def words_digest(facts: Mapping[str, Any]) -> str:
    """Return the SHA-256 of everything a version says, but for its day and hour."""
    said = {name: value for name, value in facts.items() if name not in ("date", "time", "idea")}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
