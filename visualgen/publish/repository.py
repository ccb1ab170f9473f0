"""The ledger in the database: every transition is one compare-and-swap on (id, fence, state), with its line in the story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from visualgen.errors import NotFound
from visualgen.posts.model import Post, PostState
from visualgen.publish.ledger import ACTIVE, FOR_A_PERSON, OPEN, WAITING, Event, State, step
from visualgen.publish.model import LaneHold, Publication, PublicationEvent
from visualgen.publish.policy import Policy
from visualgen.store.signals import signal
from visualgen.store.turns import in_turn
from visualgen.webhooks.service import tell

TOPIC = "publications"
_QUIET = (Event.CLAIM, Event.LOST, Event.ASK)
"""Steps that change nothing a person sees: the post's own state is as it was."""
_BUSY = (State.CLAIMED.value, State.SENDING.value)


def move(
    session: Session,
    row: Publication,
    event: Event,
    *,
    actor: str,
    at: dt.datetime,
    note: str = "",
    answer: Mapping[str, Any] | None = None,
    **values: Any,
) -> bool:
    """Take `row` where `event` leads, if it still stands where we saw it; tell whether it did. `values` are columns to set with it.

    Raises `ForbiddenStep` for an event that is not possible there. The post's own state follows in the same unit of work.
    """
    source = State(row.state)
    target = step(source, event)
    changed = update(Publication).where(Publication.id == row.id, Publication.fence == row.fence, Publication.state == source.value)
    new = {"state": target.value, "fence": row.fence + 1, "note": note, **values}
    result = session.execute(changed.values(**new).execution_options(synchronize_session=False))
    if cast("CursorResult[Any]", result).rowcount != 1:
        return False
    for name, value in new.items():
        set_committed_value(row, name, value)
    session.add(
        PublicationEvent(
            publication_id=row.id, at=at, actor=actor, event=event.value, source=source.value, target=target.value,
            note=note, answer=dict(answer or {}),
        )
    )  # fmt: skip
    if event not in _QUIET:
        settle_post(session, row.post_id, at)
        signal(session, TOPIC, row.id)
    return True


def settle_post(session: Session, post_id: str, at: dt.datetime) -> None:
    """Let the post's state follow that of its publications."""
    post = session.get(Post, post_id, with_for_update=True)  # after the publications' rows, always: nobody waits in a circle
    found = select(Publication.channel, Publication.state, Publication.tries, Publication.url).where(Publication.post_id == post_id)
    rows = session.execute(found.order_by(Publication.channel)).all()
    if post is None or not rows:
        return
    state = post_state(((State(row.state), row.tries) for row in rows), approved=post.approved == post.version)
    if post.state == state.value:
        return
    post.state, post.changed_at, post.stamp = state.value, at, post.stamp + 1
    if state in (PostState.PUBLISHED, PostState.ATTENTION):
        sent = [{"channel": row.channel, "state": row.state, "url": row.url} for row in rows]
        tell(session, post.brand_id, f"post.{state.value}", {"post": post.id, "reference": post.reference, "publications": sent}, at)


def post_state(publications: Iterable[tuple[State, int]], *, approved: bool) -> PostState:
    """Return where a post stands whose publications have these states and numbers of tries: what needs a person comes first."""
    found = list(publications)
    states = {state for state, _ in found}
    if states & FOR_A_PERSON:
        return PostState.ATTENTION
    begun = {State.SENDING, State.UNKNOWN} & states or any(state is State.RETRY and tries for state, tries in found)
    left = states - {State.CANCELLED}
    if begun or (State.SENT in left and left != {State.SENT}):
        return PostState.PUBLISHING
    if left == {State.SENT}:
        return PostState.PUBLISHED
    if left:
        return PostState.SCHEDULED
    return PostState.APPROVED if approved else PostState.DRAFT


def announce(session: Session, post_id: str) -> None:
    """Wake the publishers: something was scheduled."""
    signal(session, TOPIC, post_id)


def due_lanes(session: Session, now: dt.datetime) -> list[str]:
    """Return the lanes with something to look at now that are not held back, the longest waiting first."""
    held = select(LaneHold.lane).where(LaneHold.until > now)
    found = (
        select(Publication.lane)
        .where(Publication.state.in_([state.value for state in ACTIVE]), Publication.next_at <= now, Publication.lane.not_in(held))
        .group_by(Publication.lane)
        .order_by(func.min(Publication.next_at))
    )
    return list(session.scalars(found))


def next_at(session: Session) -> dt.datetime | None:
    """Return when the publisher next has something to look at; None for never."""
    return session.scalar(select(func.min(Publication.next_at)).where(Publication.state.in_([state.value for state in ACTIVE])))


def claim(session: Session, lane: str, policy: Policy, most: int, *, owner: str, now: dt.datetime) -> list[Publication]:
    """Take up to `most` rows of `lane` that are due, in the order of their hours: claimed, or in `unknown` to be asked about.

    Whose lease ran out while it was sending goes to `unknown`, never straight back. Claims of one lane follow one another, so
    concurrency and rate are exact.
    """
    in_turn(session, "lane", lane)
    rows = _due(session, lane, now, [State.SENDING, State.UNKNOWN], most)
    taken: list[Publication] = []
    for row in rows:
        event = Event.LOST if row.state == State.SENDING else Event.ASK
        note = "no word from whoever was sending it" if event is Event.LOST else "asking what became of it"
        if move(session, row, event, actor=owner, at=now, note=note, owner=owner, next_at=now + policy.lease):
            taken.append(row)
    room = min(most - len(taken), _room(session, lane, policy, now))
    for row in _due(session, lane, now, [*WAITING, State.CLAIMED], max(0, room)):
        if move(session, row, Event.CLAIM, actor=owner, at=now, owner=owner, next_at=now + policy.lease):
            taken.append(row)
    return taken


def _due(session: Session, lane: str, now: dt.datetime, states: Sequence[State], most: int) -> list[Publication]:
    if most <= 0:
        return []
    found = (
        select(Publication)
        .where(Publication.lane == lane, Publication.state.in_([state.value for state in states]), Publication.next_at <= now)
        .order_by(Publication.due_at, Publication.id)
        .limit(most)
    )
    return list(session.scalars(found if session.get_bind().dialect.name == "sqlite" else found.with_for_update(skip_locked=True)))


def _room(session: Session, lane: str, policy: Policy, now: dt.datetime) -> int:
    """Return how many may be claimed now: concurrency, rate window and, for late ones, the spacing leave that many."""
    counted = session.execute(
        select(Publication.state, func.count())
        .where(Publication.lane == lane, Publication.state.in_(_BUSY), Publication.next_at > now)
        .group_by(Publication.state)
    )
    running = {str(state): int(count) for state, count in counted}
    busy = sum(running.values())
    sent = session.execute(
        select(func.count(), func.max(Publication.sent_at)).where(Publication.lane == lane, Publication.sent_at > now - policy.rate_window)
    ).one()
    room = min(policy.concurrency - busy, policy.rate - sent[0] - running.get(State.CLAIMED.value, 0))
    if policy.spacing and room > 0:
        first = session.scalar(
            select(func.min(Publication.due_at)).where(
                Publication.lane == lane,
                Publication.state.in_([state.value for state in WAITING]),
                Publication.next_at <= now,
            )
        )
        if first is not None and first < now - policy.late:
            return 0 if busy or (sent[1] is not None and sent[1] > now - policy.spacing) else 1
    return room


def next_free(session: Session, lane: str, policy: Policy, now: dt.datetime) -> dt.datetime:
    """Return when a lane that has no room now may have some: the end of its spacing, or of its rate window."""
    last, count, oldest = session.execute(
        select(func.max(Publication.sent_at), func.count(), func.min(Publication.sent_at)).where(
            Publication.lane == lane, Publication.sent_at > now - policy.rate_window
        )
    ).one()
    if count >= policy.rate and oldest is not None:
        return oldest + policy.rate_window
    return last + policy.spacing if last is not None else now


def hold(session: Session, lane: str, until: dt.datetime, reason: str, note: str) -> None:
    """Leave the lane alone until then; a later end that is there already stays."""
    in_turn(session, "hold", lane)
    found = session.get(LaneHold, lane, populate_existing=True)
    if found is None:
        session.add(LaneHold(lane=lane, until=until, reason=reason, note=note))
    elif until > found.until:
        found.until, found.reason, found.note = until, reason, note


def free(session: Session, lane: str) -> None:
    """Let the lane go on at once: its account has been connected again."""
    session.execute(delete(LaneHold).where(LaneHold.lane == lane))
    session.execute(
        update(Publication)
        .where(Publication.lane == lane, Publication.state == State.RETRY.value)
        .values(next_at=Publication.due_at)
        .execution_options(synchronize_session=False)
    )


def holds(session: Session, now: dt.datetime) -> list[LaneHold]:
    """Return the lanes that are held back now."""
    return list(session.scalars(select(LaneHold).where(LaneHold.until > now).order_by(LaneHold.lane)))


def in_hand(session: Session, found: Post) -> Post:
    """Return the post as it is now, and its publications with it, held until the unit of work ends: who else would change it waits.

    Publications are held before their post, as everywhere, so that nobody waits in a circle with a publisher. Raises `NotFound` where it
    was removed meanwhile.
    """
    in_turn(session, "post", found.id)
    session.execute(select(Publication.id).where(Publication.post_id == found.id).order_by(Publication.id).with_for_update())
    session.refresh(found, with_for_update=True)
    if found.removed_at is not None:
        raise NotFound(f"there is no post {found.id!r}", mend="see: visualgen posts list", post=found.id)
    return found


def publications_of(session: Session, post_id: str) -> list[Publication]:
    """Return the publications of a post, by channel."""
    return list(session.scalars(select(Publication).where(Publication.post_id == post_id).order_by(Publication.channel)))


def events_of(session: Session, post_id: str) -> list[tuple[Publication, PublicationEvent]]:
    """Return every transition of the post's publications, in the order they happened."""
    found = (
        select(Publication, PublicationEvent)
        .join(PublicationEvent, PublicationEvent.publication_id == Publication.id)
        .where(Publication.post_id == post_id)
        .order_by(PublicationEvent.at, PublicationEvent.id)
    )
    return [(publication, event) for publication, event in session.execute(found).all()]


def suspect(session: Session, before: dt.datetime) -> int:
    """Mark what was due before then, and has not ended, as perhaps published already: the network or a person is asked first."""
    result = session.execute(
        update(Publication)
        .where(Publication.due_at <= before, Publication.state.in_([state.value for state in OPEN]))
        .values(ask_first=True)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", result).rowcount
