"""The table of connected accounts. What is secret is one sealed text; nothing else here is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from visualgen.store.base import SEALED, Base, Id

PURPOSE = "connection"
"""What the vault seals an account's secrets for."""


class Connection(Base):
    """A brand's account on one network: the default one (`account` is ""), or one of several by the name the brand gives it.

    `version` counts the changes of its secrets; `renewing_by` and `renewing_until` are the one lock under which they are renewed.
    `lost` says why a person has to connect it again ("" while it works); `warned` which warning has been given already.
    """

    __tablename__ = "connections"
    __table_args__ = (UniqueConstraint("brand_id", "network", "account"),)

    id: Mapped[Id]
    brand_id: Mapped[str] = mapped_column(ForeignKey("brands.id", ondelete="CASCADE"))
    network: Mapped[str] = mapped_column(String(40))
    account: Mapped[str] = mapped_column(String(24), default="")
    name: Mapped[str] = mapped_column(String(200))
    settings: Mapped[dict[str, Any]]
    sealed: Mapped[str] = mapped_column(Text, info={SEALED: PURPOSE})
    version: Mapped[int] = mapped_column(default=1)
    renewing_by: Mapped[str | None] = mapped_column(String(26))
    renewing_until: Mapped[datetime | None]
    valid_until: Mapped[datetime | None]
    lost: Mapped[str] = mapped_column(Text, default="")
    warned: Mapped[str] = mapped_column(String(20), default="")
    checked_at: Mapped[datetime | None]
    succeeded_at: Mapped[datetime | None]
    posts_left: Mapped[int | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
