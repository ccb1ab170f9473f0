"""The table of renders."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from visualgen.store.base import Base, Id
from visualgen.store.blob_rows import BlobRef


class Render(Base):
    """A finished picture or clip of a brand: its render key, its bytes (a blob), its size, and what was found in it.

    `poster` and `duration_s` are a clip's. `used_at`: when it was last asked for, to the hour.
    """

    __tablename__ = "renders"
    __table_args__ = (UniqueConstraint("brand_id", "key"),)

    id: Mapped[Id]
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))
    blob: Mapped[BlobRef] = mapped_column(index=True)
    media_type: Mapped[str] = mapped_column(String(100))
    weight_bytes: Mapped[int]
    width_px: Mapped[int]
    height_px: Mapped[int]
    page: Mapped[int] = mapped_column(default=1)
    pages: Mapped[int] = mapped_column(default=1)
    findings: Mapped[list[Any]]
    poster: Mapped[BlobRef | None] = mapped_column(index=True)
    duration_s: Mapped[float | None]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime] = mapped_column(index=True)
