"""The kinds of job: one file each, one line each in this tuple."""

from __future__ import annotations

from visualgen.workers.kinds.batch import BatchKind
from visualgen.workers.kinds.clip import ClipKind
from visualgen.workers.kinds.housekeeping import HousekeepingKind
from visualgen.workers.kinds.render import RenderKind
from visualgen.workers.work import Kind

KINDS: tuple[Kind, ...] = (RenderKind(), ClipKind(), BatchKind(), HousekeepingKind())
