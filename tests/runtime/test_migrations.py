"""The database's tables: made and upgraded by migrations alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from runtime.errors import FolderTooNew
from runtime.store import audit, drafts
from runtime.store.migrate import config, migrate
from runtime.store.session import sqlite_url, writing_engine
from runtime.store.tables import FlowRow
from runtime.users.actor import SYSTEM


@pytest.fixture
def url(tmp_path: Path) -> str:
    return sqlite_url(tmp_path / "converse.db")


def test_the_migrations_make_the_tables_that_the_code_has(url: str) -> None:
    migrate(url)
    engine = writing_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        differences = compare_metadata(context, FlowRow.metadata)
    engine.dispose()
    assert not differences, f"you probably need to add a migration: {differences}"


def test_migrating_again_changes_nothing(url: str) -> None:
    migrate(url)
    before = Path(url.removeprefix("sqlite:///")).read_bytes()
    migrate(url)
    assert Path(url.removeprefix("sqlite:///")).read_bytes() == before


def test_a_database_of_a_newer_version_is_left_alone(url: str) -> None:
    migrate(url)
    engine = writing_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(FolderTooNew, match="newer version"):
        migrate(url)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"
    engine.dispose()


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here a table of ours is in the way."""
    engine = writing_engine(url)
    with engine.begin() as connection:
        connection.execute(text('CREATE TABLE "session" (something)'))
    with pytest.raises(Exception, match="already exists"):
        migrate(url)
    assert inspect(engine).get_table_names() == ["session"]
    engine.dispose()


def test_users_of_an_older_version_keep_their_names_and_roles(url: str) -> None:
    engine = writing_engine(url)
    command.upgrade(config(engine), "0005")
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO user VALUES ('1', 'Ana', 'publisher', '2026-01-01 00:00:00')"))
    migrate(url)
    with engine.begin() as connection:
        kept = connection.execute(text("SELECT name, folded, role, joined_at = created_at FROM user")).one()
    engine.dispose()
    assert tuple(kept) == ("Ana", "ana", "publisher", True)


def test_edits_of_an_older_version_stay_theirs_whose_name_says_whose_they_are(url: str) -> None:
    """Zoe got her name after the edit; Eve came later; nobody is called “import”."""
    engine = writing_engine(url)
    command.upgrade(config(engine), "0006")
    users = "INSERT INTO user (id, name, folded, role, created_at) VALUES "
    edits = "INSERT INTO draft_command VALUES ('parcel', {}, '{}', 'Lay out', 'do', NULL, '{{}}', '{{}}', '{{}}', {})"
    early, then, late = (f"'2026-01-0{day} 00:00:00.000000'" for day in (1, 2, 3))
    with engine.begin() as connection:
        connection.execute(text(f"INSERT INTO flow (process_type, title, draft_rev, draft_by, created_at) "
                                f"VALUES ('parcel', '', 4, '', {early})"))  # fmt: skip
        for id_, name, created in (("1", "Ana", early), ("2", "Zoe", early), ("3", "Eve", late)):
            connection.execute(text(f"{users} ('{id_}', '{name}', '{name.lower()}', 'editor', {created})"))
        for rev, name in enumerate(("Ana", "Zoe", "Eve", "import"), 1):
            connection.exec_driver_sql(edits.format(rev, name, then))
        connection.execute(text(
            "INSERT INTO audit (at, actor, actor_id, actor_kind, origin, act, kind, object_id, detail) "
            f"VALUES ({late}, 'root', '', 'user', '', 'user.renamed', 'user', '2', '{{}}')"
        ))  # fmt: skip
    migrate(url)
    with Session(engine) as session:
        assert [(one.user, one.user_id) for one in drafts.edits(session, "parcel")] == [
            ("Ana", "1"), ("Zoe", None), ("Eve", None), ("import", None),
        ]  # fmt: skip
    engine.dispose()


@pytest.mark.parametrize("change", ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit"])
def test_the_audit_trail_can_be_added_to_and_nothing_else(url: str, change: str) -> None:
    migrate(url)
    engine = writing_engine(url)
    with engine.begin() as connection, Session(connection) as session:
        audit.note(session, SYSTEM, "audit.exported", "audit", "")
        session.commit()
    with pytest.raises(IntegrityError, match="never changed"), engine.begin() as connection:
        connection.execute(text(change))
    with engine.begin() as connection:
        assert connection.execute(text("SELECT actor FROM audit")).scalars().all() == ["system"]
    engine.dispose()
