"""The desk: everything a person may do with a post, whatever it is already on its way to. CLI, API and studio call this and nothing below.

Each function is one unit of work; what must draw or ask a network does so before it. A post that the publisher is sending is not touched:
the compare-and-swap of the ledger decides who was first.
"""

from __future__ import annotations

import datetime as dt
import difflib
import zoneinfo
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from visualgen.accounts.model import Brand
from visualgen.brand.model import BrandKit
from visualgen.calendar.columns import FIELDS, fold
from visualgen.calendar.facts import facts_of, row_of
from visualgen.calendar.model import Row
from visualgen.errors import NotFound, PostChanged, PostError
from visualgen.library.library import Library
from visualgen.posts import repository, service
from visualgen.posts.assets import take_assets
from visualgen.posts.drawing import Drawing
from visualgen.posts.files import take_files
from visualgen.posts.model import Post
from visualgen.publish import repository as ledger
from visualgen.publish.lanes import BrandLanes
from visualgen.publish.ledger import ENDED, FOR_A_PERSON, IN_DOUBT, OPEN, Event, State
from visualgen.publish.model import Publication
from visualgen.publish.payload import publication_key
from visualgen.settings import Settings
from visualgen.store.blobs import Blobs
from visualgen.store.clock import Clock, utc_now
from visualgen.store.database import Database
from visualgen.template.model import Template


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: `name` as the story tells it, `brand_ids` the brands they may touch."""

    name: str
    brand_ids: tuple[str, ...]


@dataclass(slots=True)
class Desk:
    """What the functions of publishing share. `drawing` makes pictures and clips; without it this process does."""

    database: Database
    blobs: Blobs
    settings: Settings
    lanes: BrandLanes
    clock: Clock = utc_now
    drawing: Drawing | None = None
    library: Library = field(init=False)

    def __post_init__(self) -> None:
        """Open the library of kits and templates."""
        self.library = Library.open(self.settings, self.database, self.blobs)

    def kit(self, session: Session, brand_id: str) -> BrandKit:
        """Return the brand's kit. Raises `UnknownName` where it has none."""
        brand = session.get(Brand, brand_id)
        if brand is None:
            raise NotFound("there is no such brand", mend="see: visualgen kit list", brand=brand_id)
        return self.library.kit(brand.name, brand_id)

    def templates(self, brand_id: str) -> Callable[[str], Template]:
        """Return what gives the brand's template of a name: its own, else the folders'. It raises `UnknownName`."""

        def template(name: str) -> Template:
            return self.library.template(name, brand_id)  # a name, never a path: posts come from outside

        return template


def create(desk: Desk, actor: Actor, brand_id: str, row: Row, *, folder: Path | None = None, zone: str | None = None) -> Post:
    """Return a new post. Photos it names lie in `folder`; its hours are those of the kit's zone unless `zone` says otherwise."""
    files = take_files(facts_of(row), folder, desk.settings.limits, desk.blobs) if folder is not None else {}
    with desk.database.write() as session:
        files |= take_assets(session, brand_id, facts_of(row))
        where = zone or desk.kit(session, brand_id).timezone
        return service.create(session, brand_id, row, where, actor=actor.name, at=desk.clock(), files=files)


def edit(
    desk: Desk, actor: Actor, identifier: str, changes: Mapping[str, Any], *, seen: int | None = None, folder: Path | None = None
) -> Post:
    """Change fields of the post (facts by name; None or "" removes one): a new version, whose approval is asked for again.

    A scheduled post is taken back from the publisher first. Raises `PostError` once it is being sent, `PostChanged` where `seen` is old.
    """
    with desk.database.read() as session:
        before = repository.post(session, identifier, actor.brand_ids)
        facts = _changed(repository.facts_now(session, before), changes)
        _known_slots(desk, before, facts, changes.get("content") or {})
    files = take_files(facts, folder, desk.settings.limits, desk.blobs) if folder is not None else {}
    with desk.database.write() as session:
        found = ledger.in_hand(session, repository.post(session, before.id, actor.brand_ids))
        service.check_seen(found, before.stamp if seen is None else seen)
        files |= take_assets(session, found.brand_id, facts)
        change(desk, session, found, facts, actor=actor.name, files=files)
        return found


def change(
    desk: Desk, session: Session, found: Post, facts: Mapping[str, Any], *, actor: str, files: Mapping[str, str] | None = None
) -> None:
    """Make the post what `facts` say, words and hour, within a unit of work: back from the publisher where the words differ."""
    now = desk.clock()
    worded = repository.words_digest(facts) != repository.words_digest(repository.version(session, found).facts)
    if worded or repository.replaced_files(session, found, facts, files or {}):
        withdraw(session, found, actor=actor, at=now, note="its words are being changed" if worded else "a photo or clip was replaced")
    service.edit(session, found, facts, actor=actor, at=now, files=files)
    date = dt.date.fromisoformat(facts["date"])
    time = dt.time.fromisoformat(facts["time"]) if facts.get("time") else None
    if (date, time) != (found.date, found.time):
        move_in(desk, session, found, date, time, actor=actor)


def move(
    desk: Desk, actor: Actor, identifier: str, date: dt.date, time: dt.time | None, *, zone: str | None = None, seen: int | None = None
) -> Post:
    """Give the post another hour, up to the moment it is sent; its approval stays. Raises `PostError` and `PostChanged`."""
    with desk.database.write() as session:
        found = ledger.in_hand(session, repository.post(session, identifier, actor.brand_ids))
        service.check_seen(found, seen)
        due = service.due(date, time, zone or found.zone)
        rows = [row for row in ledger.publications_of(session, found.id) if State(row.state) not in ENDED]
        if due is not None and any(due < desk.clock() - desk.lanes.policy(row.lane).grace for row in rows):
            raise PostError(
                "this hour is over: the post would be missed, not sent",
                mend="give one that is still to come",
                post=found.reference,
            ).french("cette heure est passée : le post serait manqué, pas envoyé", "donnez-en une à venir")
        move_in(desk, session, found, date, time, zone=zone, actor=actor.name)
        return found


def move_in(desk: Desk, session: Session, found: Post, date: dt.date, time: dt.time | None, *, actor: str, zone: str | None = None) -> None:
    """Move the post and its publications, within a unit of work."""
    now = desk.clock()
    due = service.due(date, time, zone or found.zone)
    rows = [row for row in ledger.publications_of(session, found.id) if State(row.state) not in ENDED]
    if rows and due is None:
        raise PostError(
            "a scheduled post needs an hour",
            mend="give one, or take it off the schedule",
            post=found.id,
        ).french("un post planifié a besoin d’une heure", "donnez-en une, ou retirez-le du planning")
    for row in rows:
        _untouched(row)
        local = due.astimezone(zoneinfo.ZoneInfo(zone or found.zone)) if due else None
        payload = {**row.payload, "planned": local.isoformat() if local else ""}
        values: dict[str, Any] = {"due_at": due, "next_at": due, "payload": payload, "refusals": 0}
        event = Event.SEND_AGAIN if row.state == State.FAILED else Event.MOVE
        if not ledger.move(session, row, event, actor=actor, at=now, note=f"→ {local:%Y-%m-%d %H:%M}", **values):
            raise _faster(found)
    session.flush()
    session.refresh(found)
    service.move(session, found, date, time, zone, actor=actor, at=now)


def cancel(desk: Desk, actor: Actor, identifier: str, *, why: str = "", seen: int | None = None) -> Post:
    """Take the post off the schedule, up to the moment it is sent; it stays approved. Raises `PostError` once it is being sent."""
    with desk.database.write() as session:
        found = ledger.in_hand(session, repository.post(session, identifier, actor.brand_ids))
        service.check_seen(found, seen)
        if not withdraw(session, found, actor=actor.name, at=desk.clock(), note=why or "taken off the schedule"):
            raise PostError(
                "the post is not scheduled",
                mend="there is nothing to cancel",
                post=found.id,
            ).french("le post n’est pas planifié", "il n’y a rien à retirer")
        repository.tell(session, found, "cancelled", actor=actor.name, at=desk.clock(), note=why)
        return found


def remove(desk: Desk, actor: Actor, identifier: str, *, seen: int | None = None) -> None:
    """Take the post off the calendar and off the schedule."""
    with desk.database.write() as session:
        found = ledger.in_hand(session, repository.post(session, identifier, actor.brand_ids))
        service.check_seen(found, seen)
        remove_in(desk, session, found, actor=actor.name)


def remove_in(desk: Desk, session: Session, found: Post, *, actor: str) -> None:
    """Remove the post, within a unit of work."""
    withdraw(session, found, actor=actor, at=desk.clock(), note="removed from the calendar")
    service.remove(session, found, actor=actor, at=desk.clock())


def withdraw(session: Session, found: Post, *, actor: str, at: dt.datetime, note: str) -> int:
    """Take every publication of the post back and return how many there were; none may be on its way. Within a unit of work."""
    taken = 0
    for row in ledger.publications_of(session, found.id):
        if State(row.state) in ENDED:
            if row.state == State.SENT:
                raise PostError(
                    f"the post is already published on {row.channel}",
                    mend="make a new post",
                    post=found.id,
                ).french(f"le post est déjà publié sur {row.channel}", "faites un nouveau post")
            continue
        _untouched(row)
        if not ledger.move(session, row, Event.CANCEL, actor=actor, at=at, note=note):
            raise _faster(found)
        taken += 1
    session.flush()
    session.refresh(found)
    return taken


def comment(desk: Desk, actor: Actor, identifier: str, text: str) -> Post:
    """Keep a comment on the post."""
    with desk.database.write() as session:
        found = ledger.in_hand(session, repository.post(session, identifier, actor.brand_ids))
        service.comment(session, found, text, actor=actor.name, at=desk.clock())
        return found


def resolve(desk: Desk, actor: Actor, identifier: str, decision: str, *, channel: str | None = None, why: str = "", url: str = "") -> Post:
    """Settle what needs a person: `sent` (it is there), `again` (send it once more), `drop` (let it be).

    `channel` says which publication, where several wait. Raises `PostError` where nothing waits, or that cannot be said of it.
    """
    events = {"sent": Event.SAY_SENT, "again": Event.SEND_AGAIN, "drop": Event.CANCEL}
    if decision not in events:
        raise PostError(
            f"{decision!r} is no decision",
            mend="choose from: sent, again, drop",
        ).french(f"« {decision} » n’est pas une décision", "choisissez : sent (publié), again (renvoyer), drop (laisser)")
    with desk.database.write() as session:
        found = ledger.in_hand(session, repository.post(session, identifier, actor.brand_ids))
        rows = [row for row in ledger.publications_of(session, found.id) if channel in (None, row.channel)]
        waiting = [row for row in rows if State(row.state) in FOR_A_PERSON]
        if not waiting:
            raise PostError(
                "nothing of this post waits for a person",
                mend="see: visualgen posts list --state attention",
                post=found.id,
            ).french("rien de ce post n’attend une décision", "voyez : visualgen posts list --state attention")
        for row in waiting:
            values = _decided(row, decision, url, desk.clock())
            if not ledger.move(session, row, events[decision], actor=actor.name, at=desk.clock(), note=why or decision, **values):
                raise _faster(found)
        session.flush()
        session.refresh(found)
        repository.tell(session, found, "resolved", actor=actor.name, at=desk.clock(), note=why, decision=decision)
        return found


def publications(session: Session, found: Post) -> list[Publication]:
    """Return the post's publications, by channel."""
    return ledger.publications_of(session, found.id)


def calendar_rows(session: Session, found: Sequence[Post]) -> list[Row]:
    """Return the posts as calendar rows, with their states: what a file of the calendar in force holds."""
    rows: list[Row] = []
    for number, post in enumerate(found, start=2):
        row = row_of(repository.facts_now(session, post), post.reference, line=number)
        state = post.state if post.state not in ("publishing", "attention") else "scheduled"
        rows.append(replace(row, state=state, own_id=post.own_id))
    return rows


def _decided(row: Publication, decision: str, url: str, now: dt.datetime) -> dict[str, Any]:
    if decision == "sent":
        return {"published_at": now, "url": url or row.url, "ask_first": False}
    if decision == "drop":
        return {}
    revision = row.revision + (row.tries > 0 or row.ask_first)
    later = max(row.due_at, now)
    return {
        "revision": revision, "key": publication_key(row.post_id, row.channel, revision), "due_at": later, "next_at": later,
        "refusals": 0, "memory": {}, "ask_first": False, "first_sent_at": None,
    }  # fmt: skip


def _untouched(row: Publication) -> None:
    """Raise `PostError` where the network may have the post."""
    if State(row.state) in IN_DOUBT or (State(row.state) in OPEN and row.ask_first):
        raise PostError(
            f"the post is on its way to {row.channel}, or may be there already",
            mend="wait for its outcome, then decide (visualgen posts show)", post=row.post_id, channel=row.channel,
        ).french(
                f"le post est en route vers {row.channel}, ou y est peut-être déjà",
                "attendez ce qu’il devient, puis décidez (visualgen posts show)",
            )  # fmt: skip


def _faster(found: Post) -> PostChanged:
    return PostChanged(
        "the publisher was faster: the post is being sent",
        mend="look at it again",
        post=found.id,
    ).french("l’envoi a été plus rapide : le post part", "regardez-le à nouveau")


def _known_slots(desk: Desk, post: Post, facts: Mapping[str, Any], content: Mapping[str, Any]) -> None:
    """Refuse words for a slot that the template does not have: a name mistyped would change nothing that shows."""
    given = [name for name, value in content.items() if value not in (None, "")]
    if not given or not facts.get("template"):
        return
    slots = desk.library.template(facts["template"], post.brand_id).slots
    known = {fold(name).replace(" ", "") for name in slots}
    for name in given:
        if fold(name).replace(" ", "") not in known:
            near = difflib.get_close_matches(name, [*slots, *FIELDS], n=1)
            mend = (f"did you mean {near[0]!r}? " if near else "") + f"Slots: {', '.join(slots)}"
            mend_fr = (f"vouliez-vous dire « {near[0]} » ? " if near else "") + f"Zones : {', '.join(slots)}"
            raise PostError(
                f"{name!r} is no field of a post and no slot of its template",
                mend=mend,
                post=post.reference,
            ).french(f"« {name} » n’est ni un champ du post, ni une zone de son modèle", mend_fr)


def _changed(facts: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts with the changes; mappings (content, captions, focus) are changed entry by entry."""
    new = dict(facts)
    for name, value in changes.items():
        if isinstance(value, Mapping) and name in ("content", "captions", "focus"):
            merged = {**new.get(name, {}), **value}
            value = {key: item for key, item in merged.items() if item not in (None, "")}
        if value in (None, "", [], {}):
            new.pop(name, None)
        else:
            new[name] = value
    return facts_of(row_of(new, "x"))
