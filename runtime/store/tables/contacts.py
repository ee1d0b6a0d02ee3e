"""Who is talked with, where they are reached, and what was said."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from runtime.ids import new_id
from runtime.store.tables.columns import id_column, json_column, list_column, time_column


class ContactRow(SQLModel, table=True):
    """Somebody who is talked with, or may be, and what is known of them whatever the process."""

    __tablename__: ClassVar[str] = "contact"
    id: str = id_column()
    name: str | None = None
    locale: str | None = None
    timezone: str | None = None
    tags: list[str] = list_column()
    opted_out: bool = False
    attributes: dict[str, Any] = json_column()
    created_at: datetime = time_column()


class IdentityRow(SQLModel, table=True):
    """Where a contact can be reached."""

    __tablename__: ClassVar[str] = "identity"
    channel: str = Field(primary_key=True, max_length=32)
    address: str = Field(primary_key=True, max_length=255)
    contact_id: str = Field(foreign_key="contact.id", index=True)
    created_at: datetime = time_column()


class ConversationRow(SQLModel, table=True):
    """A contact's one conversation, never closed. `turn_*` is the lease of whoever turns its changes."""

    __tablename__: ClassVar[str] = "conversation"
    id: str = id_column()
    contact_id: str = Field(foreign_key="contact.id", unique=True)
    seq: int = 0
    """Counts its messages."""
    channel: str | None = None
    """Where the customer was heard last."""
    held: bool = False
    last_at: datetime = time_column()
    """The time of its latest change; the next one is never earlier."""
    turn_token: str | None = None
    turn_until: datetime | None = time_column(default=None)
    created_at: datetime = time_column()


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
    buttons: list[dict[str, str]] = list_column()
    source_id: str
    """The channel's own id of it: a client id, a provider's message id, an effect's key."""
    binding_id: str | None = None
    at: datetime = time_column()
