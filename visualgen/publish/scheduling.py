"""From words to a place in the queue: media made for each destination, judged, approved and pinned, then scheduled as what was approved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from visualgen import charter
from visualgen.brand.model import BrandKit
from visualgen.calendar.model import Problem
from visualgen.errors import ChannelError, PostBlocked, PostChanged, PostError
from visualgen.findings import Finding
from visualgen.posts import repository, service
from visualgen.posts.assets import with_focus
from visualgen.posts.finished import FinishedMedium
from visualgen.posts.media import prepare
from visualgen.posts.model import Post, PostMedia, PostState
from visualgen.posts.words import words_for
from visualgen.publish import pinning
from visualgen.publish import repository as ledger
from visualgen.publish.channel import Outgoing
from visualgen.publish.desk import Actor, Desk, withdraw
from visualgen.publish.judging import judge_by_hand, judge_post
from visualgen.publish.lanes import FOLDER, Destination
from visualgen.publish.ledger import ENDED, Event, State
from visualgen.publish.model import Publication
from visualgen.publish.payload import payload_of, publication_key
from visualgen.store.blob_rows import Blob


@dataclass(frozen=True, slots=True)
class Judged:
    """What one destination would be handed, and what is found in it."""

    destination: Destination
    post: Outgoing
    findings: tuple[Finding, ...]

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The findings that stop the post."""
        return tuple(found for found in self.findings if found.severity == "blocks")


def make_media(desk: Desk, actor: Actor, identifier: str) -> tuple[Post, tuple[Problem, ...]]:
    """Draw and encode the post's pictures for every destination; return it and what could not be made.

    Where they differ from those of the version in force, which somebody may have seen, they begin a version of their own.
    """
    with desk.database.read() as session:
        found = repository.post(session, identifier, actor.brand_ids)
        facts, files, kit = repository.facts_now(session, found), repository.files(session, found), desk.kit(session, found.brand_id)
        origin = pinning.made_from(pinning.sources_of(desk, session, found))
        facts = with_focus(session, found.brand_id, facts)
    needs = pinning.needs(desk, found, facts)
    made = prepare(facts, found.reference, files, kit, desk.templates(found.brand_id), desk.settings, needs, desk.blobs, desk.drawing)
    with desk.database.write() as session:
        fresh = ledger.in_hand(session, repository.post(session, found.id, actor.brand_ids))
        if fresh.version == found.version:
            if _differ(repository.media(session, fresh), made.media):
                service.redraw(session, fresh, actor=actor.name, at=desk.clock())
            repository.keep_media(session, fresh, made.media, origin)
        return fresh, made.problems


def _differ(before: Sequence[PostMedia], made: Sequence[FinishedMedium]) -> bool:
    """Return whether there are pictures, and others than those made now; a clip may be encoded otherwise from the same sources."""
    old = {(medium.channel, medium.position): medium for medium in before}
    new = {(medium.channel, medium.position): medium for medium in made}
    return bool(old) and (
        old.keys() != new.keys()
        or any(old[at].blob != new[at].blob and (not new[at].render_key or old[at].render_key != new[at].render_key) for at in new)
    )


def submit(desk: Desk, actor: Actor, identifier: str) -> tuple[Post, tuple[Problem, ...]]:
    """Make the post's pictures and ask for approval. Raises `PostError` where it is not complete."""
    with desk.database.read() as session:
        found = repository.post(session, identifier, actor.brand_ids)
        service.require_reviewable(found)
        service.require_complete(session, found)
    _, problems = make_media(desk, actor, identifier)
    with desk.database.write() as session:
        found = ledger.in_hand(session, repository.post(session, identifier, actor.brand_ids))
        service.submit(session, found, actor=actor.name, at=desk.clock())
        return found, problems


def approve(
    desk: Desk, actor: Actor, identifier: str, *, comment: str = "", seen_version: int | None = None, link_id: str | None = None
) -> Post:
    """Approve the version in force, pinned to its words, its hour's words on each destination, and its pictures' keys and bytes.

    `seen_version` is the one that was looked at: another one in force raises `PostChanged`. Pictures are made where they are not there,
    and again where kit, template, photos or focal points are no longer those they were drawn from.
    """
    with desk.database.read() as session:
        found = repository.post(session, identifier, actor.brand_ids)
        _check_version(found, seen_version)
        service.require_approvable(found)
        service.require_complete(session, found)
        undrawn = _needs_media(session, found) and (not repository.media(session, found) or _outdated(desk, session, found))
    if undrawn:
        _, problems = make_media(desk, actor, found.id)
        if problems:
            first = problems[0]
            fr = (first.message["fr"], first.mend["fr"])
            raise PostError(first.message["en"], mend=first.mend["en"], post=found.id, code=first.code).french(*fr)
    with desk.database.write() as session:
        found = ledger.in_hand(session, repository.post(session, found.id, actor.brand_ids))
        _check_version(found, seen_version)
        if _outdated(desk, session, found):
            raise PostChanged("what its pictures are drawn from has just been changed", mend="look at it again, then decide", post=found.id)
        pins = pinning.pins_of(desk, session, found)
        service.decide(session, found, approve=True, actor=actor.name, at=desk.clock(), pins=pins, comment=comment, link_id=link_id)
        return found


def ask_change(
    desk: Desk, actor: Actor, identifier: str, comment: str, *, seen_version: int | None = None, link_id: str | None = None
) -> Post:
    """Ask for a change: the post goes back to its draft, and off the schedule."""
    if not comment.strip():
        raise PostError("say what is to be changed", mend="write a comment").french("dites ce qui est à changer", "écrivez un mot")
    with desk.database.write() as session:
        found = ledger.in_hand(session, repository.post(session, identifier, actor.brand_ids))
        _check_version(found, seen_version)
        withdraw(session, found, actor=actor.name, at=desk.clock(), note="a change was asked for")
        service.decide(session, found, approve=False, actor=actor.name, at=desk.clock(), pins={}, comment=comment, link_id=link_id)
        return found


def judge(desk: Desk, actor: Actor, identifier: str) -> tuple[Judged, ...]:
    """Return what every destination would be handed and what preflight finds in it, with the limits the networks report now."""
    with desk.database.read() as session:
        found = repository.post(session, identifier, actor.brand_ids)
        facts, kit = repository.facts_now(session, found), desk.kit(session, found.brand_id)
        media = repository.media(session, found)
        weights = _weights(session, media)
    return tuple(
        _judge_one(desk, found, facts, media, kit, weights, destination) for destination in pinning.destinations(desk, found, facts)
    )


def schedule(desk: Desk, actor: Actor, identifier: str, *, override: str = "") -> Post:
    """Hand the approved post to the publisher for its hour.

    What was approved is what is scheduled: where words, kit, template, photos or focal points have changed since, the approval lapses and
    this raises `PostError`. Findings that block raise `PostBlocked`, unless `override` says why it goes all the same; the reason is kept.
    """
    if not still_approved(desk, actor, identifier):
        raise PostError(
            "the post is not approved as it stands now",
            mend="have it approved (again), then schedule it",
        ).french("le post, tel qu’il est maintenant, n’est pas validé", "faites-le valider (à nouveau), puis planifiez-le")
    judged = judge(desk, actor, identifier)
    blocking = tuple(finding for one in judged for finding in one.blocking)
    if blocking and not override.strip():
        told = "; ".join(dict.fromkeys(finding.en[0] for finding in blocking))
        mend = blocking[0].en[1] + " Or override with a reason that is kept."
        told_fr = " ".join(dict.fromkeys(finding.fr[0] for finding in blocking))
        mend_fr = f"{blocking[0].fr[1]} Ou passez outre en disant pourquoi (--override) ; la raison est gardée."
        fr = (f"il serait refusé. {told_fr}", mend_fr)
        raise PostBlocked(f"it would be refused: {told}", findings=blocking, mend=mend, post=identifier).french(*fr)
    with desk.database.write() as session:
        found = ledger.in_hand(session, repository.post(session, identifier, actor.brand_ids))
        now = desk.clock()
        if found.approved != found.version or found.state not in (PostState.APPROVED, PostState.SCHEDULED):
            raise PostError(
                f"the post is {found.state}: it cannot be scheduled",
                mend="have it approved first",
                post=found.id,
            ).french("à ce stade, le post ne peut pas être planifié", "faites-le d’abord valider")
        if found.due_at is None:
            raise PostError(
                "the post has no hour",
                mend="give it one: visualgen posts move",
                post=found.id,
            ).french("le post n’a pas d’heure", "donnez-lui en une : visualgen posts move")
        for one in judged:
            if found.due_at < now - desk.lanes.policy(one.destination.lane).grace:
                raise PostError(
                    "its hour is past",
                    mend="give it a later one: visualgen posts move",
                    post=found.id,
                ).french("son heure est passée", "donnez-lui en une plus tard : visualgen posts move")
        if blocking:
            codes = sorted({finding.code for finding in blocking})
            repository.tell(session, found, "overridden", actor=actor.name, at=now, note=override.strip(), codes=codes)
        _enqueue(session, found, judged, actor.name, now)
        session.flush()
        session.refresh(found)
        found.state = PostState.SCHEDULED.value
        channels = [one.destination.channel for one in judged]
        repository.tell(session, found, "scheduled", actor=actor.name, at=now, due=found.due_at.isoformat(), channels=channels)
        ledger.announce(session, found.id)
        return found


def still_approved(desk: Desk, actor: Actor, identifier: str) -> bool:
    """Return whether the post is approved as it would be made today; where it is not any more, its approval lapses here and now.

    What pictures are drawn from is compared by its digests; where one has changed, they are drawn again: the same bytes keep the approval.
    """
    with desk.database.read() as session:
        found = repository.post(session, identifier, actor.brand_ids)
        decision = repository.approval_in_force(session, found)
        if decision is None:
            return False
        why = pinning.changed_since(desk, session, found, decision.pins)
    if not why:
        return True
    with desk.database.write() as session:
        fresh = ledger.in_hand(session, repository.post(session, found.id, actor.brand_ids))
        if repository.approval_in_force(session, fresh) is None:
            return False
        withdraw(session, fresh, actor=actor.name, at=desk.clock(), note=why)
        service.lapse(session, fresh, why, actor=actor.name, at=desk.clock())
        return False


def _enqueue(session: Session, found: Post, judged: Sequence[Judged], actor: str, now: dt.datetime) -> None:
    """Write the publications: new ones, or those taken back before; what is on its way already stays."""
    known = {row.channel: row for row in ledger.publications_of(session, found.id)}
    assert found.due_at is not None
    for one in judged:
        channel, payload = one.destination.channel, payload_of(one.post)
        row = known.pop(channel, None)
        values: dict[str, Any] = {"due_at": found.due_at, "next_at": found.due_at, "payload": payload, "lane": one.destination.lane}
        if row is None:
            session.add(
                Publication(
                    post_id=found.id, channel=channel, state=State.SCHEDULED.value, key=publication_key(found.id, channel, 1),
                    memory={}, created_at=now, **values,
                )
            )  # fmt: skip
        elif row.state == State.CANCELLED:
            ledger.move(session, row, Event.SEND_AGAIN, actor=actor, at=now, refusals=0, **values)
        elif row.state == State.SCHEDULED:
            ledger.move(session, row, Event.MOVE, actor=actor, at=now, **values)
    for row in known.values():
        if State(row.state) not in ENDED:
            ledger.move(session, row, Event.CANCEL, actor=actor, at=now, note="the post no longer goes there")


def _judge_one(
    desk: Desk, found: Post, facts: Mapping[str, Any], media: Sequence[PostMedia], kit: BrandKit, weights: Mapping[str, int],
    destination: Destination,
) -> Judged:  # fmt: skip
    post = pinning.composed(found, facts, media, kit, destination)
    told = pinning.told(desk, destination)
    channel = desk.lanes.open(destination.lane) if not destination.kind.capabilities.account else None
    text = channel.text(post) if channel is not None else _text(desk, destination, post)
    own = [Finding.from_data(data) for item in media if item.channel == destination.channel for data in item.findings]
    limits = judge_post(post, text, destination.kind, told, weights, desk.clock().date())
    said = [
        finding
        for network in destination.networks or ("",)
        for finding in charter.check(
            words_for(facts, network, kit).caption, kit, channel=network, pillar=facts.get("pillar", ""), date=found.date,
            hashtags=facts.get("hashtags", ()), skip={"spelling"},
        )
    ]  # fmt: skip
    by_hand = [found for network in destination.networks if destination.channel == FOLDER for found in judge_by_hand(post, network)]
    if _needs_media_facts(facts) and not post.media:
        raise PostError(
            "its pictures are not made yet",
            mend="send it to review, or approve it",
            post=found.id,
        ).french("ses images ne sont pas encore faites", "envoyez-le à la validation, ou validez-le")
    told_once = {(finding.code, finding.en, str(finding.span)): finding for finding in (*own, *limits, *by_hand, *said)}
    return Judged(destination, post, tuple(told_once.values()))


def _text(desk: Desk, destination: Destination, post: Outgoing) -> str:
    try:
        return desk.lanes.open(destination.lane).text(post)
    except ChannelError:
        return post.text(link=not destination.kind.capabilities.link_card, network=destination.channel)


def _weights(session: Session, media: Sequence[PostMedia]) -> dict[str, int]:
    names = {item.blob for item in media}
    return {str(blob): int(size) for blob, size in session.execute(select(Blob.sha256, Blob.size_bytes).where(Blob.sha256.in_(names)))}


def _outdated(desk: Desk, session: Session, found: Post) -> bool:
    """Return whether the post's pictures were drawn from what is no longer in force; where that was not kept, they are as they should."""
    origin = pinning.made_from(pinning.sources_of(desk, session, found))
    return any(medium.made_from not in ("", origin) for medium in repository.media(session, found))


def _needs_media(session: Session, found: Post) -> bool:
    return _needs_media_facts(repository.version(session, found).facts)


def _needs_media_facts(facts: Mapping[str, Any]) -> bool:
    return bool(facts.get("template") or facts.get("media"))


def _check_version(found: Post, seen: int | None) -> None:
    if seen is not None and seen != found.version:
        raise PostChanged(
            "the post has new words or pictures since",
            mend="look at it again, then decide",
            post=found.id,
        ).french("le post a de nouveaux mots ou de nouvelles images depuis", "regardez-le à nouveau, puis décidez")
