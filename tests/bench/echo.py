"""The least that a chat could be: a socket that says back what it hears, through the same server."""

from __future__ import annotations

from contextlib import suppress

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect


async def echo(socket: WebSocket) -> None:
    await socket.accept()
    with suppress(WebSocketDisconnect):
        while True:
            await socket.send_text(await socket.receive_text())


app = Starlette(routes=[WebSocketRoute("/echo", echo)])
