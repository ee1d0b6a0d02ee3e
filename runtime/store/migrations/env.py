"""Alembic's entry: one transaction for all migrations, so that a database is never half migrated."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlmodel.sql.sqltypes import AutoString

from runtime.store.tables import FlowRow


def _render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Migrations speak SQLAlchemy alone, so that they outlive SQLModel's own types."""
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False


with context.config.attributes["engine"].begin() as connection:
    context.configure(
        connection=connection, target_metadata=FlowRow.metadata, render_as_batch=True, render_item=_render
    )
    context.run_migrations()
