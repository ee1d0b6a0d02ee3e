"""Whose page a socket may speak for, asked on real sockets as a browser opens them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from nicegui import Client, ui
from nicegui.testing import User
from websockets.asyncio.client import ClientConnection, connect

from runtime.store.session import Database
from studio.cookies import SESSION
from studio.serving import config
from tests.loopback import served_at
from tests.studio import stage

Sockets = AsyncIterator[ClientConnection]


@pytest.fixture
async def port(user: User) -> AsyncIterator[int]:
    transport = user.http_client._transport
    assert isinstance(transport, httpx.ASGITransport)
    async with served_at(config(transport.app)) as number:
        yield number


@pytest.fixture
async def page(user: User) -> Client:
    """A page that a publisher has open."""
    await user.http_client.get("/", headers={"accept": "text/html"})
    [client] = Client.instances.values()
    return client


@pytest.fixture
async def other(database: Database) -> str:
    """Somebody else's session."""
    return await database.write(lambda session: stage.sign_in(session, "viewer"))


@asynccontextmanager
async def socket(port: int, cookie: str, query: str = "") -> Sockets:
    address = f"ws://127.0.0.1:{port}/_nicegui_ws/socket.io/?EIO=4&transport=websocket{query}"
    async with connect(address, additional_headers={"Cookie": f"{SESSION}={cookie}"}) as opened:
        await opened.recv()
        await opened.send("40")
        yield opened


async def shaken(opened: ClientConnection, page: Client) -> bool:
    """Whether a hand was shaken by an event of its own."""
    await opened.recv()
    said = {"client_id": page.id, "tab_id": "tab", "document_id": "document"}
    await opened.send(f"421{json.dumps(['handshake', said])}")
    return bool(json.loads(str(await opened.recv())[len("431") :])[0])


def implicitly(page: Client) -> str:
    """How an open page connects, and shakes hands by it."""
    return f"&client_id={page.id}&tab_id=tab&document_id=document&implicit_handshake=true"


async def test_a_page_is_only_for_the_session_that_asked_for_it(
    user: User, port: int, page: Client, other: str
) -> None:
    own = user.http_client.cookies[SESSION]
    async with socket(port, other, implicitly(page)) as theirs:
        assert "Implicit handshake failed" in str(await theirs.recv())  # at which a page asks for itself anew
    async with socket(port, other) as theirs:
        assert not await shaken(theirs, page)
    assert not page.has_socket_connection
    async with socket(port, own) as mine:
        assert await shaken(mine, page)
    async with socket(port, own, implicitly(page)) as mine:
        assert str(await mine.recv()).startswith("40")
        assert page.has_socket_connection


async def test_a_socket_speaks_for_its_own_page_alone(
    user: User, port: int, page: Client, other: str
) -> None:
    clicks: list[str] = []
    with page:
        button = ui.button("Press").on("click", lambda: clicks.append("click"))
    [listener] = [one for one in button._event_listeners.values() if one.type == "click"]
    said = {"id": button.id, "client_id": page.id, "listener_id": listener.id, "args": []}
    click, ping, pong = f"42{json.dumps(['event', said])}", '421["handshake",{"client_id":"?"}]', "431[false]"
    async with socket(port, user.http_client.cookies[SESSION], implicitly(page)) as mine:
        await mine.recv()
        async with socket(port, other) as theirs:
            await theirs.recv()
            await theirs.send(click)
            await theirs.send(ping)
            assert await theirs.recv() == pong  # what came before was heard
            assert clicks == []
        await mine.send(click)
        await mine.send(ping)
        while await mine.recv() != pong:
            pass
        assert clicks == ["click"]
