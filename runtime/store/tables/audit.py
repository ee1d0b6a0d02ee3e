"""The audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from runtime.store.tables.columns import json_column, order_column, time_column


class AuditRow(SQLModel, table=True):
    """Who did what to what. Rows are added and never changed or removed: triggers refuse it."""

    __tablename__: ClassVar[str] = "audit"
    __table_args__ = (Index("ix_audit_object", "kind", "object_id"),)
    order: int | None = order_column()
    at: datetime = time_column(index=True)
    actor: str = Field(index=True)
    """The name they had then."""
    actor_id: str
    actor_kind: str
    origin: str
    """The network address; empty at the command line."""
    act: str = Field(index=True)
    """What they did, see `audit.Act`."""
    kind: str
    """Of what it was done to, see `audit.ObjectKind`."""
    object_id: str
    detail: dict[str, Any] = json_column()
