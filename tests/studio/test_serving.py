"""The studio on a real socket: its port, what it takes at most, whom it believes, whom it no longer hears."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from runtime.errors import PortTaken
from runtime.installation import open_installation
from runtime.settings import StudioSection
from runtime.store import sessions
from runtime.store.session import Database
from studio.app import opened
from studio.cookies import SESSION
from studio.gate import MAX_BODY, Gate, origin_of
from studio.services import Services
from studio.serving import MAX_FRAME, config, listen
from studio.watch import ENDED
from tests.loopback import served_at
from tests.studio import stage


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_taken_port_names_what_chooses_another(host: str) -> None:
    with listen(host, 0) as first, pytest.raises(PortTaken, match="--studio-port"):
        listen(host, first.getsockname()[1])


async def test_pages_know_where_the_api_listens(tmp_path: Path) -> None:
    """As `converse up --api-port 9123` says it to the processes it starts."""
    installation = open_installation(tmp_path).at_ports(api=9123, studio=None)
    async with opened(installation) as services:
        assert services.keys.api_address == "http://127.0.0.1:9123"


async def behind(scope: Scope, receive: Receive, send: Send) -> None:
    """What stands behind the gate here: it says who asks and how much they sent, and echoes on sockets."""
    if scope["type"] == "http":
        request = Request(scope, receive)
        answer = f"{request.url.scheme} {origin_of(request)} {len(await request.body())}"
        await PlainTextResponse(answer)(scope, receive, send)
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})


@pytest.fixture
async def cookie(database: Database) -> str:
    return await database.write(lambda session: stage.sign_in(session, "viewer"))


@pytest.fixture
async def port(services: Services) -> AsyncIterator[int]:
    guarded = Gate(behind, StudioSection(), services.sessions, "a secret", look_seconds=0.1)
    async with served_at(config(guarded, ["127.0.0.1"])) as number:
        yield number


async def said(port: int, *lines: str, body: bytes = b"", within: float = 10) -> str:
    """Send a request as it is given: what comes back until the server hangs up, or within so many seconds."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = "\r\n".join((lines[0], f"Host: 127.0.0.1:{port}", "Connection: close", *lines[1:], "", ""))
    writer.write(head.encode() + body)
    heard = b""
    with suppress(TimeoutError, ConnectionError):  # a server that has not read everything hangs up
        async with asyncio.timeout(within):
            while more := await reader.read(10_000):
                heard += more
    writer.close()
    return heard.decode()


TAKEN = "POST /sign-in HTTP/1.1"


async def test_a_body_is_no_longer_than_it_may_be_whatever_is_said_of_it(port: int) -> None:
    small = b"x" * 10
    assert "http 127.0.0.1 10" in await said(port, TAKEN, "Content-Length: 10", body=small)
    assert " 413 " in await said(port, TAKEN, f"Content-Length: {MAX_BODY + 1}", body=small)
    assert " 413 " in await said(port, TAKEN, "Transfer-Encoding: chunked", body=b"1\r\nx\r\n0\r\n\r\n")
    # What is more than was said is no part of it, and no second request after “Connection: close” either.
    more = await said(port, TAKEN, "Content-Length: 3", body=b"x" * (MAX_BODY + 1))
    assert "http 127.0.0.1 3" in more
    assert more.count("HTTP/1.1") == 1
    # Less: it waits, and nothing is done.
    assert await said(port, TAKEN, "Content-Length: 11", body=small, within=0.5) == ""
    for wrong in ("-1", "+5", "0x5", "5, 6", "five", str(10**30)):
        assert " 400 " in await said(port, TAKEN, f"Content-Length: {wrong}", body=small), wrong
    both = ("Content-Length: 5", "Transfer-Encoding: chunked")
    assert " 200 " not in await said(port, TAKEN, *both, body=b"1\r\nx\r\n0\r\n\r\n")


async def test_a_message_on_a_socket_has_a_limit_too_packed_or_not(port: int, cookie: str) -> None:
    address, headers = f"ws://127.0.0.1:{port}/_nicegui_ws/", {"Cookie": f"{SESSION}={cookie}"}
    async with connect(address, additional_headers=headers, max_size=None) as socket:
        await socket.send("x" * MAX_FRAME)
        assert len(await socket.recv()) == MAX_FRAME
        await socket.send("x" * (MAX_FRAME + 1))  # a few kilobytes, as it is sent
        with pytest.raises(ConnectionClosed, match="1009"):
            await socket.recv()


async def test_whoever_is_signed_out_is_heard_no_longer(port: int, cookie: str, database: Database) -> None:
    address, headers = f"ws://127.0.0.1:{port}/_nicegui_ws/", {"Cookie": f"{SESSION}={cookie}"}
    async with (
        connect(address, additional_headers=headers) as busy,
        connect(address, additional_headers=headers) as idle,
    ):
        await busy.send("hello")
        assert await busy.recv() == "hello"
        await asyncio.sleep(0.3)  # it is looked after, and left open
        await database.write(lambda session: sessions.end(session, cookie))
        for socket in (busy, idle):
            with pytest.raises(ConnectionClosed, match=str(ENDED)):
                await socket.recv()
    with pytest.raises(Exception, match="403"):
        await connect(address, additional_headers=headers)


async def test_a_proxy_says_who_asks_and_nobody_else(services: Services) -> None:
    guarded = Gate(behind, StudioSection(), services.sessions, "a secret")
    forwarded = ("X-Forwarded-For: 203.0.113.9, 198.51.100.4", "X-Forwarded-Proto: https")
    ask = ("GET /sign-in HTTP/1.1", *forwarded)
    async with served_at(config(guarded, ["127.0.0.1"])) as port:
        answer = await said(port, *ask)
        assert "https 198.51.100.4 0" in answer  # what the one before it claims is hearsay
        assert "strict-transport-security" in answer
    async with served_at(config(guarded, ["192.0.2.1"])) as port:
        assert "http 127.0.0.1 0" in await said(port, *ask)
