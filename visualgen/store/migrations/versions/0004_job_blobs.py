"""The blobs that jobs need and make are referred to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_job_blobs"
down_revision = "0003_jobs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "job_blobs",
        sa.Column("job_id", sa.String(26), nullable=False),
        sa.Column("blob", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_job_blobs_job_id_jobs"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["blob"], ["blobs.sha256"], name=op.f("fk_job_blobs_blob_blobs"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("job_id", "blob", name=op.f("pk_job_blobs")),
    )
    op.create_index(op.f("ix_job_blobs_blob"), "job_blobs", ["blob"])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("job_blobs")
