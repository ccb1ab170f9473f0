"""`/healthz`, `/readyz`, `/metrics`: what monitors ask."""

from __future__ import annotations

from typing import cast

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api.auth import caller_of
from api.contract import problems
from api.dependencies import DeskHere, ServiceHere
from api.health.schemas import Health, Readiness
from api.observing import Measures
from visualgen import __version__
from visualgen.accounts.scopes import Scope
from visualgen.jobs import repository
from visualgen.store.database import Database

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="Say that it is alive", responses=problems(421))
async def get_health(desk: DeskHere) -> Health:
    """Answer at once, whatever is being rendered."""
    return Health(status="ok", version=__version__, workers=desk.pool.workers, waiting=desk.waiting)


@router.get("/readyz", summary="Say whether it can work", responses={503: {"model": Readiness, "description": "Something is missing."}})
async def get_readiness(response: Response, service: ServiceHere) -> Readiness:
    """Look whether the database and the blobs can be reached now."""
    database, blobs = await run_sync(service.database.answers), await run_sync(service.blobs.store.ready)
    readiness = Readiness(ready=database and blobs, database=database, blobs=blobs)
    response.status_code = 200 if readiness.ready else 503
    return readiness


@router.get(
    "/metrics",
    summary="Measures for Prometheus",
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}, "examples": {"one": {"value": "# HELP …"}}}}},
        **problems(401, 403),
    },
)
async def get_metrics(request: Request, service: ServiceHere) -> Response:
    """Return the measures of this process. With a public address, to a caller with the scope `admin` alone."""
    if service.settings.public_url is not None:
        (await caller_of(request)).require(Scope.ADMIN)
    measures = cast(Measures, request.app.state.measures)
    measures.waiting.set(service.desk.waiting)
    measures.jobs.clear()
    for (kind, state), number in (await run_sync(_jobs, service.database)).items():
        measures.jobs.labels(kind, state).set(number)
    return Response(await run_sync(generate_latest, measures.registry), media_type=CONTENT_TYPE_LATEST)


def _jobs(database: Database) -> dict[tuple[str, str], int]:
    with database.read() as session:
        return repository.counts(session)
