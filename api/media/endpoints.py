"""`/media/NAME?until=…&signature=…`: a blob for the network that was given the address, until then; nothing for anyone else."""

from __future__ import annotations

from anyio.to_thread import run_sync
from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from api.dependencies import ServiceHere
from visualgen.errors import BlobLost
from visualgen.publish.connections.here import media_allowed

router = APIRouter(prefix="/media", include_in_schema=False)


@router.get("/{name}")
@router.head("/{name}")
async def get_medium(name: str, service: ServiceHere, until: str = "", signature: str = "") -> Response:
    """Return the medium's bytes; 404 for an address that is not ours, or is over."""

    def find() -> Response:
        if not media_allowed(service.vault, name, until, signature, service.clock().timestamp()):
            return Response(status_code=404)
        blob = name.partition(".")[0]
        try:
            size, media_type = service.blobs.facts(blob)
            body = service.blobs.stream(blob)
        except BlobLost:
            return Response(status_code=404)
        headers = {"Content-Length": str(size), "Cache-Control": "private, max-age=86400", "X-Robots-Tag": "noindex"}
        return StreamingResponse(body, media_type=media_type, headers=headers)

    return await run_sync(find)
