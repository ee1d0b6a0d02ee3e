"""Bring a database to the code's tables, by Alembic."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from runtime.errors import FolderTooNew
from runtime.store.session import writing_engine


def config(engine: Engine | None = None) -> Config:
    """Alembic's settings: there is no alembic.ini. Without an engine only the scripts can be read."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["engine"] = engine
    return settings


def migrate(url: str) -> None:
    """Make or upgrade the tables. Raises FolderTooNew when a newer version wrote them."""
    engine = writing_engine(url)
    try:
        with engine.connect() as connection:
            if _is_newer(connection):
                raise FolderTooNew
            migrated = is_migrated(connection)
        if not migrated:
            command.upgrade(config(engine), "head")
    finally:
        engine.dispose()


def is_migrated(connection: Connection) -> bool:
    """Whether the tables are those of this code."""
    return _revision(connection) == _revisions()[0]


def _is_newer(connection: Connection) -> bool:
    revision = _revision(connection)
    return revision is not None and revision not in _revisions()


@cache
def _revisions() -> tuple[str, ...]:
    """Every revision of this code, the newest first."""
    scripts = ScriptDirectory.from_config(config())
    return tuple(script.revision for script in scripts.walk_revisions())


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
