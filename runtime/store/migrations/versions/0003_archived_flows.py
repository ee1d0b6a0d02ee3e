"""Archived flows"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import runtime.store.types

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("flow", schema=None) as batch_op:
        batch_op.add_column(sa.Column("archived_at", runtime.store.types.Utc(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("flow", schema=None) as batch_op:
        batch_op.drop_column("archived_at")
