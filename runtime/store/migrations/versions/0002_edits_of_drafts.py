"""Edits of drafts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import runtime.store.types

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "draft_command",
        sa.Column("process_type", sa.String(length=63), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("doing", sa.String(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=True),
        sa.Column("op", sa.JSON(), nullable=False),
        sa.Column("command", sa.JSON(), nullable=False),
        sa.Column("inverse", sa.JSON(), nullable=False),
        sa.Column("at", runtime.store.types.Utc(), nullable=False),
        sa.ForeignKeyConstraint(["process_type"], ["flow.process_type"]),
        sa.PrimaryKeyConstraint("process_type", "rev"),
    )


def downgrade() -> None:
    op.drop_table("draft_command")
