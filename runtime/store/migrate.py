"""Bring a database to the code's tables, by Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from runtime.errors import FolderTooNew
from runtime.store.session import writing_engine


def config(engine: Engine) -> Config:
    """Alembic's settings: there is no alembic.ini."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["engine"] = engine
    return settings


def migrate(url: str) -> None:
    """Make or upgrade the tables. Raises FolderTooNew when a newer version wrote them."""
    engine = writing_engine(url)
    try:
        if _is_newer(engine):
            raise FolderTooNew
        if not is_migrated(engine):
            command.upgrade(config(engine), "head")
    finally:
        engine.dispose()


def is_migrated(engine: Engine) -> bool:
    """Whether the tables are those of this code."""
    return _revision(engine) == ScriptDirectory.from_config(config(engine)).get_current_head()


def _is_newer(engine: Engine) -> bool:
    known = {script.revision for script in ScriptDirectory.from_config(config(engine)).walk_revisions()}
    revision = _revision(engine)
    return revision is not None and revision not in known


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
