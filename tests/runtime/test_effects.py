"""Effects: stored with their decision, carried out in order, settled once, their results new changes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import pytest
from sqlmodel import Session

from flows.effects import Content, Effect
from runtime.app import App
from runtime.backend.backend import Backend
from runtime.channels import registry
from runtime.channels.base import Adapter, Capabilities, Outgoing
from runtime.channels.chat.adapter import ChatAdapter
from runtime.effects.record import RECORDERS
from runtime.errors import DeliveryError
from runtime.store import audit, contacts, messages
from runtime.store.contacts import Identity
from runtime.worker import drain
from tests.flows.build import flow, on, says
from tests.runtime.playing import Play, meet, publish

CALLING = flow(
    on("event go", "open", None, says("One."), {"type": "update_backend", "operation": "book"}, says("Two.")),
    on("action backend_updated", "open", "done", says("Booked.")),
    on("action backend_failed", "open", "failed"),
)


class Company(Backend):
    """A company's system that answers as it is told: with results, or errors that are raised."""

    def __init__(self, *answers: object) -> None:
        self._answers = iter(answers)
        self.calls: list[tuple[str, str]] = []

    async def call(self, operation: str, arguments: Mapping[str, Any], *, key: str) -> object:
        self.calls.append((operation, key))
        answer = next(self._answers)
        if isinstance(answer, Exception):
            raise answer
        return answer


BUSY = DeliveryError("busy", "Try again later.", retryable=True)


def test_whatever_a_decision_can_emit_can_be_stored() -> None:
    assert set(RECORDERS) == set(get_args(Effect))


# The company's system


async def test_effects_are_carried_out_in_order(app: App, play: Play) -> None:
    app.backend = company = Company({"number": 7})
    await publish(app, CALLING)
    binding = await play.start()
    await play.event("go")
    key = (await play.outbox())[1].key
    assert company.calls == [("book", key)]
    assert [value for value, _ in await play.told(binding)] == [
        "start", "go", "outreach_sent", "backend_updated", "outreach_sent", "outreach_sent",
    ]  # fmt: skip
    assert await play.heard() == ["One.", "Two.", "Booked."]


async def test_what_may_work_later_is_tried_again_ever_more_rarely(app: App, play: Play) -> None:
    app.backend = company = Company(BUSY, BUSY, ConnectionResetError(), {"number": 7})
    await publish(app, CALLING)
    binding = await play.start()
    await play.event("go")
    assert (await play.heard(), await play.state(binding)) == (["One."], "open"), (
        "what follows the call waits"
    )
    for seconds, calls in ((1, 1), (1, 2), (3, 2), (1, 3), (7, 3), (1, 4)):
        await play.wait(seconds=seconds)
        assert len(company.calls) == calls
    assert len(set(company.calls)) == 1, "the same key each time: the system can tell a repeat"
    assert await play.state(binding) == "done"
    assert [code for _, _, code in await play.deliveries()] == ["", "busy", "busy", "broken", "", "", ""]


async def test_what_never_works_is_given_up(app: App, play: Play) -> None:
    app.backend = company = Company(*[BUSY] * 9)
    await publish(app, CALLING)
    binding = await play.start()
    await play.event("go")
    for seconds in (2, 4, 8, 16, 32):
        assert await play.state(binding) == "open"
        await play.wait(seconds=seconds)
    assert await play.state(binding) == "failed"
    assert len(company.calls) == 6
    assert (await play.history(binding))[-2].payload == {"code": "busy", "detail": "Try again later."}


async def test_a_refusal_is_not_tried_again(app: App, play: Play) -> None:
    app.backend = company = Company(DeliveryError("unknown_order"))
    await publish(app, CALLING)
    binding = await play.start()
    await play.event("go")
    assert await play.state(binding) == "failed"
    assert len(company.calls) == 1


async def test_without_a_system_every_call_fails(app: App, play: Play) -> None:
    await publish(app, CALLING)
    binding = await play.start()
    await play.event("go")
    assert await play.state(binding) == "failed"
    assert ("", "failed", "no_backend") in await play.deliveries()


async def test_an_answer_that_json_does_not_know_is_kept_as_text(app: App, play: Play) -> None:
    app.backend = Company({"at": play.watch().date()})
    await publish(app, CALLING)
    binding = await play.start()
    await play.event("go")
    assert await play.state(binding) == "done"
    updated = next(row for row in await play.history(binding) if row.value == "backend_updated")
    assert updated.payload == {"at": "2026-03-02"}


async def test_a_worker_that_was_thought_dead_can_settle_nothing(app: App, play: Play) -> None:
    class Hanging(Backend):
        """Hangs at the first call and answers the second."""

        def __init__(self) -> None:
            self.hangs, self.goes_on = asyncio.Event(), asyncio.Event()

        async def call(self, operation: str, arguments: Mapping[str, Any], *, key: str) -> object:
            if not self.hangs.is_set():
                self.hangs.set()
                await self.goes_on.wait()
                return {"number": "the late one"}
            return {"number": "the one that counts"}

    app.backend = system = Hanging()
    await publish(app, CALLING)
    binding = await play.start()
    await play.event("go", drained=False)
    first = asyncio.create_task(drain(app, play.conversation_id))
    await system.hangs.wait()
    await play.wait(seconds=59)
    assert await play.state(binding) == "open", "the claim holds"
    await play.wait(seconds=2)
    system.goes_on.set()
    await first
    updates = [row.payload for row in await play.history(binding) if row.value == "backend_updated"]
    assert updates == [{"number": "the one that counts"}]


async def test_a_call_whose_worker_is_told_to_stop_is_soon_tried_again(app: App, play: Play) -> None:
    class Leaving(Company):
        async def call(self, operation: str, arguments: Mapping[str, Any], *, key: str) -> object:
            if not self.calls:
                self.calls.append((operation, key))
                raise asyncio.CancelledError
            return await super().call(operation, arguments, key=key)

    app.backend = Leaving({"number": 7})
    await publish(app, CALLING)
    binding = await play.start()
    with pytest.raises(asyncio.CancelledError):
        await play.event("go")
    await play.wait(seconds=2)
    assert await play.state(binding) == "done"


# Channels


class Letters:
    """Another channel, as a package would plug it in: it keeps what it is given, or refuses it."""

    name = "letter"
    capabilities = Capabilities(text=40, buttons=1, button_title=4)

    def __init__(self) -> None:
        self.sent: list[tuple[str, Content]] = []
        self.refuses: Exception | None = None

    def deliver(self, session: Session, outgoing: Outgoing) -> str:
        self.sent.append((outgoing.address, outgoing.content))
        if self.refuses is not None:
            # What a channel wrote before it refused is not kept.
            messages.add(session, outgoing.conversation_id, "business", self.name, "half", outgoing.key)
            raise self.refuses
        return f"letter-{len(self.sent)}"


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> Iterator[Letters]:
    made = Letters()
    monkeypatch.setattr(registry, "BUILT_IN", (lambda: made, ChatAdapter))
    registry.adapters.cache_clear()
    yield made
    registry.adapters.cache_clear()


ADDRESS = Identity("letter", "1 Main Street")


def sending(channel: str | list[str], text: str = "Hello.", **message: Any) -> Any:
    """A flow that says one thing on a channel."""
    action = {"type": "send_message", "message": "greeting", "channel": channel}
    return flow(
        on("event go", "open", None, action),
        on("action outreach_sent", "open", "reached"),
        on("action delivery_failed", "open", "unreachable"),
        messages={"greeting": {"text": text, **message}},
        intents={"more": {}, "less": {}},
    )


@pytest.mark.parametrize(
    ("channel", "sent"),
    [
        ("same", "chat"),
        ("letter", "letter"),
        (["letter", "chat"], "letter"),
        (["pigeon", "chat"], "chat"),
    ],
)
async def test_a_message_goes_where_the_map_says(
    app: App, play: Play, letters: Letters, channel: str | list[str], sent: str
) -> None:
    await app.write(lambda session: contacts.add_identity(session, play.contact_id, ADDRESS))
    await publish(app, sending(channel))
    await play.start()
    await play.say("hello")
    await play.event("go")
    assert await play.deliveries() == [(sent, "sent", "")]


async def test_preferred_is_what_the_contact_asked_for(app: App, play: Play, letters: Letters) -> None:
    def prefer(session: Session) -> None:
        contacts.add_identity(session, play.contact_id, ADDRESS)
        contacts.set_values(session, play.contact_id, {"preferred_channel": "letter"})

    await app.write(prefer)
    await publish(app, sending("preferred"))
    await play.start()
    await play.say("hello")
    await play.event("go")
    assert [address for address, _ in letters.sent] == ["1 Main Street"]


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        (DeliveryError("moved_away"), "moved_away"),
        (BUSY, "busy"),
        (DeliveryError("full", retryable=True), "full"),
    ],
)
async def test_when_one_channel_refuses_the_next_is_tried(
    app: App, play: Play, letters: Letters, refusal: DeliveryError, code: str
) -> None:
    letters.refuses = refusal
    await app.write(lambda session: contacts.add_identity(session, play.contact_id, ADDRESS))
    await publish(app, sending(["letter", "chat"]))
    binding = await play.start()
    await play.event("go")
    assert await play.deliveries() == [("letter", "failed", code), ("chat", "sent", "")]
    assert await play.heard() == ["Hello."]
    assert await play.state(binding) == "reached"


async def test_when_nobody_takes_it_the_flow_hears_of_it(app: App, play: Play, letters: Letters) -> None:
    await publish(app, sending("letter"))
    binding = await play.start()
    await play.event("go")
    assert await play.state(binding) == "unreachable"
    assert await play.deliveries() == [("", "failed", "no_channel")]


async def test_a_busy_channel_is_tried_again(app: App, play: Play, letters: Letters) -> None:
    letters.refuses = BUSY
    await app.write(lambda session: contacts.add_identity(session, play.contact_id, ADDRESS))
    await publish(app, sending("letter"))
    binding = await play.start()
    await play.event("go")
    letters.refuses = None
    await play.wait(seconds=2)
    assert await play.state(binding) == "reached"
    assert await play.deliveries() == [("letter", "failed", "busy"), ("letter", "sent", "")]


async def test_a_channel_that_breaks_does_not_stop_the_conversation(
    app: App, play: Play, letters: Letters
) -> None:
    letters.refuses = ZeroDivisionError("a bug")
    await app.write(lambda session: contacts.add_identity(session, play.contact_id, ADDRESS))
    await publish(app, sending("letter"))
    binding = await play.start()
    await play.event("go")
    for _ in range(5):
        await play.wait(seconds=32)
    assert await play.state(binding) == "unreachable"
    assert {code for _, _, code in await play.deliveries()} == {"broken"}
    assert len(letters.sent) == 6


async def test_a_channel_gets_what_it_can_carry(app: App, play: Play, letters: Letters) -> None:
    buttons = [{"title": "Tell me more", "intent": "more"}, {"title": "Less", "intent": "less"}]
    await app.write(lambda session: contacts.add_identity(session, play.contact_id, ADDRESS))
    await publish(app, sending("letter", "x" * 40, buttons=buttons))
    await play.start()
    await play.event("go")
    assert letters.sent[0][1].buttons == (("Tell", "more"),)


async def test_a_text_too_long_for_a_channel_is_refused(app: App, play: Play, letters: Letters) -> None:
    await app.write(lambda session: contacts.add_identity(session, play.contact_id, ADDRESS))
    await publish(app, sending(["letter", "chat"], "x" * 41))
    await play.start()
    await play.event("go")
    assert await play.deliveries() == [("letter", "failed", "too_long"), ("chat", "sent", "")]


@pytest.mark.parametrize("adapter", registry.adapters().values(), ids=lambda adapter: adapter.name)
class TestEveryAdapter:
    """What each channel keeps to, whoever wrote it."""

    async def test_takes_a_message_and_gives_it_an_id(self, app: App, play: Play, adapter: Adapter) -> None:
        address = "somewhere"
        outgoing = Outgoing("b:1:0", play.conversation_id, "b", address, Content("Hello.", subject="Hello"))
        assert await app.write(lambda session: adapter.deliver(session, outgoing))

    async def test_refuses_to_say_nothing(self, app: App, play: Play, adapter: Adapter) -> None:
        address = "somewhere"
        outgoing = Outgoing("b:1:0", play.conversation_id, "b", address, Content("  "))
        with pytest.raises(DeliveryError) as refused:
            await app.write(lambda session: adapter.deliver(session, outgoing))
        assert not refused.value.retryable

    def test_says_what_it_can_carry(self, adapter: Adapter) -> None:
        can = adapter.capabilities
        assert can.text > 0
        assert (can.buttons == 0) == (can.button_title == 0)


# What is known of a person


async def test_what_a_flow_learns_of_a_person_is_kept(app: App, play: Play) -> None:
    await publish(
        app,
        flow(
            on("event met", "open", None, {"type": "set_contact", "values": {"name": "Anna", "floor": 3}}),
            on("event met", "open", None, {"type": "tag", "add": ["vip"]}),
        ),
        flow(on("event met", "open", None, {"type": "tag", "add": ["vip", "new"]}), process_type="second"),
        flow(on("event met", "open", None, {"type": "tag", "remove": ["new"]}), process_type="third"),
    )
    for process_type in ("third", "second", "demo"):
        await play.start(process_type)
        play.watch.turn(seconds=1)
    await play.event("met")
    facts = await app.read(lambda session: contacts.facts(session, play.contact_id))
    assert (facts.name, facts.attributes, facts.tags) == ("Anna", {"floor": 3}, ("vip",))


async def test_consent_is_noted_when_it_changes(app: App, play: Play) -> None:
    def sets(event: str, opted_out: bool) -> dict[str, Any]:
        return on(f"event {event}", "open", None, {"type": "set_contact", "values": {"opted_out": opted_out}})

    await publish(app, flow(sets("stop", True), sets("resume", False)))
    binding_id = await play.start()
    for event in ("stop", "stop", "resume"):
        await play.event(event)
    lines = await app.read(lambda session: audit.page(session, audit.Search(act="contact.consent")))
    assert [(line.actor, line.actor_kind, line.object_id, line.detail) for line in reversed(lines)] == [
        ("process demo", "system", play.contact_id, {"opted_out": opted_out, "binding": binding_id})
        for opted_out in (True, False)
    ]


# Operators

HANDING = flow(
    on(
        "event trouble",
        "open",
        "waiting",
        says("A colleague will look."),
        {"type": "escalate"},
        says("Held."),
    ),
    on("event news", ["open", "waiting", "over"], None, says("News.")),
    on("event moved", "waiting", "over"),
    on("action operator_released", ["waiting", "over"], None, says("Back with me.")),
    on("intent help", "*", None, says("Here is help.")),
    on({"type": "timeout", "after": "2d"}, "waiting", "over"),
)


async def test_while_an_operator_has_the_conversation_nothing_is_said_by_itself(app: App, play: Play) -> None:
    await publish(app, HANDING)
    binding = await play.start()
    await play.event("trouble")
    await play.say("help")
    await play.event("news")
    assert await play.heard() == ["A colleague will look."], "what was said before the handover still goes"
    assert ("message", "held") in await play.results(), "stored, not understood"
    await play.happen("action", "operator_released")
    assert await play.heard() == ["A colleague will look.", "Held.", "News.", "Back with me."]
    await play.say("help")
    assert (await play.heard())[-1] == "Here is help."
    assert await play.state(binding) == "waiting"


async def test_what_was_held_for_a_visit_that_is_over_is_not_said(app: App, play: Play) -> None:
    await publish(app, HANDING)
    binding = await play.start()
    await play.event("trouble")
    await play.wait(days=2)
    assert await play.state(binding) == "over", "timeouts count meanwhile"
    await play.event("news")
    await play.happen("action", "operator_released")
    assert await play.heard() == ["A colleague will look.", "News.", "Back with me."]
    assert ("send_message", "void") in await play.effects()


async def test_what_was_held_when_its_process_ended_is_said(app: App, play: Play) -> None:
    goodbye = {"id": "done", "enter": [says("Thank you.")]}
    made = flow(
        on("event trouble", "open", None, {"type": "escalate"}),
        on("event paid", "open", "done"),
        states=["open", goodbye],
    )
    await publish(app, made)
    await play.start()
    await play.event("trouble")
    await play.event("paid")
    assert await play.heard() == []
    await play.happen("action", "operator_released")
    assert await play.heard() == ["Thank you."]


async def test_a_follow_up_that_comes_due_meanwhile_waits_for_the_release(app: App, play: Play) -> None:
    planned = {"type": "enqueue_followup", "text": "Still there?", "after": "1h"}
    await publish(
        app,
        flow(
            on("event trouble", "open", None, {"type": "escalate"}),
            states=[{"id": "open", "enter": [planned]}],
        ),
    )
    await play.start()
    await play.event("trouble")
    await play.wait(hours=2)
    assert (await play.heard(), await play.effects()) == ([], [("enqueue_followup", "held")])
    await play.happen("action", "operator_released")
    assert await play.heard() == ["Still there?"]


async def test_another_conversation_goes_on(app: App, play: Play) -> None:
    other = await meet(app, play.watch, "Ben")
    await publish(app, HANDING)
    await play.start()
    await other.start()
    await play.event("trouble")
    await other.say("help")
    assert await other.heard() == ["Here is help."]
