"""Processes opened: by the API, by another process, by an event or an intent that a flow starts with."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import Session, SQLModel, func, select

from flows.model import Flow
from runtime.app import App
from runtime.errors import (
    Archived,
    InvalidRequest,
    KeyTaken,
    NotPublished,
    RuntimeFault,
    UnknownProcess,
    UnknownVersion,
)
from runtime.inbound import contact_for
from runtime.starting import open_process
from runtime.store import changes, contacts, flows, publishing
from runtime.users.actor import SYSTEM, Actor
from tests.flows.build import clause, flow, on, says
from tests.runtime.playing import Play, publish, texts

INVOICE = flow(
    on("event paid", "open", "done", says("Thank you for paying {{ data.invoice_id }}.")),
    process_type="invoice",
    key="invoice_id",
    data={
        "invoice_id": {"type": "string", "required": True, "reference": True},
        "amount": {"type": "number", "default": 10},
    },
    starts=[{"type": "event", "value": "invoice_due"}],
)
ORDER = flow(
    on("intent cancel", "open", "done", says("Cancelled.")),
    on("intent help", "open", None, says("About your order: it is packed.")),
    process_type="order",
    starts=[{"type": "intent", "value": "where_is_it"}],
    intents={"where_is_it": {"examples": ["Where is my order?"]}, "cancel": {}, "help": {}},
)


async def test_a_process_starts_with_its_data(app: App, play: Play) -> None:
    await publish(app, INVOICE)
    binding = (await play.found(await play.start("invoice", invoice_id="INV-7"))).binding
    assert (binding.state, binding.version, binding.data) == (
        "open",
        1,
        {"invoice_id": "INV-7", "amount": 10},
    )


async def test_a_running_process_stays_on_its_version(app: App, play: Play) -> None:
    await publish(app, INVOICE)
    old = await play.start("invoice", invoice_id="INV-7")
    await publish(app, flow(on("event paid", "open", "done", says("Paid!")), process_type="invoice"))
    new = await play.start("invoice")
    await play.happen("event", "paid", binding_id=old)
    await play.happen("event", "paid", binding_id=new)
    assert await play.heard() == ["Thank you for paying INV-7.", "Paid!"]
    assert (await play.found(new)).binding.version == 2


async def test_a_key_is_taken_while_a_process_with_it_is_open(app: App, play: Play) -> None:
    await publish(app, INVOICE)
    await play.start("invoice", invoice_id="INV-7")
    await play.start("invoice", invoice_id="INV-8")
    with pytest.raises(KeyTaken, match="INV-7"):
        await play.start("invoice", invoice_id="INV-7")
    await play.event("paid", invoice_id="INV-7")
    await play.start("invoice", invoice_id="INV-7")


@pytest.mark.parametrize(
    ("data", "error", "says_"),
    [
        ({}, InvalidRequest, "needs invoice_id"),
        ({"invoice_id": "INV-7", "amount": "a lot"}, InvalidRequest, "amount"),
        ({"invoice_id": "INV-7", "amuont": 1}, InvalidRequest, "amuont"),
        ({"invoice_id": "INV-6"}, KeyTaken, "INV-6"),
    ],
)
async def test_what_cannot_start_leaves_nothing_behind(
    app: App, play: Play, data: dict[str, Any], error: type[RuntimeFault], says_: str
) -> None:
    """Neither the change, nor the contact that was met with it."""
    await publish(app, INVOICE)
    visitor = app.visitors.new_id()

    def work(session: Session) -> None:
        conversation = contacts.conversation_of(session, contact_for(session, app.visitors, visitor))
        invoice = flows.version(session, "invoice")
        at = changes.as_change(
            changes.handled_at_once(
                session, conversation.id, changes.NewChange("manual", "start", "api"), "x"
            )
        )
        open_process(session, conversation, invoice, {"invoice_id": "INV-6"}, at)
        open_process(session, conversation, invoice, data, at)

    before = await app.read(rows)
    with pytest.raises(error, match=says_):
        await app.write(work)
    assert await app.read(rows) == before


def rows(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    tables = SQLModel.metadata.sorted_tables
    return {table.name: session.exec(select(func.count()).select_from(table)).one() for table in tables}


async def test_what_is_not_published_does_not_start(app: App, play: Play) -> None:
    await app.write(lambda session: flows.save_draft(session, INVOICE, Actor("test", "editor")))
    with pytest.raises(NotPublished, match="publish it first"):
        await play.start("invoice")
    with pytest.raises(UnknownProcess, match="invioce"):
        await play.start("invioce")
    with pytest.raises(UnknownVersion):
        await app.read(lambda session: flows.version(session, "invoice", 4))


async def test_what_is_archived_starts_nothing_and_goes_on_where_it_runs(app: App, play: Play) -> None:
    await publish(app, INVOICE)
    running = await play.start("invoice", invoice_id="INV-7")
    await app.write(lambda session: publishing.archive(session, "invoice", actor=Actor("test", "publisher")))
    with pytest.raises(Archived, match="starts nothing new"):
        await play.start("invoice", invoice_id="INV-8")
    with pytest.raises(Archived):
        await app.write(
            lambda session: publishing.publish(
                session, "invoice", actor=Actor("test", "publisher"), note="No."
            )
        )
    await play.event("invoice_due", invoice_id="INV-9")
    await play.event("paid", invoice_id="INV-7")
    assert (await play.found(running)).binding.state == "done"
    assert await app.read(flows.startable) == []
    await app.write(lambda session: publishing.unarchive(session, "invoice", actor=SYSTEM))
    await play.start("invoice", invoice_id="INV-8")


# By an event or an intent


async def test_an_event_starts_a_flow_once_for_each_key(app: App, play: Play) -> None:
    await publish(app, INVOICE)
    for invoice in ("INV-7", "INV-7", "INV-8"):
        await play.event("invoice_due", invoice_id=invoice, amount=5)
    assert texts(await play.all_bindings(), "values") == [
        {"invoice_id": "INV-7", "amount": 5},
        {"invoice_id": "INV-8", "amount": 5},
    ]
    assert texts(await play.changes(), "result") == ["started", "no_candidate", "started"]
    await play.event("paid", invoice_id="INV-7")
    await play.event("invoice_due", invoice_id="INV-7")
    assert len(await play.all_bindings()) == 3, "once it ended, the key is free again"


async def test_an_event_that_carries_too_little_starts_nothing(app: App, play: Play) -> None:
    await publish(app, INVOICE)
    await play.event("invoice_due", amount=5)
    await play.event("something_else", invoice_id="INV-7")
    assert await play.all_bindings() == []


async def test_a_flow_starts_only_under_its_condition(app: App, play: Play) -> None:
    large = {"type": "event", "value": "invoice_due", "when": clause("event.amount", "gt", 100)}
    await publish(app, INVOICE.model_validate({**INVOICE.model_dump(by_alias=True), "starts": [large]}))
    await play.event("invoice_due", invoice_id="INV-7", amount=100)
    await play.event("invoice_due", invoice_id="INV-8", amount=101)
    assert texts(await play.all_bindings(), "key_value") == ["INV-8"]


async def test_what_a_customer_says_starts_a_flow_once_at_a_time(app: App, play: Play) -> None:
    await publish(app, ORDER)
    await play.say("Where is my order?")
    await play.say("Where is my order?")
    assert texts(await play.all_bindings(), "state") == ["open"]
    await play.say("cancel")
    await play.say("Where is my order?")
    assert texts(await play.all_bindings(), "state") == ["done", "open"]


async def test_what_an_open_process_hears_starts_nothing(app: App, play: Play) -> None:
    listening = flow(on("intent where_is_it", "open", None, says("I am the courier: nearly there.")))
    await publish(app, ORDER, listening.model_copy(update={"intents": ORDER.intents}))
    await play.start()
    await play.say("Where is my order?")
    assert texts(await play.all_bindings(), "process_type") == ["demo"]
    assert await play.heard() == ["I am the courier: nearly there."]


async def test_a_message_when_nothing_runs_and_nothing_starts_is_nobody_s(app: App, play: Play) -> None:
    await play.say("hello")
    assert await play.results() == [("message", "nobody")]


# By another process


def starting(process_type: str, **data: Any) -> Flow:
    """A flow that starts another at once and waits for its end."""
    action = {"type": "start_process", "process_type": process_type, "data": data}
    over = f"ended:{process_type}"
    return flow(
        on(f"event {over}", "open", "unpaid", when=clause("event.error", "exists")),
        on(f"event {over}", "open", "done", says("It ended in {{ event.state }}.")),
        states=[{"id": "open", "enter": [action]}, "unpaid", "done"],
    )


async def test_who_starts_a_process_hears_how_it_ended(app: App, play: Play) -> None:
    await publish(app, starting("invoice", invoice_id="INV-7"), INVOICE)
    starter = await play.start()
    started = (await play.all_bindings())[1]
    assert (started.process_type, started.started_by) == ("invoice", starter)
    await play.happen("event", "paid", binding_id=started.id)
    assert await play.state(starter) == "done"
    ended = next(row for row in await play.history(starter) if row.value == "ended:invoice")
    assert ended.payload == {"state": "done", "data": {"invoice_id": "INV-7", "amount": 10}}


async def test_who_starts_what_is_over_at_once_hears_that_too(app: App, play: Play) -> None:
    over = flow(process_type="invoice", states=["done"], initial_state="done")
    await publish(app, starting("invoice"), over)
    starter = await play.start()
    assert await play.state(starter) == "done"
    assert (await play.found((await play.all_bindings())[1].id)).outcome == "done"


async def test_who_starts_what_cannot_start_hears_why(app: App, play: Play) -> None:
    await publish(app, starting("invoice"), INVOICE)
    starter = await play.start()
    assert await play.state(starter) == "unpaid"
    told = (await play.history(starter))[-1]
    assert told.payload == {"error": "“Invoice” needs invoice_id."}
    assert texts(await play.all_bindings(), "process_type") == ["demo"]


async def test_a_process_that_starts_itself_comes_to_an_end(app: App, play: Play) -> None:
    await publish(app, starting("demo"))
    await play.start()
    found = await play.all_bindings()
    assert len(found) == 51
    assert [row.flagged for row in found] == [False] * 50 + [True]


# Side by side


async def test_two_processes_each_hear_what_is_their_own(app: App, play: Play) -> None:
    paying = flow(
        on("intent pay", "open", "done", says("Paid.")), on("intent help", "*", None, says("Just pay."))
    )
    await publish(app, paying, ORDER)
    invoice = await play.start()
    play.watch.turn(seconds=1)
    order = await play.start("order")
    await play.say("pay")
    assert (await play.state(invoice), await play.state(order)) == ("done", "open")
    await play.say("cancel")
    assert await play.state(order) == "done"
    assert await play.heard() == ["Paid.", "Cancelled."]


@pytest.mark.parametrize(
    ("shared", "answers"), [(False, ["From two."]), (True, ["From two.", "From one."])], ids=["one", "shared"]
)
async def test_what_both_hear_the_most_recently_active_takes_first(
    app: App, play: Play, shared: bool, answers: list[str]
) -> None:
    await publish(
        app,
        *(
            flow(
                on("intent help", "open", None, says(f"From {name}.")),
                process_type=name,
                intents={"help": {"shared": shared}},
            )
            for name in ("one", "two")
        ),
    )
    await play.start("one")
    play.watch.turn(seconds=1)
    await play.start("two")
    await play.say("help")
    assert await play.heard() == answers


async def test_a_button_goes_to_the_process_that_showed_it(app: App, play: Play) -> None:
    buttons = [{"title": "Yes, please", "intent": "agree"}]
    asking = flow(
        on("event ask", "open", None, {"type": "send_message", "message": "offer"}),
        on("intent agree", "open", "done"),
        messages={"offer": {"text": "Shall we?", "buttons": buttons}},
        intents={"agree": {}},
        process_type="asking",
    )
    await publish(app, asking, flow(on("intent agree", "open", "done"), on("event busy", "open", None)))
    asked, other = await play.start("asking"), await play.start()
    await play.happen("event", "ask", binding_id=asked)
    play.watch.turn(seconds=1)
    await play.happen("event", "busy", binding_id=other)
    await play.say(" yes, PLEASE ")
    assert (await play.state(asked), await play.state(other)) == ("done", "open")
    assert (await play.changes())[-1].understood == {
        "detector": "button",
        "heard": [{"intent": "agree", "confidence": 1.0, "slots": {}, "evidence": "Yes, please"}],
        "scores": [],
    }


async def test_an_event_is_heard_by_the_others_alone(app: App, play: Play) -> None:
    ring = {"type": "emit_event", "value": "rang", "payload": {"times": 2}}
    bell = flow(on("event ring", "*", None, ring), on("event rang", "open", "deaf"), process_type="bell")
    await publish(app, bell, flow(on("event rang", "open", "done", says("It rang {{ event.times }} times."))))
    ringing, hearing = await play.start("bell"), await play.start()
    await play.event("ring")
    assert (await play.state(ringing), await play.state(hearing)) == ("open", "done")
    assert await play.heard() == ["It rang 2 times."]


async def test_what_a_process_emits_starts_none(app: App, play: Play) -> None:
    """Another flow is started by `start_process` alone, for which its publisher needs a role there."""
    due = {"type": "emit_event", "value": "invoice_due", "payload": {"invoice_id": "INV-7"}}
    await publish(app, INVOICE, flow(on("event ring", "open", None, due), process_type="bell"))
    await play.start("bell")
    await play.event("ring")
    assert [one.process_type for one in await play.all_bindings()] == ["bell"]
    await play.event("invoice_due", invoice_id="INV-7")
    assert [one.process_type for one in await play.all_bindings()] == ["bell", "invoice"]


async def test_what_is_for_one_process_starts_none(app: App, play: Play) -> None:
    """Though that one has no use for it: how another ended, with all its data, is nobody else's."""
    told = [{"type": "event", "value": name} for name in ("ended:invoice", "lost")]
    begin = {"type": "start_process", "process_type": "invoice", "data": {"invoice_id": "INV-7"}}
    await publish(
        app,
        INVOICE,
        flow(on("event go", "open", None, begin), process_type="deaf"),
        flow(on("event over", "open", "done"), process_type="curious", starts=told),
    )
    deaf = await play.start("deaf")
    await play.event("go")
    await play.event("paid")
    await play.happen("event", "lost", binding_id=deaf)
    assert [one.process_type for one in await play.all_bindings()] == ["deaf", "invoice"]
    assert ("ended:invoice", "no_candidate") in [(row.value, row.result) for row in await play.changes()]
    await play.event("lost")
    assert [one.process_type for one in await play.all_bindings()] == ["deaf", "invoice", "curious"]


async def test_two_processes_that_set_each_other_off_come_to_an_end(app: App, play: Play) -> None:
    def echo(name: str, other: str) -> Flow:
        return flow(
            on(f"event {name}", "open", None, {"type": "emit_event", "value": other}), process_type=name
        )

    await publish(app, echo("ping", "pong"), echo("pong", "ping"))
    first, second = await play.start("ping"), await play.start("pong")
    await play.event("ping")
    outcomes = texts(await play.changes(), "result")[2:]
    assert outcomes == ["stayed"] * 51 + ["too_deep"]
    assert [(await play.found(one)).flagged for one in (first, second)] == [False, True]
    await play.event("ping")
    assert (await play.results())[-1] == ("pong", "too_deep"), "what comes from outside begins anew"


# By hand


async def test_a_person_may_move_a_process_anywhere(app: App, play: Play) -> None:
    await publish(
        app,
        flow(
            on("event paid", "open", "done"),
            on({"type": "timeout", "after": "1d"}, "open", "done"),
            states=[{"id": "open", "enter": [says("Open again.")]}, "done"],
        ),
    )
    binding = await play.start()
    await play.happen("manual", "goto:done", binding_id=binding)
    assert (await play.found(binding)).outcome == "done"
    assert [status for _, status in await play.checks()] == ["void"]
    await play.happen("manual", "goto:open", binding_id=binding, payload={"silent": True})
    found = await play.found(binding)
    assert (found.binding.state, found.outcome, found.ended_at) == ("open", None, None)
    assert await play.heard() == ["Open again."], "said at the start, not now"
    await play.happen("manual", "goto:nowhere", binding_id=binding)
    assert (await play.told(binding))[-1] == ("goto:nowhere", "unknown_state")
