"""The table of assets."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from visualgen.store.base import Base, Id
from visualgen.store.blob_rows import BlobRef


class AssetKind(StrEnum):
    """What an asset is."""

    PICTURE = "picture"
    FOOTAGE = "footage"
    SOUND = "sound"


class Asset(Base):
    """A file of a brand's: its bytes (a blob), what it is, and what a person said about it.

    `focus`: the focal point, "x,y" as fractions of width and height, or "auto". `width_px` and `height_px` are upright, 0 for a
    sound; `duration_s` is None for a picture. `source_url`: where it was fetched from, without its query.
    """

    __tablename__ = "assets"
    __table_args__ = (Index(None, "brand_id", "id"),)

    id: Mapped[Id]
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(200))
    blob: Mapped[BlobRef] = mapped_column(index=True)
    media_type: Mapped[str] = mapped_column(String(100))
    weight_bytes: Mapped[int] = mapped_column(BigInteger)
    width_px: Mapped[int]
    height_px: Mapped[int]
    duration_s: Mapped[float | None]
    focus: Mapped[str] = mapped_column(String(40), default="auto")
    alt: Mapped[str] = mapped_column(String(1000), default="")
    source_url: Mapped[str | None] = mapped_column(String(200))
    made_by: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]
