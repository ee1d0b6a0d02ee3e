"""Users with passwords and grants, one-time links, API keys, the audit trail

Who is signed in signs in anew: sessions and links of before are dropped.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import runtime.store.types

revision = "0006"
down_revision = "0005"

ORDER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.drop_table("signin_link")
    op.drop_table("session")
    _users()
    _ways_in()
    _keys()
    _audit()


def _users() -> None:
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("folded", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("email", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("email_folded", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("password_hash", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("oidc_subject", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("joined_at", runtime.store.types.Utc(), nullable=True))
        batch_op.add_column(sa.Column("disabled_at", runtime.store.types.Utc(), nullable=True))
    op.execute('UPDATE "user" SET folded = lower(name), joined_at = created_at')
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.alter_column("folded", nullable=False)
        batch_op.create_unique_constraint("uq_user_folded", ["folded"])
        batch_op.create_unique_constraint("uq_user_email_folded", ["email_folded"])
        batch_op.create_unique_constraint("uq_user_oidc_subject", ["oidc_subject"])
    op.create_table(
        "grant",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("process_type", sa.String(length=63), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"]),
        sa.PrimaryKeyConstraint("user_id", "process_type"),
    )


def _ways_in() -> None:
    op.create_table(
        "one_time_link",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("until", runtime.store.types.Utc(), nullable=False),
        sa.Column("used_at", runtime.store.types.Utc(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"]),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("ix_one_time_link_user_id", "one_time_link", ["user_id"])
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("created_at", runtime.store.types.Utc(), nullable=False),
        sa.Column("seen_at", runtime.store.types.Utc(), nullable=False),
        sa.Column("until", runtime.store.types.Utc(), nullable=False),
        sa.Column("ended_at", runtime.store.types.Utc(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"]),
        sa.PrimaryKeyConstraint("token_hash"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("ix_session_user_id", "session", ["user_id"])
    op.create_table(
        "sign_in_attempt",
        sa.Column("order", ORDER, nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("at", runtime.store.types.Utc(), nullable=False),
        sa.PrimaryKeyConstraint("order"),
    )
    op.create_index("ix_sign_in_attempt_at", "sign_in_attempt", ["at"])
    op.create_index("ix_sign_in_attempt_name", "sign_in_attempt", ["folded", "at"])
    op.create_index("ix_sign_in_attempt_address", "sign_in_attempt", ["address", "at"])


def _keys() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(length=16), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", runtime.store.types.Utc(), nullable=False),
        sa.Column("expires_at", runtime.store.types.Utc(), nullable=True),
        sa.Column("last_used_at", runtime.store.types.Utc(), nullable=True),
        sa.Column("revoked_at", runtime.store.types.Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key_hash"),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("order", ORDER, nullable=False),
        sa.Column("at", runtime.store.types.Utc(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("actor_id", sa.String(), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("order"),
    )
    for column in ("at", "actor", "act"):
        op.create_index(f"ix_audit_{column}", "audit", [column])
    op.create_index("ix_audit_object", "audit", ["kind", "object_id"])
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_no_{change.lower()} BEFORE {change} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'The audit trail is never changed.'); END"
        )


def downgrade() -> None:
    for table in ("audit", "api_key", "sign_in_attempt", "session", "one_time_link", "grant"):
        op.drop_table(table)
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_constraint("uq_user_oidc_subject", type_="unique")
        batch_op.drop_constraint("uq_user_email_folded", type_="unique")
        batch_op.drop_constraint("uq_user_folded", type_="unique")
        for column in (
            "disabled_at",
            "joined_at",
            "oidc_subject",
            "password_hash",
            "email_folded",
            "email",
            "folded",
        ):
            batch_op.drop_column(column)
    op.create_table(
        "signin_link",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("until", runtime.store.types.Utc(), nullable=False),
        sa.Column("used_at", runtime.store.types.Utc(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"]),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("created_at", runtime.store.types.Utc(), nullable=False),
        sa.Column("until", runtime.store.types.Utc(), nullable=False),
        sa.Column("ended_at", runtime.store.types.Utc(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"]),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("ix_session_user_id", "session", ["user_id"])
