"""What a post's pictures were drawn from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_media_sources"
down_revision = "0007_connections"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.add_column("post_media", sa.Column("made_from", sa.String(64), nullable=False, server_default=""))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("post_media", "made_from")
