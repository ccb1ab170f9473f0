"""How people come in: by password or by a link that works once, into a session that ends."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from visualgen.accounts import repository
from visualgen.accounts.model import CALLERS, Person, SignIn, SignInLink
from visualgen.accounts.tokens import digest, hash_password, new_token, password_fits
from visualgen.errors import NotFound, NotSignedIn
from visualgen.store.database import Database
from visualgen.store.signals import signal

SESSION = timedelta(days=14)
LINK = timedelta(hours=24)


def create_link(database: Database, person_id: str, now: datetime, lasts: timedelta = LINK) -> str:
    """Return the token of a new sign-in link. Raises `NotFound`."""
    token = new_token()
    with database.write() as session:
        if session.get(Person, person_id) is None:
            raise NotFound("there is no such person", mend="see: visualgen account list")
        repository.forget_expired(session, now)
        session.add(SignInLink(token_sha256=digest(token), person_id=person_id, created_at=now, expires_at=now + lasts))
    return token


def sign_in_by_link(database: Database, token: str, now: datetime) -> str:
    """Return the token of a new session; the link is used up. Raises `NotSignedIn`."""
    with database.write() as session:
        person = repository.take_link(session, digest(token), now)
        if person is not None:
            return _begin(session, person, now)
    raise NotSignedIn("this sign-in link has been used or has expired", mend="ask for another: visualgen account link")


def sign_in_by_password(database: Database, email: str, password: str, now: datetime) -> str:
    """Return the token of a new session. Raises `NotSignedIn`, and does not say whether the address or the password was wrong."""
    with database.read() as session:
        person = repository.person_by_email(session, email.strip().lower()[:254])
    fits = password_fits(password, person.password_hash if person is not None else None)
    if person is None or not fits or person.disabled_at is not None:
        raise NotSignedIn("the address or the password is wrong", mend="try again, or ask for a sign-in link")
    with database.write() as session:
        repository.forget_expired(session, now)
        return _begin(session, person, now)


def begin(database: Database, person_id: str, now: datetime) -> str:
    """Return the token of a new session for someone who has just shown who they are. Raises `NotFound`."""
    with database.write() as session:
        person = session.get(Person, person_id)
        if person is None:
            raise NotFound("there is no such person", mend="see: visualgen account list")
        return _begin(session, person, now)


def sign_out(database: Database, token: str) -> None:
    """End a session."""
    with database.write() as session:
        row = session.get(SignIn, digest(token))
        if row is not None:
            session.delete(row)
            signal(session, CALLERS)


def set_password(database: Database, person_id: str, password: str) -> None:
    """Give a person a new password and end their sessions. Raises `InputError` for one that is too short or long."""
    kept = hash_password(password)
    with database.write() as session:
        person = session.get(Person, person_id)
        if person is None:
            raise NotFound("there is no such person", mend="see: visualgen account list")
        person.password_hash = kept
        repository.end_sessions(session, person_id)
        signal(session, CALLERS)


def _begin(session: Session, person: Person, now: datetime) -> str:
    token = new_token()
    session.add(SignIn(token_sha256=digest(token), person_id=person.id, created_at=now, used_at=now, expires_at=now + SESSION))
    return token
