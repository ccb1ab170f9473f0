"""`/v1/calendar`: what a calendar file would change, the change itself, and the calendar in force as a file."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal, TypeVar

from anyio.to_thread import run_sync
from fastapi import APIRouter, File, Form, Query, Response, UploadFile

from api.auth import needs
from api.calendar.schemas import AppliedOut, ChangeOut, DiffOut, FieldChangeOut
from api.contract import problems
from api.dependencies import CallerHere, LanguageHere, PublishingHere
from api.posts.reading import actor_of
from visualgen.accounts.caller import Caller
from visualgen.accounts.scopes import Scope
from visualgen.calendar.diff import CalendarDiff
from visualgen.calendar.interchange import Format, read_any, write_calendar
from visualgen.calendar.model import Calendar, Problem
from visualgen.publish.calendar_files import Applied, apply_file, approve_all, check_rows, compare_file, rows_in_force
from visualgen.publish.desk import Desk

router = APIRouter(prefix="/v1/calendar", tags=["calendar"])
Planner = Annotated[Caller, needs(Scope.PLAN)]
T = TypeVar("T")
Upload = Annotated[UploadFile, File(description="The calendar: ours, an iCalendar, or another tool's.")]
Photos = Annotated[list[UploadFile] | None, File(description="The photos its rows name, by their file names.")]
BrandForm = Annotated[str | None, Form(description="Whose; needed where the caller has several.")]
NameForm = Annotated[str, Form(max_length=200, description="Which calendar it is; without it the file's name.")]
MEDIA = {"ics": "text/calendar; charset=utf-8"}


@router.post("/diff", summary="What a calendar would change", responses=problems(422))
async def diff_calendar(
    file: Upload, caller: Planner, desk: PublishingHere, language: LanguageHere, brand: BrandForm = None, name: NameForm = "",
    photos: Photos = None,
) -> DiffOut:  # fmt: skip
    """Compare a calendar file with the calendar in force: added, moved, changed, removed, conflicts. Nothing is changed."""
    brand_id = caller.brand_id(brand)

    def look(calendar: Calendar, found: tuple[Problem, ...], folder: Path, called: str) -> DiffOut:
        whole = not any(problem.blocks for problem in found)  # a row that cannot be read is no row taken out
        changes = _changes(compare_file(desk, brand_id, called, calendar.rows, folder, removals=whole))
        return DiffOut(changes=changes, problems=_told(found, language))

    return await _with_file(file, photos, desk, brand_id, name, language, look)


@router.post("/apply", summary="Apply a calendar", responses=problems(409, 422))
async def apply_calendar(
    file: Upload, caller: Planner, desk: PublishingHere, language: LanguageHere, brand: BrandForm = None, name: NameForm = "",
    photos: Photos = None,
    approve: Annotated[bool, Form(description="Approve what is ready and schedule it; takes the scopes approve and publish.")] = False,
) -> AppliedOut:  # fmt: skip
    """Make the calendar in force what the file says, all of it or nothing; again changes nothing. Conflicts are left as they are."""
    brand_id = caller.brand_id(brand)
    if approve:
        caller.require(Scope.APPROVE, Scope.PUBLISH)

    def carry_out(calendar: Calendar, found: tuple[Problem, ...], folder: Path, called: str) -> AppliedOut:
        if any(problem.blocks for problem in found):
            changes = _changes(compare_file(desk, brand_id, called, calendar.rows, folder, removals=False))
            return AppliedOut(changes=changes, problems=_told(found, language), approved=[], scheduled=[], refused={})
        applied = Applied(apply_file(desk, actor_of(caller), brand_id, called, calendar.rows, folder))
        if approve:
            approve_all(desk, actor_of(caller), brand_id, called, applied)
        return AppliedOut(
            changes=_changes(applied.diff),
            problems=_told(found, language),
            approved=applied.approved,
            scheduled=applied.scheduled,
            refused=applied.refused,
        )

    return await _with_file(file, photos, desk, brand_id, name, language, carry_out)


@router.get(
    "", summary="The calendar as a file", response_class=Response,
    responses={**problems(422), 200: {"content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}},
)  # fmt: skip
async def get_calendar(
    caller: CallerHere,
    desk: PublishingHere,
    brand: str | None = None,
    kind: Annotated[Literal["own", "xlsx", "ics", "buffer", "metricool", "hootsuite"], Query(alias="as")] = "own",
    since: Annotated[dt.date | None, Query(alias="from")] = None,
    until: Annotated[dt.date | None, Query(alias="to")] = None,
) -> Response:
    """Return the calendar in force as our file (CSV or XLSX), an iCalendar, or that of Buffer, Metricool or Hootsuite."""
    brand_id = caller.brand_id(brand)
    chosen: Format = kind

    def write() -> Response:
        with desk.database.read() as session:
            kit = desk.kit(session, brand_id)
        rows = rows_in_force(desk, brand_id, since, until)
        data = write_calendar(rows, chosen, kit.timezone, title=kit.title, now=desk.clock())
        return Response(data, media_type=MEDIA.get(kind, "text/csv; charset=utf-8"))

    return await run_sync(write)


async def _with_file(
    file: UploadFile, photos: list[UploadFile] | None, desk: Desk, brand_id: str, name: str, language: str,
    work: Callable[[Calendar, tuple[Problem, ...], Path, str], T],
) -> T:  # fmt: skip
    data = await file.read()
    pictures = {_plain(photo.filename): await photo.read() for photo in photos or ()}
    called = _plain(file.filename)

    def run() -> T:
        with tempfile.TemporaryDirectory(prefix="visualgen-calendar-") as place:
            folder, own = Path(place) / "photos", Path(place) / "calendar"
            folder.mkdir()
            own.mkdir()
            for title, content in pictures.items():
                (folder / title).write_bytes(content)
            path = own / called
            path.write_bytes(data)
            with desk.database.read() as session:
                zone = desk.kit(session, brand_id).timezone
            calendar = read_any(path, zone, language=language)
            return work(calendar, check_rows(desk, brand_id, calendar, folder), folder, name or Path(called).stem)

    return await run_sync(run)


def _plain(name: str | None) -> str:
    """Return an uploaded file's own name: no folder, nothing hidden."""
    return PurePosixPath((name or "").replace("\\", "/")).name.replace("\0", "").lstrip(".")[:150] or "calendar.csv"


def _changes(found: CalendarDiff) -> list[ChangeOut]:
    return [
        ChangeOut(
            kind=change.kind, id=change.id, reason=change.reason,
            fields=[FieldChangeOut(field=one.field, before=one.before, after=one.after) for one in change.fields],
        )
        for change in found.changes
    ]  # fmt: skip


def _told(found: tuple[Problem, ...], language: str) -> list[Any]:
    return [problem.to_dict(language) for problem in found]
