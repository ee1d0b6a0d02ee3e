"""The first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import runtime.store.types

revision = "0001"
down_revision = None


def upgrade() -> None:

    op.create_table(
        "contact",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("timezone", sa.String(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("opted_out", sa.Boolean(), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("created_at", runtime.store.types.Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "delivery",
        sa.Column("order", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("at", runtime.store.types.Utc(), nullable=False),
        sa.PrimaryKeyConstraint("order"),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_key"), ["key"], unique=False)

    op.create_table(
        "flow",
        sa.Column("process_type", sa.String(length=63), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=True),
        sa.Column("draft_rev", sa.Integer(), nullable=False),
        sa.Column("draft_by", sa.String(), nullable=False),
        sa.Column("draft_at", runtime.store.types.Utc(), nullable=True),
        sa.Column("current", sa.Integer(), nullable=True),
        sa.Column("created_at", runtime.store.types.Utc(), nullable=False),
        sa.PrimaryKeyConstraint("process_type"),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("created_at", runtime.store.types.Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("last_at", runtime.store.types.Utc(), nullable=False),
        sa.Column("turn_token", sa.String(), nullable=True),
        sa.Column("turn_until", runtime.store.types.Utc(), nullable=True),
        sa.Column("created_at", runtime.store.types.Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("contact_id"),
    )
    op.create_table(
        "flow_version",
        sa.Column("process_type", sa.String(length=63), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", runtime.store.types.Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["process_type"],
            ["flow.process_type"],
        ),
        sa.PrimaryKeyConstraint("process_type", "version"),
    )
    op.create_table(
        "identity",
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=255), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("created_at", runtime.store.types.Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
        ),
        sa.PrimaryKeyConstraint("channel", "address"),
    )
    with op.batch_alter_table("identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_contact_id"), ["contact_id"], unique=False)

    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("created_at", runtime.store.types.Utc(), nullable=False),
        sa.Column("until", runtime.store.types.Utc(), nullable=False),
        sa.Column("ended_at", runtime.store.types.Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
        ),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "signin_link",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("until", runtime.store.types.Utc(), nullable=False),
        sa.Column("used_at", runtime.store.types.Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user.id"],
        ),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_table(
        "binding",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("process_type", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("key_value", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("entered_at", runtime.store.types.Utc(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("visits", sa.JSON(), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("ended_at", runtime.store.types.Utc(), nullable=True),
        sa.Column("active_at", runtime.store.types.Utc(), nullable=False),
        sa.Column("started_by", sa.String(), nullable=True),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("created_at", runtime.store.types.Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("binding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_binding_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(
            "ix_binding_open_key",
            ["contact_id", "process_type", "key_value"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index("ix_binding_state", ["process_type", "version", "state"], unique=False)

    op.create_table(
        "change",
        sa.Column("order", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("binding_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=True),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("at", runtime.store.types.Utc(), nullable=False),
        sa.Column("understood", sa.JSON(), nullable=True),
        sa.Column("handled_at", runtime.store.types.Utc(), nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
        ),
        sa.PrimaryKeyConstraint("order"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("source", "source_id"),
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index(
            "ix_change_waiting",
            ["conversation_id", "order"],
            unique=False,
            sqlite_where=sa.text("handled_at IS NULL"),
            postgresql_where=sa.text("handled_at IS NULL"),
        )

    op.create_table(
        "handover",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("binding_id", sa.String(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("queue", sa.String(), nullable=True),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", runtime.store.types.Utc(), nullable=False),
        sa.Column("released_at", runtime.store.types.Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handover_conversation_id"), ["conversation_id"], unique=False)

    op.create_table(
        "message",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("buttons", sa.JSON(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("binding_id", sa.String(), nullable=True),
        sa.Column("at", runtime.store.types.Utc(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
        ),
        sa.PrimaryKeyConstraint("conversation_id", "seq"),
        sa.UniqueConstraint("channel", "source_id"),
        sa.UniqueConstraint("id"),
    )
    op.create_table(
        "outbox",
        sa.Column("order", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("binding_id", sa.String(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("planned", sa.Boolean(), nullable=False),
        sa.Column("keep", sa.Boolean(), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", runtime.store.types.Utc(), nullable=False),
        sa.Column("lease_until", runtime.store.types.Utc(), nullable=True),
        sa.Column("created_at", runtime.store.types.Utc(), nullable=False),
        sa.Column("settled_at", runtime.store.types.Utc(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
        ),
        sa.PrimaryKeyConstraint("order"),
        sa.UniqueConstraint("key"),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_conversation", ["conversation_id", "status"], unique=False)
        batch_op.create_index("ix_outbox_open", ["status", "not_before"], unique=False)

    op.create_table(
        "check",
        sa.Column("order", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("binding_id", sa.String(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("transition", sa.String(), nullable=True),
        sa.Column("due", runtime.store.types.Utc(), nullable=False),
        sa.Column("keep", sa.Boolean(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["binding_id"],
            ["binding.id"],
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
        ),
        sa.PrimaryKeyConstraint("order"),
    )
    with op.batch_alter_table("check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_binding_id"), ["binding_id"], unique=False)
        batch_op.create_index("ix_check_due", ["status", "due"], unique=False)

    op.create_table(
        "history",
        sa.Column("order", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("binding_id", sa.String(), nullable=False),
        sa.Column("change_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("at", runtime.store.types.Utc(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("taken", sa.String(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("effects", sa.JSON(), nullable=False),
        sa.Column("trace", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["binding_id"],
            ["binding.id"],
        ),
        sa.PrimaryKeyConstraint("order"),
    )
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_history_binding_id"), ["binding_id"], unique=False)

    op.create_table(
        "reference",
        sa.Column("binding_id", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["binding_id"],
            ["binding.id"],
        ),
        sa.PrimaryKeyConstraint("binding_id", "field"),
    )
    with op.batch_alter_table("reference", schema=None) as batch_op:
        batch_op.create_index("ix_reference_value", ["field", "value"], unique=False)


def downgrade() -> None:

    with op.batch_alter_table("reference", schema=None) as batch_op:
        batch_op.drop_index("ix_reference_value")

    op.drop_table("reference")
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_history_binding_id"))

    op.drop_table("history")
    with op.batch_alter_table("check", schema=None) as batch_op:
        batch_op.drop_index("ix_check_due")
        batch_op.drop_index(batch_op.f("ix_check_binding_id"))

    op.drop_table("check")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_open")
        batch_op.drop_index("ix_outbox_conversation")

    op.drop_table("outbox")
    op.drop_table("message")
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handover_conversation_id"))

    op.drop_table("handover")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_change_waiting",
            sqlite_where=sa.text("handled_at IS NULL"),
            postgresql_where=sa.text("handled_at IS NULL"),
        )

    op.drop_table("change")
    with op.batch_alter_table("binding", schema=None) as batch_op:
        batch_op.drop_index("ix_binding_state")
        batch_op.drop_index(
            "ix_binding_open_key",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_binding_conversation_id"))

    op.drop_table("binding")
    op.drop_table("signin_link")
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_user_id"))

    op.drop_table("session")
    with op.batch_alter_table("identity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identity_contact_id"))

    op.drop_table("identity")
    op.drop_table("flow_version")
    op.drop_table("conversation")
    op.drop_table("user")
    op.drop_table("flow")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_key"))

    op.drop_table("delivery")
    op.drop_table("contact")
