"""The job `batch`: a calendar file with its photos becomes pictures, captions, a list of what to mend, and a ZIP of it all.

Payload: {"calendar": blob, "name": "mois.csv", "kit": name, "ratios": ["4x5", …], "dates": "dmy" | "mdy" | null, "language": "fr" | "en",
"photos": {"folder/name.jpg": blob, …}}. Result: {"rows": […], "problems": […], "rendered", "failed", "zip": blob, "zip_bytes"}.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from visualgen.batch.plan import Plan, PlannedPicture, plan_calendar, problem_of
from visualgen.batch.pool import frugal
from visualgen.batch.texts import post_text
from visualgen.calendar.model import Problem
from visualgen.calendar.reading import read_calendar
from visualgen.errors import ContentError, VisualgenError
from visualgen.motion.products import poster_name
from visualgen.renders.model import Render
from visualgen.store.blobs import Blobs
from visualgen.template.model import Template
from visualgen.workers.kinds.keeping import Keeping, facts_of
from visualgen.workers.work import Result, Work

_WHEN = (1980, 1, 1, 0, 0, 0)
"""The time in the ZIP's entries: the same pictures make the same bytes."""


class BatchKind:
    """A month of posts."""

    name = "batch"

    def run(self, work: Work) -> Result:
        """Make what the calendar asks for; a row that cannot be made is told, all others are made."""
        folder = Path(tempfile.mkdtemp(dir=work.scratch))
        try:
            plan = _plan(work, folder / "in")
            made, problems = _render(work, plan)
            archive = folder / "out.zip"
            _pack(archive, work, plan, made, problems)
            blob = work.blobs.put_file(archive, "application/zip")
            weight = archive.stat().st_size
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        language = work.payload["language"]
        return Result(
            {
                "rows": _rows(plan, made, problems),
                "problems": [found.to_dict(language) for found in problems],
                "rendered": len(made),
                "failed": sum(found.blocks for found in problems),
                "zip": blob,
                "zip_bytes": weight,
            },
            (blob, *dict.fromkeys(kept for render in made.values() for kept in (render.blob, render.poster) if kept)),
        )


def _plan(work: Work, folder: Path) -> Plan:
    payload = work.payload
    photos: Mapping[str, str] = payload["photos"]
    for name, blob in {**photos, plain_name(payload["name"]): payload["calendar"]}.items():
        path = folder / inside(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            for piece in work.blobs.stream(blob):
                file.write(piece)
    calendar = read_calendar(folder / plain_name(payload["name"]), dates=payload["dates"], language=payload["language"])
    kit = work.library.kit(payload["kit"], work.brand_id)

    def template(name: str) -> Template:
        return work.library.template(name, work.brand_id)  # a name, never a path: the calendar comes from outside

    return plan_calendar(calendar, folder, kit, work.settings, ratios=payload["ratios"], templates=template)


def _render(work: Work, plan: Plan) -> tuple[dict[str, Render], list[Problem]]:
    """Return the pictures by their file names, and every problem of the plan and the renders."""
    lean, rows = frugal(work.settings), {post.row.id: post.row for post in plan.posts}
    pictures = plan.pictures
    made: dict[str, Render] = {}
    problems = list(plan.problems)
    answers = Keeping(work, lean).renders([picture.clip or picture.job for picture in pictures])
    for count, (picture, answer) in enumerate(zip(pictures, answers, strict=True), 1):
        if isinstance(answer, VisualgenError):
            problems.append(problem_of(answer, rows[picture.post], picture.job.content))
        else:
            made[picture.name] = answer
        work.report(count, len(pictures))
    return made, sorted(problems, key=lambda found: found.line or 0)


def _rows(plan: Plan, made: Mapping[str, Render], problems: list[Problem]) -> list[dict[str, Any]]:
    broken = {found.row for found in problems if found.blocks}
    return [
        {
            "row": post.row.id,
            "line": post.row.line,
            "status": "failed" if post.row.id in broken else "done",
            "pictures": [_picture(picture, made[picture.name]) for picture in post.pictures if picture.name in made],
        }
        for post in plan.posts
    ]


def _picture(picture: PlannedPicture, render: Render) -> dict[str, Any]:
    return {"file": picture.name, "findings": len(render.findings), **facts_of(render, picture.ratio)}


def _pack(archive: Path, work: Work, plan: Plan, made: Mapping[str, Render], problems: list[Problem]) -> None:
    language = work.payload["language"]
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as packed:
        for name, render in made.items():
            work.hold.check()
            _add(packed, name, render.blob, work.blobs)
            if render.poster is not None:
                _add(packed, poster_name(name), render.poster, work.blobs)
        for post in plan.posts:
            packed.writestr(zipfile.ZipInfo(f"{post.stem}.txt", _WHEN), post_text(post, language).encode())
        told = json.dumps([found.to_dict(language) for found in problems], ensure_ascii=False, indent=1)
        packed.writestr(zipfile.ZipInfo("problems.json", _WHEN), told.encode())


def _add(packed: zipfile.ZipFile, name: str, blob: str, blobs: Blobs) -> None:
    with packed.open(zipfile.ZipInfo(name, _WHEN), "w", force_zip64=True) as entry:
        for piece in blobs.stream(blob):
            entry.write(piece)


def plain_name(name: str) -> str:
    """Return a file's name without its folders; its suffix says what it is."""
    return PurePosixPath(name.replace("\\", "/")).name or "calendar.csv"


def inside(name: str) -> PurePosixPath:
    """Return a photo's path within the calendar's folder. Raises `ContentError` for one outside."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or "\0" in name or not path.parts:
        raise ContentError(f"the photo's name {name[:100]!r} leads out of the calendar's folder", mend="name it as the calendar does")
    return path
