"""The job `housekeeping`, asked for every hour: old jobs, unused renders, full measures of callers and blobs nobody refers to go."""

from __future__ import annotations

from visualgen.accounts import allowances
from visualgen.jobs import service as jobs
from visualgen.renders import service as renders
from visualgen.workers.work import Result, Work


class HousekeepingKind:
    """What is no longer needed goes."""

    name = jobs.HOUSEKEEPING

    def run(self, work: Work) -> Result:
        """Remove what is old, and say how much that was."""
        facts: dict[str, int] = {"jobs": 0, "renders": 0}
        while gone := jobs.forget_old(work.database, now=work.clock()):
            facts["jobs"] += gone
            work.hold.check()
        while gone := renders.forget_unused(work.database, now=work.clock()):
            facts["renders"] += gone
            work.hold.check()
        allowances.forget_full(work.database, now=work.clock())
        collected = work.blobs.collect()
        return Result({**facts, "blobs": collected.removed, "freed_bytes": collected.freed_bytes, "adopted": collected.adopted})
