"""Jobs, renders, and on PostgreSQL the tables of Procrastinate, which delivers the jobs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager

from visualgen.store.base import JsonType, UtcDateTime

revision = "0003_jobs"
down_revision = "0002_accounts"
branch_labels = None
depends_on = None

_DROP_PROCRASTINATE = """
DO $$ DECLARE found record; BEGIN
    FOR found IN SELECT tablename AS name FROM pg_tables WHERE tablename LIKE 'procrastinate\\_%' AND schemaname = current_schema LOOP
        EXECUTE 'DROP TABLE ' || quote_ident(found.name) || ' CASCADE';
    END LOOP;
    FOR found IN SELECT oid::regprocedure AS name FROM pg_proc WHERE proname LIKE 'procrastinate\\_%' LOOP
        EXECUTE 'DROP FUNCTION ' || found.name || ' CASCADE';
    END LOOP;
    FOR found IN SELECT typname AS name FROM pg_type WHERE typname LIKE 'procrastinate\\_%' AND typtype IN ('e', 'c') LOOP
        EXECUTE 'DROP TYPE IF EXISTS ' || quote_ident(found.name) || ' CASCADE';
    END LOOP;
END $$
"""


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("brand_id", sa.String(26), nullable=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("payload", JsonType, nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("once", sa.String(128), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("worker", sa.String(120), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lapses", sa.Integer(), nullable=False),
        sa.Column("most_attempts", sa.Integer(), nullable=False),
        sa.Column("cancel_asked", sa.Boolean(), nullable=False),
        sa.Column("progress_done", sa.Integer(), nullable=False),
        sa.Column("progress_total", sa.Integer(), nullable=False),
        sa.Column("result", JsonType, nullable=True),
        sa.Column("error", JsonType, nullable=True),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_jobs_brand_id_brands"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    for name, columns, where in (
        ("ix_jobs_waiting", ["rank", "id"], "state = 'queued'"),
        ("ix_jobs_lease_until", ["lease_until"], "state = 'running'"),
        ("ix_jobs_ended_at", ["ended_at"], "ended_at IS NOT NULL"),
    ):
        op.create_index(name, "jobs", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
    op.create_index("ix_jobs_brand_id_id", "jobs", ["brand_id", "id"])
    op.create_index("uq_jobs_brand_id_once", "jobs", ["brand_id", "once"], unique=True)
    op.create_table(
        "renders",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("brand_id", sa.String(26), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("blob", sa.String(64), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("weight_bytes", sa.Integer(), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("findings", JsonType, nullable=False),
        sa.Column("poster", sa.String(64), nullable=True),
        sa.Column("duration_s", sa.Double(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_renders_brand_id_brands"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["blob"], ["blobs.sha256"], name=op.f("fk_renders_blob_blobs"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["poster"], ["blobs.sha256"], name=op.f("fk_renders_poster_blobs"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renders")),
        sa.UniqueConstraint("brand_id", "key", name=op.f("uq_renders_brand_id_key")),
    )
    for column in ("blob", "poster", "used_at"):
        op.create_index(op.f(f"ix_renders_{column}"), "renders", [column])
    if op.get_bind().dialect.name == "postgresql":
        _run(SchemaManager.get_schema())


def downgrade() -> None:
    """Take it back."""
    if op.get_bind().dialect.name == "postgresql":
        _run(_DROP_PROCRASTINATE)
    op.drop_table("renders")
    op.drop_table("jobs")


def _run(script: str) -> None:
    """Run a script of several statements, which only the driver itself takes."""
    op.get_bind().connection.driver_connection.execute(script)  # type: ignore[union-attr]
