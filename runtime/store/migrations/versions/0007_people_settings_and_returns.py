"""Whose an edit of a draft is, what settings are compared by, sign-ins that came back from the provider"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import runtime.store.types

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("draft_command", sa.Column("user_id", sa.String(), nullable=True))
    # By the name, as it was until now: but not where whoever has it now came, or got this name, later than the edit.
    op.execute(
        """
        UPDATE draft_command SET user_id = (
            SELECT known.id FROM "user" AS known
            WHERE known.name = draft_command."user" AND known.created_at <= draft_command.at
            AND NOT EXISTS (
                SELECT 1 FROM audit WHERE audit.act = 'user.renamed' AND audit.object_id = known.id
                AND audit.at > draft_command.at
            )
        )
        """
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "provider_return",
        sa.Column("state_hash", sa.String(length=64), nullable=False),
        sa.Column("until", runtime.store.types.Utc(), nullable=False),
        sa.PrimaryKeyConstraint("state_hash"),
    )
    op.create_index("ix_provider_return_until", "provider_return", ["until"])


def downgrade() -> None:
    op.drop_table("provider_return")
    op.drop_table("setting")
    with op.batch_alter_table("draft_command", schema=None) as batch_op:
        batch_op.drop_column("user_id")
