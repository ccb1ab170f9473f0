"""The table of jobs."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from visualgen.store.base import Base, Id
from visualgen.store.blob_rows import BlobRef


class State(StrEnum):
    """Where a job is. `failed`: what was asked for cannot be done; `dead`: it was tried as often as allowed, in vain."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    DEAD = "dead"
    CANCELLED = "cancelled"


ENDED = (State.DONE, State.FAILED, State.DEAD, State.CANCELLED)


class Job(Base):
    """One piece of work, of a `kind`, for a brand (None: the service's own housekeeping).

    A worker that takes it raises `fence` and holds it until `lease_until`; every later change is made under that fence, so a
    worker that was thought dead and wakes up changes nothing. `due_at`: not before; `rank`: lower goes first. `attempts`: how often
    it was begun; `lapses`: how often a worker went silent with it; `worker`: who has it, or who did it.
    `error` has code, message, mend and place. `once`: only one job of that name, until it fails.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_waiting", "rank", "id", sqlite_where=text("state = 'queued'"), postgresql_where=text("state = 'queued'")),
        Index("ix_jobs_lease_until", "lease_until", sqlite_where=text("state = 'running'"), postgresql_where=text("state = 'running'")),
        Index("ix_jobs_ended_at", "ended_at", sqlite_where=text("ended_at IS NOT NULL"), postgresql_where=text("ended_at IS NOT NULL")),
        Index("ix_jobs_brand_id_id", "brand_id", "id"),
        Index("uq_jobs_brand_id_once", "brand_id", "once", unique=True),
    )

    id: Mapped[Id]
    brand_id: Mapped[str | None] = mapped_column(ForeignKey("brands.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16), default=State.QUEUED.value)
    payload: Mapped[dict[str, Any]]
    rank: Mapped[int] = mapped_column(default=0)
    once: Mapped[str | None] = mapped_column(String(128))
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    worker: Mapped[str | None] = mapped_column(String(120))
    lease_until: Mapped[datetime | None]
    fence: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    lapses: Mapped[int] = mapped_column(default=0)
    most_attempts: Mapped[int] = mapped_column(default=5)
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    progress_done: Mapped[int] = mapped_column(default=0)
    progress_total: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any] | None]
    error: Mapped[dict[str, Any] | None]


class JobBlob(Base):
    """A blob that a job needs, or that it made: kept as long as the job's row is."""

    __tablename__ = "job_blobs"

    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    blob: Mapped[BlobRef] = mapped_column(primary_key=True, index=True)
