"""From a key or a session to who calls, or nobody. What was found is kept for a few seconds, so that a busy key costs no query a call."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from visualgen.accounts import repository
from visualgen.accounts.caller import Caller
from visualgen.accounts.model import CALLERS, ApiKey, Brand, Person
from visualgen.accounts.scopes import ROLES, Role, scopes_of
from visualgen.accounts.tokens import KEY_PREFIX, digest
from visualgen.store.clock import Clock, utc_now
from visualgen.store.database import Database

KEPT = timedelta(seconds=5)
"""How long a revocation that is not signalled may go unseen: by another process on SQLite, or while a connection is broken."""
USE_STEP = timedelta(minutes=1)
MAX_KEPT = 10_000
LookUp = Callable[[Session, str, datetime], Caller | None]


@dataclass(slots=True)
class Doorman:
    """Lets callers in. Safe to share between threads."""

    database: Database
    clock: Clock = utc_now
    _kept: OrderedDict[str, tuple[datetime, Caller | None]] = field(default_factory=OrderedDict)
    _used: dict[str, datetime] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _round: int = 0

    def __post_init__(self) -> None:
        """Hear when a key was revoked, a brand was made, someone signed out."""
        self.database.signals.listen(CALLERS, lambda _: self.forget())

    def known(self, secret: str) -> Caller | None:
        """Return who has just been let in with this secret, without a query; None where it must be looked up."""
        kept = self._kept.get(digest(secret))
        return kept[1] if kept is not None and kept[0] > self.clock() else None

    def by_key(self, secret: str) -> Caller | None:
        """Return whose key this is, and remember that it was used; None for a key that is unknown or revoked."""
        if not secret.startswith(KEY_PREFIX):
            return None
        return self._let_in(secret, _key_holder)

    def by_session(self, token: str) -> Caller | None:
        """Return who is signed in with this token."""
        return self._let_in(token, _person)

    def forget(self) -> None:
        """Look everyone up again, those too who are being looked up at this moment."""
        with self._lock:
            self._round += 1
            self._kept.clear()

    def _let_in(self, secret: str, look_up: LookUp) -> Caller | None:
        name, now = digest(secret), self.clock()
        with self._lock:
            kept, begun = self._kept.get(name), self._round
        if kept is not None and kept[0] > now:
            return kept[1]
        with self.database.read() as session:
            caller = look_up(session, name, now)
        with self._lock:
            if self._round == begun:
                self._kept[name] = (now + KEPT, caller)
            while len(self._kept) > MAX_KEPT:
                self._kept.popitem(last=False)
        if caller is not None and caller.key_id is not None:
            self._mark_used(caller.key_id, now)
        return caller

    def _mark_used(self, key_id: str, now: datetime) -> None:
        with self._lock:
            if self._used.get(key_id, now - USE_STEP) > now - USE_STEP:
                return
            self._used[key_id] = now
            if len(self._used) > MAX_KEPT:
                self._used = {known: used for known, used in self._used.items() if used > now - USE_STEP}
        with self.database.write() as session:
            repository.mark_used(session, key_id, now)


def _key_holder(session: Session, key_sha256: str, now: datetime) -> Caller | None:
    key = repository.key_by_digest(session, key_sha256)
    return None if key is None else caller_of_key(key, list(repository.brands_of(session, key.organisation_id, key.brand_id)))


def _person(session: Session, token_sha256: str, now: datetime) -> Caller | None:
    found = repository.sign_in_by_digest(session, token_sha256, now)
    return None if found is None else caller_of_person(found[1], list(repository.brands_of(session, found[1].organisation_id)))


def caller_of_key(key: ApiKey, brands: list[Brand]) -> Caller:
    """Return what the holder of a key may do; `brands` are those it is for."""
    return Caller(
        f"key:{key.id}", key.organisation_id, *_brands(brands), scopes_of(key.scopes), key.brand_id is None, key_id=key.id, rate=key.rate
    )


def caller_of_person(person: Person, brands: list[Brand]) -> Caller:
    """Return what a person may do; `brands` are their organisation's."""
    return Caller(f"person:{person.id}", person.organisation_id, *_brands(brands), ROLES[Role(person.role)], True, person_id=person.id)


def _brands(brands: list[Brand]) -> tuple[dict[str, str], frozenset[str]]:
    return {brand.name: brand.id for brand in brands}, frozenset(brand.name for brand in brands if brand.folder_kit)
