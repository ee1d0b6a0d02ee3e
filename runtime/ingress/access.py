"""Who may come in: the API's key, allowed origins, and the names this server answers to."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from fastapi import Request
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from runtime.app import App
from runtime.errors import KeyNeeded, NotAllowed
from runtime.ingress.problems import problem
from runtime.settings import ServerSection

LOCAL = ("localhost", "127.0.0.1", "::1")


def app_of(connection: HTTPConnection) -> App:
    """The app that the server runs on."""
    app = connection.app.state.converse
    assert isinstance(app, App)
    return app


def has_key(connection: HTTPConnection) -> bool:
    """Whether the caller sent the installation's key."""
    scheme, _, given = connection.headers.get("authorization", "").partition(" ")
    wanted = app_of(connection).installation.api_key
    return scheme.lower() == "bearer" and secrets.compare_digest(given.strip().encode(), wanted.encode())


async def require_key(request: Request) -> None:
    """A dependency of every route that isn't public. Raises KeyNeeded."""
    if not has_key(request):
        raise KeyNeeded


def require_origin(connection: HTTPConnection) -> None:
    """A page's origin must be ours or a configured one; a caller that sends none is no page. Raises NotAllowed."""
    origin = connection.headers.get("origin")
    if origin is None:
        return
    allowed = app_of(connection).installation.settings.server.origins
    if urlsplit(origin).netloc != connection.headers.get("host") and origin not in allowed:
        raise NotAllowed(f"Pages of {origin} may not open this chat; `server.origins` lists those that may.")


class KnownHost:
    """Refuses requests for a host name that isn't ours, so that no other name can be bound to this server."""

    def __init__(self, app: ASGIApp, server: ServerSection) -> None:
        self.app = app
        self.names = {*LOCAL, server.host, *server.names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or self._known(HTTPConnection(scope)):
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            detail = "This server doesn't answer to that name; `server.names` lists those it does."
            await problem(400, detail, "unknown_host")(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 4403, "reason": "unknown host"})

    def _known(self, connection: HTTPConnection) -> bool:
        host = urlsplit(f"//{connection.headers.get('host', '')}").hostname
        return "*" in self.names or host in self.names
