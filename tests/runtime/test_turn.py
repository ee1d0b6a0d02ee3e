"""The turn: one conversation's changes, each once, strictly in the order they were stored."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session

from flows.hearing import Hearing, Understanding
from runtime.app import App
from runtime.backend.backend import Backend
from runtime.delivering import deliver_next
from runtime.errors import DeliveryError
from runtime.store import contacts
from runtime.turn import LEASE, turn
from runtime.understanding.detector import Detector
from runtime.worker import drain
from tests.flows.build import flow, on, says
from tests.runtime.playing import Play, publish, texts

PAYING = flow(
    on("intent pay", "open", "promised", says("Thank you.")),
    on("intent help", "*", None, says("Just pay.")),
    on("event noted", "*", None),
    on("event paid", "*", "done", says("Paid.")),
)
GREETING = flow(
    on("action outreach_sent", "new", "greeted"),
    on("intent hello", "greeted", "done", says("How are you?")),
    states=[{"id": "new", "enter": [says("Hello!")]}, "greeted", "done"],
)
ASKING = flow(
    on("action backend_updated", "asking", "known"),
    on("action backend_failed", "asking", "unknown"),
    on("intent status", "known", None, says("It is on its way.")),
    on("intent status", ["asking", "unknown"], None, says("I don't know.")),
    on("event gave_up", "asking", "unknown"),
    states=[
        {"id": "asking", "enter": [{"type": "update_backend", "operation": "look_up"}]},
        "known",
        "unknown",
    ],
)


class Slow:
    """Understands as `detector` does, but only once it may; meanwhile others act."""

    def __init__(self, detector: Detector) -> None:
        self.name = detector.name
        self._detector = detector
        self.listens, self.may_answer = asyncio.Event(), asyncio.Event()
        self.heard: list[tuple[str, datetime]] = []

    async def hear(self, text: str, hearing: Hearing, now: datetime) -> Understanding:
        self.heard.append((text, now))
        self.listens.set()
        await self.may_answer.wait()
        return await self._detector.hear(text, hearing, now)


@pytest.fixture
def slow(app: App) -> Slow:
    made = Slow(app.detector)
    app.detector = made
    return made


class Answering(Backend):
    """A system that answers when the test lets it, as often as it is asked; `answers` are errors or results."""

    def __init__(self, *answers: object) -> None:
        self._answers = list(answers)
        self.called, self.may_answer = asyncio.Event(), asyncio.Event()

    async def call(self, operation: str, arguments: Mapping[str, Any], *, key: str) -> object:
        self.called.set()
        await self.may_answer.wait()
        answer = self._answers.pop(0)
        if isinstance(answer, DeliveryError):
            raise answer
        return answer


async def test_a_message_is_answered(app: App, play: Play) -> None:
    await publish(app, PAYING)
    binding = await play.start()
    await play.say("pay")
    assert await play.state(binding) == "promised"
    assert await play.heard() == ["Thank you."]
    await play.event("paid")
    assert (await play.found(binding)).outcome == "done"


async def test_a_message_told_twice_by_its_channel_is_one(app: App, play: Play) -> None:
    await publish(app, PAYING)
    await play.start()
    first = await play.say("help", message_id="wamid.1")
    again = await play.say("help", message_id="wamid.1")
    assert (first.known, again.known) == (False, True)
    assert (again.change_id, again.seq) == (first.change_id, first.seq)
    assert await play.heard() == ["Just pay."]


async def test_an_event_told_twice_by_its_source_is_one(app: App, play: Play) -> None:
    await publish(app, PAYING)
    binding = await play.start()
    first = await play.happen("event", "noted", source="event", source_id="e-1")
    again = await play.happen("event", "noted", source="event", source_id="e-1")
    other = await play.happen("event", "noted", source="api", source_id="e-1")
    assert again == (first.id, True)
    assert not other.known, "another source counts by itself"
    assert await play.told(binding) == [("start", "started"), ("noted", "stayed"), ("noted", "stayed")]


async def test_changes_are_turned_in_stored_order(app: App, play: Play) -> None:
    await publish(app, PAYING)
    binding = await play.start()
    await play.event("noted", drained=False)
    await play.say("pay", drained=False)
    await play.event("paid", drained=False)
    await play.drain()
    assert await play.told(binding) == [
        ("start", "started"),
        ("noted", "stayed"),
        ("pay", "taken"),
        ("paid", "taken"),
        ("outreach_sent", "terminal"),
        ("outreach_sent", "terminal"),
    ]
    assert await play.heard() == ["Thank you.", "Paid."]


async def test_time_never_runs_backwards_in_a_conversation(app: App, play: Play) -> None:
    await publish(app, PAYING)
    binding = await play.start()
    await play.event("noted")
    play.watch.turn(hours=-1)
    await play.event("paid")
    times = texts(await play.changes(), "at")
    assert times == sorted(times)
    assert await play.state(binding) == "done"
    assert await play.heard() == ["Paid."], "what is sent doesn't wait until the clock has caught up"


async def test_a_change_that_seems_to_come_from_the_future_is_found_by_the_sweep(
    app: App, play: Play
) -> None:
    await publish(app, PAYING)
    binding = await play.start()
    play.watch.turn(hours=-1)
    await play.event("paid", drained=False)
    await play.sweep()
    assert await play.state(binding) == "done"


async def test_many_workers_turn_each_change_once(app: App, play: Play) -> None:
    await publish(app, PAYING)
    binding = await play.start()
    for _ in range(20):
        await play.event("noted", drained=False)
    await asyncio.gather(*(drain(app, play.conversation_id) for _ in range(10)))
    assert await play.told(binding) == [("start", "started"), *[("noted", "stayed")] * 20]
    assert texts(await play.history(binding), "revision") == list(range(21))


async def test_while_one_worker_understands_no_other_turns(app: App, play: Play, slow: Slow) -> None:
    await publish(app, PAYING)
    binding = await play.start()
    await play.say("pay", drained=False)
    working = asyncio.create_task(drain(app, play.conversation_id))
    await slow.listens.wait()
    await play.event("paid", drained=False)
    assert await turn(app.database, app.detector, play.conversation_id) == 0
    slow.may_answer.set()
    await working
    assert len(slow.heard) == 1
    assert [value for value, _ in await play.told(binding)][:3] == ["start", "pay", "paid"]


async def test_the_lease_of_a_worker_that_died_ends(app: App, play: Play) -> None:
    await publish(app, PAYING)
    binding = await play.start()

    def die(session: Session) -> None:
        conversation = contacts.conversation(session, play.conversation_id)
        conversation.turn_token, conversation.turn_until = "dead", play.watch() + LEASE
        session.add(conversation)

    await app.write(die)
    await play.event("paid")
    await play.wait(seconds=LEASE.total_seconds() - 1)
    assert await play.state(binding) == "open"
    await play.wait(seconds=1)
    assert await play.state(binding) == "done"


async def test_a_worker_that_is_told_to_stop_leaves_no_lease(app: App, play: Play, slow: Slow) -> None:
    await publish(app, PAYING)
    binding = await play.start()
    await play.say("pay", drained=False)
    working = asyncio.create_task(drain(app, play.conversation_id))
    await slow.listens.wait()
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    slow.may_answer.set()
    await play.drain()
    assert await play.state(binding) == "promised"


async def test_a_message_is_understood_again_when_something_else_can_be_heard_now(
    app: App, play: Play, slow: Slow
) -> None:
    await publish(app, PAYING, flow(on("intent cancel", "open", "done"), process_type="order"))
    await play.start()
    await play.say("cancel", drained=False)
    working = asyncio.create_task(drain(app, play.conversation_id))
    await slow.listens.wait()
    order = await play.start("order", drained=False)
    slow.may_answer.set()
    await working
    assert texts_of(slow) == ["cancel", "cancel"]
    assert await play.state(order) == "done"


async def test_a_message_is_understood_once_when_the_same_can_be_heard(
    app: App, play: Play, slow: Slow
) -> None:
    await publish(app, PAYING)
    await play.start()
    await play.say("pay", drained=False)
    working = asyncio.create_task(drain(app, play.conversation_id))
    await slow.listens.wait()
    await play.say("help", drained=False)
    slow.may_answer.set()
    await working
    assert texts_of(slow) == ["pay", "help"]


def texts_of(slow: Slow) -> list[str]:
    return [text for text, _ in slow.heard]


async def test_tomorrow_is_the_day_after_the_message_whenever_it_is_understood(
    app: App, play: Play, slow: Slow
) -> None:
    await publish(app, PAYING)
    await play.start()
    written = play.watch()
    await play.say("pay", drained=False)
    slow.may_answer.set()
    await play.wait(days=1)
    assert slow.heard == [("pay", written)]


async def test_a_detector_that_fails_is_one_that_understood_nothing(app: App, play: Play) -> None:
    class Failing:
        name = "failing"

        async def hear(self, text: str, hearing: Hearing, now: datetime) -> Understanding:
            raise RuntimeError("no credit left")

    app.detector = Failing()
    await publish(app, PAYING.model_copy(update={"unmatched": None}))
    binding = await play.start()
    await play.say("pay")
    assert await play.told(binding) == [("start", "started"), ("unmatched", "no_candidate")]


async def test_a_change_that_cannot_be_handled_is_set_aside_and_the_next_one_goes_on(
    app: App, play: Play
) -> None:
    """Here two processes would come to have one key, which the database refuses."""
    renamed = on(
        "event renamed", "open", None, {"type": "set_data", "values": {"order_id": "{{ event.to }}"}}
    )
    await publish(
        app,
        flow(
            renamed,
            on("event shipped", "open", "done"),
            key="order_id",
            data={"order_id": {"type": "string"}},
        ),
    )
    await play.start(order_id="1")
    second = await play.start(order_id="2")
    await play.happen("event", "renamed", binding_id=second, payload={"to": "1"}, drained=False)
    await play.happen("event", "shipped", binding_id=second, drained=False)
    await play.drain()
    assert (await play.results())[-2:] == [("renamed", "failed"), ("shipped", "taken")]
    assert await play.state(second) == "done"
    assert (await play.found(second)).binding.data == {"order_id": "2"}


# A reply never overtakes what it answers


async def test_a_message_waits_for_what_is_being_sent(app: App, play: Play) -> None:
    await publish(app, GREETING)
    binding = await play.start(drained=False)
    await play.say("hello", drained=False)
    assert await turn(app.database, app.detector, play.conversation_id) == 0
    await play.drain()
    assert await play.told(binding) == [
        ("start", "started"),
        ("outreach_sent", "taken"),
        ("hello", "taken"),
        ("outreach_sent", "terminal"),
    ]
    assert texts(await play.history(binding), "at") == sorted(texts(await play.history(binding), "at"))


async def test_a_message_waits_five_seconds_at_most_for_a_send(app: App, play: Play) -> None:
    await publish(app, GREETING)
    await play.start(drained=False)
    await play.say("hello", drained=False)
    play.watch.turn(seconds=4.9)
    assert await turn(app.database, app.detector, play.conversation_id) == 0
    play.watch.turn(seconds=0.1)
    assert await turn(app.database, app.detector, play.conversation_id) == 1


async def test_a_message_waits_for_the_company_s_system(app: App, play: Play) -> None:
    app.backend = system = Answering({"status": "shipped"})
    await publish(app, ASKING)
    binding = await play.start(drained=False)
    asking = asyncio.create_task(drain(app, play.conversation_id))
    await system.called.wait()
    play.watch.turn(seconds=2)
    await play.say("status")
    assert await play.heard() == []
    play.watch.turn(seconds=2)
    system.may_answer.set()
    await asking
    assert await play.heard() == ["It is on its way."]
    history = await play.history(binding)
    assert texts(history, "value") == ["start", "backend_updated", "status", "outreach_sent"]
    assert texts(history, "at") == sorted(texts(history, "at")), "though the message was stored before"


async def test_a_message_waits_while_a_call_is_to_be_tried_again(app: App, play: Play) -> None:
    app.backend = system = Answering(DeliveryError("busy", retryable=True), {"status": "shipped"})
    system.may_answer.set()
    await publish(app, ASKING)
    await play.start()
    await play.say("status")
    assert await play.heard() == []
    await play.wait(seconds=2)
    assert await play.heard() == ["It is on its way."]


async def test_a_message_waits_thirty_seconds_at_most_for_the_company_s_system(app: App, play: Play) -> None:
    app.backend = system = Answering({})
    await publish(app, ASKING)
    await play.start(drained=False)
    asking = asyncio.create_task(drain(app, play.conversation_id))
    await system.called.wait()
    await play.say("status")
    play.watch.turn(seconds=29)
    assert await turn(app.database, app.detector, play.conversation_id) == 0
    play.watch.turn(seconds=1)
    assert await turn(app.database, app.detector, play.conversation_id) == 1
    system.may_answer.set()
    await asking
    assert await play.heard() == ["I don't know."]


async def test_a_message_does_not_wait_for_what_is_planned_for_later(app: App, play: Play) -> None:
    later = {"type": "enqueue_followup", "text": "Still there?", "after": "2d"}
    await publish(
        app, flow(on("intent pay", "open", "done"), states=[{"id": "open", "enter": [later]}, "done"])
    )
    binding = await play.start()
    await play.say("pay")
    assert await play.state(binding) == "done"


async def test_a_result_of_an_earlier_visit_is_recorded_as_late(app: App, play: Play) -> None:
    app.backend = system = Answering({})
    await publish(app, ASKING)
    binding = await play.start(drained=False)
    asking = asyncio.create_task(drain(app, play.conversation_id))
    await system.called.wait()
    await play.event("gave_up")
    system.may_answer.set()
    await asking
    assert (await play.told(binding))[-1] == ("backend_updated", "late")
    assert await play.state(binding) == "unknown"
    assert not await deliver_next(app.database, app.backend, play.conversation_id)


async def test_a_message_is_not_for_a_process_opened_after_it(app: App, play: Play) -> None:
    await publish(app, flow(on("intent pay", "open", "done")))
    await play.say("pay", drained=False)
    play.watch.turn(seconds=1)
    binding = await play.start()
    assert await play.state(binding) == "open"
    await play.say("pay")
    assert await play.state(binding) == "done"
