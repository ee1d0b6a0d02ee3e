"""What is to be done in the world, and every attempt at it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from runtime.store.tables.columns import json_column, order_column, time_column


class OutboxRow(SQLModel, table=True):
    """An effect to carry out. `attempts` is the fencing token: only the claim that counted it may settle it."""

    __tablename__: ClassVar[str] = "outbox"
    __table_args__ = (
        Index("ix_outbox_open", "status", "not_before"),
        Index("ix_outbox_conversation", "conversation_id", "status"),
    )
    order: int | None = order_column()
    key: str = Field(unique=True)
    conversation_id: str = Field(foreign_key="conversation.id")
    binding_id: str
    visit: int
    type: str
    payload: dict[str, Any] = json_column()
    status: str = "pending"
    """pending, claimed, held, done, failed, void."""
    planned: bool = False
    keep: bool = False
    asked: bool = False
    """It answers what the customer just said."""
    depth: int = 0
    attempts: int = 0
    not_before: datetime = time_column()
    lease_until: datetime | None = time_column(default=None)
    created_at: datetime = time_column()
    settled_at: datetime | None = time_column(default=None)


class DeliveryRow(SQLModel, table=True):
    """One attempt at an effect, and how it went."""

    __tablename__: ClassVar[str] = "delivery"
    order: int | None = order_column()
    key: str = Field(index=True)
    attempt: int
    channel: str = ""
    address: str = ""
    status: str
    code: str = ""
    detail: str = ""
    at: datetime = time_column()
