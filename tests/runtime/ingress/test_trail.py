"""What callers of the API do, and what they are not let do, is noted with the key that they sent."""

from __future__ import annotations

import pytest

from runtime.app import App
from runtime.store import audit, keys
from runtime.store.audit import Entry, Search
from runtime.users.actor import COMMAND_LINE
from tests.door import Door
from tests.runtime.ingress.asking import invoice, made_key, sent, started, told

MAPS = "/api/v1/state-maps"


async def trail(app: App, act: str = "") -> list[Entry]:
    """What was noted, the first first; all that was to be written is written."""
    await app.write(lambda _: None)
    return (await app.read(lambda session: audit.page(session, Search(act=act))))[::-1]


@pytest.fixture
async def good(door: Door) -> keys.Made:
    """A key that reads state maps."""
    return await made_key(door.app, "flows:read", name="reports")


async def test_what_a_key_does_is_noted_with_its_name(door: Door) -> None:
    key = await made_key(door.app, "operate", "events", name="crm")
    answer = await door.stranger.post("/api/v1/state-bindings", json=invoice(), headers=sent(key.token))
    binding = answer.json()
    for kind, value in (("manual", "goto:closed"), ("event", "payment_received")):
        body = {"binding_id": binding["binding_id"], "kind": kind, "value": value, "reason": "Ana called"}
        answer = await door.stranger.post("/api/v1/context-change", json=body, headers=sent(key.token))
        assert answer.status_code == 202
    body = {"conversation_id": binding["conversation_id"], "kind": "intent", "value": "asks_details"}
    await door.stranger.post("/api/v1/context-change", json=body, headers=sent(key.token))
    began, *moved = await trail(door.app, "binding.")
    assert (began.act, began.kind, began.object_id) == ("binding.started", "binding", binding["binding_id"])
    assert began.detail == {"process_type": "payment_collection", "version": 1}
    assert (began.actor, began.actor_kind, began.origin) == ("key: crm", "key", "127.0.0.1")
    assert [(one.act, one.kind, one.object_id, one.detail) for one in moved] == [
        ("binding.moved", "binding", binding["binding_id"], {"kind": "manual", "value": "goto:closed"}),
        ("binding.moved", "binding", binding["binding_id"], {"kind": "event", "value": "payment_received"}),
        ("binding.moved", "conversation", binding["conversation_id"], {"kind": "intent", "value": "asks_details"}),
    ]  # fmt: skip


async def test_what_is_undone_is_not_noted(door: Door) -> None:
    answer = await door.api.post("/api/v1/state-bindings", json={**invoice(), "data": {}})
    assert answer.status_code == 422
    body = {"binding_id": "x", "kind": "manual", "value": "goto:closed"}
    assert (await door.api.post("/api/v1/context-change", json=body)).status_code == 404
    assert await trail(door.app, "binding.") == []


async def test_the_installations_key_has_a_name_in_the_trail_too(door: Door) -> None:
    await started(door.api, invoice())
    (began,) = await trail(door.app, "binding.")
    assert (began.actor, began.actor_kind) == ("key: installation", "key")


async def test_what_a_key_was_not_let_do_is_noted(door: Door, good: keys.Made) -> None:
    told(await door.stranger.get("/api/v1/state-bindings/some", headers=sent(good.token)), 403, "scope")
    (refused,) = await trail(door.app, "refused")
    assert (refused.actor, refused.kind) == ("key: reports", "route")
    assert refused.object_id == "GET /api/v1/state-bindings/{binding_id}"
    assert refused.detail == {"scopes": ["operate"]}


async def test_a_stranger_is_noted_once_a_minute_and_a_known_key_by_its_id(
    door: Door, good: keys.Made
) -> None:
    await door.app.write(lambda session: keys.revoke(session, COMMAND_LINE, good.id))
    for _ in range(5):
        told(await door.stranger.get(MAPS, headers=sent(good.token)), 401, "key_needed")
    (refused,) = await trail(door.app, "key.refused")
    assert (refused.object_id, refused.origin, refused.actor_kind) == (good.id, "127.0.0.1", "stranger")
