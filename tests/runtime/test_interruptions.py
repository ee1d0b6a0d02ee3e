"""Workers that are stopped at any moment, many at a time: state moves exactly once, and nothing is left lying."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping
from typing import Any

import pytest

from runtime.app import App
from runtime.backend.backend import Backend
from runtime.errors import DeliveryError
from runtime.store import contacts
from runtime.worker import drain
from tests.flows.build import flow, on, says
from tests.runtime.playing import Play, meet, publish, texts

BUSY_DAY = flow(
    on(
        "event order",
        "open",
        None,
        says("Order."),
        {"type": "update_backend", "operation": "book"},
        says("Wait."),
    ),
    on("action backend_updated", "open", None, says("Booked.")),
    on("intent help", "open", None, says("Help.")),
)


class Moody(Backend):
    """Takes a moment, and now and then wants to be asked again."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.booked: list[str] = []
        self.calm = False

    async def call(self, operation: str, arguments: Mapping[str, Any], *, key: str) -> object:
        await asyncio.sleep(self._chance.random() / 200)
        if not self.calm and self._chance.random() < 0.3:
            raise DeliveryError("busy", retryable=True)
        self.booked.append(key)
        return {}


@pytest.mark.parametrize("seed", range(3))
async def test_stopped_workers_lose_and_repeat_nothing(app: App, play: Play, seed: int) -> None:
    chance = random.Random(seed)
    app.backend = system = Moody(chance)
    await publish(app, BUSY_DAY)
    plays = [play, await meet(app, play.watch, "Ben")]
    bindings = [await one.start() for one in plays]
    for _ in range(12):
        one = chance.choice(plays)
        if chance.random() < 0.5:
            await one.say("help", drained=False)
        else:
            await one.event("order", drained=False)
        await disturb(app, plays, chance)
        play.watch.turn(seconds=chance.random() * 3)
    system.calm = True
    for _ in range(60):
        await play.wait(seconds=2)

    for one, binding in zip(plays, bindings, strict=True):
        await everything_happened_once(one, binding, system)


async def disturb(app: App, plays: list[Play], chance: random.Random) -> None:
    """Several workers on the same conversations, each stopped at some moment."""
    workers = [asyncio.create_task(drain(app, chance.choice(plays).conversation_id)) for _ in range(4)]
    for worker in workers:
        await asyncio.sleep(chance.random() / 100)
        worker.cancel()
    await asyncio.gather(*workers, return_exceptions=True)


async def everything_happened_once(play: Play, binding: str, system: Moody) -> None:
    changes = await play.changes()
    assert all(row.handled_at for row in changes)
    assert "failed" not in texts(changes, "result")
    history = await play.history(binding)
    assert len(set(texts(history, "change_id"))) == len(history), "each was told once"
    moved = [row.revision for row in history if row.outcome in ("started", "stayed")]
    assert moved == list(range(len(moved)))
    assert texts(history, "at") == sorted(texts(history, "at"))

    effects = await play.outbox()
    assert set(texts(effects, "status")) == {"done"}
    results = [row for row in changes if row.source == "effect"]
    assert sorted(texts(results, "source_id")) == sorted(texts(effects, "key"))
    said = [row.payload["content"]["text"] for row in effects if row.type == "send_message"]
    assert await play.heard() == said, "in the order in which they were decided"
    assert {row.key for row in effects if row.type == "update_backend"} <= set(system.booked)

    conversation = await play.app.read(lambda session: contacts.conversation(session, play.conversation_id))
    assert conversation.turn_token is None
