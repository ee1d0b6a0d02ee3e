"""The gate: every request and every socket passes it before anything is built for it.

Only our own names are answered, only our own pages may change anything or open a socket, and whoever isn't signed in
sees the way in and nothing else. It is plain ASGI, so that it sees sockets too.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from runtime import loopback
from runtime.errors import SignInNeeded
from runtime.settings import StudioSection
from studio import cookies, forms
from studio.addresses import way_in
from studio.leaving import Listening, is_unanswered
from studio.letters import are_letters
from studio.plain import plain_page
from studio.services.sessions import Sessions
from studio.watch import LOOK_SECONDS, watched

OPEN_PATHS = (
    "/healthz", "/sign-in", "/sign-in/link", "/sign-out", "/join", "/reset", "/oidc/start", "/oidc/back",
)  # fmt: skip
"""What nobody needs to be signed in for."""
OPEN_FOLDER = "/styles/"
MAX_BODY = 2 * 1024 * 1024
"""Bytes: twice what a flow may have, as uploads come with a frame around them."""
SOCKETS = "/_nicegui_ws/"
"""Below it sockets are opened, by whichever method: browsers that can't, ask again and again instead."""
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
REFUSED = 4403
"""What a socket is closed with that may not be opened."""

HEADERS = {
    # NiceGUI writes scripts into its pages and compiles templates in the browser, which needs inline and eval;
    # nothing goes to or comes from anywhere else.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # The address of a sign-in link is its secret. With no-referrer, browsers send forms with “Origin: null”.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
OVER_TLS = {**HEADERS, "Strict-Transport-Security": "max-age=31536000"}


class Gate:
    """Middleware. Behind it, `scope["state"]` holds the `actor` and the session's `cookie`, see also `forms`.

    `secret` signs the forms of pages; every `look_seconds` it is asked whether an open socket's session lasts.
    """

    def __init__(
        self,
        app: ASGIApp,
        settings: StudioSection,
        sessions: Sessions,
        secret: str,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self.app = app
        self.look_seconds = look_seconds
        self.sessions = sessions
        self.names = {*loopback.NAMES, settings.host, *settings.names}
        self.https = settings.https
        self.secret = secret

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if self.https:
            scope["scheme"] = "wss" if scope["type"] == "websocket" else "https"
        connection = HTTPConnection(scope)
        refusal = self._refusal(connection) or await self._signed_in(connection)
        if scope["type"] == "websocket":
            await self._socket(connection, refusal, receive, send)
            return
        browser, listening = forms.prepare(connection, self.secret), Listening(receive)
        try:
            await (refusal or self.app)(scope, listening, _dressed(send, connection, browser))
        except RuntimeError as error:
            if not (listening.left and is_unanswered(error)):
                raise

    async def _socket(
        self, connection: HTTPConnection, refusal: Response | None, receive: Receive, send: Send
    ) -> None:
        if refusal is not None:
            await send({"type": "websocket.close", "code": REFUSED})
            return
        cookie = connection.scope["state"]["cookie"]

        async def lasts() -> bool:
            try:
                await self.sessions.actor(cookie)
            except SignInNeeded:
                return False
            return True

        await self.app(connection.scope, watched(receive, send, lasts, self.look_seconds), send)

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
        if _is_open(connection.scope):
            return None
        cookie = cookies.read(connection, cookies.SESSION)
        try:
            actor = await self.sessions.actor(cookie, origin_of(connection))
        except SignInNeeded as error:
            if "text/html" in connection.headers.get("accept", ""):
                return RedirectResponse(way_in(_asked(connection)), HTTPStatus.SEE_OTHER)
            return PlainTextResponse(str(error), HTTPStatus.UNAUTHORIZED)
        connection.scope.setdefault("state", {}).update(actor=actor, cookie=cookie)
        return None


def origin_of(connection: HTTPConnection) -> str:
    """The network address that somebody acts from; a proxy that `studio.proxies` names says it for them."""
    return connection.client.host if connection.client else ""


def _is_open(scope: Scope) -> bool:
    """Whether nobody needs to be signed in for this. A socket is never for strangers."""
    path = scope["path"]
    return scope["type"] == "http" and (
        path in OPEN_PATHS or path.startswith(OPEN_FOLDER) or are_letters(path)
    )


def _asked(connection: HTTPConnection) -> str:
    if connection.scope.get("method") not in SAFE_METHODS:
        return "/"
    path, query = connection.scope["path"], connection.scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else str(path)


def _name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _from_our_page(connection: HTTPConnection) -> bool:
    """Browsers name the page that posts or opens a socket; a caller that names none is no page."""
    if _is_look(connection):
        return True
    if connection.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = connection.headers.get("origin")
    if origin is None:
        return True
    scheme, _, host = origin.partition("://")
    return host == connection.headers.get("host") and (scheme == "https" or not cookies.is_https(connection))


def _is_look(connection: HTTPConnection) -> bool:
    scope = connection.scope
    return (
        scope["type"] == "http" and scope["method"] in SAFE_METHODS and not scope["path"].startswith(SOCKETS)
    )


def _too_large(connection: HTTPConnection) -> bool:
    """Whether a body has more than we take, or doesn't say how much: the server holds it to what it says."""
    if connection.scope["type"] != "http" or connection.scope["method"] in SAFE_METHODS:
        return False
    length = connection.headers.get("content-length", "")
    chunked = "transfer-encoding" in connection.headers
    return chunked or (length.isdecimal() and int(length) > MAX_BODY)


def _dressed(send: Send, connection: HTTPConnection, browser: str | None) -> Send:
    """Give an answer the headers that it has none of its own for, and a browser that is new its cookie."""
    more: Mapping[str, str] = OVER_TLS if cookies.is_https(connection) else HEADERS
    cache = "no-cache" if connection.scope["path"].startswith(OPEN_FOLDER) else "no-store"
    carrier = Response()
    if browser is not None and "text/html" in connection.headers.get("accept", ""):
        forms.introduce(connection, carrier, browser)

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in more.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", cache)
            for cookie in carrier.headers.getlist("set-cookie"):
                headers.append("set-cookie", cookie)
        await send(message)

    return sending
