"""What the canvas bench visits: the harness with the canvas alone, and a whole studio with drafts of every size."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import httpx
from sqlmodel import Session

from flows.model import Flow, Layout
from runtime.store import flows
from runtime.users.actor import Actor
from studio.canvas.places import places
from studio.cookies import SESSION
from tests.bench.maps import EDGES, generated
from tests.journeys.studio_process import running
from tests.studio import stage

START_SECONDS = 30


class ServerEnded(Exception):
    """The harness ended before it answered."""


class Studio(NamedTuple):
    """A running studio, and the cookie of somebody who may edit."""

    address: str
    cookie: str

    def editor(self, size: int) -> str:
        """The editor of the draft with that many states."""
        return f"{self.address}/flows/{process_type(size)}/edit"

    def cookies(self) -> list[dict[str, str]]:
        """For a new browser context."""
        return [{"name": SESSION, "value": self.cookie, "url": self.address}]


def process_type(size: int) -> str:
    """Under which the draft of that many states is kept."""
    return f"generated_{size}"


@asynccontextmanager
async def served() -> AsyncIterator[str]:
    """`canvas_page` in a process of its own; its address. Raises ServerEnded with what it said."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    # NiceGUI serves nothing of its own where it finds itself under test.
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "NICEGUI"))
    }
    with TemporaryDirectory() as folder:
        said = Path(folder) / "stderr"
        with said.open("wb") as stderr:
            server = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.bench.canvas_page", str(port),
                env=environment, stdout=asyncio.subprocess.DEVNULL, stderr=stderr,
            )  # fmt: skip
        try:
            await _answering(server, f"http://127.0.0.1:{port}", said)
            yield f"http://127.0.0.1:{port}"
        finally:
            if server.returncode is None:
                server.terminate()
            await server.wait()


async def _answering(server: asyncio.subprocess.Process, address: str, said: Path) -> None:
    async with httpx.AsyncClient() as http, asyncio.timeout(START_SECONDS):
        while server.returncode is None:
            try:
                await http.get(f"{address}/styles/tokens.css")
            except httpx.TransportError:
                await asyncio.sleep(0.1)
            else:
                return
    words = await asyncio.to_thread(said.read_text, errors="replace")
    raise ServerEnded(f"The harness ended with {server.returncode}:\n{words}")


@asynccontextmanager
async def studio(sizes: Iterable[int]) -> AsyncIterator[Studio]:
    """A studio process on a new data folder, with a placed draft of each size."""
    with TemporaryDirectory() as folder:
        async with running(Path(folder)) as process:
            for size in sizes:
                await process.database.write(_keeping(await asyncio.to_thread(_placed, size)))
            cookie = await process.database.write(lambda session: stage.sign_in(session, "editor"))
            yield Studio(process.address, cookie)


def _placed(size: int) -> Flow:
    flow = generated(size, EDGES[size])
    laid = {state: (round(x), round(y)) for state, (x, y) in places(flow).items()}
    return flow.model_copy(update={"process_type": process_type(size), "layout": Layout(states=laid)})


def _keeping(flow: Flow) -> Callable[[Session], None]:
    def keep(session: Session) -> None:
        flows.save_draft(session, flow, Actor("bench", "editor"))

    return keep
