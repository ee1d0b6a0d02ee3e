"""Pieces of work on the database: committed in groups, failing alone, never half done."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from runtime import clock
from runtime.errors import DatabaseUnsupported
from runtime.store.session import Database, sqlite_url
from runtime.store.tables import UserRow


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(sqlite_url(tmp_path / "some.db"))
    made.write_now(lambda session: UserRow.metadata.create_all(session.connection()))
    yield made
    made.close()


def stored(name: str) -> Callable[[Session], str]:
    def work(session: Session) -> str:
        session.add(UserRow(name=name, folded=name, role="viewer", created_at=clock.now()))
        return name

    return work


def names(session: Session) -> list[str]:
    return list(session.exec(select(UserRow.name).order_by(col(UserRow.name))))


class Gate:
    """Work that keeps the writer busy until the gate opens, so that what comes meanwhile shares a commit."""

    def __init__(self, database: Database) -> None:
        self._entered, self._open = threading.Event(), threading.Event()
        self._passed = asyncio.ensure_future(database.write(self._wait))

    def _wait(self, _session: Session) -> None:
        self._entered.set()
        self._open.wait(5)

    async def reached(self) -> None:
        await asyncio.to_thread(self._entered.wait, 5)

    async def open(self) -> None:
        self._open.set()
        await self._passed

    def abandon(self) -> None:
        self._passed.cancel()
        self._open.set()


async def test_what_comes_while_the_writer_is_busy_shares_one_commit(database: Database) -> None:
    commits: list[object] = []
    event.listen(database.engine, "commit", commits.append)
    gate = Gate(database)
    await gate.reached()
    writes = asyncio.gather(*(database.write(stored(f"user-{number:02}")) for number in range(20)))
    await asyncio.sleep(0)
    await gate.open()
    assert len(await writes) == 20
    assert len(await database.read(names)) == 20
    assert len(commits) == 2, "the gate's own, and one for the twenty"


async def test_a_piece_that_fails_is_undone_alone(database: Database) -> None:
    gate = Gate(database)
    await gate.reached()
    writes = asyncio.gather(
        *(database.write(stored(name)) for name in ("ana", "ana", "ben")), return_exceptions=True
    )
    await asyncio.sleep(0)
    await gate.open()
    first, second, third = await writes
    assert (first, third) == ("ana", "ben")
    assert "UNIQUE" in str(second)
    assert await database.read(names) == ["ana", "ben"]


async def test_a_full_disk_fails_everyone_in_the_group(database: Database) -> None:
    await database.write(
        lambda session: session.connection().execute(text("PRAGMA max_page_count = 1")).close()
    )
    gate = Gate(database)
    await gate.reached()
    writes = asyncio.gather(
        *(database.write(work) for work in (stored("ana"), stored("x" * 200_000), stored("ben"))),
        return_exceptions=True,
    )
    await asyncio.sleep(0)
    await gate.open()
    assert [type(outcome) for outcome in await writes] == [OperationalError] * 3
    assert await database.read(names) == []


async def test_one_who_stops_waiting_does_not_stop_the_writer(database: Database) -> None:
    gate = Gate(database)
    await gate.reached()
    impatient = asyncio.ensure_future(database.write(stored("impatient")))
    await asyncio.sleep(0)
    impatient.cancel()
    await asyncio.sleep(0)
    await gate.open()
    assert await database.write(stored("ana")) == "ana"
    assert await database.read(names) == ["ana"], "what nobody waits for any more was not begun"


async def test_an_asker_who_leaves_while_their_work_runs_breaks_nothing(database: Database) -> None:
    gate = Gate(database)
    await gate.reached()
    gate.abandon()
    assert await database.write(stored("ana")) == "ana"


async def test_what_nobody_waits_for_is_written_all_the_same(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("ana", "ana", "ben"):
        database.write_later(stored(name))
    await database.write(lambda _: None)
    assert await database.read(names) == ["ana", "ben"]
    (record,) = caplog.records
    assert record.getMessage() == "something could not be written"
    assert "UNIQUE" in caplog.text


async def test_a_read_sees_one_moment(database: Database) -> None:
    def twice(session: Session) -> tuple[list[str], list[str]]:
        before = names(session)
        database.write_now(stored("late"))
        session.expire_all()
        return before, names(session)

    assert await database.read(twice) == ([], [])
    assert await database.read(names) == ["late"]


async def test_a_read_cannot_write(database: Database) -> None:
    with pytest.raises(OperationalError, match="readonly"):
        await database.read(lambda session: session.connection().execute(text("DELETE FROM user")))


async def test_processes_wait_for_each_other(database: Database) -> None:
    """Two writers on one file, each reading before it writes: a deferred BEGIN would fail in most rounds."""
    other = Database(database.url)

    def counted(session: Session) -> int:
        count = len(names(session))
        stored(f"user-{count:03}")(session)
        return count

    counts = await asyncio.gather(*(which.write(counted) for _ in range(30) for which in (database, other)))
    other.close()
    assert sorted(counts) == list(range(60))


@pytest.mark.parametrize("url", ["postgresql://localhost/x", "sqlite://", "nonsense"])
def test_only_sqlite_files_are_known(url: str) -> None:
    with pytest.raises(DatabaseUnsupported, match="sqlite:///path"):
        Database(url)
