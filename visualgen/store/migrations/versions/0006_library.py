"""Uploaded kits and templates, assets, webhooks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from visualgen.store.base import JsonType, UtcDateTime

revision = "0006_library"
down_revision = "0005_posts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "assets",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("brand_id", sa.String(26), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("blob", sa.String(64), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("weight_bytes", sa.BigInteger(), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.Column("duration_s", sa.Double(), nullable=True),
        sa.Column("focus", sa.String(40), nullable=False),
        sa.Column("alt", sa.String(1000), nullable=False),
        sa.Column("source_url", sa.String(200), nullable=True),
        sa.Column("made_by", sa.String(60), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["blob"], ["blobs.sha256"], name=op.f("fk_assets_blob_blobs"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_assets_brand_id_brands"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assets")),
    )
    op.create_index(op.f("ix_assets_blob"), "assets", ["blob"])
    op.create_index(op.f("ix_assets_brand_id_id"), "assets", ["brand_id", "id"])

    op.create_table(
        "editions",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("brand_id", sa.String(26), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archive", sa.String(64), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("made_by", sa.String(60), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["archive"], ["blobs.sha256"], name=op.f("fk_editions_archive_blobs"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_editions_brand_id_brands"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
        sa.UniqueConstraint("brand_id", "kind", "name", "version", name=op.f("uq_editions_brand_id_kind_name_version")),
    )
    op.create_index(op.f("ix_editions_archive"), "editions", ["archive"])

    op.create_table(
        "webhook_endpoints",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("brand_id", sa.String(26), nullable=False),
        sa.Column("url", sa.String(2000), nullable=False),
        sa.Column("events", JsonType, nullable=False),
        sa.Column("secret", sa.String(500), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_webhook_endpoints_brand_id_brands"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_endpoints")),
    )
    op.create_index(op.f("ix_webhook_endpoints_brand_id_id"), "webhook_endpoints", ["brand_id", "id"])

    op.create_table(
        "webhook_messages",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("endpoint_id", sa.String(26), nullable=False),
        sa.Column("event", sa.String(60), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("error", sa.String(300), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["endpoint_id"], ["webhook_endpoints.id"], name=op.f("fk_webhook_messages_endpoint_id_webhook_endpoints"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_messages")),
    )
    op.create_index(
        "ix_webhook_messages_due_at",
        "webhook_messages",
        ["due_at"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(op.f("ix_webhook_messages_endpoint_id_id"), "webhook_messages", ["endpoint_id", "id"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index(op.f("ix_webhook_messages_endpoint_id_id"), table_name="webhook_messages")
    op.drop_index("ix_webhook_messages_due_at", table_name="webhook_messages")

    op.drop_table("webhook_messages")
    op.drop_index(op.f("ix_webhook_endpoints_brand_id_id"), table_name="webhook_endpoints")

    op.drop_table("webhook_endpoints")
    op.drop_index(op.f("ix_editions_archive"), table_name="editions")

    op.drop_table("editions")
    op.drop_index(op.f("ix_assets_brand_id_id"), table_name="assets")
    op.drop_index(op.f("ix_assets_blob"), table_name="assets")

    op.drop_table("assets")
