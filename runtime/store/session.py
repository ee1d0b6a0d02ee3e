"""The one way into the database: pieces of work on a session, run in one transaction each.

Work is a plain function of a `Session`: it can't await anything, so no transaction ever spans a call to somebody else.
On SQLite one thread per process writes, committing what is queued in groups (a commit's fsync is the cost), with
`BEGIN IMMEDIATE` so that processes wait for each other instead of failing; a read-only engine stands beside it.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Engine, NullPool, StaticPool, create_engine, event
from sqlalchemy.engine import Connection
from sqlmodel import Session

from runtime.errors import DatabaseUnsupported

Result = TypeVar("Result")
Work = Callable[[Session], Result]

GROUP_SECONDS = 0.01
"""The longest that a queued piece of work waits for company before its group commits."""
GROUP_SIZE = 64
BUSY_SECONDS = 10
"""How long a process waits for another one's transaction."""
READERS = 4


class _Job(NamedTuple):
    work: Work[Any]
    done: Future[Any]


def sqlite_url(path: Path) -> str:
    """The database URL of an SQLite file."""
    return f"sqlite:///{path}"


class Database:
    """Reads and writes. Close it, or the writer's thread stays."""

    def __init__(self, url: str) -> None:
        """Raises DatabaseUnsupported for anything but SQLite."""
        if not url.startswith("sqlite:///"):
            raise DatabaseUnsupported(url)
        self.url = url
        self.engine = _engine(url, read_only=False)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="converse-read")
        self._reading = _engine(url, read_only=True)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write_on, name="converse-write", daemon=True)
        self._writer.start()

    async def write(self, work: Work[Result]) -> Result:
        """Run `work` in a transaction and return after its commit; what it raises undoes it alone."""
        return await asyncio.wrap_future(self._submit(work))

    def write_now(self, work: Work[Result]) -> Result:
        """`write` for callers without an event loop, such as the command line."""
        return self._submit(work).result()

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
            if not self._write_group(first):
                return

    def _write_group(self, first: _Job) -> bool:
        """Commit `first` and what else is queued as one; False when asked to stop."""
        settled: list[Callable[[], None]] = []
        go_on = True
        try:
            with self.engine.begin() as connection:
                until, job = monotonic() + GROUP_SECONDS, first
                while True:
                    settled.append(_run(connection, job))
                    if len(settled) >= GROUP_SIZE or monotonic() > until:
                        break
                    try:
                        waiting = self._jobs.get_nowait()
                    except queue.Empty:
                        break
                    if waiting is None:
                        go_on = False
                        break
                    job = waiting
        except Exception as error:  # noqa: BLE001 - the group's commit failed: each who waits is told
            if not settled:
                first.done.set_exception(error)
            for settle in settled:
                settle.__self__.set_exception(error) if hasattr(settle, "__self__") else None
            return go_on
        for settle in settled:
            settle()
        return go_on


def _run(connection: Connection, job: _Job) -> Callable[[], None]:
    """Run one piece of work in a savepoint; the outcome is told after the commit."""
    raise NotImplementedError
