"""How often a caller may call, whichever process answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from visualgen.store.base import UtcDateTime

revision = "0009_rate_buckets"
down_revision = "0008_media_sources"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "rate_buckets",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("level", sa.Double(), nullable=False),
        sa.Column("taken", sa.Double(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_rate_buckets")),
    )
    op.create_index(op.f("ix_rate_buckets_since"), "rate_buckets", ["since"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE rate_buckets SET UNLOGGED")


def downgrade() -> None:
    """Take it back."""
    op.drop_table("rate_buckets")
