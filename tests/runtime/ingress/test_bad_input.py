"""What callers with a key may try: other things' ids, fields that aren't theirs to set, tricks in paths and headers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from fastapi.routing import APIRoute
from httpx import Response
from pydantic import BaseModel

from runtime.app import App
from tests.door import Door
from tests.runtime.ingress.asking import Json, ana, invoice, order, started
from tests.runtime.ingress.routes import ROUTES, Route, as_declared, keyed

ANA = ("ana@example.com", "Ana", "INV-7")
"""What tells somebody that Ana is a customer here."""


class Place(NamedTuple):
    """Where a route takes the id of something that is stored."""

    route: Route
    where: str
    """path, query or body."""
    name: str

    @property
    def label(self) -> str:
        return f"{self.route.label} {self.where} {self.name}"


PLACES = (
    Place(ROUTES[1], "path", "process_type"),
    Place(ROUTES[2], "query", "process_type"),
    Place(ROUTES[2], "query", "contact_id"),
    Place(ROUTES[2], "query", "conversation_id"),
    Place(ROUTES[2], "query", "state"),
    Place(ROUTES[2], "query", "after"),
    Place(ROUTES[3], "body", "process_type"),
    Place(ROUTES[3], "body", "contact_id"),
    Place(ROUTES[4], "path", "binding_id"),
    Place(ROUTES[5], "path", "conversation_id"),
    Place(ROUTES[6], "body", "contact_id"),
    Place(ROUTES[7], "body", "binding_id"),
    Place(ROUTES[7], "body", "conversation_id"),
    Place(ROUTES[7], "body", "contact_id"),
    Place(ROUTES[8], "body", "binding_id"),
    Place(ROUTES[8], "body", "conversation_id"),
)
WHOLE = {"process_type", "state", "after"}
"""Names that say what is meant without ending in `_id`."""
THEIRS = {"event_id", "message_id"}
"""Names that callers give to what they tell; they lead to nothing."""
ONE_OF = ("binding_id", "conversation_id", "contact_id")

ODD = (
    "0" * 32, "01890000-0000-7000-8000-000000000000", "null", "*", "%", "_", " ", "-1", "0",
    "../..", "..%2f..%2fsecrets.json", "/etc/passwd", "x\x00y", "x\r\nSet-Cookie: a=b", "' OR '1'='1",
    "{{7*7}}", "<script>", "\u202eевil", "Å" * 40, "x" * 5_000, "😀",
)  # fmt: skip


def fields(route: APIRoute) -> Iterator[tuple[str, str]]:
    """All that a route takes, as it declares it."""
    for where in ("path", "query"):
        for field in getattr(route.dependant, f"{where}_params"):
            yield where, field.alias
    for model in bodies(route):
        for name in model.model_fields:
            yield "body", name


def bodies(route: APIRoute) -> Iterator[type[BaseModel]]:
    """The model of a route's body."""
    for field in route.dependant.body_params:
        annotation = field.field_info.annotation
        assert isinstance(annotation, type), f"{route.path} takes something that is no model"
        assert issubclass(annotation, BaseModel)
        yield annotation


async def test_every_place_for_an_id_has_a_case(app: App) -> None:
    found = {
        (method, str(route.path), where, name)
        for route in keyed(app)
        for method in route.methods or ()
        for where, name in fields(as_declared(route))
        if name in WHOLE or (name.endswith("_id") and name not in THEIRS) or where == "path"
    }
    assert found == {(place.route.method, place.route.path, place.where, place.name) for place in PLACES}


# Ids


def asked_with(place: Place, value: str) -> Json:
    """A request that is right but for one id."""
    path, params, body = place.route.path, {}, dict(place.route.body or {})
    if place.where == "path":
        path = path.replace(f"{{{place.name}}}", quote(value, safe=""))
    elif place.where == "query":
        params[place.name] = value
    else:
        if place.name in ONE_OF:
            body = {name: given for name, given in body.items() if name not in ONE_OF}
        body[place.name] = value
    return {"method": place.route.method, "url": path, "params": params, "json": body or None}


def leak(answer: Response, value: str) -> str:
    """What is wrong with an answer to an id that leads nowhere; what the caller said may be said back."""
    text = answer.text.replace(value, "") if value else answer.text
    if any(word in text for word in ANA) or "Traceback" in text or "set-cookie" in answer.headers:
        return "it tells more than it should"
    if answer.status_code == 200:
        return "" if answer.json() == {"items": [], "next": None} else "something was found"
    is_problem = answer.headers["content-type"] == "application/problem+json" and answer.json()["code"]
    return "" if answer.status_code in (404, 422) and is_problem else "it is no refusal"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_id_of_something_else_leads_nowhere(door: Door, method: str) -> None:
    one = await started(door.api, invoice())
    await door.turn()
    detail = (await door.api.get(f"/api/v1/state-bindings/{one['binding_id']}")).json()
    ids = {
        "binding_id": one["binding_id"],
        "contact_id": one["contact_id"],
        "conversation_id": one["conversation_id"],
        "change_id": detail["history"][0]["change_id"],
        "effect": detail["effects"][0]["key"],
        "address": "ana@example.com",
        "process_type": "payment_collection",
        "state": detail["state"],
    }
    places = [place for place in PLACES if place.route.method == method]
    assert len(places) >= 8
    for place in places:
        # A list may go on after any id at all.
        others = [ids[kind] for kind in ids if kind != place.name and place.name != "after"]
        for value in (*others, *(ODD if place.name != "after" else ("", "0"))):
            if place.where == "path" and "/" in value:
                continue  # another address altogether
            answer = await door.api.request(**asked_with(place, value))
            wrong = leak(answer, value)
            assert not wrong, (
                f"{place.label} {value[:80]!r}: {wrong}: {answer.status_code} {answer.text[:300]}"
            )
    again = (await door.api.get(f"/api/v1/state-bindings/{one['binding_id']}")).json()
    assert again == detail, "nothing was moved"


TRICKS = (
    "..%2f..%2fopenapi.json", "%2e%2e/%2e%2e/openapi.json", "..;/state-maps", "x%2f..%2f..", "%00", "x%00y",
    "%ff%fe", "%0d%0aX-Injected:%20yes", "x%0d%0aX-Injected:%20yes/", "%2f%2fevil.example", "%5c..%5c..",
)  # fmt: skip


async def test_tricks_in_a_path_lead_nowhere(door: Door) -> None:
    await started(door.api, invoice())
    for trick in TRICKS:
        for noun in ("state-bindings", "state-maps", "conversations"):
            answer = await door.api.get(f"/api/v1/{noun}/{trick}")
            assert answer.status_code in (404, 307), f"{noun}/{trick}: {answer.text}"
            assert "x-injected" not in answer.headers
            if answer.status_code == 307:  # the same without a slash at its end
                assert answer.headers["location"].startswith(f"{door.url}/api/v1/{noun}/")
            assert not any(word in answer.text for word in ANA)


# Fields


async def test_every_body_refuses_what_it_does_not_know(app: App) -> None:
    schemas = [body.model_json_schema() for route in keyed(app) for body in bodies(as_declared(route))]
    inner = [part for schema in schemas for part in schema.get("$defs", {}).values()]
    assert len(schemas) >= 4
    assert len(inner) >= 3, "bodies have models in them"
    for model in (*schemas, *inner):
        assert model["additionalProperties"] is False, model["title"]


OURS = (
    "id", "binding_id", "conversation_id", "contact_id", "change_id", "order", "seq", "revision", "version", "visit",
    "state", "source", "source_id", "depth", "about", "created_at", "handled_at", "ended_at", "outcome", "flagged",
    "opted_out", "tags", "token", "author", "actor", "role", "scopes", "is_admin", "__class__", "model_config",
)  # fmt: skip


async def test_what_is_ours_to_set_nobody_else_sets(door: Door) -> None:
    one = await started(door.api, invoice(contact={"identities": ana()["identities"]}))
    for route in {route.path: route for route in ROUTES if route.body is not None}.values():
        body = {**(route.body or {}), **{name: one[name] for name in ONE_OF if name in (route.body or {})}}
        if "process_type" in body:
            body = order(contact_id=one["contact_id"])
        for name in OURS:
            if name not in body:
                answer = await door.api.post(route.path, json={**body, name: one.get(name, "1")})
                assert answer.status_code == 422, f"{route.label} took {name}: {answer.text}"
    listed = (await door.api.get("/api/v1/state-bindings")).json()["items"]
    assert [(item["binding_id"], item["state"], item["revision"]) for item in listed] == [
        (one["binding_id"], "pending", 0)
    ]


async def test_what_is_inside_a_contact_is_not_set_either(door: Door) -> None:
    more: Json
    for more in (
        {"id": "1"},
        {"contact_id": "1"},
        {"opted_out": False},
        {"tags": ["vip"]},
        {"attributes": {}},
    ):
        body = invoice(contact={**ana(), **more})
        assert (await door.api.post("/api/v1/state-bindings", json=body)).status_code == 422
    body = invoice(
        contact={"identities": [{"channel": "email", "address": "a@example.com", "verified": True}]}
    )
    assert (await door.api.post("/api/v1/state-bindings", json=body)).status_code == 422


# Headers


async def spoken(door: Door, *lines: bytes) -> bytes:
    """What the server answers to a request that no client would send."""
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    writer.write(b"\r\n".join((*lines, b"Connection: close", b"", b"")))
    async with asyncio.timeout(20):
        answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


async def test_headers_that_are_none(door: Door) -> None:
    head, host = b"GET /api/v1/state-maps HTTP/1.1", b"Host: localhost"
    key = f"Authorization: Bearer {door.app.installation.api_key}".encode()
    assert (await spoken(door, head, host, key)).startswith(b"HTTP/1.1 200")
    for odd in (
        (b"Authorization: Bearer x\x00y",),
        (b"Authorization: Bearer wrong", key),  # the first counts
        (b"Authorization:", b" " + key.partition(b": ")[2]),
        (b"X-Forwarded-User: admin", b"X-Original-URL: /healthz", b"X-Rewrite-URL: /healthz"),
        (b"X-HTTP-Method-Override: OPTIONS",),
    ):
        answer = await spoken(door, head, host, *odd)
        assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 401")), answer


async def test_what_callers_send_comes_back_in_no_header(door: Door) -> None:
    odd: dict[str, Any] = {
        "Origin": "https://evil.example",
        "X-Request-Id": "abc",
        "Cookie": "a=evil.example",
    }
    answer = await door.api.get("/api/v1/state-maps/%0d%0aevil.example", headers=odd)
    assert "evil" not in str(answer.headers)
    assert "abc" not in str(answer.headers)
