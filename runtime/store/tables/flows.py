"""Process types, their published versions, and the edits of their drafts."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from runtime.store.tables.columns import json_column, time_column


class FlowRow(SQLModel, table=True):
    """A process type: its draft, and which published version is current."""

    __tablename__: ClassVar[str] = "flow"
    process_type: str = Field(primary_key=True, max_length=63)
    title: str = ""
    draft: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    draft_rev: int = 0
    draft_by: str = ""
    draft_at: datetime | None = time_column(default=None)
    current: int | None = None
    current_by: str | None = None
    """Who made that version current last, whether by publishing it or by going back to it."""
    current_at: datetime | None = time_column(default=None)
    created_at: datetime = time_column()
    archived_at: datetime | None = time_column(default=None)
    """Since when it starts nothing new."""
    archived_by: str | None = None


class FlowVersionRow(SQLModel, table=True):
    """A published version. Never changed."""

    __tablename__: ClassVar[str] = "flow_version"
    process_type: str = Field(primary_key=True, foreign_key="flow.process_type", max_length=63)
    version: int = Field(primary_key=True)
    digest: str = Field(max_length=64)
    document: dict[str, Any] = json_column()
    author: str
    note: str
    at: datetime = time_column()


class DraftCommandRow(SQLModel, table=True):
    """One edit of a draft: what led to the revision `rev`, and what takes it back."""

    __tablename__: ClassVar[str] = "draft_command"
    process_type: str = Field(primary_key=True, foreign_key="flow.process_type", max_length=63)
    rev: int = Field(primary_key=True)
    user_id: str | None = None
    """Whose it is, for taking it back; None for who has no id."""
    user: str
    """Their name then."""
    label: str
    doing: str
    """do, undo, redo."""
    of: int | None = None
    """The revision that an undo or redo takes back."""
    op: dict[str, Any] = json_column()
    command: dict[str, Any] = json_column()
    inverse: dict[str, Any] = json_column()
    at: datetime = time_column()
