"""The queries of accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.orm import Session

from visualgen.accounts.model import ApiKey, Brand, Organisation, Person, SignIn, SignInLink


def home(session: Session) -> Organisation | None:
    """Return the operator's own organisation."""
    return session.scalars(select(Organisation).where(Organisation.home)).first()


def organisation_named(session: Session, name: str) -> Organisation | None:
    """Return the oldest organisation of that name."""
    return session.scalars(select(Organisation).where(Organisation.name == name).order_by(Organisation.id)).first()


def brands_of(session: Session, organisation_id: str, only: str | None = None) -> Sequence[Brand]:
    """Return an organisation's brands by name, or `only` the one of that id."""
    query = select(Brand).where(Brand.organisation_id == organisation_id).order_by(Brand.name)
    return session.scalars(query if only is None else query.where(Brand.id == only)).all()


def brand_named(session: Session, organisation_id: str, name: str) -> Brand | None:
    """Return the brand of that name."""
    return session.scalars(select(Brand).where(Brand.organisation_id == organisation_id, Brand.name == name)).first()


def person_by_email(session: Session, email: str) -> Person | None:
    """Return who has that address."""
    return session.scalars(select(Person).where(Person.email == email)).first()


def people_of(session: Session, organisation_id: str | None = None) -> Sequence[Person]:
    """Return the people of an organisation, or all, oldest first."""
    query = select(Person).order_by(Person.id)
    return session.scalars(query if organisation_id is None else query.where(Person.organisation_id == organisation_id)).all()


def key_by_digest(session: Session, key_sha256: str) -> ApiKey | None:
    """Return the key whose SHA-256 this is, unless it is revoked."""
    return session.scalars(select(ApiKey).where(ApiKey.key_sha256 == key_sha256, ApiKey.revoked_at.is_(None))).first()


def any_key_by_digest(session: Session, key_sha256: str) -> ApiKey | None:
    """Return the key whose SHA-256 this is, revoked or not."""
    return session.scalars(select(ApiKey).where(ApiKey.key_sha256 == key_sha256)).first()


def organisation_names(session: Session) -> dict[str, str]:
    """Return the name of every organisation by its id."""
    return {organisation.id: organisation.name for organisation in session.scalars(select(Organisation))}


def keys_of(session: Session, organisation_id: str) -> Sequence[ApiKey]:
    """Return the keys of an organisation, newest first."""
    return session.scalars(select(ApiKey).where(ApiKey.organisation_id == organisation_id).order_by(ApiKey.id.desc())).all()


def mark_used(session: Session, key_id: str, now: datetime) -> None:
    """Remember when a key was last used."""
    session.execute(update(ApiKey).where(ApiKey.id == key_id).values(used_at=now))


def sign_in_by_digest(session: Session, token_sha256: str, now: datetime) -> tuple[SignIn, Person] | None:
    """Return a session that has not expired, with its person, who is not disabled."""
    query = (
        select(SignIn, Person)
        .join(Person, Person.id == SignIn.person_id)
        .where(SignIn.token_sha256 == token_sha256, SignIn.expires_at > now, Person.disabled_at.is_(None))
    )
    row = session.execute(query).first()
    return None if row is None else (row[0], row[1])


def take_link(session: Session, token_sha256: str, now: datetime) -> Person | None:
    """Use a sign-in link up and return whose it was; None for one that is used, expired or unknown."""
    link = session.get(SignInLink, token_sha256)
    if link is None:
        return None
    taken = session.execute(delete(SignInLink).where(SignInLink.token_sha256 == token_sha256))
    person = session.get(Person, link.person_id)
    if cast(CursorResult[Any], taken).rowcount != 1 or link.expires_at <= now or person is None or person.disabled_at is not None:
        return None
    return person


def end_sessions(session: Session, person_id: str) -> None:
    """Sign someone out everywhere."""
    session.execute(delete(SignIn).where(SignIn.person_id == person_id))


def forget_expired(session: Session, now: datetime) -> None:
    """Delete the sessions and links whose time is over."""
    session.execute(delete(SignIn).where(SignIn.expires_at <= now))
    session.execute(delete(SignInLink).where(SignInLink.expires_at <= now))
