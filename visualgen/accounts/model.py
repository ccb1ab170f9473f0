"""The tables of accounts. Of keys, sessions and links only hashes are kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from visualgen.store.base import Base, Id

CALLERS = "callers"
"""The topic (`store.signals`) of what changes who is let in, or for which brands."""


class Organisation(Base):
    """A company, an agency, or the owner of a laptop. `home`: the operator's own, to which the brands of kits in folders belong."""

    __tablename__ = "organisations"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(200))
    home: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class Brand(Base):
    """A brand: what kits, assets, renders, posts and keys belong to. `folder_kit`: the operator keeps its kit in a folder."""

    __tablename__ = "brands"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(String(200))
    folder_kit: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class Person(Base):
    """Someone who signs in, with a role in one organisation."""

    __tablename__ = "people"

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class SignIn(Base):
    """A session: a browser in which someone is signed in."""

    __tablename__ = "sign_ins"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SignInLink(Base):
    """An address that signs someone in once."""

    __tablename__ = "sign_in_links"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class ApiKey(Base):
    """A program's key: for one brand, or (`brand_id` None) for all of its organisation.

    `rate`: how many requests a second it may make; None: the service's own measure.
    """

    __tablename__ = "api_keys"
    __table_args__ = (Index(None, "organisation_id", "id"),)

    id: Mapped[Id]
    key_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    shown: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200), default="")
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    brand_id: Mapped[str | None] = mapped_column(ForeignKey("brands.id", ondelete="CASCADE"))
    scopes: Mapped[list[str]]
    rate: Mapped[float | None]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class OnceAnswer(Base):
    """The answer to a request that came with an Idempotency-Key, kept so that the same request is not done twice."""

    __tablename__ = "once_answers"

    caller_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    request_sha256: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any] | None]
    body: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(index=True)


class RateBucket(Base):
    """How many requests a caller has left (`visualgen.accounts.allowances`); `taken` is what was taken last, `name` a SHA-256.

    On PostgreSQL the table is not logged. Only processes that share a database server fill it.
    """

    __tablename__ = "rate_buckets"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    level: Mapped[float]
    taken: Mapped[float]
    since: Mapped[datetime] = mapped_column(index=True)
