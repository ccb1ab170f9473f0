"""The table of uploaded kits and templates."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from visualgen.store.base import Base, Id
from visualgen.store.blob_rows import BlobRef

UPLOADS = "uploads"
"""The topic (`store.signals`) of uploads that came or went."""


class Kind(StrEnum):
    """What is uploaded."""

    KIT = "kit"
    TEMPLATE = "template"


class Edition(Base):
    """One version of a brand's kit or template: a ZIP, kept as it came. The highest version that is not deleted is the one in force."""

    __tablename__ = "editions"
    __table_args__ = (UniqueConstraint("brand_id", "kind", "name", "version"),)

    id: Mapped[Id]
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(100))
    version: Mapped[int]
    archive: Mapped[BlobRef] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(200))
    made_by: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
