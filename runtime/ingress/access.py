"""Who may come in: allowed origins, and the names this server answers to. The API's keys are in `keys`."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from runtime.app import App
from runtime.errors import NotAllowed
from runtime.ingress.problems import problem
from runtime.settings import ServerSection

LOCAL = ("localhost", "127.0.0.1", "::1")
ADDRESS_LENGTH = 64


def app_of(connection: HTTPConnection) -> App:
    """The app that the server runs on."""
    app = connection.app.state.converse
    assert isinstance(app, App)
    return app


def address_of(connection: HTTPConnection) -> str:
    """The network address that the caller asks from, as a proxy on this machine tells it."""
    return connection.client.host[:ADDRESS_LENGTH] if connection.client else ""


def require_origin(connection: HTTPConnection) -> None:
    """A page's origin must be ours or a configured one; a caller that sends none is no page. Raises NotAllowed."""
    origin = connection.headers.get("origin")
    if origin is None or origin in app_of(connection).installation.settings.server.origins:
        return
    scheme, _, place = origin.partition("://")
    if scheme not in ("http", "https") or place != connection.headers.get("host"):
        raise NotAllowed(f"Pages of {origin} may not open this chat; `server.origins` lists those that may.")


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
