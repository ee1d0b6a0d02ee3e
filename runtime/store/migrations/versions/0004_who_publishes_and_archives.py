"""Who made a version current, and who archived a flow"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import runtime.store.types

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("flow", schema=None) as batch_op:
        batch_op.add_column(sa.Column("current_by", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("current_at", runtime.store.types.Utc(), nullable=True))
        batch_op.add_column(sa.Column("archived_by", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("flow", schema=None) as batch_op:
        batch_op.drop_column("archived_by")
        batch_op.drop_column("current_at")
        batch_op.drop_column("current_by")
