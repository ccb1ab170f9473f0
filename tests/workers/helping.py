"""What the workers' tests share."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from visualgen.render.products import Output, StillJob
from visualgen.renders import order
from visualgen.renders.library import Library
from visualgen.settings import Settings
from visualgen.store.blobs import Blobs
from visualgen.template.target import resolve_target

LIBRARY = Library.open(Settings.from_environment({}))


def until(done: Callable[[], bool], seconds: float = 120.0) -> None:
    """Wait until `done()`; fail after that many seconds."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it does not happen"
        time.sleep(0.02)


def written_order(blobs: Blobs, words: str, size: str = "120x150") -> dict[str, Any]:
    """Return the order of a small, cheap picture with these words."""
    template = LIBRARY.template("annonce")
    content = {"headline": words}
    job = StillJob(template, LIBRARY.kit("levain"), resolve_target(size, template), content, sample=True, output=Output("jpeg", 60))
    return order.written(job, "annonce", "levain", blobs)
