"""Who draws a post's pictures and clips: this process, or the render processes of a pool, which end what takes too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from visualgen.batch.pool import RenderPool
from visualgen.batch.worker import make_clip, make_clip_here, render_many, unexpected, within, world_of
from visualgen.errors import VisualgenError
from visualgen.motion.products import ClipJob
from visualgen.pipeline import Rendered, RenderedClip, render_still
from visualgen.render.products import StillJob
from visualgen.settings import Settings

_ROOM_S = 30


class Drawing(Protocol):
    """Makes stills and clips."""

    def stills(self, jobs: Sequence[StillJob]) -> Sequence[Rendered | VisualgenError]:
        """Return the picture of every job, or the error it met."""
        ...

    def clip(self, job: ClipJob, path: Path) -> RenderedClip:
        """Write the clip of `job` to `path` and return it; raises what the pipeline raises."""
        ...


@dataclass(frozen=True, slots=True)
class DrawnHere:
    """In this process."""

    settings: Settings

    def stills(self, jobs: Sequence[StillJob]) -> Sequence[Rendered | VisualgenError]:
        """Draw one after the other."""
        return _many(jobs, self.settings)

    def clip(self, job: ClipJob, path: Path) -> RenderedClip:
        """Make it here."""
        return make_clip_here(job, self.settings, path)


@dataclass(frozen=True, slots=True)
class DrawnByPool:
    """In a pool's processes."""

    pool: RenderPool
    settings: Settings

    def stills(self, jobs: Sequence[StillJob]) -> Sequence[Rendered | VisualgenError]:
        """Draw them in one worker, whose caches they share."""
        if not jobs:
            return []
        ceiling = self.settings.limits.render_seconds * len(jobs) + _ROOM_S
        try:
            return self.pool.submit(render_many, list(jobs), self.settings, timeout_s=ceiling).result()
        except VisualgenError as error:
            return [error] * len(jobs)

    def clip(self, job: ClipJob, path: Path) -> RenderedClip:
        """Make it in a worker."""
        seconds = self.settings.limits.clip_render_seconds + _ROOM_S
        return self.pool.submit(make_clip, job, self.settings, path, timeout_s=seconds).result()


def _many(jobs: Sequence[StillJob], settings: Settings) -> Sequence[Rendered | VisualgenError]:
    """Draw with a limit that raises: the alarm of `render_many` would end a process that is not a worker's."""
    answers: list[Rendered | VisualgenError] = []
    for job in jobs:
        try:
            with within(settings.limits.render_seconds):
                answers.append(render_still(job, world_of(settings)))
        except VisualgenError as error:
            answers.append(error)
        except Exception as error:  # noqa: BLE001 — a fault in one picture is told with it
            answers.append(unexpected(error))
    return answers
