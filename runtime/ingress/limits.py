"""Limits at the door: a body's size, and how often one address may ask."""

from __future__ import annotations

from collections import OrderedDict
from time import monotonic

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from runtime.errors import TooMany
from runtime.ingress.problems import problem

MAX_BODY = 1024 * 1024
TOO_LARGE = "A request may hold 1 MB at most."


class BodyLimit:
    """Refuses a larger body with 413, whether its length was announced or not; nothing of it reaches a route."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > MAX_BODY:
            await problem(413, TOO_LARGE, "too_large")(scope, receive, send)
            return
        body = await _whole(receive)
        if body is None:
            await problem(413, TOO_LARGE, "too_large")(scope, receive, send)
            return
        await self.app(scope, _replay(body, receive), send)


async def _whole(receive: Receive) -> bytes | None:
    """The body, or None when it is too large."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b"".join(parts)
        part: bytes = message.get("body", b"")
        size += len(part)
        if size > MAX_BODY:
            return None
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


class Rate:
    """So many a minute for each caller, counted in windows of a minute that begin with the first."""

    def __init__(self, *, callers: int = 10_000) -> None:
        self._callers = callers
        self._windows: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def count(self, caller: str, per_minute: int) -> None:
        """Count one of so many. Raises TooMany with the seconds until the window ends."""
        now = monotonic()
        began, used = self._windows.get(caller, (now, 0))
        if now - began >= 60:
            began, used = now, 0
        if used >= per_minute:
            raise TooMany(int(60 - (now - began)) + 1)
        self._windows[caller] = (began, used + 1)
        self._windows.move_to_end(caller)
        while len(self._windows) > self._callers:
            self._windows.popitem(last=False)
