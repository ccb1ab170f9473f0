"""The table of blobs: what other tables refer to, so that the database itself refuses to lose a blob in use."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from visualgen.store.base import Base


class Blob(Base):
    """A blob that is stored, or about to be. `touched_at` is the last time someone put it: collection leaves the young alone."""

    __tablename__ = "blobs"
    __table_args__ = (Index(None, "touched_at"),)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(100))
    touched_at: Mapped[datetime]


BlobRef = Annotated[str, mapped_column(String(64), ForeignKey("blobs.sha256", ondelete="RESTRICT"))]
"""A column that keeps a blob alive: `picture: Mapped[BlobRef]` (or `Mapped[BlobRef | None]`)."""
