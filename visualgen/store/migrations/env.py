"""What Alembic runs: the migrations of `versions/`, on the connection `store.migrate` holds."""

from __future__ import annotations

from alembic import context

from visualgen.store.base import Base
from visualgen.store.domains import load_models

load_models()
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
