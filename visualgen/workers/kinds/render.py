"""The job `render`: pictures out of orders, each kept under its render key.

Payload: {"orders": [order, …]} (`visualgen.renders.order`). Result: {"renders": [{"key", "ratio", "page", "pages", "width", "height",
"media_type", "bytes"}, …]}, one for each order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from visualgen.batch import worker
from visualgen.errors import VisualgenError
from visualgen.pipeline import render_key
from visualgen.render.products import StillJob
from visualgen.renders import order, repository, service
from visualgen.renders.model import Render
from visualgen.settings import Settings
from visualgen.workers.work import Result, Work


class RenderKind:
    """Stills."""

    name = "render"

    def run(self, work: Work) -> Result:
        """Make the pictures that are not kept yet. The first that cannot be made fails the job."""
        jobs = [order.read(asked, work.brand_id, work.library, work.blobs) for asked in work.payload["orders"]]
        facts: list[dict[str, Any]] = []
        for job, made in zip(jobs, kept_renders(work, jobs), strict=True):
            if isinstance(made, VisualgenError):
                raise made
            facts.append(facts_of(made, job.target.placement or job.target.ratio))
            if len(jobs) > 1:
                work.report(len(facts), len(jobs))
        return Result({"renders": facts})


def kept_renders(work: Work, jobs: Sequence[StillJob], settings: Settings | None = None) -> Iterator[Render | VisualgenError]:
    """Yield the kept render of each job, made where it is not there, or the error it met; in order, several at once.

    `settings`: those of the render processes, where they are not the worker's own.
    """
    keys = [render_key(job) for job in jobs]
    with work.database.read() as session:
        known = repository.by_keys(session, work.brand_id, keys)
    kept = {key: render for key, render in known.items() if work.blobs.store.size(render.blob) == render.weight_bytes}
    missing = {key: job for key, job in zip(keys, jobs, strict=True) if key not in kept}
    calls = ((worker.render, (job, settings or work.settings)) for job in missing.values())
    answers = work.compute_all(calls, timeout_s=work.settings.limits.render_seconds)
    failed: dict[str, VisualgenError] = {}
    for key in keys:
        while key in missing and key not in kept and key not in failed:
            answer = next(answers)
            if isinstance(answer, VisualgenError):
                failed[key] = answer
            else:
                kept[key] = service.keep(work.database, work.blobs, work.brand_id, answer, now=work.clock())
        yield failed[key] if key in failed else kept[key]


def facts_of(render: Render, ratio: str) -> dict[str, Any]:
    """Return what a job's result says of a picture."""
    return {
        "key": render.key,
        "ratio": ratio,
        "page": render.page,
        "pages": render.pages,
        "width": render.width_px,
        "height": render.height_px,
        "media_type": render.media_type,
        "bytes": render.weight_bytes,
    }
