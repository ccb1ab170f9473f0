"""`/healthz`: whether this process answers."""

from __future__ import annotations

from fastapi import APIRouter

from api.dependencies import DeskHere
from api.health.schemas import Health
from visualgen import __version__

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="Say that it is alive")
async def get_health(desk: DeskHere) -> Health:
    """Answer at once, whatever is being rendered."""
    return Health(status="ok", version=__version__, workers=desk.pool.workers, waiting=desk.waiting)
