"""The tables of posts: the post and where it stands, its versions, the media made for it, its story, approvals and clients' links."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from visualgen.store.base import Base, Id
from visualgen.store.blob_rows import BlobRef


class PostState(StrEnum):
    """Where a post stands in its life."""

    IDEA = "idea"
    DRAFT = "draft"
    REVIEW = "review"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    ATTENTION = "attention"


class Post(Base):
    """A post of a brand's calendar.

    `calendar` and `reference` are the file it came from and its id there ("" and the post's own id for one made by hand); `base` the
    facts of the file's row as it was applied last. `version` numbers the words in force, `approved` the ones that are approved (None:
    none are). `date` and `time` are wall time in `zone`, `due_at` the instant they mean. `stamp` grows with every change: who changes
    the post says which one they saw.
    """

    __tablename__ = "posts"
    __table_args__ = (UniqueConstraint("brand_id", "calendar", "reference"), Index(None, "brand_id", "date", "id"))

    id: Mapped[Id]
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id", ondelete="CASCADE"))
    calendar: Mapped[str] = mapped_column(String(200), default="")
    reference: Mapped[str] = mapped_column(String(200))
    own_id: Mapped[bool] = mapped_column(default=True)
    base: Mapped[dict[str, Any] | None]
    state: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(default=1)
    approved: Mapped[int | None]
    date: Mapped[dt.date]
    time: Mapped[dt.time | None]
    zone: Mapped[str] = mapped_column(String(64))
    due_at: Mapped[dt.datetime | None]
    stamp: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]
    removed_at: Mapped[dt.datetime | None]


class PostVersion(Base):
    """What the post says, frozen: template and content or given media, captions, alt text, link… (facts as `calendar.facts` has them)."""

    __tablename__ = "post_versions"

    post_id: Mapped[str] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    facts: Mapped[dict[str, Any]]
    author: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[dt.datetime]


class PostFile(Base):
    """A photo, clip or sound that a version's words name: `name` as they write it, the bytes in the store."""

    __tablename__ = "post_files"
    __table_args__ = (Index(None, "blob"),)

    post_id: Mapped[str] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(300), primary_key=True)
    blob: Mapped[BlobRef]


class PostMedia(Base):
    """A finished picture or clip of one version for one channel, as it will be sent: `position` in the order shown, from 0.

    `render_key` pins what it was drawn from ("" for given media); `made_from` is the digest of kit, template, files and focal points as
    they were then ("": not kept yet); `findings` are preflight's, as JSON.
    """

    __tablename__ = "post_media"
    __table_args__ = (UniqueConstraint("post_id", "version", "channel", "position"), Index(None, "blob"))

    id: Mapped[Id]
    post_id: Mapped[str] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    version: Mapped[int]
    channel: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    ratio: Mapped[str] = mapped_column(String(40), default="")
    blob: Mapped[BlobRef]
    render_key: Mapped[str] = mapped_column(String(64), default="")
    made_from: Mapped[str] = mapped_column(String(64), default="")
    media_type: Mapped[str] = mapped_column(String(60))
    width_px: Mapped[int]
    height_px: Mapped[int]
    duration_s: Mapped[float | None]
    findings: Mapped[list[Any]]


class PostEvent(Base):
    """One line of the post's story: when, who, what, why, and the facts of it."""

    __tablename__ = "post_events"
    __table_args__ = (Index(None, "post_id", "id"),)

    id: Mapped[Id]
    post_id: Mapped[str] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    at: Mapped[dt.datetime]
    actor: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[dict[str, Any]]


class Approval(Base):
    """A decision about one version. `pins` are what was seen: the digest of the words, and render key and blob of every medium.

    `decision` is `approved` or `change_asked`; `link_id` the client's link it came by (None: a member).
    """

    __tablename__ = "approvals"
    __table_args__ = (Index(None, "post_id", "id"),)

    id: Mapped[Id]
    post_id: Mapped[str] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    version: Mapped[int]
    decision: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str] = mapped_column(String(200))
    comment: Mapped[str] = mapped_column(Text, default="")
    pins: Mapped[dict[str, Any]]
    link_id: Mapped[str | None] = mapped_column(ForeignKey("approval_links.id", ondelete="SET NULL"))
    at: Mapped[dt.datetime]


class ApprovalLink(Base):
    """A link by which a client, without an account, sees some posts and decides. Only who holds the signed address gets in."""

    __tablename__ = "approval_links"

    id: Mapped[Id]
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id", ondelete="CASCADE"))
    client: Mapped[str] = mapped_column(String(200))
    posts: Mapped[list[str]]
    created_by: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
