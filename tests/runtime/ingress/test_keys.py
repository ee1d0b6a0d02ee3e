"""Keys of the API: each opens what its scopes say, as often as it may, until it is revoked or too old."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import get_args

import pytest
from fastapi import APIRouter
from httpx import ASGITransport, AsyncClient, Response

from flows.changes import Kind
from runtime import clock
from runtime.app import App
from runtime.feed import Feed
from runtime.ingress import keys as judging
from runtime.ingress.server import build
from runtime.store import keys
from runtime.users.actor import COMMAND_LINE
from tests.door import Door, open_door
from tests.runtime.ingress.asking import accepted, invoice, made_key, sent, started, told
from tests.runtime.ingress.routes import ROUTES, Route, as_declared, keyed
from tests.runtime.playing import Watch

MAPS = "/api/v1/state-maps"


async def line(app: App, key_id: str) -> keys.KeyLine:
    await app.write(lambda _: None)
    lines = await app.read(keys.listing)
    return next(one for one in lines if one.id == key_id)


# Scopes


async def test_every_route_is_in_the_table_and_declares_what_the_table_says(app: App) -> None:
    wanted: dict[tuple[str, str], set[str]] = {}
    for route in ROUTES:
        wanted.setdefault((route.method, route.path), set()).update(route.scopes)
    found = {
        (method, str(route.path)): set(judging.declared(as_declared(route)))
        for route in keyed(app)
        for method in route.methods or ()
    }
    assert found == wanted
    kinds = {route.body["kind"] for route in ROUTES if route.body and "kind" in route.body}
    assert kinds == set(get_args(Kind))


@pytest.mark.parametrize("scope", keys.SCOPES)
async def test_a_scope_alone_opens_what_declares_it_and_nothing_else(door: Door, scope: keys.Scope) -> None:
    headers = sent((await made_key(door.app, scope)).token)
    for route in ROUTES:
        answer = await door.stranger.request(route.method, route.path, json=route.body, headers=headers)
        if scope == "admin" or scope in route.scopes:
            assert answer.status_code in (200, 404), f"{route.label}: {answer.text}"
        else:
            detail = told(answer, 403, "scope")
            assert all(f"“{needed}”" in detail for needed in route.scopes), route.label


async def test_the_installations_key_opens_everything(door: Door) -> None:
    for route in ROUTES:
        answer = await door.api.request(route.method, route.path, json=route.body)
        assert answer.status_code in (200, 404), f"{route.label}: {answer.text}"


async def test_several_scopes_open_what_each_opens(door: Door) -> None:
    headers = sent((await made_key(door.app, "events", "flows:read")).token)
    assert (await door.stranger.get(MAPS, headers=headers)).status_code == 200
    assert (await door.stranger.post("/api/v1/events", json={}, headers=headers)).status_code == 422
    assert (await door.stranger.get("/api/v1/state-bindings", headers=headers)).status_code == 403


async def test_a_route_that_declares_no_scope_answers_nobody(app: App) -> None:
    forgotten = APIRouter(prefix="/api/v1")

    @forgotten.get("/forgotten")
    async def answers() -> str:
        return "secret"

    server = build(app, Feed(app.queue))
    server.include_router(forgotten)
    admin = await made_key(app, "admin")
    async with AsyncClient(transport=ASGITransport(server), base_url="http://localhost") as client:
        for token in (admin.token, app.installation.api_key):
            answer = await client.get("/api/v1/forgotten", headers=sent(token))
            assert "nobody said which scope" in told(answer, 403, "scope")
        told(await client.get("/api/v1/forgotten"), 401, "key_needed")


# What is no key


@pytest.fixture
async def good(door: Door) -> keys.Made:
    """A key that reads state maps."""
    return await made_key(door.app, "flows:read", name="reports")


async def test_unknown_revoked_and_expired_keys_are_refused_in_the_same_words(
    watch: Watch, door: Door, good: keys.Made
) -> None:
    old = await made_key(door.app, "admin", expires_at=clock.now() + timedelta(days=1))
    assert (await door.stranger.get(MAPS, headers=sent(old.token))).status_code == 200
    watch.turn(days=1)
    await door.app.write(lambda session: keys.revoke(session, COMMAND_LINE, good.id))
    heads: list[dict[str, str]] = [
        {},
        sent("cas_" + "x" * 43),
        sent(good.token),
        sent(old.token),
        sent(good.token[:-1]),
        sent("é" * 20),
        {"Authorization": "Bearer"},
    ]
    answers = [
        await door.stranger.get(MAPS, headers=[(k.encode(), v.encode()) for k, v in head.items()])
        for head in heads
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1
    assert {answer.headers["www-authenticate"] for answer in answers} == {"Bearer"}


@pytest.mark.parametrize("scheme", ["Basic", "Token", "BearerX", ""])
async def test_a_key_counts_as_a_bearer_token_alone(door: Door, good: keys.Made, scheme: str) -> None:
    answer = await door.stranger.get(MAPS, headers={"Authorization": f"{scheme} {good.token}".strip()})
    told(answer, 401, "key_needed")


async def test_a_key_in_an_address_a_cookie_or_another_header_is_not_looked_at(
    door: Door, good: keys.Made
) -> None:
    for name in ("key", "api_key", "access_token", "token", "authorization"):
        told(await door.stranger.get(MAPS, params={name: good.token}), 401, "key_needed")
        told(await door.stranger.get(MAPS, headers={"Cookie": f"{name}={good.token}"}), 401, "key_needed")
    told(await door.stranger.get(MAPS, headers={"X-API-Key": good.token}), 401, "key_needed")


async def test_a_revoked_key_opens_nothing_from_the_next_request_on(door: Door, good: keys.Made) -> None:
    headers = sent(good.token)
    assert (await door.stranger.get(MAPS, headers=headers)).status_code == 200
    await door.app.write(lambda session: keys.revoke(session, COMMAND_LINE, good.id))
    told(await door.stranger.get(MAPS, headers=headers), 401, "key_needed")


async def test_a_key_that_is_revoked_while_its_request_comes_in_stores_nothing(door: Door) -> None:
    one = await started(door.api, invoice())
    key = await made_key(door.app, "events")

    async def slowly() -> AsyncIterator[bytes]:
        yield b'{"event": "payment_received", "event_id": "e-1", '
        await door.app.write(lambda session: keys.revoke(session, COMMAND_LINE, key.id))
        await asyncio.sleep(judging.GOOD_SECONDS)
        yield f'"binding_id": "{one["binding_id"]}"}}'.encode()

    headers = {**sent(key.token), "Content-Type": "application/json"}
    told(
        await door.stranger.post("/api/v1/events", content=slowly(), headers=headers),
        401,
        "key_needed",
    )
    again = {"event": "payment_received", "event_id": "e-1", "binding_id": one["binding_id"]}
    await accepted(door.api, "events", **again)
    await door.turn()
    history = (await door.api.get(f"/api/v1/state-bindings/{one['binding_id']}")).json()["history"]
    assert [entry["value"] for entry in history].count("payment_received") == 1


# How often, and when last


async def test_a_key_is_used_as_often_as_it_may_and_no_other_suffers(
    door: Door, good: keys.Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_000.0
    monkeypatch.setattr("runtime.ingress.limits.monotonic", lambda: now)
    slow = sent((await made_key(door.app, "flows:read", name="slow", per_minute=2)).token)
    for _ in range(2):
        assert (await door.stranger.get(MAPS, headers=slow)).status_code == 200
    now += 20
    answer = await door.stranger.get(MAPS, headers=slow)
    assert "41 s" in told(answer, 429, "too_many")
    assert answer.headers["retry-after"] == "41"
    assert (await door.stranger.get(MAPS, headers=sent(good.token))).status_code == 200
    now += 41
    assert (await door.stranger.get(MAPS, headers=slow)).status_code == 200


async def test_requests_that_fail_count_too(door: Door) -> None:
    slow = sent((await made_key(door.app, "events", per_minute=1)).token)
    told(await door.stranger.get(MAPS, headers=slow), 403, "scope")
    told(await door.stranger.post("/api/v1/events", json={}, headers=slow), 429, "too_many")


async def test_the_installations_key_asks_as_often_as_settings_say(app: App) -> None:
    server = app.installation.settings.server.model_copy(update={"per_minute": 3})
    settings = app.installation.settings.model_copy(update={"server": server})
    app.installation = app.installation._replace(settings=settings)
    async with open_door(app) as door:
        assert [(await door.api.get(MAPS)).status_code for _ in range(4)] == [200] * 3 + [429]


async def test_last_use_is_kept_to_the_minute(watch: Watch, door: Door, good: keys.Made) -> None:
    watch.turn(minutes=5, seconds=42)
    assert (await line(door.app, good.id)).last_used_at is None
    for _ in range(3):
        await door.stranger.get(MAPS, headers=sent(good.token))
        assert (await line(door.app, good.id)).last_used_at == clock.now().replace(second=0)
        watch.turn(seconds=30)
    told(await door.stranger.get(MAPS, headers=sent(good.token[:-1])), 401, "key_needed")


# Nothing tells the key


async def test_a_key_is_in_no_answer_no_log_and_no_file(
    door: Door, good: keys.Made, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    wrong = "cas_wrong_but_looks_like_one_all_the_same_00000"
    for token in (good.token, wrong, door.app.installation.api_key):
        for route in ROUTES:
            answer = await _asked(door, route, token)
            assert token not in answer.text + str(answer.headers)
    await door.app.write(lambda _: None)
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    written = "\n".join(caplog.handler.format(record) for record in ours)
    folder = door.app.installation.folder
    kept = b"".join(
        file.read_bytes() for file in folder.path.rglob("*") if file.is_file() and file != folder.secrets_file
    )
    for token in (good.token, wrong, door.app.installation.api_key):
        assert token not in written
        assert token.encode() not in kept


async def _asked(door: Door, route: Route, token: str) -> Response:
    return await door.stranger.request(route.method, route.path, json=route.body, headers=sent(token))


async def test_answers_with_people_in_them_are_kept_nowhere(door: Door) -> None:
    assert (await door.api.get("/api/v1/state-bindings")).headers["cache-control"] == "no-store"
    assert (await door.stranger.get("/api/v1/state-bindings")).headers["cache-control"] == "no-store"
