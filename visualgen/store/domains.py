"""The modules that hold tables, by name: the store is below them and imports none, yet one metadata must know all."""

from __future__ import annotations

import importlib

DOMAINS: tuple[str, ...] = (
    "visualgen.store.blob_rows",
    "visualgen.accounts.model",
    "visualgen.assets.model",
    "visualgen.library.model",
    "visualgen.webhooks.model",
    "visualgen.jobs.model",
    "visualgen.renders.model",
    "visualgen.posts.model",
    "visualgen.publish.model",
    "visualgen.publish.connections.model",
)
"""Every module with tables; a test finds those that are missing here."""


def load_models() -> None:
    """Import every module with tables, so that references between domains can be resolved."""
    for name in DOMAINS:
        importlib.import_module(name)
