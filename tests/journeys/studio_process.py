"""The studio as its own process on a data folder, as `converse up` runs it."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from playwright.async_api import Page
from sqlmodel import Session

from runtime.store import joining
from runtime.store.migrate import migrate
from runtime.store.session import Database, sqlite_url
from tests.browser import sign_in
from tests.studio import stage

READY_SECONDS = 30


@dataclass
class StudioProcess:
    """A running studio, its database, and its address without a slash at the end."""

    address: str
    database: Database
    process: asyncio.subprocess.Process

    async def signin_link(self) -> str:
        """What `converse signin-link` prints."""
        return f"{self.address}/sign-in?token={await self.database.write(joining.signin_link)}"

    async def sign_in(self, page: Page) -> None:
        """Come in by such a link."""
        await sign_in(page, await self.signin_link())

    async def stop(self) -> float:
        """Stop it as the supervisor does; the seconds that took."""
        begun = asyncio.get_running_loop().time()
        self.process.terminate()
        code = await self.process.wait()
        assert code == 0, f"the studio ended with {code}"
        return asyncio.get_running_loop().time() - begun


@asynccontextmanager
async def running(
    folder: Path, fill: Callable[[Session], None] | None = None
) -> AsyncIterator[StudioProcess]:
    """A studio on a new data folder; without `fill`, the shipped flows are published there and have conversations."""
    url = sqlite_url(folder / "converse.db")
    migrate(url)
    database = Database(url)
    await database.write(fill or _fill)
    port = _free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "studio", env=_environment(folder, port), stdout=asyncio.subprocess.DEVNULL
    )
    studio = StudioProcess(f"http://127.0.0.1:{port}", database, process)
    try:
        await _ready(studio)
        yield studio
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        database.close()


def _fill(session: Session) -> None:
    stage.publish_shipped(session)
    stage.converse(
        session, "payment_collection", {"reminded": 12, "promised": 5, "overdue": 2, "confirmed": 31}
    )
    stage.converse(session, "order_fulfillment", {"shipped": 4})


def _environment(folder: Path, port: int) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("CONVERSE_", "NICEGUI_", "PYTEST_"))
    }
    return {**kept, "CONVERSE_DATA": str(folder), "CONVERSE_STUDIO__PORT": str(port)}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


async def _ready(studio: StudioProcess) -> None:
    async with httpx.AsyncClient() as http, asyncio.timeout(READY_SECONDS):
        while studio.process.returncode is None:
            try:
                (await http.get(f"{studio.address}/healthz")).raise_for_status()
            except httpx.HTTPError:
                await asyncio.sleep(0.1)
            else:
                return
    raise AssertionError(f"the studio ended with {studio.process.returncode}")
