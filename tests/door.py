"""The runtime's ingress and worker in the test's own process, met over real sockets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import uvicorn
from httpx import AsyncClient
from sqlmodel import Session, select
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from runtime.app import App
from runtime.cancelling import ended
from runtime.feed import Feed
from runtime.ingress.server import build
from runtime.queue.worker import work_on
from runtime.store.tables import ConversationRow
from runtime.worker import drain, sweep_on

Frame = dict[str, Any]


class Visitor(NamedTuple):
    """Somebody who may chat."""

    token: str
    contact_id: str


class Chat:
    """An open chat, as a page holds it."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def hello(self, visitor: Visitor, after: int = 0) -> None:
        """Show who this is, and ask for what came after a number."""
        await self.send({"type": "hello", "token": visitor.token, "after": after})

    async def say(self, text: str, client_id: str | None = None) -> None:
        """Send a message."""
        await self.send({"type": "message", "client_id": client_id or text, "text": text})

    async def send(self, frame: object) -> None:
        """Send anything."""
        await self.socket.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))

    async def hear(self, *, within: float = 20) -> Frame:
        """The next frame."""
        async with asyncio.timeout(within):
            frame: Frame = json.loads(await self.socket.recv())
            return frame

    async def hear_until(self, sender: str) -> list[Frame]:
        """Frames up to the next message of the customer's or the business's."""
        heard = [await self.hear()]
        while heard[-1].get("from") != sender:
            heard.append(await self.hear())
        return heard

    async def code(self) -> int | None:
        """How the server closed it."""
        async with asyncio.timeout(20):
            await self.socket.wait_closed()
        return self.socket.close_code

    def cut(self) -> None:
        """Pull the plug."""
        self.socket.transport.abort()


class Door:
    """The server. `api` has the key, `stranger` has none."""

    def __init__(self, app: App, port: int, api: AsyncClient, stranger: AsyncClient) -> None:
        self.app = app
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.api = api
        self.stranger = stranger

    async def visitor(self) -> Visitor:
        """A new visitor."""
        return Visitor(**(await self.api.post("/api/v1/chat/visitors")).json())

    @asynccontextmanager
    async def socket(
        self, contact_id: str, *, origin: str | None = None, name: str = "localhost"
    ) -> AsyncIterator[Chat]:
        """A socket on which nothing was said yet, asked for under a name of the server's."""
        address = f"ws://{name}:{self.port}/ws/chat/{contact_id}"
        host = "127.0.0.1"
        async with connect(address, host=host, origin=Origin(origin) if origin else None) as socket:
            yield Chat(socket)

    @asynccontextmanager
    async def chat(self, visitor: Visitor, after: int = 0) -> AsyncIterator[Chat]:
        """The visitor's chat."""
        async with self.socket(visitor.contact_id) as chat:
            await chat.hello(visitor, after)
            yield chat

    async def turn(self) -> None:
        """Do a worker's work until nothing is left to do."""

        def everybody(session: Session) -> list[str]:
            return list(session.exec(select(ConversationRow.id)))

        for conversation_id in await self.app.read(everybody):
            await drain(self.app, conversation_id)


@asynccontextmanager
async def open_door(app: App) -> AsyncIterator[Door]:
    """Serve on a free port of 127.0.0.1 for as long as the block lasts."""
    feed = Feed(app.queue)
    config = uvicorn.Config(
        build(app, feed), host="127.0.0.1", port=0, log_level="critical", lifespan="off",
        timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    port: int = server.servers[0].sockets[0].getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    key = {"Authorization": f"Bearer {app.installation.api_key}"}
    tasks = [asyncio.create_task(server.main_loop()), asyncio.create_task(feed.read_on())]
    try:
        # Without TLS there is nothing to verify, and certificates take a tenth of a second to load.
        async with (
            AsyncClient(base_url=url, verify=False, headers=key) as api,
            AsyncClient(base_url=url, verify=False) as stranger,
        ):
            yield Door(app, port, api, stranger)
    finally:
        await ended(tasks)
        if server.server_state.connections:
            await server.shutdown()
        for listening in server.servers:
            listening.close()


@asynccontextmanager
async def working(app: App) -> AsyncIterator[None]:
    """A worker at work for as long as the block lasts."""
    tasks = [
        asyncio.create_task(work_on(app.queue, lambda conversation_id: drain(app, conversation_id))),
        asyncio.create_task(sweep_on(app)),
    ]
    try:
        yield
    finally:
        await ended(tasks)
