"""The composition root: what a process of the runtime is made of, opened and closed in one place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property

from runtime import feed
from runtime.backend.backend import Backend
from runtime.cancelling import ended
from runtime.channels.chat.visitors import Visitors
from runtime.installation import Installation
from runtime.queue.settings import Queue, connect
from runtime.queue.wake import wake
from runtime.store.session import Database, Result, Work
from runtime.understanding.detector import Detector

PATIENCE = 1.0


@dataclass
class App:
    """Everything that the parts of a process share."""

    installation: Installation
    database: Database
    queue: Queue
    visitors: Visitors
    backend: Backend = field(default_factory=Backend)
    late: set[asyncio.Task[None]] = field(default_factory=set)
    """What a queue that hangs has not been told yet."""

    @cached_property
    def detector(self) -> Detector:
        """The detector in use, loaded at its first message: ingress and studio never need it."""
        from runtime.understanding.local import LocalDetector

        return LocalDetector.load()

    async def write(self, work: Work[Result]) -> Result:
        """A transaction of the database."""
        return await self.database.write(work)

    async def read(self, work: Work[Result]) -> Result:
        """A read of the database."""
        return await self.database.read(work)

    async def changed(self, *conversation_ids: str) -> None:
        """Something was committed that others must see: wake a worker, and whoever follows.

        Rows wait, requests don't: a queue that hangs is left to itself after a second.
        """
        told = wake(self.queue, conversation_ids), feed.tell(self.queue, conversation_ids)
        _, late = await asyncio.wait([asyncio.create_task(one) for one in told], timeout=PATIENCE)
        self.late |= late
        for one in late:
            one.add_done_callback(self.late.discard)


@asynccontextmanager
async def opened(installation: Installation) -> AsyncIterator[App]:
    """An app on an installation whose database is migrated and whose Redis runs."""
    database = Database(installation.database_url)
    queue = await connect(installation.redis_url)
    app = App(installation, database, queue, Visitors(installation.secrets.token_secret))
    try:
        yield app
    finally:
        await ended(app.late)
        await queue.aclose(close_connection_pool=True)
        database.close()
