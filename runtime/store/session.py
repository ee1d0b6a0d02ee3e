"""The one way into the database: pieces of work on a session, run in one transaction each.

Work is a plain function of a `Session`: it can't await anything, so no transaction ever spans a call to somebody else.
On SQLite one thread per process writes, committing what is queued in groups (a commit's fsync is the cost), with
`BEGIN IMMEDIATE` so that processes wait for each other instead of failing; a read-only engine stands beside it.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlmodel import Session

from runtime.errors import DatabaseUnsupported
from runtime.store.types import json_text

log = logging.getLogger(__name__)

Result = TypeVar("Result")
Work = Callable[[Session], Result]

GROUP_SIZE = 64
"""How many pieces of work share a commit at most."""
BUSY_SECONDS = 10
"""How long a process waits for another one's transaction."""
READERS = 4


class _Job(NamedTuple):
    work: Work[Any]
    done: Future[Any]


class _Outcome(NamedTuple):
    done: Future[Any]
    result: Any = None
    error: Exception | None = None

    def tell(self) -> None:
        if self.error is not None:
            self.done.set_exception(self.error)
        else:
            self.done.set_result(self.result)


def sqlite_url(path: Path) -> str:
    """The database URL of an SQLite file."""
    return f"sqlite:///{path}"


class Database:
    """Reads and writes. Close it, or the writer's thread stays."""

    def __init__(self, url: str) -> None:
        """Raises DatabaseUnsupported for anything but an SQLite file."""
        self.url = url
        self.engine = writing_engine(url)
        self._reading = _reading_engine(url)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="converse-read")
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write_on, name="converse-write", daemon=True)
        self._writer.start()

    async def write(self, work: Work[Result]) -> Result:
        """Run `work` in a transaction and return after its commit; what it raises undoes it alone."""
        return await asyncio.wrap_future(self._submit(work))

    def write_now(self, work: Work[Result]) -> Result:
        """`write` for callers without an event loop, such as the command line."""
        return self._submit(work).result()

    def write_later(self, work: Work[object]) -> None:
        """`write` with nobody waiting for it: what it raises goes to the log."""
        self._submit(work).add_done_callback(_log_failure)

    async def read(self, work: Work[Result]) -> Result:
        """Run `work` on a read-only snapshot, in a thread of its own."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self.read_now, work)

    def read_now(self, work: Work[Result]) -> Result:
        """`read` for callers without an event loop."""
        with Session(self._reading, expire_on_commit=False) as session:
            return work(session)

    def close(self) -> None:
        """Finish what is queued, then let go of the file."""
        self._jobs.put(None)
        self._writer.join()
        self._readers.shutdown()
        self.engine.dispose()
        self._reading.dispose()

    def _submit(self, work: Work[Result]) -> Future[Result]:
        done: Future[Result] = Future()
        self._jobs.put(_Job(work, done))
        return done

    def _write_on(self) -> None:
        while (first := self._jobs.get()) is not None:
            group = [first]
            # Whatever came while the last group was committed goes together, without waiting for more.
            while len(group) < GROUP_SIZE and not self._jobs.empty():
                job = self._jobs.get()
                if job is None:
                    self._jobs.put(None)
                    break
                group.append(job)
            _commit(self.engine, group)


def _commit(engine: Engine, group: list[_Job]) -> None:
    """Run a group in one transaction, each piece in a savepoint of its own, and tell the outcomes after the commit."""
    # From here on nobody can take a piece back; one whose asker is gone already is not begun.
    group = [job for job in group if job.done.set_running_or_notify_cancel()]
    outcomes: list[_Outcome] = []
    try:
        with engine.begin() as connection:
            for job in group:
                outcomes.append(_run(connection, job))
                _check(connection, outcomes[-1])
    except Exception as error:  # noqa: BLE001 - nothing of the group was stored: everyone who waits is told
        outcomes = [_Outcome(job.done, error=error) for job in group]
    for outcome in outcomes:
        outcome.tell()


def _run(connection: Connection, job: _Job) -> _Outcome:
    session = Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
    try:
        with session, session.begin():
            result = job.work(session)
    except Exception as error:  # noqa: BLE001 - it goes to the one who asked
        return _Outcome(job.done, error=error)
    return _Outcome(job.done, result)


def _check(connection: Connection, outcome: _Outcome) -> None:
    """On a full disk SQLite undoes the whole transaction, not the savepoint alone: then all of the group failed."""
    sqlite = connection.connection.dbapi_connection
    if outcome.error is not None and sqlite is not None and not sqlite.in_transaction:
        raise outcome.error


def _log_failure(done: Future[Any]) -> None:
    if not done.cancelled() and (error := done.exception()) is not None:
        log.error("something could not be written", exc_info=error)


def writing_engine(url: str) -> Engine:
    """An engine whose transactions take SQLite's write lock at once: a deferred one fails when two then want it.

    Raises DatabaseUnsupported for anything but an SQLite file.
    """
    if not url.startswith("sqlite:///"):
        raise DatabaseUnsupported
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        json_serializer=json_text,
        hide_parameters=True,  # an error's words must not carry a customer's
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _reading_engine(url: str) -> Engine:
    engine = create_engine(
        url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # Without it each query would see its own moment.
        connection.exec_driver_sql("BEGIN")

    return engine
