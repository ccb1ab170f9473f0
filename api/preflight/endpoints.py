"""`/v1/preflight`: posts looked over before anything leaves: their pictures, their words on each channel, the brand's charter."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter

from api.auth import needs
from api.batches.rows import with_files
from api.contract import problems
from api.dependencies import LanguageHere, ServiceHere
from api.preflight.schemas import LookedOver, PreflightRequest, PreflightResponse
from api.renders.schemas import FindingOut
from api.service import Service
from visualgen.accounts.caller import Caller
from visualgen.accounts.scopes import Scope
from visualgen.batch.judging import judge_row
from visualgen.batch.plan import Plan, PlannedPicture, plan_calendar, problem_of
from visualgen.calendar.encoding import encode
from visualgen.calendar.reading import parse_calendar
from visualgen.errors import InputError
from visualgen.findings import Finding
from visualgen.pipeline import Rendered, render_key
from visualgen.template.model import Template

router = APIRouter(prefix="/v1/preflight", tags=["preflight"])
MAX_PICTURES = 60


@dataclass(frozen=True, slots=True)
class _File:
    """A finished picture, as the judge of words and files looks at it."""

    size_px: tuple[int, int]
    media_type: str
    weight_bytes: int
    ratio: str
    findings: tuple[Finding, ...]


@router.post("", summary="Look posts over", responses=problems(413, 422, 503))
async def look_over(
    body: PreflightRequest, caller: Annotated[Caller, needs(Scope.RENDER)], here: ServiceHere, language: LanguageHere
) -> PreflightResponse:
    """Make the pictures of up to ten posts and tell what a person should know about them, their words on each channel, and the charter."""
    spoken = body.language or language
    brand_id, plan = await run_sync(_plan, here, caller, body, spoken, limiter=here.planners)
    pictures = [picture for picture in plan.pictures if picture.clip is None]
    if len(pictures) > MAX_PICTURES:
        raise InputError(f"these posts have {len(pictures)} pictures", mend=f"send fewer: {MAX_PICTURES} at the most").french(
            f"ces posts ont {len(pictures)} images", f"envoyez-en moins : {MAX_PICTURES} au plus"
        )
    made = await asyncio.gather(*(_made(here, picture, brand_id) for picture in pictures))
    answers = {picture.name: answer for picture, answer in zip(pictures, made, strict=True)}
    posts, blocks = [], any(problem.blocks for problem in plan.problems)
    told = [problem.to_dict(spoken) for problem in plan.problems]
    for post in plan.posts:
        mine = [(picture, answers[picture.name]) for picture in post.pictures if picture.name in answers]
        files = [_file(picture, answer) for picture, answer in mine if isinstance(answer, Rendered)]
        found = [*judge_row(post.row, files, plan.kit, failed=len(files) < len(post.pictures)), *_of_pictures(files)]
        wrong = [problem_of(answer, post.row, picture.job.content) for picture, answer in mine if isinstance(answer, InputError)]
        told += [problem.to_dict(spoken) for problem in wrong]
        blocks = blocks or bool(wrong)
        blocks = blocks or any(finding.severity == "blocks" for finding in found)
        shown = [FindingOut.model_validate(finding.to_dict(spoken)) for finding in found]
        posts.append(LookedOver(row=post.row.id, findings=shown, pictures=len(files)))
    return PreflightResponse(posts=posts, problems=told, blocks=blocks)


def _plan(here: Service, caller: Caller, body: PreflightRequest, language: str) -> tuple[str, Plan]:
    brand_id = here.library.whose_kit(caller.brands, caller.folder_kits, body.kit, body.brand)
    kit = here.library.kit(body.kit, brand_id)
    with _folder(here, brand_id, body.rows) as (folder, rows):
        data = encode(json.dumps(rows, ensure_ascii=False))
        calendar = parse_calendar(data, folder / "calendar.json", language=language)

        def template(name: str) -> Template:
            return here.library.template(name, brand_id)  # a name, never a path: the rows come from outside

        return brand_id, plan_calendar(calendar, folder, kit, here.settings, ratios=body.ratios or (), templates=template)


@contextmanager
def _folder(here: Service, brand_id: str, rows: list[dict[str, Any]]) -> Iterator[tuple[Path, list[dict[str, Any]]]]:
    """Yield a folder with the photos that the rows name as assets, and the rows with the photos' names."""
    named, photos = with_files(here, brand_id, rows)
    with tempfile.TemporaryDirectory(prefix="visualgen-preflight-") as place:
        folder = Path(place)
        for name, blob in photos.items():
            (folder / name).write_bytes(here.blobs.get(blob))
        yield folder, named


async def _made(here: Service, picture: PlannedPicture, brand_id: str) -> Rendered | InputError:
    try:
        return await here.desk.render(picture.job, render_key(picture.job), brand_id)
    except InputError as error:
        return error


def _file(picture: PlannedPicture, rendered: Rendered) -> _File:
    return _File(rendered.size_px, rendered.media_type, len(rendered.data), picture.ratio, rendered.findings)


def _of_pictures(files: list[_File]) -> Iterator[Finding]:
    """Yield what was found in the pictures themselves, each thing once."""
    seen: set[tuple[str, str | None]] = set()
    for finding in (finding for file in files for finding in file.findings):
        if (finding.code, finding.slot) not in seen:
            seen.add((finding.code, finding.slot))
            yield finding
