"""The accounts posts go out by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from visualgen.store.base import JsonType, UtcDateTime

revision = "0007_connections"
down_revision = "0006_library"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "connections",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("brand_id", sa.String(26), nullable=False),
        sa.Column("network", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("settings", JsonType, nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("renewing_by", sa.String(26), nullable=True),
        sa.Column("renewing_until", UtcDateTime(), nullable=True),
        sa.Column("valid_until", UtcDateTime(), nullable=True),
        sa.Column("lost", sa.Text(), nullable=False),
        sa.Column("warned", sa.String(20), nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=True),
        sa.Column("succeeded_at", UtcDateTime(), nullable=True),
        sa.Column("posts_left", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_connections_brand_id_brands"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connections")),
        sa.UniqueConstraint("brand_id", "network", name=op.f("uq_connections_brand_id_network")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("connections")
