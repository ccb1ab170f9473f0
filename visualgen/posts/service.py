"""What may happen to a post before it is on its way: written, changed, moved, sent to review, approved, sent back, removed.

Every function works in the caller's unit of work: `publish.service` joins them with what happens to the post's publications.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from visualgen.calendar.facts import facts_of
from visualgen.calendar.local_time import moment
from visualgen.calendar.model import Row
from visualgen.errors import PostChanged, PostError
from visualgen.posts import repository
from visualgen.posts.model import Approval, Post, PostState, PostVersion
from visualgen.store.ids import new_id

S = PostState
OUT = (S.PUBLISHING, S.PUBLISHED)
"""On its way or out: its words stay as they are."""
_WHEN = ("date", "time", "idea")


def create(
    session: Session,
    brand_id: str,
    row: Row,
    zone: str,
    *,
    actor: str,
    at: dt.datetime,
    calendar: str = "",
    files: Mapping[str, str] | None = None,
) -> Post:
    """Return a new post made of a calendar row; one without words is an idea. Raises `ScheduleError` for a zone that is none."""
    facts, identifier = facts_of(row), new_id()
    found = Post(
        id=identifier, brand_id=brand_id, calendar=calendar, reference=row.id if calendar else identifier, own_id=row.own_id,
        base=facts if calendar else None,
        state=(S.IDEA if row.state == "idea" else S.DRAFT).value, date=row.date, time=row.time, zone=zone,
        due_at=due(row.date, row.time, zone), created_at=at, changed_at=at,
    )  # fmt: skip
    session.add(found)
    session.flush()
    session.add(PostVersion(post_id=found.id, number=1, facts=_said(facts), author=actor, created_at=at))
    repository.keep_files(session, found, files or {})
    session.flush()
    repository.tell(session, found, "created", actor=actor, at=at, calendar=calendar)
    return found


def due(date: dt.date, time: dt.time | None, zone: str) -> dt.datetime | None:
    """Return the instant of a day and hour on the wall of `zone`; None without an hour."""
    return moment(dt.datetime.combine(date, time), zone).utc if time is not None else None


def check_seen(found: Post, seen: int | None) -> None:
    """Raise `PostChanged` unless `seen` is the post's stamp (None: whoever changes it has not looked)."""
    if seen is not None and seen != found.stamp:
        raise PostChanged(
            "the post was changed in the meantime",
            mend="look at it again, then decide",
            post=found.id,
            stamp=found.stamp,
        ).french("le post a changé entre-temps", "regardez-le à nouveau, puis décidez")


def edit(
    session: Session, found: Post, facts: Mapping[str, Any], *, actor: str, at: dt.datetime, files: Mapping[str, str] | None = None
) -> bool:
    """Give the post new words and tell whether they differ: then they are a new version, and an approval of the old one no longer counts.

    A file of other bytes under the same name is such a change too. Day and hour in `facts` are not looked at (see `move`). Raises
    `PostError` once the post is on its way.
    """
    before = repository.version(session, found)
    said = _said(facts)
    replaced = repository.replaced_files(session, found, said, files or {})
    idea, was_idea = bool(facts.get("idea")), found.state == S.IDEA
    worded = repository.words_digest(said) != repository.words_digest(before.facts)
    if not (worded or replaced):
        repository.keep_files(session, found, files or {})
        if idea != was_idea and found.state in (S.IDEA, S.DRAFT):
            found.state = (S.IDEA if idea else S.DRAFT).value
        return False
    if found.state in OUT:
        raise PostError(
            "the post is on its way or published: its words stay",
            mend="make a new post",
            post=found.id,
        ).french("le post est en route ou publié : ses mots ne changent plus", "faites un nouveau post")
    repository.keep_files(session, found, files or {})
    found.version += 1
    session.add(PostVersion(post_id=found.id, number=found.version, facts=said, author=actor, created_at=at))
    names = sorted(name for name in {*said, *before.facts} if said.get(name) != before.facts.get(name)) + replaced
    repository.tell(session, found, "edited", actor=actor, at=at, version=found.version, fields=names)
    if found.approved is not None:
        lapse(session, found, "its words were changed" if worded else "a photo or clip was replaced", actor=actor, at=at)
    elif found.state not in (S.IDEA, S.REVIEW):
        found.state = S.DRAFT.value
    if found.state in (S.IDEA, S.DRAFT):
        found.state = (S.IDEA if idea else S.DRAFT).value
    session.flush()
    return True


def move(session: Session, found: Post, date: dt.date, time: dt.time | None, zone: str | None, *, actor: str, at: dt.datetime) -> bool:
    """Give the post another day, hour or zone and tell whether that changes it. Its approval stays: that is of words and pictures."""
    zone = zone or found.zone
    if (date, time, zone) == (found.date, found.time, found.zone):
        return False
    if found.state in OUT:
        raise PostError(
            "the post is on its way or published: its hour stays",
            mend="make a new post",
            post=found.id,
        ).french("le post est en route ou publié : son heure ne change plus", "faites un nouveau post")
    shown = {"from": _shown(found.date, found.time), "to": _shown(date, time), "zone": zone}
    found.date, found.time, found.zone, found.due_at = date, time, zone, due(date, time, zone)
    repository.tell(session, found, "moved", actor=actor, at=at, **shown)
    return True


def submit(session: Session, found: Post, *, actor: str, at: dt.datetime) -> None:
    """Ask for approval. Raises `PostError` for an idea, a post without alt text, or one that is past this."""
    require_reviewable(found)
    require_complete(session, found)
    if found.state != S.REVIEW:
        found.state = S.REVIEW.value
        repository.tell(session, found, "submitted", actor=actor, at=at, version=found.version)


def require_approvable(found: Post) -> None:
    """Raise `PostError` where the post is not up for approval."""
    if found.state not in (S.DRAFT, S.REVIEW, S.APPROVED):
        raise PostError(f"the post is {found.state}: there is nothing to approve", mend="send it to review first", post=found.id).french(
            "à ce stade, il n’y a rien à valider", "envoyez-le d’abord à la validation"
        )


def require_reviewable(found: Post) -> None:
    """Raise `PostError` where the post is past review."""
    if found.state not in (S.IDEA, S.DRAFT, S.REVIEW):
        raise PostError(f"the post is {found.state}: it needs no review", mend="change it first", post=found.id).french(
            "à ce stade, le post n’a pas à être envoyé à la validation", "modifiez-le d’abord"
        )


def require_complete(session: Session, found: Post) -> None:
    """Raise `PostError` unless the post can be shown to others: it has something to show, and an alt text for those who do not see it."""
    facts = repository.version(session, found).facts
    if not (facts.get("template") or facts.get("media") or facts.get("caption")):
        raise PostError(
            "the post has neither picture nor words",
            mend="give it a template, media or a caption",
            post=found.id,
        ).french("le post n’a ni image ni mots", "donnez-lui un modèle, des médias ou une légende")
    if (facts.get("template") or facts.get("media")) and not facts.get("alt"):
        raise PostError(
            "the alt text is missing: those who do not see the picture get nothing",
            mend="write `alt`; `visualgen posts show ID` suggests one", post=found.id, field="alt",
        ).french(
                "il manque le texte alternatif : qui ne voit pas l’image n’a rien",
                "écrivez `alt` ; `visualgen posts show ID` en propose un",
            )  # fmt: skip


def decide(
    session: Session,
    found: Post,
    *,
    approve: bool,
    actor: str,
    at: dt.datetime,
    pins: Mapping[str, Any],
    comment: str = "",
    link_id: str | None = None,
) -> Approval:
    """Approve the version in force, pinned to what was seen, or ask for a change. Raises `PostError` where it is not up for a decision."""
    if approve:
        require_approvable(found)
        require_complete(session, found)
    elif found.state in OUT:
        raise PostError("the post is on its way or published", mend="make a new post", post=found.id).french(
            "le post est en route ou publié", "faites un nouveau post"
        )
    decision = Approval(
        post_id=found.id, version=found.version, decision="approved" if approve else "change_asked", actor=actor, comment=comment,
        pins=dict(pins), link_id=link_id, at=at,
    )  # fmt: skip
    session.add(decision)
    found.approved = found.version if approve else None
    found.state = (S.APPROVED if approve else S.DRAFT).value
    repository.tell(session, found, decision.decision, actor=actor, at=at, note=comment, version=found.version)
    session.flush()
    return decision


def redraw(session: Session, found: Post, *, actor: str, at: dt.datetime) -> None:
    """Begin a version with the same words: its pictures are no longer those that somebody may have seen, so none is decided unseen."""
    said = repository.version(session, found).facts
    found.version += 1
    session.add(PostVersion(post_id=found.id, number=found.version, facts=said, author=actor, created_at=at))
    repository.tell(session, found, "redrawn", actor=actor, at=at, version=found.version)
    if found.approved is not None:
        lapse(session, found, "its pictures were drawn again", actor=actor, at=at)
    session.flush()


def lapse(session: Session, found: Post, why: str, *, actor: str, at: dt.datetime) -> None:
    """Take the approval back, since what was approved is no longer what there is: the post is up for review again."""
    found.approved = None
    found.state = S.REVIEW.value
    repository.tell(session, found, "lapsed", actor=actor, at=at, note=why)


def comment(session: Session, found: Post, text: str, *, actor: str, at: dt.datetime) -> None:
    """Keep what somebody has to say about the post. Raises `PostError` for nothing."""
    if not text.strip():
        raise PostError("the comment is empty", mend="write something", post=found.id).french(
            "le commentaire est vide", "écrivez quelque chose"
        )
    repository.tell(session, found, "comment", actor=actor, at=at, note=text.strip()[:5_000])


def remove(session: Session, found: Post, *, actor: str, at: dt.datetime) -> None:
    """Take the post off the calendar. Raises `PostError` once it is on its way."""
    if found.state in OUT:
        raise PostError(
            "the post is on its way or published",
            mend="it cannot be taken back here",
            post=found.id,
        ).french("le post est en route ou publié", "il ne peut plus être repris ici")
    repository.tell(session, found, "removed", actor=actor, at=at)
    found.removed_at, found.reference = at, f"{found.reference[:160]}~{found.id}"


def _said(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in _WHEN}


def _shown(date: dt.date, time: dt.time | None) -> str:
    return date.isoformat() + (f" {time:%H:%M}" if time is not None else "")
