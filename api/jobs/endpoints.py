"""`/v1/jobs`: what goes on, how far it is, as it happens; cancelled, or tried again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request, Response
from sse_starlette import EventSourceResponse, ServerSentEvent

from api.auth import needs
from api.contract import problems
from api.dependencies import CallerHere, ServiceHere
from api.errors import TooManyRequests
from api.ids import IdPath
from api.jobs.answers import shown
from api.jobs.schemas import JOB, Job, JobList, JobState
from api.once import OnceRoute
from api.paging import PageHere, link_next
from api.service import Service
from visualgen.accounts.caller import Caller
from visualgen.accounts.scopes import Scope
from visualgen.errors import NotFound
from visualgen.jobs import repository, service
from visualgen.jobs.model import ENDED
from visualgen.jobs.model import Job as Row
from visualgen.workers.telling import tell_ended

router = APIRouter(prefix="/v1/jobs", tags=["jobs"], route_class=OnceRoute)
Renderer = Annotated[Caller, needs(Scope.RENDER)]

LOOK_SECONDS = 0.4
"""How often a watcher looks at the row."""
WATCHERS = 20
"""How many jobs a caller may watch at once, in this process."""
WATCH_SECONDS = 900.0
"""How long one may watch; then the stream ends, and browsers begin anew by themselves."""


@router.get("", summary="List jobs", responses=problems(422))
async def list_jobs(
    request: Request,
    response: Response,
    caller: CallerHere,
    here: ServiceHere,
    page: PageHere,
    brand: Annotated[str | None, Query(max_length=100, description="Only this brand's.")] = None,
    kind: Annotated[str | None, Query(max_length=32, description="Only these.")] = None,
    state: Annotated[JobState | None, Query(description="Only those in this state.")] = None,
) -> JobList:
    """Return the jobs of the caller's brands; ended ones are kept for 30 days."""
    brand_ids = caller.brand_ids if brand is None else (caller.brand_id(brand),)

    def read() -> JobList:
        with here.database.read() as session:
            found = repository.page_of_brands(session, brand_ids, kind=kind, state=state, cursor=page.cursor, limit=page.limit)
        return JobList(jobs=[shown(request, row, caller) for row in found.items], next=found.next)

    answer = await run_sync(read)
    link_next(request, response, answer.next)
    return answer


@router.get("/{id}", summary="Show a job", responses=problems(404, 422))
async def get_job(id: IdPath, request: Request, caller: CallerHere, here: ServiceHere) -> Job:
    """Return a job's state, progress and result."""
    return shown(request, await run_sync(theirs, here, caller, id), caller)


@router.get(
    "/{id}/events",
    summary="Watch a job",
    response_class=EventSourceResponse,
    responses={
        200: {
            "description": "Server-sent events: `job`, with the job, at once and at every change until it ends.",
            "content": {
                "text/event-stream": {
                    "schema": {
                        "description": "One event; `data` is the job as JSON.",
                        "type": "object",
                        "required": ["event", "data"],
                        "properties": {"event": {"const": "job"}, "data": {"type": "string", "contentMediaType": "application/json"}},
                    },
                    "examples": {"one": {"value": {"event": "job", "data": json.dumps(JOB)}}},
                }
            },
        },
        **problems(404, 422),
    },
)
async def watch_job(id: IdPath, request: Request, caller: CallerHere, here: ServiceHere) -> EventSourceResponse:
    """Tell a job's state and progress as they change, until it ends."""
    first = await run_sync(theirs, here, caller, id)
    if here.watchers[caller.id] >= WATCHERS:
        raise TooManyRequests(
            f"{WATCHERS} jobs are watched already", mend="end some streams, or ask for the jobs' state", retry_s=5
        ).french(f"{WATCHERS} tâches sont déjà suivies", "fermez des flux, ou demandez l’état des tâches")

    async def events() -> AsyncIterator[ServerSentEvent]:
        here.watchers[caller.id] += 1
        try:
            async for event in changes():
                yield event
        finally:
            here.watchers[caller.id] -= 1
            if not here.watchers[caller.id]:
                del here.watchers[caller.id]

    async def changes() -> AsyncIterator[ServerSentEvent]:
        row, told, end = first, "", asyncio.get_running_loop().time() + WATCH_SECONDS
        while True:
            now = shown(request, row, caller).model_dump_json()
            if now != told:
                told = now
                yield ServerSentEvent(now, event="job")
            if row.state in ENDED or asyncio.get_running_loop().time() > end:
                return
            await asyncio.sleep(LOOK_SECONDS)
            row = await run_sync(theirs, here, caller, id)

    return EventSourceResponse(events(), ping=15)


@router.post("/{id}/cancel", summary="Cancel a job", responses=problems(404, 409, 422))
async def cancel_job(id: IdPath, request: Request, caller: Renderer, here: ServiceHere) -> Job:
    """Cancel a job that waits; one that runs is stopped within seconds. One that has ended stays as it is."""
    row = await run_sync(theirs, here, caller, id)
    now = here.clock()
    done = await run_sync(lambda: service.cancel(here.database, id, brand_id=row.brand_id, now=now, hear=partial(tell_ended, now=now)))
    return shown(request, done, caller)


@router.post("/{id}/retry", summary="Try a job again", responses=problems(404, 409, 422))
async def retry_job(id: IdPath, request: Request, caller: Renderer, here: ServiceHere) -> Job:
    """Queue a job again that failed, died or was cancelled."""
    row = await run_sync(theirs, here, caller, id)
    again = await run_sync(lambda: service.retry(here.database, id, brand_id=row.brand_id, now=here.clock()))
    return shown(request, again, caller)


def theirs(here: Service, caller: Caller, job_id: str, kind: str | None = None) -> Row:
    """Return a job of one of the caller's brands. Raises `NotFound`."""
    row = service.get(here.database, job_id)
    if row.brand_id not in caller.brand_ids or kind not in (None, row.kind):
        raise NotFound("there is no such job", mend="ended jobs are kept for 30 days", job=job_id).french(
            "cette tâche n’existe pas", "les tâches terminées sont gardées 30 jours"
        )
    return row
