"""Running a process's tasks and servers until a signal says stop."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Coroutine, Generator, Sequence
from contextlib import contextmanager
from typing import Any

import uvicorn


async def until_told_to_stop(*work: Coroutine[Any, Any, None]) -> None:
    """Run tasks until SIGINT or SIGTERM; when one fails all end, and its error is raised."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    tasks = [asyncio.create_task(one) for one in work]
    stopped = asyncio.create_task(stop.wait())
    try:
        done, _ = await asyncio.wait([*tasks, stopped], return_when=asyncio.FIRST_COMPLETED)
        for task in done - {stopped}:
            task.result()
    finally:
        for task in (*tasks, stopped):
            task.cancel()
        await asyncio.gather(*tasks, stopped, return_exceptions=True)


class Server(uvicorn.Server):
    """uvicorn without signals of its own: `until_told_to_stop` listens for them."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Capture none."""
        yield


async def served(server: Server, listening: Sequence[socket.socket] | None = None) -> None:
    """Run a server; when cancelled, let it end what is open, for as long as its configuration says."""
    serving = asyncio.create_task(server.serve(None if listening is None else list(listening)))
    try:
        await asyncio.shield(serving)
    finally:
        server.should_exit = True
        await serving
