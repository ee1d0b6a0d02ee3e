"""Column types, and how JSON becomes text."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class JsonText(str):
    """JSON that somebody has written already: a JSON column takes it as it stands."""


def json_text(value: Any) -> str:
    """The text of any JSON value, for an engine's `json_serializer`."""
    return value if isinstance(value, JsonText) else json.dumps(value)


class Utc(TypeDecorator[datetime]):
    """An aware UTC datetime in Python, a naive UTC one in the row; a naive one is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without a zone can't be stored.")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)
