"""The job `render`: pictures out of orders, each kept under its render key.

Payload: {"orders": [order, …]} (`visualgen.renders.order`). Result: {"renders": [{"key", "ratio", "page", "pages", "width", "height",
"media_type", "bytes"}, …]}, one for each order.
"""

from __future__ import annotations

from typing import Any

from visualgen.errors import VisualgenError
from visualgen.renders import order
from visualgen.workers.kinds.keeping import Keeping, facts_of
from visualgen.workers.work import Result, Work


class RenderKind:
    """Stills."""

    name = "render"

    def run(self, work: Work) -> Result:
        """Make the pictures that are not kept yet. The first that cannot be made fails the job."""
        jobs = [order.read(asked, work.brand_id, work.library, work.blobs) for asked in work.payload["orders"]]
        facts: list[dict[str, Any]] = []
        for job, made in zip(jobs, Keeping(work, work.settings).renders(jobs), strict=True):
            if isinstance(made, VisualgenError):
                raise made
            facts.append(facts_of(made, job.target.placement or job.target.ratio))
            if len(jobs) > 1:
                work.report(len(facts), len(jobs))
        return Result({"renders": facts})
