"""Who may come in: the API's key, allowed origins, and the names this server answers to."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from runtime.app import App
from runtime.errors import KeyNeeded, NotAllowed
from runtime.ingress.problems import fault, problem
from runtime.settings import ServerSection

LOCAL = ("localhost", "127.0.0.1", "::1")
KEYED = "/api/"
PUBLIC = frozenset({"/api/v1/chat/visitors"})
"""What under `KEYED` needs no key."""


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


def require_origin(connection: HTTPConnection) -> None:
    """A page's origin must be ours or a configured one; a caller that sends none is no page. Raises NotAllowed."""
    origin = connection.headers.get("origin")
    if origin is None or origin in app_of(connection).installation.settings.server.origins:
        return
    scheme, _, place = origin.partition("://")
    if scheme not in ("http", "https") or place != connection.headers.get("host"):
        raise NotAllowed(f"Pages of {origin} may not open this chat; `server.origins` lists those that may.")


class KeyFirst:
    """Asks for the key before anything of a request is read: what is new under `/api/` needs it, unless listed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _is_keyed(scope) and not has_key(HTTPConnection(scope)):
            await fault(KeyNeeded())(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _is_keyed(scope: Scope) -> bool:
    return scope["type"] == "http" and scope["path"].startswith(KEYED) and scope["path"] not in PUBLIC


class KnownHost:
    """Refuses requests for a host name that isn't ours, so that no other name can be bound to this server."""

    def __init__(self, app: ASGIApp, server: ServerSection) -> None:
        self.app = app
        self.names = {name.lower() for name in (*LOCAL, server.host, *server.names)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or self._known(HTTPConnection(scope)):
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            detail = "This server doesn't answer to that name; `server.names` lists those it does."
            await problem(400, detail, "unknown_host")(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 4403, "reason": "unknown host"})

    def _known(self, connection: HTTPConnection) -> bool:
        try:
            host = urlsplit(f"//{connection.headers.get('host', '')}").hostname
        except ValueError:
            return False
        return "*" in self.names or host in self.names
