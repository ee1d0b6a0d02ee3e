"""Every route of the API, as a test asks for it. A route that is missing here fails `test_keys`."""

from __future__ import annotations

from typing import NamedTuple

from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from runtime.app import App
from runtime.feed import Feed
from runtime.ingress.keys import KEYED
from runtime.ingress.server import build
from runtime.store.keys import Scope
from tests.runtime.ingress.asking import Json, invoice


class Route(NamedTuple):
    """What it takes: the scopes of which a key needs one, and a body that is right but for whom it is about."""

    method: str
    path: str
    scopes: frozenset[Scope]
    body: Json | None = None

    @property
    def label(self) -> str:
        kind = (self.body or {}).get("kind", "")
        return f"{self.method} {self.path.removeprefix('/api/v1/')} {kind}".strip()


CHANGE = {"binding_id": "x", "payload": {}}
ROUTES = (
    Route("GET", "/api/v1/state-maps", frozenset({"flows:read"})),
    Route("GET", "/api/v1/state-maps/{process_type}", frozenset({"flows:read"})),
    Route("GET", "/api/v1/state-bindings", frozenset({"operate"})),
    Route("POST", "/api/v1/state-bindings", frozenset({"operate"}), invoice(contact_id="x")),
    Route("GET", "/api/v1/state-bindings/{binding_id}", frozenset({"operate"})),
    Route("GET", "/api/v1/conversations/{conversation_id}/states", frozenset({"operate"})),
    Route(
        "POST", "/api/v1/messages/inbound", frozenset({"messages"}),
        {"channel": "sms", "contact_id": "x", "text": "hello", "message_id": "m-1"},
    ),
    Route(
        "POST", "/api/v1/events", frozenset({"events"}),
        {"event": "payment_received", "event_id": "e-1", "binding_id": "x"},
    ),
    Route(
        "POST", "/api/v1/context-change", frozenset({"events"}),
        {**CHANGE, "kind": "event", "value": "payment_received"},
    ),
    *(
        Route("POST", "/api/v1/context-change", frozenset({"operate"}), {**CHANGE, "kind": kind, "value": "closed"})
        for kind in ("intent", "timeout", "action", "manual")
    ),
)  # fmt: skip
OPEN = {("POST", "/api/v1/chat/visitors")}
"""Those that need no key."""


def keyed(app: App) -> list[RouteContext]:
    """The routes that the server has under `/api/`, but for the open ones."""
    found = iter_route_contexts(build(app, Feed(app.queue)).routes)
    return [
        route
        for route in found
        if str(route.path).startswith(KEYED)
        and not {(method, route.path) for method in route.methods or ()} & OPEN
    ]


def as_declared(route: RouteContext) -> APIRoute:
    """The route as its module declares it."""
    declared = route.original_route
    assert isinstance(declared, APIRoute)
    return declared
