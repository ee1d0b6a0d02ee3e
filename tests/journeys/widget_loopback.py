"""The other end of the chat page's wire, on loopback: it speaks the real protocol, and misbehaves on request.

The whole system's journeys use the real runtime. This serves the page for what a well-behaved server never
shows: cut sockets, lost acknowledgements, refused messages, expired visitors. To look at the page by hand:
`python -m tests.journeys.widget_loopback [PORT]`.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

WIDGET = Path(__file__).parents[2] / "assets" / "widget"
LONGEST = 4_000
Frame = dict[str, Any]


@dataclass
class Visitor:
    token: str
    contact_id: str
    events: list[Frame] = field(default_factory=list)
    stored: dict[str, int] = field(default_factory=dict)
    sockets: set[WebSocket] = field(default_factory=set)


@dataclass
class Loopback:
    """A chat server in one object. Set a knob, or call a method, and the page sees it."""

    url: str = ""
    visitors: dict[str, Visitor] = field(default_factory=dict)
    cut_before_ack: int = 0  # so many messages are stored, and then the socket dies without an ack
    refuse: str | None = None  # the sentence that refuses every message
    status: int = 200  # what asking for a visitor answers
    hellos: list[int] = field(default_factory=list)  # `after` of every hello
    down: bool = False  # sockets are refused
    ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def visitor(self) -> Visitor:
        """The newest visitor."""
        return list(self.visitors.values())[-1]

    def said(self) -> list[str]:
        """What the newest visitor said, as stored."""
        return [event["text"] for event in self.visitor.events if event["from"] == "customer"]

    async def say(self, text: str, *buttons: str, at: str | None = None, to: Visitor | None = None) -> None:
        """Speak as the business."""
        await self._store(to or self.visitor, "business", text, list(buttons), at)

    async def cut(self, code: int = 1012) -> None:
        """Close every socket."""
        for visitor in self.visitors.values():
            for socket in list(visitor.sockets):
                await socket.close(code)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/chat", lambda request: FileResponse(WIDGET / "index.html")),
                Mount("/chat/static", StaticFiles(directory=WIDGET)),
                Route("/api/v1/chat/visitors", self._new_visitor, methods=["POST"]),
                WebSocketRoute("/ws/chat/{contact_id}", self._chat),
            ],
            middleware=[Middleware(StrictPolicy)],
        )

    async def _new_visitor(self, request: Request) -> Response:
        if self.status != 200:
            return Response(status_code=self.status)
        n = next(self.ids)
        visitor = Visitor(f"token-{n}", f"0198c0de-0000-7000-8000-{n:012d}")
        self.visitors[visitor.contact_id] = visitor
        return JSONResponse({"token": visitor.token, "contact_id": visitor.contact_id})

    async def _chat(self, socket: WebSocket) -> None:
        if self.down:
            await socket.close()
            return
        await socket.accept()
        visitor = None
        try:
            hello = await socket.receive_json()
            visitor = self.visitors.get(socket.path_params["contact_id"])
            if visitor is None or hello["token"] != visitor.token:
                await socket.send_json({"type": "error", "code": "bad_token", "message": "not valid"})
                await socket.close(4401)
                return
            self.hellos.append(hello["after"])
            visitor.sockets.add(socket)
            for event in [event for event in visitor.events if event["seq"] > hello["after"]]:
                await socket.send_json(event)
            while True:
                await self._message(visitor, socket, await socket.receive_json())
        except WebSocketDisconnect:
            pass
        finally:
            if visitor:
                visitor.sockets.discard(socket)

    async def _message(self, visitor: Visitor, socket: WebSocket, frame: Frame) -> None:
        key, text = frame["client_id"], frame["text"]
        if self.refuse or len(text) > LONGEST:
            sentence = self.refuse or f"at most {LONGEST} characters"
            await socket.send_json(
                {"type": "error", "code": "refused", "message": sentence, "client_id": key}
            )
            return
        if key not in visitor.stored:
            visitor.stored[key] = len(visitor.events) + 1
            if self.cut_before_ack:
                self.cut_before_ack -= 1
                visitor.events.append(_event(visitor, "customer", text, [], None))
                await socket.close(1012)
                return
            await self._store(visitor, "customer", text, [], None)
        await socket.send_json({"type": "ack", "client_id": key, "seq": visitor.stored[key]})

    async def _store(
        self, visitor: Visitor, sender: str, text: str, buttons: list[str], at: str | None
    ) -> None:
        event = _event(visitor, sender, text, buttons, at)
        visitor.events.append(event)
        for socket in list(visitor.sockets):
            await socket.send_json(event)


def _event(visitor: Visitor, sender: str, text: str, buttons: list[str], at: str | None) -> Frame:
    offered = {"buttons": [{"title": title} for title in buttons]}
    seq = len(visitor.events) + 1
    event = {"type": "event", "seq": seq, "kind": "message", "from": sender, "text": text, **offered}
    return event if at is None else {**event, "at": at}


class StrictPolicy:
    """The content security policy the page has to live with: nothing inline, nothing from elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"].append((b"content-security-policy", b"default-src 'self'"))
            await send(message)

        await self.app(scope, receive, with_policy)


@asynccontextmanager
async def loopback(port: int = 0) -> AsyncIterator[Loopback]:
    """Serve on a free port of 127.0.0.1 for as long as the block lasts."""
    chat = Loopback()
    config = uvicorn.Config(
        chat.app(), host="127.0.0.1", port=port, log_level="warning", lifespan="off", ws="websockets-sansio"
    )
    server = uvicorn.Server(config)
    config.load()
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    serving = asyncio.create_task(server.main_loop())
    chat.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/chat"
    try:
        yield chat
    finally:
        server.should_exit = True
        await chat.cut()
        await serving
        await server.shutdown()


async def _by_hand(port: int) -> None:
    async with loopback(port) as chat:
        print(f"The chat page: {chat.url}", flush=True)
        heard = 0
        while True:
            await asyncio.sleep(0.5)
            for visitor in list(chat.visitors.values()):
                if visitor.events and visitor.events[-1]["from"] == "customer":
                    heard += 1
                    await chat.say(f"Heard, number {heard}. What next?", "Pay now", "More time", to=visitor)


if __name__ == "__main__":
    asyncio.run(_by_hand(int(sys.argv[1]) if len(sys.argv) > 1 else 8000))
