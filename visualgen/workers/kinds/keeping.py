"""Pictures and clips that are kept, made where they are not there yet: what the kinds of job have in common."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from visualgen.batch import worker
from visualgen.errors import VisualgenError
from visualgen.motion.products import ClipJob
from visualgen.pipeline import Rendered, RenderedClip, key_of_clip, render_clip, render_key
from visualgen.render.products import StillJob
from visualgen.renders import repository, service
from visualgen.renders.model import Render
from visualgen.settings import Settings
from visualgen.store.ids import new_id
from visualgen.workers.work import Call, Work

ALARM_S = 30.0
"""How much later than its own alarm a clip's process is ended from outside."""
TOLD_S = 0.5


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is kept for the brand of a job, and how the rest is made. `settings`: those of the render processes."""

    work: Work
    settings: Settings

    def renders(self, jobs: Sequence[StillJob | ClipJob]) -> Iterator[Render | VisualgenError]:
        """Yield the render of each job, or the error it met; in order, several made at once, each key once."""
        keys = [self._key(job) for job in jobs]
        with self.work.database.read() as session:
            known = repository.by_keys(session, self.work.brand_id, [key for key in keys if isinstance(key, str)])
        found: dict[str, Render | VisualgenError] = {key: render for key, render in known.items() if self._whole(render)}
        missing = {key: job for key, job in zip(keys, jobs, strict=True) if isinstance(key, str) and key not in found}
        order = iter(missing)
        answers = self.work.compute_all(self._call(job) for job in missing.values())
        for key in keys:
            if isinstance(key, VisualgenError):
                yield key
                continue
            while key not in found:
                found[next(order)] = self._kept(next(answers))
            yield found[key]

    def clip(self, job: ClipJob, told: Callable[[int, int], None]) -> Render:
        """Return the clip's render, made where it is not kept; `told(done, total)` hears of its frames. Raises what rendering raises."""
        key = self._key(job)
        if isinstance(key, VisualgenError):
            raise key
        with self.work.database.read() as session:
            render = repository.by_key(session, self.work.brand_id, key)
        if render is not None and self._whole(render):
            return render
        path = self._path(job)
        progress = path.with_suffix(".progress")

        def look() -> None:
            if progress.exists():
                done, _, total = progress.read_text().partition(" ")
                told(int(done), int(total or 0))

        try:
            seconds = self.settings.limits.clip_render_seconds
            made = self.work.compute(film, job, self.settings, path, progress, timeout_s=seconds + ALARM_S, meanwhile=look)
            return self._keep_clip(made)
        finally:
            progress.unlink(missing_ok=True)

    def _key(self, job: StillJob | ClipJob) -> str | VisualgenError:
        try:
            return render_key(job) if isinstance(job, StillJob) else key_of_clip(job, worker.world_of(self.settings))
        except VisualgenError as error:  # the kit's end card cannot be read
            return error

    def _call(self, job: StillJob | ClipJob) -> Call[Rendered | RenderedClip]:
        limits = self.settings.limits
        if isinstance(job, ClipJob):
            return Call(worker.make_clip, (job, self.settings, self._path(job)), limits.clip_render_seconds + ALARM_S)
        return Call(worker.render, (job, self.settings), limits.render_seconds)

    def _kept(self, made: Rendered | RenderedClip | VisualgenError) -> Render | VisualgenError:
        if isinstance(made, VisualgenError):
            return made
        if isinstance(made, RenderedClip):
            return self._keep_clip(made)
        return service.keep(self.work.database, self.work.blobs, self.work.brand_id, made, now=self.work.clock())

    def _keep_clip(self, made: RenderedClip) -> Render:
        try:
            return service.keep_clip(self.work.database, self.work.blobs, self.work.brand_id, made, now=self.work.clock())
        finally:
            made.path.unlink(missing_ok=True)
            made.poster.unlink(missing_ok=True)

    def _whole(self, render: Render) -> bool:
        return self.work.blobs.store.size(render.blob) == render.weight_bytes

    def _path(self, job: ClipJob) -> Path:
        return self.work.scratch / f"{new_id()}.{job.output.type}"


def film(job: ClipJob, settings: Settings, path: Path, progress: Path) -> RenderedClip:
    """Write the clip and note in the file `progress` how far it is; runs in a render process. Raises what rendering raises."""
    last = 0.0

    def told(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last > TOLD_S:
            last = time.monotonic()
            part = progress.with_suffix(".noted")
            part.write_text(f"{done} {total}")
            part.replace(progress)

    signal.setitimer(signal.ITIMER_REAL, settings.limits.clip_render_seconds)
    try:
        return render_clip(job, worker.world_of(settings), path, told)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def facts_of(render: Render, ratio: str) -> dict[str, Any]:
    """Return what a job's result says of a picture or clip."""
    facts: dict[str, Any] = {
        "key": render.key,
        "ratio": ratio,
        "page": render.page,
        "pages": render.pages,
        "width": render.width_px,
        "height": render.height_px,
        "media_type": render.media_type,
        "bytes": render.weight_bytes,
    }
    return facts if render.duration_s is None else {**facts, "duration_s": round(render.duration_s, 3)}
