"""The API's keys."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field, SQLModel

from runtime.store.tables.columns import id_column, list_column, time_column


class ApiKeyRow(SQLModel, table=True):
    """A key of the API. Only its hash is kept."""

    __tablename__: ClassVar[str] = "api_key"
    id: str = id_column()
    name: str
    prefix: str = Field(max_length=16)
    """Its beginning, by which people know it again."""
    key_hash: str = Field(unique=True, max_length=64)
    scopes: list[str] = list_column()
    per_minute: int
    created_by: str
    created_at: datetime = time_column()
    expires_at: datetime | None = time_column(default=None)
    last_used_at: datetime | None = time_column(default=None)
    """To the minute."""
    revoked_at: datetime | None = time_column(default=None)
