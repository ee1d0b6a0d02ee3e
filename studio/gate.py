"""The gate: every request and every socket passes it before anything is built for it.

Only our own names are answered, only our own pages may change anything or open a socket, and whoever isn't signed in
sees the way in and nothing else. It is plain ASGI, so that it sees sockets too.
"""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from runtime.errors import SignInNeeded
from runtime.settings import StudioSection
from studio.plain import plain_page
from studio.services.sessions import Sessions

COOKIE = "converse_session"
LOCAL = ("localhost", "127.0.0.1", "::1")
OPEN_PATHS = ("/healthz", "/sign-in", "/sign-out")
OPEN_FOLDER = "/styles/"
MAX_BODY = 2 * 1024 * 1024
"""Bytes: twice what a flow may have, as uploads come with a frame around them."""
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")

HEADERS = {
    # NiceGUI compiles templates in the browser, which needs eval; nothing goes to or comes from anywhere else.
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",  # the address of a sign-in link is its secret
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Gate:
    """Middleware. Behind it, `scope["state"]` holds the `actor` and the session's `cookie`."""

    def __init__(self, app: ASGIApp, settings: StudioSection, sessions: Sessions) -> None:
        self.app = app
        self.sessions = sessions
        self.names = {*LOCAL, settings.host, *settings.names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        refusal = self._refusal(connection) or await self._signed_in(connection)
        answer: ASGIApp = self.app if refusal is None else refusal
        if scope["type"] == "websocket" and refusal is not None:
            await send({"type": "websocket.close", "code": 4403})
            return
        await answer(scope, receive, _with_headers(send, scope["path"]) if scope["type"] == "http" else send)

    def _refusal(self, connection: HTTPConnection) -> Response | None:
        if not ("*" in self.names or _name(connection.headers.get("host", "")) in self.names):
            return plain_page(
                400,
                "Another address",
                "The studio doesn't answer to this name; `studio.names` lists those it does.",
            )
        if not _from_our_page(connection):
            return PlainTextResponse("Only the studio's own pages may do this.", 403)
        if _too_large(connection):
            return PlainTextResponse("This is larger than anything the studio takes.", 413)
        return None

    async def _signed_in(self, connection: HTTPConnection) -> Response | None:
        """Note who acts; or how to answer somebody who isn't signed in."""
        path = connection.scope["path"]
        if path in OPEN_PATHS or path.startswith(OPEN_FOLDER):
            return None
        cookie = connection.cookies.get(COOKIE)
        try:
            actor = await self.sessions.actor(cookie)
        except SignInNeeded as error:
            if "text/html" in connection.headers.get("accept", ""):
                return RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
            return PlainTextResponse(str(error), HTTPStatus.UNAUTHORIZED)
        connection.scope.setdefault("state", {}).update(actor=actor, cookie=cookie)
        return None


def _name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _from_our_page(connection: HTTPConnection) -> bool:
    """Browsers name the page that posts or opens a socket; a caller that names none is no page."""
    origin = connection.headers.get("origin")
    if origin is None or (connection.scope["type"] == "http" and connection.scope["method"] in SAFE_METHODS):
        return True
    return origin.partition("://")[2] == connection.headers.get("host")


def _too_large(connection: HTTPConnection) -> bool:
    if connection.scope["type"] != "http" or connection.scope["method"] in SAFE_METHODS:
        return False
    length = connection.headers.get("content-length", "")
    chunked = "transfer-encoding" in connection.headers
    return chunked or (length.isdecimal() and int(length) > MAX_BODY)


def _with_headers(send: Send, path: str) -> Send:
    cache = "no-cache" if path.startswith(OPEN_FOLDER) else "no-store"

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", cache)
        await send(message)

    return sending
