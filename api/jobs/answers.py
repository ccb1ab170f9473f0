"""How jobs are answered with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from fastapi import Request
from starlette.responses import JSONResponse

from api.jobs.schemas import Job, JobError, JobState
from visualgen.accounts.caller import Caller
from visualgen.jobs.model import Job as Row


def shown(request: Request, row: Row, caller: Caller) -> Job:
    """Return what is told of a job."""
    assert row.brand_id is not None
    return Job(
        id=row.id,
        brand=caller.brand_name(row.brand_id),
        kind=row.kind,
        state=cast(JobState, str(row.state)),
        done=row.progress_done,
        total=row.progress_total,
        attempts=row.attempts,
        created_at=row.created_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        result=None if row.result is None else _addressed(request, row),
        error=None if row.error is None else JobError.model_validate(row.error),
        url=str(request.url_for("get_job", id=row.id)),
    )


def accepted(request: Request, row: Row, caller: Caller) -> JSONResponse:
    """Return 202 with a job, and where to look for it."""
    job = shown(request, row, caller)
    return JSONResponse(job.model_dump(mode="json"), 202, {"Location": job.url, "Retry-After": "1"})


def _addressed(request: Request, row: Row) -> dict[str, Any]:
    """Return a job's result with an address for every picture, and one for its ZIP in place of its blob."""
    facts: dict[str, Any] = {name: _with_urls(request, value) for name, value in (row.result or {}).items()}
    if "zip" in facts:
        facts["zip"] = str(request.url_for("get_batch_zip", id=row.id))
    return facts


def _with_urls(request: Request, value: Any) -> Any:
    if isinstance(value, list):
        return [_with_urls(request, item) for item in value]
    if not isinstance(value, Mapping):
        return value
    facts = {name: _with_urls(request, item) for name, item in value.items()}
    if "key" in facts and "media_type" in facts:
        facts["url"] = str(request.url_for("get_render", key=facts["key"]))
    return facts
