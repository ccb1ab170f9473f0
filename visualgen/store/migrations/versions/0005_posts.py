"""Posts, their versions, media, approvals and links; publications and their story."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from visualgen.store.base import JsonType, UtcDateTime

revision = "0005_posts"
down_revision = "0004_job_blobs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "lane_holds",
        sa.Column("lane", sa.String(80), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("lane", name=op.f("pk_lane_holds")),
    )
    op.create_table(
        "publisher_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lineage", sa.String(26), nullable=False),
        sa.Column("beat", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publisher_marks")),
    )
    op.create_table(
        "approval_links",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("brand_id", sa.String(26), nullable=False),
        sa.Column("client", sa.String(200), nullable=False),
        sa.Column("posts", JsonType, nullable=False),
        sa.Column("created_by", sa.String(200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_approval_links_brand_id_brands"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_links")),
    )
    op.create_table(
        "posts",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("brand_id", sa.String(26), nullable=False),
        sa.Column("calendar", sa.String(200), nullable=False),
        sa.Column("reference", sa.String(200), nullable=False),
        sa.Column("own_id", sa.Boolean(), nullable=False),
        sa.Column("base", JsonType, nullable=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("approved", sa.Integer(), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("time", sa.Time(), nullable=True),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["brand_id"], ["brands.id"], name=op.f("fk_posts_brand_id_brands"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint("brand_id", "calendar", "reference", name=op.f("uq_posts_brand_id_calendar_reference")),
    )
    op.create_index(op.f("ix_posts_brand_id_date_id"), "posts", ["brand_id", "date", "id"])

    op.create_table(
        "approvals",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("post_id", sa.String(26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(20), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("pins", JsonType, nullable=False),
        sa.Column("link_id", sa.String(26), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["approval_links.id"], name=op.f("fk_approvals_link_id_approval_links"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_approvals_post_id_posts"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
    )
    op.create_index(op.f("ix_approvals_post_id_id"), "approvals", ["post_id", "id"])

    op.create_table(
        "post_events",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("post_id", sa.String(26), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("details", JsonType, nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_events_post_id_posts"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_events")),
    )
    op.create_index(op.f("ix_post_events_post_id_id"), "post_events", ["post_id", "id"])

    op.create_table(
        "post_files",
        sa.Column("post_id", sa.String(26), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("blob", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["blob"], ["blobs.sha256"], name=op.f("fk_post_files_blob_blobs"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_files_post_id_posts"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "name", name=op.f("pk_post_files")),
    )
    op.create_index(op.f("ix_post_files_blob"), "post_files", ["blob"])

    op.create_table(
        "post_media",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("post_id", sa.String(26), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("ratio", sa.String(40), nullable=False),
        sa.Column("blob", sa.String(64), nullable=False),
        sa.Column("render_key", sa.String(64), nullable=False),
        sa.Column("media_type", sa.String(60), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.Column("duration_s", sa.Double(), nullable=True),
        sa.Column("findings", JsonType, nullable=False),
        sa.ForeignKeyConstraint(["blob"], ["blobs.sha256"], name=op.f("fk_post_media_blob_blobs"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_media_post_id_posts"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_media")),
        sa.UniqueConstraint("post_id", "version", "channel", "position", name=op.f("uq_post_media_post_id_version_channel_position")),
    )
    op.create_index(op.f("ix_post_media_blob"), "post_media", ["blob"])

    op.create_table(
        "post_versions",
        sa.Column("post_id", sa.String(26), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("facts", JsonType, nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_post_versions_post_id_posts"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "number", name=op.f("pk_post_versions")),
    )
    op.create_table(
        "publications",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("post_id", sa.String(26), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("lane", sa.String(80), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("first_sent_at", UtcDateTime(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("remote_id", sa.String(500), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("ask_first", sa.Boolean(), nullable=False),
        sa.Column("payload", JsonType, nullable=False),
        sa.Column("memory", JsonType, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_publications_post_id_posts"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publications")),
        sa.UniqueConstraint("key", name=op.f("uq_publications_key")),
        sa.UniqueConstraint("post_id", "channel", name=op.f("uq_publications_post_id_channel")),
    )
    op.create_index(op.f("ix_publications_lane_sent_at"), "publications", ["lane", "sent_at"])
    op.create_index(op.f("ix_publications_state_next_at"), "publications", ["state", "next_at"])

    op.create_table(
        "publication_events",
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("publication_id", sa.String(26), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("event", sa.String(20), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("target", sa.String(20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("answer", JsonType, nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publications.id"], name=op.f("fk_publication_events_publication_id_publications"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_events")),
    )
    op.create_index(op.f("ix_publication_events_publication_id_id"), "publication_events", ["publication_id", "id"])


def downgrade() -> None:
    """Take it back."""
    op.drop_index(op.f("ix_publication_events_publication_id_id"), table_name="publication_events")

    op.drop_table("publication_events")
    op.drop_index(op.f("ix_publications_state_next_at"), table_name="publications")
    op.drop_index(op.f("ix_publications_lane_sent_at"), table_name="publications")

    op.drop_table("publications")
    op.drop_table("post_versions")
    op.drop_index(op.f("ix_post_media_blob"), table_name="post_media")

    op.drop_table("post_media")
    op.drop_index(op.f("ix_post_files_blob"), table_name="post_files")

    op.drop_table("post_files")
    op.drop_index(op.f("ix_post_events_post_id_id"), table_name="post_events")

    op.drop_table("post_events")
    op.drop_index(op.f("ix_approvals_post_id_id"), table_name="approvals")

    op.drop_table("approvals")
    op.drop_index(op.f("ix_posts_brand_id_date_id"), table_name="posts")

    op.drop_table("posts")
    op.drop_table("approval_links")
    op.drop_table("publisher_marks")
    op.drop_table("lane_holds")
