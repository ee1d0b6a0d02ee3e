"""The columns that many tables have."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Integer
from sqlmodel import Field

from runtime.ids import new_id
from runtime.store.types import Utc

# SQLite numbers rows by itself only for a column that is exactly INTEGER PRIMARY KEY.
_ORDER = BigInteger().with_variant(Integer, "sqlite")


def id_column() -> Any:
    """The primary key: an id made with the row."""
    return Field(default_factory=new_id, primary_key=True, max_length=64)


def order_column() -> Any:
    """The primary key: the database numbers rows in the order they are stored."""
    return Field(default=None, primary_key=True, sa_type=_ORDER)


def json_column() -> Any:
    """An object, empty at first."""
    return Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


def list_column() -> Any:
    """A list, empty at first."""
    return Field(default_factory=list, sa_column=Column(JSON, nullable=False))


def time_column(**more: Any) -> Any:
    """A moment in UTC. Takes what `Field` takes."""
    return Field(sa_type=Utc, **more)
