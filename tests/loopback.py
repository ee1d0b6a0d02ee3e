"""An ASGI app on a real socket of this machine, in the test's own process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from runtime.cancelling import ended


@asynccontextmanager
async def served_at(config: uvicorn.Config) -> AsyncIterator[int]:
    """Serve it on a free port of 127.0.0.1 for as long as the block lasts: the port."""
    config.host, config.port, config.lifespan = "127.0.0.1", 0, "off"
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    serving = asyncio.create_task(server.main_loop())
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        await ended([serving])
        await server.shutdown()
