"""How an engine is told of a job: a signal, and on PostgreSQL a Procrastinate task written in the same unit of work.

Losing or doubling a delivery is harmless: whoever is told looks at the row, and the sweep tells again.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import cast

import procrastinate
import psycopg
from sqlalchemy import text
from sqlalchemy.orm import Session

from visualgen.jobs.model import Job
from visualgen.store.signals import signal

TASK = "visualgen:job"
WAITING = "jobs"
"""The topic of jobs that became due."""
CHANGED = "job_changed"
"""The topic of any change of a job, with its id."""


@functools.cache
def _deferrer() -> procrastinate.App:
    """Return an app that only writes tasks, on connections it is given."""
    return procrastinate.App(connector=procrastinate.SyncPsycopgConnector())


def deliver(session: Session, jobs: Iterable[Job]) -> None:
    """Tell the engine of `jobs`, which wait, once the session's unit of work is committed."""
    served = session.get_bind().dialect.name == "postgresql"
    for job in jobs:
        if served:
            task = _deferrer().configure_task(
                TASK,
                allow_unknown=True,
                queue=job.kind,
                priority=-job.rank,
                schedule_at=job.due_at,
                queueing_lock=f"{job.id}:{job.fence}",
                connection=cast("psycopg.Connection[object]", session.connection().connection.driver_connection),
            )
            task.defer(job_id=job.id)
        signal(session, WAITING, job.id)
        changed(session, job)


def changed(session: Session, job: Job) -> None:
    """Tell whoever watches that the job's state or progress is another."""
    signal(session, CHANGED, job.id)


def undelivered(session: Session, limit: int) -> list[str]:
    """Return the ids of waiting jobs for which PostgreSQL holds no task (a delivery was lost); due first."""
    query = """
        SELECT jobs.id FROM jobs
        WHERE jobs.state = 'queued' AND NOT EXISTS (
            SELECT 1 FROM procrastinate_jobs AS task WHERE task.status = 'todo' AND task.queueing_lock = jobs.id || ':' || jobs.fence
        ) ORDER BY jobs.due_at LIMIT :limit
    """
    return list(session.scalars(text(query), {"limit": limit}))
