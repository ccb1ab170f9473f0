"""The job `render`: pictures out of orders, and clips beside them, each kept under its render key.

Payload: {"orders": [order, …]} (`visualgen.renders.order`), and where there are clips "clips": [the payload of a job `clip`, …].
Result: {"renders": [{"key", "ratio", "page", "pages", "width", "height", "media_type", "bytes"}, …]}: every picture, then every clip.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from visualgen.errors import VisualgenError
from visualgen.render.products import Target
from visualgen.renders import order
from visualgen.renders.model import Render
from visualgen.workers.kinds.clip import clip_of
from visualgen.workers.kinds.keeping import Keeping, facts_of
from visualgen.workers.work import Result, Work


class RenderKind:
    """Stills, and clips of the same post."""

    name = "render"

    def run(self, work: Work) -> Result:
        """Make what is not kept yet. The first that cannot be made fails the job."""
        jobs = [order.read(asked, work.brand_id, work.library, work.blobs) for asked in work.payload["orders"]]
        clips = work.payload.get("clips", ())
        count = len(jobs) + len(clips)
        keeping, facts = Keeping(work, work.settings), list[dict[str, Any]]()

        def note(made: Render, target: Target) -> None:
            facts.append(facts_of(made, target.placement or target.ratio))
            if count > 1:
                work.report(len(facts), count)

        for job, made in zip(jobs, keeping.renders(jobs), strict=True):
            if isinstance(made, VisualgenError):
                raise made
            note(made, job.target)
        for payload in clips:
            with tempfile.TemporaryDirectory(dir=work.scratch) as folder:
                clip = clip_of(work, payload, Path(folder))
                note(keeping.clip(clip, lambda done, total: work.hold.check()), clip.scenes[0].still.target)
        return Result({"renders": facts})
