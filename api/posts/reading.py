"""From rows to what is told about a post."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from sqlalchemy.orm import Session

from api.posts.schemas import MediumOut, PostOut, PublicationOut
from visualgen.accounts.caller import Caller
from visualgen.findings import Finding
from visualgen.posts import repository
from visualgen.posts.model import Post
from visualgen.publish import repository as ledger
from visualgen.publish.desk import Actor, Desk


def actor_of(caller: Caller) -> Actor:
    """Return the caller as the desk knows them: a person or a key, on their brands."""
    return Actor(f"key {caller.key_id}" if caller.key_id else f"person {caller.person_id or caller.id}", caller.brand_ids)


def post_out(session: Session, found: Post, caller: Caller, request: Request, language: str) -> PostOut:
    """Return what is told about a post."""
    return PostOut.model_validate(
        {
            "id": found.id, "brand": caller.brand_name(found.brand_id), "calendar": found.calendar, "reference": found.reference,
            "date": found.date, "time": found.time, "zone": found.zone, "due": found.due_at, "state": found.state,
            "version": found.version, "approved": found.approved == found.version, "stamp": found.stamp,
            "facts": {name: value for name, value in repository.facts_now(session, found).items() if name not in ("date", "time")},
            "publications": [
                PublicationOut(
                    channel=row.channel, state=row.state, due=row.due_at, tries=row.tries, published=row.published_at, url=row.url,
                    note=row.note,
                )
                for row in ledger.publications_of(session, found.id)
            ],
            "media": [
                MediumOut(
                    channel=item.channel, position=item.position, kind=item.kind, type=item.media_type, width_px=item.width_px,
                    height_px=item.height_px, render_key=item.render_key, blob=item.blob, findings=told(item.findings, language),
                    url=str(request.url_for("get_post_medium", post=found.id, channel=item.channel, position=item.position)),
                )
                for item in repository.media(session, found)
            ],
        }
    )  # fmt: skip


def fresh(desk: Desk, identifier: str, caller: Caller, request: Request, language: str) -> PostOut:
    """Return what is told about a post as it stands in the database now."""
    with desk.database.read() as session:
        return post_out(session, repository.post(session, identifier, caller.brand_ids), caller, request, language)


def told(findings: Sequence[Any], language: str) -> list[Any]:
    """Return stored findings as JSON in one language."""
    return [Finding.from_data(found).to_dict(language) for found in findings]
