"""What may happen to accounts: organisations, brands, people, keys."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from visualgen.accounts import repository
from visualgen.accounts.model import CALLERS, ApiKey, Brand, Organisation, Person
from visualgen.accounts.scopes import Role, Scope, scopes_of
from visualgen.accounts.tokens import SHOWN_CHARS, digest, new_key
from visualgen.errors import Conflict, InputError, NotFound, UnknownName
from visualgen.store.database import Database
from visualgen.store.signals import signal
from visualgen.store.turns import in_turn

HOME_NAME = "Local"
OWNER_EMAIL = "owner@localhost"
_BRAND = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\Z")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}\Z")


def ensure_home(database: Database, kits: Collection[str], now: datetime) -> tuple[Organisation, Person]:
    """Return the operator's organisation and its first owner, made where they are not there, with a brand for every kit in a folder."""
    with database.write() as session:
        in_turn(session, "accounts")
        found = repository.home(session)
        if found is None:
            found = Organisation(name=HOME_NAME, home=True, created_at=now)
            session.add(found)
            session.flush()
        owner = next((person for person in repository.people_of(session, found.id) if person.role == Role.OWNER), None)
        if owner is None:
            owner = Person(organisation_id=found.id, email=OWNER_EMAIL, role=Role.OWNER.value, created_at=now)
            session.add(owner)
        known = {brand.name: brand for brand in repository.brands_of(session, found.id)}
        for name in sorted(kits):
            if name in known:
                known[name].folder_kit = True
            else:
                session.add(Brand(organisation_id=found.id, name=name, title=name, folder_kit=True, created_at=now))
        return found, owner


def create_brand(database: Database, organisation_id: str, name: str, title: str, now: datetime) -> Brand:
    """Return a new brand. Raises `InputError` for a name that is none, `Conflict` for one that is taken."""
    if not _BRAND.match(name):
        raise InputError(
            f"{name[:80]!r} is no brand name", mend="use lower-case letters, digits, hyphens: maison-levain", brand=name[:80]
        ).french(f"« {name[:80]} » n’est pas un nom de marque", "prenez des minuscules, des chiffres et des tirets : maison-levain")
    with database.write() as session:
        in_turn(session, "accounts")
        if repository.brand_named(session, organisation_id, name) is not None:
            raise Conflict(f"there is a brand {name!r} already", mend="choose another name", brand=name).french(
                f"il y a déjà une marque « {name} »", "choisissez un autre nom"
            )
        brand = Brand(organisation_id=organisation_id, name=name, title=title or name, created_at=now)
        session.add(brand)
        signal(session, CALLERS)
        return brand


def create_person(database: Database, email: str, now: datetime, *, organisation: str | None, role: str, name: str = "") -> Person:
    """Return a new person of the organisation of that name, which is made where it is not there; None: the operator's own.

    Raises `InputError` for an address that is none, `UnknownName` for a role, `Conflict` where the address is taken.
    """
    address = email.strip().lower()
    if not _EMAIL.match(address):
        raise InputError(f"{email[:80]!r} is no e-mail address", mend="give one like name@example.org")
    if role not in set(Role):
        raise UnknownName(f"there is no role {role!r}", mend="choose from: " + ", ".join(Role), role=role)
    with database.write() as session:
        in_turn(session, "accounts")
        if repository.person_by_email(session, address) is not None:
            raise Conflict(f"{address} has an account already", mend="print a sign-in link for it: visualgen account link " + address)
        found = repository.home(session) if organisation is None else repository.organisation_named(session, organisation)
        if found is None:
            found = Organisation(name=organisation or HOME_NAME, home=organisation is None, created_at=now)
            session.add(found)
            session.flush()
        person = Person(organisation_id=found.id, email=address, name=name, role=role, created_at=now)
        session.add(person)
        return person


def create_key(
    database: Database,
    organisation_id: str,
    now: datetime,
    *,
    brand: str | None,
    scopes: Iterable[str],
    name: str = "",
    rate: float | None = None,
    granted: frozenset[Scope] = frozenset(Scope),
) -> tuple[ApiKey, str]:
    """Return a new key's row and the key itself, which nothing can show again. `brand` None: for every brand of the organisation.

    Raises `UnknownName` for a brand or scope, `InputError` for scopes beyond `granted`, which are those of who makes it.
    """
    wanted = scopes_of(scopes)
    if not wanted <= granted:
        raise InputError("a key cannot do more than who makes it", mend="leave out: " + ", ".join(sorted(wanted - granted))).french(
            "une clé ne peut pas plus que qui la fait", "retirez : " + ", ".join(sorted(wanted - granted))
        )
    secret = new_key()
    with database.write() as session:
        key = ApiKey(
            key_sha256=digest(secret),
            shown=secret[:SHOWN_CHARS],
            name=name,
            organisation_id=organisation_id,
            brand_id=None if brand is None else _brand(session, organisation_id, brand).id,
            scopes=sorted(scope.value for scope in wanted),
            rate=rate,
            created_at=now,
        )
        session.add(key)
    return key, secret


def revoke_key(database: Database, organisation_id: str, key_id: str, now: datetime) -> ApiKey:
    """Make a key useless and return it; again is the same. Raises `NotFound`."""
    with database.write() as session:
        key = session.get(ApiKey, key_id)
        if key is None or key.organisation_id != organisation_id:
            raise NotFound(f"there is no key {key_id!r}", mend="see the list of keys").french(
                f"il n’y a pas de clé {key_id}", "voyez la liste des clés"
            )
        if key.revoked_at is None:
            key.revoked_at = now
        signal(session, CALLERS)
        return key


def _brand(session: Session, organisation_id: str, name: str) -> Brand:
    found = repository.brand_named(session, organisation_id, name)
    if found is None:
        known = ", ".join(brand.name for brand in repository.brands_of(session, organisation_id)) or "none"
        raise UnknownName(f"there is no brand {name!r}", mend=f"known: {known}", brand=name).french(
            f"il n’y a pas de marque « {name} »", f"connues : {known}"
        )
    return found
