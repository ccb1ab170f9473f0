"""Carry a plan out: what is current is kept, the rest is rendered by N workers, each picture is written whole as it comes."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Literal

from visualgen.batch.files import open_folder, write_whole
from visualgen.batch.judging import judge_row
from visualgen.batch.manifest import NAME, Entry, Manifest, is_current, manifest_bytes, read_manifest
from visualgen.batch.pace import judge_pace
from visualgen.batch.plan import Plan, PlannedPicture, problem_of
from visualgen.batch.pool import RenderPool, frugal
from visualgen.batch.schedule import Schedule
from visualgen.batch.texts import post_text
from visualgen.batch.worker import interrupt_held, look_many, make_clip, make_clip_here, unexpected, within, world_of
from visualgen.calendar.model import Problem, Row
from visualgen.errors import VisualgenError
from visualgen.findings import Finding
from visualgen.pipeline import Rendered, RenderedClip, key_of_clip, render_key, render_still
from visualgen.settings import Settings

TASK_PICTURES = 4
IN_FLIGHT = 2
"""Tasks handed to a worker ahead of time, so that it never waits for this process."""
CLIP_WEIGHT = 60
"""A clip takes about as long as so many pictures."""


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one planned picture: rendered anew, kept as it was, or failed with a problem."""

    picture: PlannedPicture
    status: Literal["rendered", "kept", "failed"]
    entry: Entry | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Film:
    """A clip of the folder that belongs to no row: its file and its poster's, by name, its size in px, and whose it is."""

    file: str
    poster: str
    size_px: tuple[int, int]
    brand: str


@dataclass(slots=True)
class Outcome:
    """What a run did, filled as it goes.

    `stale` are files of earlier runs that no row asks for any more; `changed` tells whether the folder's pictures or
    words are other than before; `said` maps a post to the findings on its words and on its files for its channels.
    `films` are clips beside the month, for the sheet to show.
    """

    plan: Plan
    made: dict[str, Made] = field(default_factory=dict)
    stale: tuple[str, ...] = ()
    changed: bool = False
    seconds: float = 0.0
    films: tuple[Film, ...] = ()
    said: dict[str, tuple[Finding, ...]] = field(default_factory=dict)

    def count(self, status: str) -> int:
        """Return how many pictures have this status."""
        return sum(1 for made in self.made.values() if made.status == status)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem and remark, in the order of the lines; what several pictures of a row have in common is told once."""
        failed = [made.problem for made in self.made.values() if made.problem]
        every = [*self.plan.problems, *failed]
        told = {(found.code, found.row, found.line, found.column, found.value, found.message["en"]): found for found in every}
        return tuple(sorted(told.values(), key=lambda found: found.line or 0))

    @property
    def failed(self) -> bool:
        """Whether some row, or one of its pictures, could not be made."""
        return any(found.blocks for found in self.problems)

    @property
    def findings(self) -> Counter[str]:
        """How often each finding stands in the pictures and in the words, by its code."""
        drawn = (made.entry.findings for made in self.made.values() if made.entry)
        return Counter(finding.code for found in (*drawn, *self.said.values()) for finding in found)


def run_plan(outcome: Outcome, folder: Path, settings: Settings, *, pool: RenderPool | None = None, force: bool = False) -> Iterator[Made]:
    """Render what `outcome.plan` asks for into `folder`; note each picture in `outcome` and yield it as it is done.

    Pictures whose render key, bytes and size are those of the folder's manifest are kept unless `force`. The rendering
    happens in the workers of `pool`; without one, in this process. The manifest and the captions are
    written at the end, and when the iterator is closed or interrupted: what is done then counts as done.
    Raises `OutputError` where the folder cannot be written.
    """
    started = time.perf_counter()
    open_folder(folder)
    before = read_manifest(folder)
    plan = outcome.plan
    rows = {post.row.id: post.row for post in plan.posts}
    todo: list[PlannedPicture] = []
    try:
        for picture in plan.pictures:
            entry = before.pictures.get(picture.name)
            if not force and entry and is_current(folder, picture.name, entry, _key(picture, settings)):
                yield _note(Made(picture, "kept", entry), outcome)
            else:
                todo.append(picture)
        lean = frugal(settings)
        for picture, answer in _in_pool(todo, lean, pool, folder) if pool and todo else _in_process(todo, lean, folder):
            with interrupt_held():  # a file that is written is noted
                made = _note(_made(picture, answer, rows[picture.post], folder), outcome)
            yield made
    finally:
        _finish(folder, settings, before, outcome)
        outcome.seconds = time.perf_counter() - started


Answer = Rendered | RenderedClip | VisualgenError


def _key(picture: PlannedPicture, settings: Settings) -> str:
    return render_key(picture.job) if picture.clip is None else key_of_clip(picture.clip, world_of(frugal(settings)))


def _note(made: Made, outcome: Outcome) -> Made:
    outcome.made[made.picture.name] = made
    return made


def _made(picture: PlannedPicture, answer: Answer, row: Row, folder: Path) -> Made:
    if isinstance(answer, VisualgenError):
        return Made(picture, "failed", problem=problem_of(answer, row, picture.job.content))
    if isinstance(answer, RenderedClip):  # its worker has written it
        weight = answer.written.weight_bytes
        with answer.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    else:
        weight = len(answer.data)
        write_whole(folder / picture.name, answer.data)
        digest = hashlib.sha256(answer.data).hexdigest()
    place = (picture.post, picture.ratio, picture.page, picture.pages)
    entry = Entry(answer.key, digest, weight, answer.size_px, answer.media_type, *place, answer.findings, picture.poster)
    return Made(picture, "rendered", entry)


def _drawing(picture: PlannedPicture) -> tuple[bool, str, str, str, int]:
    """Return whether it is a clip, which drawing it is made from, and the size: pictures of one drawing share what is cached."""
    job = picture.job
    return picture.clip is not None, job.template.digest, job.target.ratio, str(job.target.size_px), job.page


def _chunks(pictures: Iterator[PlannedPicture]) -> Iterator[tuple[PlannedPicture, ...]]:
    while chunk := tuple(islice(pictures, TASK_PICTURES)):
        if chunk[0].clip is None:
            yield chunk
        else:
            yield from ((clip,) for clip in chunk)


def _in_process(pictures: Sequence[PlannedPicture], settings: Settings, folder: Path) -> Iterator[tuple[PlannedPicture, Answer]]:
    world = world_of(settings)
    for picture in sorted(pictures, key=_drawing):
        try:
            if picture.clip is not None:
                answer: Answer = make_clip_here(picture.clip, settings, folder / picture.name)
            else:
                with interrupt_held(), within(settings.limits.render_seconds):
                    answer = render_still(picture.job, world, look_closely=True)
        except VisualgenError as error:
            answer = error
        except Exception as error:  # noqa: BLE001 — a fault in one picture must not take the month with it
            answer = unexpected(error)
        yield picture, answer


def _in_pool(
    pictures: Sequence[PlannedPicture], settings: Settings, pool: RenderPool, folder: Path
) -> Iterator[tuple[PlannedPicture, Answer]]:
    """A task is a few pictures of one drawing; a task that loses its worker is tried again picture by picture."""
    tasks = [
        (drawing, CLIP_WEIGHT if drawing[0] else len(task), task)
        for drawing, group in groupby(sorted(pictures, key=_drawing), key=_drawing)
        for task in _chunks(group)
    ]
    lanes = min(pool.workers, len(tasks))
    schedule = Schedule(tasks, lanes)
    limits = settings.limits
    running: dict[Future[Any], tuple[int, tuple[PlannedPicture, ...]]] = {}

    def hand_out(lane: int) -> None:
        while sum(1 for at, _ in running.values() if at == lane) < IN_FLIGHT and (task := schedule.take(lane)) is not None:
            jobs = [picture.job for picture in task]
            ceiling = limits.render_seconds * len(jobs) + 30  # each picture has its own alarm; this is the second net
            if (clip := task[0].clip) is not None:
                path = folder / task[0].name
                future: Future[Any] = pool.submit(make_clip, clip, settings, path, timeout_s=limits.clip_render_seconds + 30, lane=lane)
            else:
                future = pool.submit(look_many, jobs, settings, timeout_s=ceiling, lane=lane)
            running[future] = (lane, task)

    for _ in range(IN_FLIGHT):
        for lane in range(lanes):
            hand_out(lane)
    while running:
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            lane, task = running.pop(future)
            error = future.exception()
            if error is not None and len(task) > 1:
                schedule.put_back(lane, [(picture,) for picture in task])
                hand_out(lane)
                continue
            hand_out(lane)
            if error is None:
                found = future.result()
                yield from zip(task, found if isinstance(found, list) else [found], strict=True)
            else:
                yield task[0], error if isinstance(error, VisualgenError) else unexpected(error)


def _finish(folder: Path, settings: Settings, before: Manifest, outcome: Outcome) -> None:
    """Write the captions and the manifest. What an interrupted run did not reach stays as the last run recorded it."""
    plan = outcome.plan
    planned = {name for picture in plan.pictures for name in (picture.name, picture.poster) if name}
    entries = {name: entry for name, entry in before.pictures.items() if name in planned}
    for name, made in outcome.made.items():
        if made.entry is not None:
            entries[name] = made.entry
    texts = {f"{post.stem}.txt": post_text(post, settings.language) for post in plan.posts}
    known = (
        {*before.pictures, *(entry.poster for entry in before.pictures.values() if entry.poster), *before.stale} - planned - texts.keys()
    )
    outcome.stale = tuple(sorted(name for name in known if (folder / name).is_file()))
    for name, text in texts.items():
        data = text.encode()
        if not (folder / name).is_file() or (folder / name).read_bytes() != data:
            write_whole(folder / name, data)
            outcome.changed = True
    paces = judge_pace(post.row for post in plan.posts)
    for post in plan.posts:
        files = [entries[picture.name] for picture in post.pictures if picture.name in entries]
        outcome.said[post.row.id] = judge_row(
            post.row, files, plan.kit, failed=len(files) < len(post.pictures), pace=paces.get(post.row.id, ())
        )
    outcome.changed = outcome.changed or outcome.said != before.posts or entries != before.pictures
    write_whole(folder / NAME, manifest_bytes(Manifest(plan.calendar, plan.kit.name, entries, outcome.stale, outcome.said)))
