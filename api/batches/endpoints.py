"""`/v1/batches`: a calendar becomes pictures and captions; each row told, all of it in a ZIP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response
from pydantic import ValidationError
from starlette.responses import StreamingResponse

from api.auth import needs
from api.batches.checking import Order, look_over
from api.batches.rows import with_files
from api.batches.schemas import BatchFields, BatchRequest
from api.contract import REFERENCE, problems
from api.dependencies import CallerHere, LanguageHere, ServiceHere
from api.errors import malformed
from api.etags import is_known, tagged
from api.ids import IdPath
from api.jobs.answers import accepted, shown
from api.jobs.endpoints import theirs
from api.jobs.schemas import Job, JobList
from api.once import OnceRoute
from api.paging import PageHere, link_next
from api.service import Service
from api.uploads import Uploaded, upload_body, uploaded
from visualgen.accounts.caller import Caller
from visualgen.accounts.scopes import Scope
from visualgen.errors import NotFound
from visualgen.jobs import repository, service
from visualgen.jobs.model import Job as Row
from visualgen.jobs.model import State

router = APIRouter(prefix="/v1/batches", tags=["batches"], route_class=OnceRoute)
Renderer = Annotated[Caller, needs(Scope.RENDER)]

KIND = "batch"
MAX_FILES = 500
BODY = upload_body(
    BatchFields,
    {"calendar": "The calendar: CSV, XLSX, YAML or JSON."},
    more_files="A photo, in a part named as the calendar names it (`photos/pain.jpg`).",
)
BODY["requestBody"]["content"]["application/json"] = {"schema": {"$ref": REFERENCE + "BatchRequest"}}


@router.post(
    "",
    summary="Render a calendar",
    status_code=202,
    response_model=Job,
    responses=problems(409, 413, 415, 422, 503),
    openapi_extra=BODY,
)
async def create_batch(request: Request, caller: Renderer, here: ServiceHere, language: LanguageHere) -> Response:
    """Render a calendar: a multipart form with the file and its photos, or JSON rows. The answer is a job; its result tells every row."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type in ("application/json", ""):
        row = await _from_rows(request, caller, here, language)
    else:
        async with uploaded(request, BatchFields, max_files=MAX_FILES) as form:
            row = await run_sync(_from_file, form, caller, here, language, limiter=here.planners)
    return accepted(request, row, caller)


@router.get("", summary="List batches", responses=problems(422))
async def list_batches(request: Request, response: Response, caller: CallerHere, here: ServiceHere, page: PageHere) -> JobList:
    """Return the batches of the caller's brands of the last 30 days."""

    def read() -> JobList:
        with here.database.read() as session:
            found = repository.page_of_brands(session, caller.brand_ids, kind=KIND, cursor=page.cursor, limit=page.limit)
        return JobList(jobs=[shown(request, row, caller) for row in found.items], next=found.next)

    answer = await run_sync(read)
    link_next(request, response, answer.next)
    return answer


@router.get("/{id}", summary="Show a batch", responses=problems(404, 422))
async def get_batch(id: IdPath, request: Request, caller: CallerHere, here: ServiceHere) -> Job:
    """Return a batch: how far it is; once it is done, every row with its pictures and problems."""
    return shown(request, await run_sync(theirs, here, caller, id, KIND), caller)


@router.get(
    "/{id}/zip",
    summary="Fetch a batch's ZIP",
    response_class=Response,
    responses={
        200: {
            "description": "Pictures, captions and problems.",
            "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
        },
        304: {"description": "The caller has it already."},
        **problems(404, 422),
    },
)
async def get_batch_zip(id: IdPath, request: Request, caller: CallerHere, here: ServiceHere) -> Response:
    """Return everything a batch made in one file."""
    row = await run_sync(theirs, here, caller, id, KIND)
    if row.state != State.DONE or row.result is None:
        raise NotFound("the batch is not done", mend="wait until its state is `done`", job=id, state=str(row.state)).french(
            "la série n’est pas terminée", "attendez que son état soit `done`"
        )
    blob, weight = str(row.result["zip"]), int(row.result["zip_bytes"])
    headers = {**tagged(blob), "Content-Disposition": f'attachment; filename="{id}.zip"'}
    if is_known(request, blob):
        return Response(status_code=304, headers=headers)
    pieces = await run_sync(here.blobs.stream, blob)
    return StreamingResponse(pieces, headers={**headers, "Content-Length": str(weight)}, media_type="application/zip")


async def _from_rows(request: Request, caller: Caller, here: Service, language: str) -> Row:
    body = await request.body()

    def write() -> Row:
        try:
            asked = BatchRequest.model_validate_json(body)
        except ValidationError as error:
            raise malformed(error) from None
        brand_id = here.library.whose_kit(caller.brands, caller.folder_kits, asked.kit, asked.brand)
        order = Order(brand_id, "calendar.json", asked.kit, asked.ratios or (), None, asked.language or language)
        rows, photos = with_files(here, brand_id, asked.rows)
        calendar = json.dumps(rows, ensure_ascii=False).encode()
        look_over(here, order, calendar)
        return _ask(here, order, calendar, photos)

    return await run_sync(write, limiter=here.planners)


def _from_file(form: Uploaded[BatchFields], caller: Caller, here: Service, language: str) -> Row:
    fields, upload = form.fields, form.file("calendar")
    brand_id = here.library.whose_kit(caller.brands, caller.folder_kits, fields.kit, fields.brand)
    ratios = [ratio.strip() for ratio in (fields.ratios or "").split(",") if ratio.strip()]
    order = Order(brand_id, upload.filename or "calendar.csv", fields.kit, ratios, fields.dates, fields.language or language)
    files = {part: file for part, file in form.files.items() if part != "calendar"}
    calendar = upload.file.read()
    look_over(here, order, calendar, files)
    photos = {part: here.blobs.put(file.file.read(), file.content_type or "application/octet-stream") for part, file in files.items()}
    return _ask(here, order, calendar, photos)


def _ask(here: Service, order: Order, calendar: bytes, photos: Mapping[str, str]) -> Row:
    """Keep the calendar and write the job; `photos` are blobs by their names in the calendar."""
    kept = here.blobs.put(calendar, "application/octet-stream")
    payload = {
        "calendar": kept,
        "name": order.name,
        "dates": order.dates,
        "photos": dict(photos),
        "kit": order.kit,
        "ratios": list(order.ratios),
        "language": order.language,
    }
    with here.database.write() as session:
        blobs = [kept, *photos.values()]
        return service.ask(session, KIND, payload, brand_id=order.brand_id, now=here.clock(), rank=1, blobs=blobs)
