"""The tables of publishing: the ledger and its story, channels that are held back, and the mark that gives a restored backup away."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from visualgen.publish.ledger import State
from visualgen.store.base import Base, Id


class Publication(Base):
    """One post on one channel: a row of the ledger (`publish.ledger` has its states).

    `channel` is the brand's name for where it goes (`instagram`), `lane` the account behind it: what is sent one after the other, with
    one rate. `due_at` is its hour; `next_at` when the publisher has to look at it: the hour, the next try, the end of a lease, the time to
    ask. `fence` grows with every transition of who holds it, `tries` with every send; `key` = SHA-256(post, channel, revision) and
    `revision` grows only when a person says "send it again". `payload` is what was approved, as it will be sent. `ask_first`: the database
    was restored from a backup, so the network may have it already. `memory` is the channel's own, across tries.
    """

    __tablename__ = "publications"
    __table_args__ = (
        UniqueConstraint("post_id", "channel"),
        UniqueConstraint("key"),
        Index(None, "state", "next_at"),
        Index(None, "lane", "sent_at"),
    )

    id: Mapped[Id]
    post_id: Mapped[str] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    channel: Mapped[str] = mapped_column(String(40))
    lane: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(20), default=State.SCHEDULED.value)
    due_at: Mapped[dt.datetime]
    next_at: Mapped[dt.datetime]
    revision: Mapped[int] = mapped_column(default=1)
    key: Mapped[str] = mapped_column(String(64))
    owner: Mapped[str] = mapped_column(String(80), default="")
    fence: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    refusals: Mapped[int] = mapped_column(default=0)
    first_sent_at: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
    published_at: Mapped[dt.datetime | None]
    remote_id: Mapped[str] = mapped_column(String(500), default="")
    url: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    ask_first: Mapped[bool] = mapped_column(default=False)
    payload: Mapped[dict[str, Any]]
    memory: Mapped[dict[str, Any]]
    created_at: Mapped[dt.datetime]


class PublicationEvent(Base):
    """One transition: when, who, from where to where, why, and the network's own answer."""

    __tablename__ = "publication_events"
    __table_args__ = (Index(None, "publication_id", "id"),)

    id: Mapped[Id]
    publication_id: Mapped[str] = mapped_column(ForeignKey("publications.id", ondelete="CASCADE"))
    at: Mapped[dt.datetime]
    actor: Mapped[str] = mapped_column(String(200))
    event: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(20))
    target: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[dict[str, Any]]


class LaneHold(Base):
    """An account that is left alone until a time: the network asked for it (`busy`), or a person must connect it again (`reconnect`)."""

    __tablename__ = "lane_holds"

    lane: Mapped[str] = mapped_column(String(80), primary_key=True)
    until: Mapped[dt.datetime]
    reason: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")


class PublisherMark(Base):
    """How far this database's publishing has come: one row, `beat` growing. The same is written beside the database (`publish.restore`)."""

    __tablename__ = "publisher_marks"

    id: Mapped[int] = mapped_column(primary_key=True)
    lineage: Mapped[str] = mapped_column(String(26))
    beat: Mapped[int]
    at: Mapped[dt.datetime]
