"""Processes under way: what happened to them, what came of it, and what they wait for."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from runtime.ids import new_id
from runtime.store.tables.columns import id_column, json_column, list_column, order_column, time_column


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
    id: str = id_column()
    conversation_id: str = Field(foreign_key="conversation.id", index=True)
    contact_id: str = Field(foreign_key="contact.id")
    process_type: str
    version: int
    key_value: str | None = None
    state: str
    visit: int
    entered_at: datetime = time_column()
    revision: int
    values: dict[str, Any] = Field(default_factory=dict, sa_column=Column("data", JSON, nullable=False))
    visits: dict[str, int] = json_column()
    misses: int = 0
    outcome: str | None = None
    ended_at: datetime | None = time_column(default=None)
    active_at: datetime = time_column()
    started_by: str | None = None
    """The binding whose `start_process` opened it."""
    flagged: bool = False
    created_at: datetime = time_column()


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
    order: int | None = order_column()
    id: str = Field(default_factory=new_id, unique=True, max_length=64)
    conversation_id: str = Field(foreign_key="conversation.id")
    binding_id: str | None = None
    kind: str
    value: str | None = None
    payload: dict[str, Any] = json_column()
    about: dict[str, Any] = json_column()
    channel: str | None = None
    source: str
    source_id: str
    visit: int | None = None
    depth: int = 0
    at: datetime = time_column()
    understood: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    handled_at: datetime | None = time_column(default=None)
    result: str = ""
    """In a word, what came of it."""


class HistoryRow(SQLModel, table=True):
    """A binding was told of a change: what came of it, and why."""

    __tablename__: ClassVar[str] = "history"
    order: int | None = order_column()
    binding_id: str = Field(foreign_key="binding.id", index=True)
    change_id: str
    kind: str
    value: str | None = None
    payload: dict[str, Any] = json_column()
    channel: str | None = None
    source: str
    confidence: float | None = None
    at: datetime = time_column()
    outcome: str
    from_state: str
    to_state: str
    taken: str | None = None
    revision: int
    effects: list[str] = list_column()
    trace: dict[str, Any] = json_column()


class CheckRow(SQLModel, table=True):
    """A timer. Fired once, or void."""

    __tablename__: ClassVar[str] = "check"
    __table_args__ = (Index("ix_check_due", "status", "due"),)
    order: int | None = order_column()
    conversation_id: str = Field(foreign_key="conversation.id")
    binding_id: str = Field(foreign_key="binding.id", index=True)
    visit: int
    name: str | None = None
    transition: str | None = None
    due: datetime = time_column()
    keep: bool = False
    depth: int = 0
    status: str = "armed"
    """armed, spent, void."""


class HandoverRow(SQLModel, table=True):
    """A conversation handed to an operator."""

    __tablename__: ClassVar[str] = "handover"
    id: str = id_column()
    conversation_id: str = Field(foreign_key="conversation.id", index=True)
    binding_id: str
    visit: int
    queue: str | None = None
    priority: str
    note: str
    at: datetime = time_column()
    released_at: datetime | None = time_column(default=None)
