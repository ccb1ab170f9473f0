"""Several accounts of a brand on one network, by name; an account that was there is the default one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010_named_accounts"
down_revision = "0009_rate_buckets"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    with op.batch_alter_table("connections") as table:
        table.add_column(sa.Column("account", sa.String(24), nullable=False, server_default=""))
        table.drop_constraint("uq_connections_brand_id_network", type_="unique")
        table.create_unique_constraint("uq_connections_brand_id_network_account", ["brand_id", "network", "account"])


def downgrade() -> None:
    """Take it back: one account a network stays, the default one where there is one; the others have to be connected again later."""
    accounts = sa.table("connections", sa.column("id"), sa.column("brand_id"), sa.column("network"), sa.column("account"))
    kept: set[tuple[str, str]] = set()
    rows = op.get_bind().execute(sa.select(accounts).order_by(accounts.c.account, accounts.c.id)).all()
    for row in rows:
        if (row.brand_id, row.network) in kept:
            op.execute(sa.delete(accounts).where(accounts.c.id == row.id))
        kept.add((row.brand_id, row.network))
    with op.batch_alter_table("connections") as table:
        table.drop_constraint("uq_connections_brand_id_network_account", type_="unique")
        table.create_unique_constraint("uq_connections_brand_id_network", ["brand_id", "network"])
        table.drop_column("account")
