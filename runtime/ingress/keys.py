"""Who calls the API: the key that was sent, what it may do, and how often.

`KeyFirst` asks for a key before anything of a request is read. Each route then declares, by `needs`, the scopes of
which a key must have one; a route that declares none answers nobody.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from time import monotonic
from typing import Any, NamedTuple

from fastapi import Request, Security
from fastapi.params import Security as Declared
from fastapi.security import HTTPBearer
from sqlmodel import Session
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from runtime.errors import KeyNeeded, RuntimeFault, ScopeMissing, TooMany
from runtime.ingress.access import address_of, app_of
from runtime.ingress.limits import Rate
from runtime.ingress.problems import fault
from runtime.store import audit, keys
from runtime.users.actor import Actor, stranger

log = logging.getLogger(__name__)

KEYED = "/api/"
PREFIX = "/api/v1"
PUBLIC = frozenset({f"{PREFIX}/chat/visitors"})
"""What under `KEYED` needs no key; one that is sent there still counts."""

KEY = HTTPBearer(
    auto_error=False,
    scheme_name="key",
    description="A key of the API. Of the scopes that a route lists it has one, or `admin`.",
)
"""Tells readers of the description; `KeyFirst` and `judged` check."""

GOOD_SECONDS = 0.2
"""How long ago a key may have been looked up; a body that took longer to arrive has it looked up again."""


class Caller(NamedTuple):
    """A key that was sent, and is good."""

    actor: Actor
    """No role: what a key may do its scopes say, and nothing else."""
    scopes: frozenset[keys.Scope]
    per_minute: int
    found_at: float


def needs(*scopes: keys.Scope) -> Any:
    """A route's dependency: the scopes of which a key must have one. The route's docstring says so too."""
    return Security(KEY, scopes=scopes)


def declared(route: Any) -> tuple[str, ...]:
    """The scopes that a route names by `needs`; empty where it names none."""
    named: Sequence[Any] = getattr(route, "dependencies", ())
    return tuple(scope for one in named if isinstance(one, Declared) for scope in one.scopes or ())


async def judged(connection: HTTPConnection) -> None:
    """The dependency of all routes: refuses the key that has none of the declared scopes, and what declares none.

    Raises ScopeMissing, which is noted, and KeyNeeded for a key that was revoked while its request came in.
    """
    path = connection.scope["path"]
    if not path.startswith(KEYED) or path in PUBLIC:
        return
    caller = caller_of(connection)
    if caller is None or monotonic() - caller.found_at > GOOD_SECONDS:
        connection.state.caller = caller = await _found(connection)
    if caller is None:
        raise KeyNeeded
    scopes = declared(connection.scope.get("route"))
    if not scopes:
        log.error("%s declares no scope and is refused", path)
    await _require(connection, caller, scopes)


async def require(request: Request, scope: keys.Scope) -> None:
    """For routes whose body decides: raises ScopeMissing, which is noted, unless the key has this very scope."""
    caller = caller_of(request)
    assert caller is not None
    await _require(request, caller, (scope,))


async def _require(connection: HTTPConnection, caller: Caller, scopes: Sequence[str]) -> None:
    if scopes and caller.scopes & {*scopes, "admin"}:
        return
    await _note_refusal(connection, caller.actor, scopes)
    if not scopes:
        raise ScopeMissing("No key may do that: nobody said which scope it needs.")
    named = " or ".join(f"“{scope}”" for scope in scopes)
    raise ScopeMissing(f"This key may not do that: it needs the scope {named}.")


async def _note_refusal(connection: HTTPConnection, actor: Actor, scopes: Sequence[str]) -> None:
    place = f"{connection.scope['method']} {PREFIX}{connection.scope['route'].path}"
    detail = {"scopes": list(scopes)}
    await app_of(connection).write(lambda session: audit.note_refused(session, actor, "route", place, detail))


def caller_of(connection: HTTPConnection) -> Caller | None:
    """Whose key came with this request; None where it is a stranger's."""
    found: Caller | None = getattr(connection.state, "caller", None)
    return found


def actor_of(request: Request) -> Actor:
    """Who acts, on a route that needs a key."""
    caller = caller_of(request)
    assert caller is not None
    return caller.actor


class KeyFirst:
    """Asks for the key before anything of a request is read: what is new under `/api/` needs it, unless listed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.rate = Rate()
        self.strangers = Rate()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(KEYED):
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        try:
            connection.state.caller = await self._caller(connection)
        except RuntimeFault as error:
            await fault(error)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    async def _caller(self, connection: HTTPConnection) -> Caller | None:
        caller = await _found(connection)
        if caller is not None:
            self.rate.count(caller.actor.id, caller.per_minute)
        elif connection.scope["path"] not in PUBLIC:
            self._note(connection)
            raise KeyNeeded
        return caller

    def _note(self, connection: HTTPConnection) -> None:
        """Once a minute for an address: a stranger takes no more of the writer's time."""
        address, token = address_of(connection), _token(connection)
        try:
            self.strangers.count(address, 1)
        except TooMany:
            return

        def note(session: Session) -> None:
            audit.note_stranger(session, stranger(address), "key.refused", "key", keys.id_of(session, token))

        app_of(connection).database.write_later(note)


async def _found(connection: HTTPConnection) -> Caller | None:
    """Whose key was sent: the installation's, or one that is stored and still good."""
    app, token, origin = app_of(connection), _token(connection), address_of(connection)
    if secrets.compare_digest(token.encode(), app.installation.api_key.encode()):
        per_minute = app.installation.settings.server.per_minute
        actor = Actor(f"key: {keys.INSTALLATION}", None, kind="key", origin=origin)
        return Caller(actor, frozenset(keys.SCOPES), per_minute, monotonic())
    key = await app.read(lambda session: keys.find(session, token)) if token else None
    if key is None:
        return None
    if not key.marked:
        app.database.write_later(lambda session: keys.used(session, key.id))
    actor = Actor(f"key: {key.name}", None, id=key.id, kind="key", origin=origin)
    return Caller(actor, key.scopes, key.per_minute, monotonic())


def _token(connection: HTTPConnection) -> str:
    """What was sent as a bearer token; empty where nothing was."""
    scheme, _, given = connection.headers.get("authorization", "").partition(" ")
    return given.strip() if scheme.lower() == "bearer" else ""
