"""Every table. Storage only: rows are never handed out of `runtime.store` as domain objects, and never validate.

Times are UTC. `order` columns number rows in the order they were stored.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from runtime.ids import new_id
from runtime.store.types import Utc

# SQLite numbers rows by itself only for a column that is exactly INTEGER PRIMARY KEY.
_ORDER = BigInteger().with_variant(Integer, "sqlite")


def _id() -> Any:
    return Field(default_factory=new_id, primary_key=True, max_length=64)


def _order() -> Any:
    return Field(default=None, primary_key=True, sa_type=_ORDER)


def _json() -> Any:
    return Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


def _time(**more: Any) -> Any:
    return Field(sa_type=Utc, **more)


class FlowRow(SQLModel, table=True):
    """A process type: its draft, and which published version is current."""

    __tablename__: ClassVar[str] = "flow"
    process_type: str = Field(primary_key=True, max_length=63)
    title: str = ""
    draft: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    draft_rev: int = 0
    draft_by: str = ""
    draft_at: datetime | None = _time(default=None)
    current: int | None = None
    current_by: str | None = None
    """Who made that version current last, whether by publishing it or by going back to it."""
    current_at: datetime | None = _time(default=None)
    created_at: datetime = _time()
    archived_at: datetime | None = _time(default=None)
    """Since when it starts nothing new."""
    archived_by: str | None = None


class FlowVersionRow(SQLModel, table=True):
    """A published version. Never changed."""

    __tablename__: ClassVar[str] = "flow_version"
    process_type: str = Field(primary_key=True, foreign_key="flow.process_type", max_length=63)
    version: int = Field(primary_key=True)
    digest: str = Field(max_length=64)
    document: dict[str, Any] = _json()
    author: str
    note: str
    at: datetime = _time()


class DraftCommandRow(SQLModel, table=True):
    """One edit of a draft: what led to the revision `rev`, and what takes it back."""

    __tablename__: ClassVar[str] = "draft_command"
    process_type: str = Field(primary_key=True, foreign_key="flow.process_type", max_length=63)
    rev: int = Field(primary_key=True)
    user: str
    label: str
    doing: str
    """do, undo, redo."""
    of: int | None = None
    """The revision that an undo or redo takes back."""
    op: dict[str, Any] = _json()
    command: dict[str, Any] = _json()
    inverse: dict[str, Any] = _json()
    at: datetime = _time()


class ContactRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "contact"
    id: str = _id()
    name: str | None = None
    locale: str | None = None
    timezone: str | None = None
    tags: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    opted_out: bool = False
    attributes: dict[str, Any] = _json()
    created_at: datetime = _time()


class IdentityRow(SQLModel, table=True):
    """Where a contact can be reached."""

    __tablename__: ClassVar[str] = "identity"
    channel: str = Field(primary_key=True, max_length=32)
    address: str = Field(primary_key=True, max_length=255)
    contact_id: str = Field(foreign_key="contact.id", index=True)
    created_at: datetime = _time()


class ConversationRow(SQLModel, table=True):
    """A contact's one conversation, never closed. `turn_*` is the lease of whoever turns its changes."""

    __tablename__: ClassVar[str] = "conversation"
    id: str = _id()
    contact_id: str = Field(foreign_key="contact.id", unique=True)
    seq: int = 0
    """Counts its messages."""
    channel: str | None = None
    """Where the customer was heard last."""
    held: bool = False
    last_at: datetime = _time()
    """The time of its latest change; the next one is never earlier."""
    turn_token: str | None = None
    turn_until: datetime | None = _time(default=None)
    created_at: datetime = _time()


class BindingRow(SQLModel, table=True):
    """A process instance."""

    __tablename__: ClassVar[str] = "binding"
    __table_args__ = (
        Index(
            "ix_binding_open_key", "contact_id", "process_type", "key_value", unique=True,
            sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_binding_state", "process_type", "version", "state"),
        Index("ix_binding_active", "process_type", "active_at", "id"),
    )  # fmt: skip
    id: str = _id()
    conversation_id: str = Field(foreign_key="conversation.id", index=True)
    contact_id: str = Field(foreign_key="contact.id")
    process_type: str
    version: int
    key_value: str | None = None
    state: str
    visit: int
    entered_at: datetime = _time()
    revision: int
    values: dict[str, Any] = Field(default_factory=dict, sa_column=Column("data", JSON, nullable=False))
    visits: dict[str, int] = _json()
    misses: int = 0
    outcome: str | None = None
    ended_at: datetime | None = _time(default=None)
    active_at: datetime = _time()
    started_by: str | None = None
    """The binding whose `start_process` opened it."""
    flagged: bool = False
    created_at: datetime = _time()


class ReferenceRow(SQLModel, table=True):
    """A value of a data field marked `reference`, by which events find their contact."""

    __tablename__: ClassVar[str] = "reference"
    __table_args__ = (Index("ix_reference_value", "field", "value"),)
    binding_id: str = Field(primary_key=True, foreign_key="binding.id")
    field: str = Field(primary_key=True)
    value: str


class ChangeRow(SQLModel, table=True):
    """What happened, stored once by its source's id, turned in order. Kind `message` is not yet understood."""

    __tablename__: ClassVar[str] = "change"
    __table_args__ = (
        UniqueConstraint("source", "source_id"),
        Index("ix_change_waiting", "conversation_id", "order", sqlite_where=text("handled_at IS NULL"),
              postgresql_where=text("handled_at IS NULL")),
    )  # fmt: skip
    order: int | None = _order()
    id: str = Field(default_factory=new_id, unique=True, max_length=64)
    conversation_id: str = Field(foreign_key="conversation.id")
    binding_id: str | None = None
    kind: str
    value: str | None = None
    payload: dict[str, Any] = _json()
    about: dict[str, Any] = _json()
    channel: str | None = None
    source: str
    source_id: str
    visit: int | None = None
    depth: int = 0
    at: datetime = _time()
    understood: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    handled_at: datetime | None = _time(default=None)
    result: str = ""
    """In a word, what came of it."""


class HistoryRow(SQLModel, table=True):
    """A binding was told of a change: what came of it, and why."""

    __tablename__: ClassVar[str] = "history"
    order: int | None = _order()
    binding_id: str = Field(foreign_key="binding.id", index=True)
    change_id: str
    kind: str
    value: str | None = None
    payload: dict[str, Any] = _json()
    channel: str | None = None
    source: str
    confidence: float | None = None
    at: datetime = _time()
    outcome: str
    from_state: str
    to_state: str
    taken: str | None = None
    revision: int
    effects: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    trace: dict[str, Any] = _json()


class MessageRow(SQLModel, table=True):
    """One message of the conversation, from either side."""

    __tablename__: ClassVar[str] = "message"
    __table_args__ = (UniqueConstraint("channel", "source_id"),)
    conversation_id: str = Field(primary_key=True, foreign_key="conversation.id")
    seq: int = Field(primary_key=True)
    id: str = Field(default_factory=new_id, unique=True, max_length=64)
    sender: str
    """`customer` or `business`."""
    channel: str
    text: str
    buttons: list[dict[str, str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    source_id: str
    """The channel's own id of it: a client id, a provider's message id, an effect's key."""
    binding_id: str | None = None
    at: datetime = _time()


class OutboxRow(SQLModel, table=True):
    """An effect to carry out. `attempts` is the fencing token: only the claim that counted it may settle it."""

    __tablename__: ClassVar[str] = "outbox"
    __table_args__ = (
        Index("ix_outbox_open", "status", "not_before"),
        Index("ix_outbox_conversation", "conversation_id", "status"),
    )
    order: int | None = _order()
    key: str = Field(unique=True)
    conversation_id: str = Field(foreign_key="conversation.id")
    binding_id: str
    visit: int
    type: str
    payload: dict[str, Any] = _json()
    status: str = "pending"
    """pending, claimed, held, done, failed, void."""
    planned: bool = False
    keep: bool = False
    asked: bool = False
    """It answers what the customer just said."""
    depth: int = 0
    attempts: int = 0
    not_before: datetime = _time()
    lease_until: datetime | None = _time(default=None)
    created_at: datetime = _time()
    settled_at: datetime | None = _time(default=None)


class DeliveryRow(SQLModel, table=True):
    """One attempt at an effect, and how it went."""

    __tablename__: ClassVar[str] = "delivery"
    order: int | None = _order()
    key: str = Field(index=True)
    attempt: int
    channel: str = ""
    address: str = ""
    status: str
    code: str = ""
    detail: str = ""
    at: datetime = _time()


class CheckRow(SQLModel, table=True):
    """A timer. Fired once, or void."""

    __tablename__: ClassVar[str] = "check"
    __table_args__ = (Index("ix_check_due", "status", "due"),)
    order: int | None = _order()
    conversation_id: str = Field(foreign_key="conversation.id")
    binding_id: str = Field(foreign_key="binding.id", index=True)
    visit: int
    name: str | None = None
    transition: str | None = None
    due: datetime = _time()
    keep: bool = False
    depth: int = 0
    status: str = "armed"
    """armed, spent, void."""


class HandoverRow(SQLModel, table=True):
    """A conversation handed to an operator."""

    __tablename__: ClassVar[str] = "handover"
    id: str = _id()
    conversation_id: str = Field(foreign_key="conversation.id", index=True)
    binding_id: str
    visit: int
    queue: str | None = None
    priority: str
    note: str
    at: datetime = _time()
    released_at: datetime | None = _time(default=None)


class UserRow(SQLModel, table=True):
    """Somebody who may sign in. Never deleted, so that what they did keeps its name."""

    __tablename__: ClassVar[str] = "user"
    id: str = _id()
    name: str = Field(unique=True)
    folded: str = Field(unique=True)
    """The name as it is compared: no two differ by their case alone."""
    email: str | None = None
    """As an admin or the identity provider gave it, never the user; no two have one."""
    email_folded: str | None = Field(default=None, unique=True)
    role: str
    """For every process, see `Actor.role`; empty: by grants alone."""
    password_hash: str | None = None
    """argon2id, in its own notation with its parameters."""
    oidc_subject: str | None = Field(default=None, unique=True)
    """The identity provider's issuer and subject, with a space between."""
    joined_at: datetime | None = _time(default=None)
    """When they came in first; until then they are invited, no more."""
    disabled_at: datetime | None = _time(default=None)
    created_at: datetime = _time()


class GrantRow(SQLModel, table=True):
    """What a user may do with one process beyond their role."""

    __tablename__: ClassVar[str] = "grant"
    user_id: str = Field(primary_key=True, foreign_key="user.id")
    process_type: str = Field(primary_key=True, max_length=63)
    role: str


class OneTimeLinkRow(SQLModel, table=True):
    """A way in that works once. Only the hash of its token is kept."""

    __tablename__: ClassVar[str] = "one_time_link"
    token_hash: str = Field(primary_key=True, max_length=64)
    kind: str
    """signin, invite, reset."""
    user_id: str = Field(foreign_key="user.id", index=True)
    until: datetime = _time()
    used_at: datetime | None = _time(default=None)
    """When it was used, or replaced by a newer one."""


class SessionRow(SQLModel, table=True):
    """A signed-in browser. Only the hash of its cookie is kept."""

    __tablename__: ClassVar[str] = "session"
    token_hash: str = Field(primary_key=True, max_length=64)
    id: str = Field(default_factory=new_id, unique=True, max_length=64)
    """By which it is listed and revoked: no secret."""
    user_id: str = Field(foreign_key="user.id", index=True)
    address: str = ""
    agent: str = ""
    """What the browser says of itself."""
    created_at: datetime = _time()
    seen_at: datetime = _time()
    """To the minute."""
    until: datetime = _time()
    ended_at: datetime | None = _time(default=None)


class SignInAttemptRow(SQLModel, table=True):
    """A sign-in with a password that was wrong, or is still looked at: what throttling counts. Kept for a day."""

    __tablename__: ClassVar[str] = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_name", "folded", "at"),
        Index("ix_sign_in_attempt_address", "address", "at"),
    )
    order: int | None = _order()
    folded: str
    """The user's name, as names are compared; of a name that nobody has, its SHA-256 hash."""
    address: str
    """The network address, as addresses are counted; empty when it isn't known."""
    at: datetime = _time(index=True)


class ApiKeyRow(SQLModel, table=True):
    """A key of the API. Only its hash is kept."""

    __tablename__: ClassVar[str] = "api_key"
    id: str = _id()
    name: str
    prefix: str = Field(max_length=16)
    """Its beginning, by which people know it again."""
    key_hash: str = Field(unique=True, max_length=64)
    scopes: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    per_minute: int
    created_by: str
    created_at: datetime = _time()
    expires_at: datetime | None = _time(default=None)
    last_used_at: datetime | None = _time(default=None)
    """To the minute."""
    revoked_at: datetime | None = _time(default=None)


class AuditRow(SQLModel, table=True):
    """Who did what to what. Rows are added and never changed or removed: triggers refuse it."""

    __tablename__: ClassVar[str] = "audit"
    __table_args__ = (Index("ix_audit_object", "kind", "object_id"),)
    order: int | None = _order()
    at: datetime = _time(index=True)
    actor: str = Field(index=True)
    """The name they had then."""
    actor_id: str
    actor_kind: str
    origin: str
    """The network address; empty at the command line."""
    act: str = Field(index=True)
    kind: str
    """Of what it was done to: flow, user, key, session, binding, contact, settings, audit."""
    object_id: str
    detail: dict[str, Any] = _json()
