"""`/v1/assets`: keep photos, footage and sound, by upload or by address, and fetch them again."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO, Literal

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request, Response
from pydantic import ValidationError
from starlette.responses import StreamingResponse

from api.assets.schemas import Asset, AssetChange, AssetFields, AssetFromUrl, AssetList
from api.auth import needs
from api.contract import REFERENCE, problems
from api.dependencies import CallerHere, ServiceHere
from api.errors import malformed
from api.etags import is_known, tagged
from api.ids import IdPath
from api.once import OnceRoute
from api.paging import PageHere, link_next
from api.service import Service
from api.uploads import upload_body, uploaded
from visualgen.accounts.caller import Caller
from visualgen.accounts.scopes import Scope
from visualgen.assets import repository, service
from visualgen.assets.checking import look
from visualgen.assets.model import Asset as Row
from visualgen.assets.model import AssetKind
from visualgen.outbound.fetch import fetch

router = APIRouter(prefix="/v1/assets", tags=["assets"], route_class=OnceRoute)
Uploader = Annotated[Caller, needs(Scope.UPLOAD)]
FETCHED_TYPES = ("image/", "video/", "audio/", "application/octet-stream", "application/ogg")
FETCHED_BYTES = 200_000_000

BODY = upload_body(AssetFields, {"file": "The file."})
BODY["requestBody"]["content"]["application/json"] = {"schema": {"$ref": REFERENCE + "AssetFromUrl"}}


@router.get("", summary="List assets", responses=problems(422))
async def list_assets(
    request: Request,
    response: Response,
    caller: CallerHere,
    here: ServiceHere,
    page: PageHere,
    brand: Annotated[str | None, Query(max_length=100, description="Only this brand's.")] = None,
    kind: Annotated[Literal["picture", "footage", "sound"] | None, Query(description="Only these.")] = None,
) -> AssetList:
    """Return the assets of the caller's brands."""
    brand_ids = caller.brand_ids if brand is None else (caller.brand_id(brand),)

    def read() -> AssetList:
        with here.database.read() as session:
            found = repository.page(session, brand_ids, kind=kind, cursor=page.cursor, limit=page.limit)
        return AssetList(assets=[_shown(request, row, caller) for row in found.items], next=found.next)

    answer = await run_sync(read)
    link_next(request, response, answer.next)
    return answer


@router.post(
    "", summary="Keep an asset", status_code=201, response_model=Asset, responses=problems(409, 413, 415, 422, 503), openapi_extra=BODY
)
async def create_asset(request: Request, response: Response, caller: Uploader, here: ServiceHere) -> Asset:
    """Keep a file: a multipart form with the part `file`, or JSON with its address, which is fetched if it is on the public internet.

    What it is, is found in its bytes, whatever its name says.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type in ("application/json", ""):
        row = await _from_url(request, caller, here)
    else:
        async with uploaded(request, AssetFields) as form:
            upload = form.file("file")
            row = await run_sync(_keep, here, caller, form.fields, upload.file, upload.filename or "file", None)
    made = _shown(request, row, caller)
    response.headers["Location"] = str(request.url_for("get_asset", id=row.id))
    return made


@router.get("/{id}", summary="Show an asset", responses=problems(404, 422))
async def get_asset(id: IdPath, request: Request, caller: CallerHere, here: ServiceHere) -> Asset:
    """Return what is known of an asset."""
    return _shown(request, await run_sync(service.get, here.database, caller.brand_ids, id), caller)


@router.patch("/{id}", summary="Describe an asset", responses=problems(404, 413, 422))
async def change_asset(id: IdPath, body: AssetChange, request: Request, caller: Uploader, here: ServiceHere) -> Asset:
    """Change an asset's name, focal point or words; posts made from now on take them."""

    def change() -> Row:
        return service.describe(here.database, caller.brand_ids, id, name=body.name, focus=body.focus, alt=body.alt)

    return _shown(request, await run_sync(change), caller)


@router.delete("/{id}", summary="Delete an asset", status_code=204, responses=problems(404, 409, 422))
async def delete_asset(id: IdPath, caller: Uploader, here: ServiceHere) -> Response:
    """Delete an asset. Pictures that were made with it stay; it is refused while a job or a post to be published needs it."""
    await run_sync(service.delete, here.database, caller.brand_ids, id)
    return Response(status_code=204)


@router.get(
    "/{id}/file",
    summary="Fetch an asset's bytes",
    response_class=Response,
    responses={
        200: {
            "description": "The file.",
            "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in ("image/*", "video/*", "audio/*")},
        },
        304: {"description": "The caller has it already."},
        **problems(404, 422),
    },
)
async def get_asset_file(id: IdPath, request: Request, caller: CallerHere, here: ServiceHere) -> Response:
    """Return the file as it came."""
    row = await run_sync(service.get, here.database, caller.brand_ids, id)
    headers = {**tagged(row.blob), "Content-Disposition": f'attachment; filename="{row.id}"', "X-Content-Type-Options": "nosniff"}
    if is_known(request, row.blob):
        return Response(status_code=304, headers=headers)
    pieces = await run_sync(here.blobs.stream, row.blob)
    return StreamingResponse(pieces, headers={**headers, "Content-Length": str(row.weight_bytes)}, media_type=row.media_type)


async def _from_url(request: Request, caller: Caller, here: Service) -> Row:
    try:
        asked = AssetFromUrl.model_validate_json(await request.body())
    except ValidationError as error:
        raise malformed(error) from None
    caller.brand_id(asked.brand)
    fetched = await fetch(asked.url, max_bytes=FETCHED_BYTES, media_types=FETCHED_TYPES, seconds=60, transport=here.transport)
    with tempfile.TemporaryFile() as file:
        await run_sync(file.write, fetched.data)
        return await run_sync(_keep, here, caller, asked, file, fetched.name, fetched.url)


def _keep(here: Service, caller: Caller, fields: AssetFields, file: BinaryIO, name: str, source_url: str | None) -> Row:
    """Look at the file in a render process, then keep it."""
    brand_id = caller.brand_id(fields.brand)
    with _on_disk(file) as path:
        limits = here.settings.limits
        looked = here.desk.pool.submit(look, path, here.settings, timeout_s=limits.render_seconds).result()
        return service.add(
            here.database,
            here.blobs,
            path,
            looked,
            brand_id=brand_id,
            name=fields.name or name,
            made_by=caller.id,
            now=here.clock(),
            focus=fields.focus,
            alt=fields.alt,
            source_url=source_url,
        )


@contextmanager
def _on_disk(file: BinaryIO) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="visualgen-asset-") as folder:
        path = Path(folder) / "file"
        file.seek(0)
        with path.open("wb") as copy:
            shutil.copyfileobj(file, copy, 1 << 20)
        yield path


def _shown(request: Request, row: Row, caller: Caller) -> Asset:
    return Asset(
        id=row.id,
        slot_value=service.PREFIX + row.id,
        brand=caller.brand_name(row.brand_id),
        kind=AssetKind(row.kind).value,
        name=row.name,
        media_type=row.media_type,
        bytes=row.weight_bytes,
        width=row.width_px,
        height=row.height_px,
        duration_s=row.duration_s,
        focus=row.focus,
        alt=row.alt,
        source_url=row.source_url,
        created_at=row.created_at,
        url=str(request.url_for("get_asset_file", id=row.id)),
    )
