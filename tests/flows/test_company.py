"""Processes that meet: keys, starts, children, events among them, and an operator in between."""

from __future__ import annotations

from typing import Any

import pytest

from flows.conversation import Seat, hearing, intents
from flows.errors import InvalidValue, ScenarioError
from flows.hearing import MAX_INTENTS, Understood
from flows.model import Flow
from flows.world import happenings as h
from flows.world.hooks import Hooks
from flows.world.play import Beginning, after, begin
from flows.world.world import World
from tests.flows.build import NOW, about, bound, change, clause, flow, on, says
from tests.flows.playing import understand

HOOKS = Hooks(understand)


def conversation(*flows: Flow, opens: tuple[tuple[str, dict[str, Any]], ...] = (), **rest: Any) -> World:
    """These flows take part; those of `opens` are open from the beginning."""
    return begin(Beginning(flows, opens, NOW, channel="chat", **rest), HOOKS).world


def then(world: World, *happened: h.Happening) -> World:
    for one in happened:
        world = after(world, one, HOOKS).world
    return world


def states(world: World) -> list[tuple[str, str]]:
    """Every process with its state, oldest first."""
    return [(one.id, one.binding.state) for one in world.opened]


def said(world: World) -> list[str]:
    """What the customer was told."""
    return [one.content.text for one in world.said if one.sender == "business"]


# Keys and starts

INVOICE = flow(
    on("event paid", "open", "done", says("Thank you for {{ data.number }}.")),
    process_type="invoice", key="number",
    data={"number": {"type": "string", "required": True}, "amount": {"type": "number", "default": 10}},
    starts=[
        {"type": "event", "value": "due", "when": clause("event.amount", "gt", 1)},
        {"type": "intent", "value": "send_invoice"},
    ],
    intents={"send_invoice": {"slots": {"number": "string"}}},
)  # fmt: skip
KEYLESS = flow(
    on("event stop", "open", "done"), process_type="order", starts=[{"type": "event", "value": "due"}]
)


def due(number: Any, amount: float = 5) -> h.Event:
    return h.Event("due", {"number": number, "amount": amount})


def test_a_key_is_open_once_and_free_again_when_its_process_ends() -> None:
    world = then(conversation(INVOICE), due("INV-7"), due("INV-7"), due("INV-8"))
    assert states(world) == [("invoice-1", "open"), ("invoice-2", "open")]
    world = then(world, h.Event("paid", {"number": "INV-7"}), due("INV-7"))
    assert states(world) == [("invoice-1", "done"), ("invoice-2", "open"), ("invoice-3", "open")]
    with pytest.raises(ScenarioError, match="open for number “INV-7” already"):
        conversation(INVOICE, opens=(("invoice", {"number": "INV-7"}), ("invoice", {"number": "INV-7"})))


def test_a_flow_without_a_key_runs_once_at_a_time() -> None:
    world = then(conversation(KEYLESS), h.Event("due"), h.Event("due"))
    assert states(world) == [("order-1", "open")]
    assert len(then(world, h.Event("stop"), h.Event("due")).opened) == 2


def test_an_event_starts_a_flow_with_what_it_carries_under_its_condition() -> None:
    assert then(conversation(INVOICE), due("INV-7", 1), h.Event("due", {"amount": 5})).opened == ()
    (opened,) = then(conversation(INVOICE), due("INV-7")).opened
    assert opened.binding.data == {"number": "INV-7", "amount": 5}
    assert (opened.binding.visit, opened.binding.revision) == (1, 0)


def test_an_intent_starts_a_flow_with_its_slots() -> None:
    (opened,) = then(conversation(INVOICE), h.Hear("send_invoice", {"number": "INV-7"})).opened
    assert opened.binding.data == {"number": "INV-7", "amount": 10}


def test_data_of_a_start_must_fit_and_be_complete() -> None:
    for data in ({}, {"number": "7", "amount": "much"}, {"numbre": "7"}):
        with pytest.raises(InvalidValue):
            conversation(INVOICE, opens=(("invoice", data),))


# Ends


ENDING = flow(
    on("event cancel", "open", "done", {"type": "resolve", "outcome": "cancelled"}),
    on("event finish", "open", "done"),
    on("event stop", "open", "done", {"type": "resolve"}),
)


@pytest.mark.parametrize(
    ("happened", "outcome"), [("cancel", "cancelled"), ("finish", "done"), ("stop", "done")]
)
def test_the_end_has_its_state_as_outcome_unless_it_says_another(happened: str, outcome: str) -> None:
    world = then(conversation(ENDING, opens=(("demo", {}),)), h.Event(happened))
    assert (world.opened[0].ended, world.opened[0].outcome) == (True, outcome)
    assert then(world, h.GoTo("open", binding_id="demo-1")).opened[0].outcome is None


# Children


def starting(data: dict[str, Any]) -> Flow:
    """Starts an invoice at once and waits for its end."""
    return flow(
        on("event ended:invoice", "open", "failed", id="failed", when=clause("event.error", "exists")),
        on("event ended:invoice", "open", "done", says("{{ event.state }}: {{ event.data.number }}"), id="over"),
        on("event ended:*", "open", None, says("never"), id="no-pattern"),
        states=[
            {"id": "open", "enter": [{"type": "start_process", "process_type": "invoice", "data": data}]},
            "failed", "done",
        ],
        data={"number": {"type": "string"}},
    )  # fmt: skip


def test_who_starts_a_process_hears_its_end_with_state_and_data() -> None:
    world = conversation(
        starting({"number": "{{ data.number }}"}), INVOICE, opens=(("demo", {"number": "INV-7"}),)
    )
    assert states(world) == [("demo-1", "open"), ("invoice-1", "open")]
    world = then(world, h.Event("paid", {"number": "INV-7"}))
    assert states(world) == [("demo-1", "done"), ("invoice-1", "done")]
    assert said(world) == ["Thank you for INV-7.", "done: INV-7"]


def test_who_starts_what_cannot_start_hears_why() -> None:
    assert states(conversation(starting({}), INVOICE, opens=(("demo", {}),))) == [("demo-1", "failed")]


# Chains


def test_two_processes_that_set_each_other_off_end_after_50_and_what_comes_from_outside_begins_anew() -> None:
    def echo(name: str, other: str) -> Flow:
        return flow(
            on(f"event {name}", "open", None, {"type": "emit_event", "value": other}), process_type=name
        )

    world = conversation(echo("ping", "pong"), echo("pong", "ping"), opens=(("ping", {}), ("pong", {})))
    world = then(world, h.Event("ping"))
    assert [(one.binding.revision, one.flagged) for one in world.opened] == [(26, False), (25, True)]
    world = then(world, h.Event("ping"))
    assert sum(one.binding.revision for one in world.opened) == 102


# An operator


HANDING = flow(
    on("event help", "open", "waiting", {"type": "escalate"}),
    on({"type": "timeout", "after": "1d"}, "waiting", "waited", says("It takes longer.")),
    on("event paid", ["waiting", "waited"], "done"),
    on("intent hello", "waiting", None, says("Hello.")),
    states=["open", "waiting", "waited", {"id": "done", "enter": [says("Thank you.")]}],
)


def escalated() -> World:
    return then(conversation(HANDING, opens=(("demo", {}),)), h.Event("help"))


def test_while_an_operator_has_it_nothing_is_understood_or_said_and_events_and_timeouts_count() -> None:
    world = then(escalated(), h.Say("hello"), h.Wait("1d"))
    assert (states(world), said(world)) == ([("demo-1", "waited")], [])
    assert said(then(world, h.Release())) == ["It takes longer."]
    assert said(then(escalated(), h.Release(), h.Say("hello"))) == ["Hello."]


def test_what_was_held_goes_when_its_visit_is_current_though_the_process_has_ended() -> None:
    world = then(escalated(), h.Wait("1d"), h.Event("paid"))
    assert (states(world), said(world)) == ([("demo-1", "done")], [])
    assert said(then(world, h.Release())) == ["Thank you."], "what was held for the visit before is void"


@pytest.mark.parametrize(("keep", "reminded"), [(True, ["Still there?"]), (False, [])])
def test_what_is_to_be_kept_goes_after_the_release_whatever_became_of_its_visit(
    keep: bool, reminded: list[str]
) -> None:
    plan = {"type": "enqueue_followup", "text": "Still there?", "after": "1h", "keep": keep}
    made = flow(
        on("event help", "open", "waiting", plan, {"type": "escalate"}), on("event on", "waiting", "on")
    )
    world = then(conversation(made, opens=(("demo", {}),)), h.Event("help"), h.Wait("2h"), h.Event("on"))
    assert said(world) == []
    assert said(then(world, h.Release())) == reminded


# What is heard


def test_a_message_means_three_things_at_most_in_spoken_order() -> None:
    heard = [Understood(name, 0.9, {}, name) for name in ("a", "b", "c", "d")]
    assert [one.value for one in intents(change("intent", None), heard, None)] == ["a", "b", "c"]
    assert MAX_INTENTS == 3


def test_a_state_that_leads_on_by_itself_waits_for_no_answer() -> None:
    asks = {"message": "q", "into": "pieces", "retry": "pardon"}
    rows = [on("intent answer", "asking", "done"), on("intent other", "asking", None)]
    for more, waits in [
        ([], True),
        ([on("always", "asking", "done", when=clause("data.pieces", "gt", 9))], False),
    ]:
        made = flow(
            *rows, *more, states=[{"id": "asking", "ask": asks}, "done"], data={"pieces": {"type": "integer"}},
            messages={"q": {"text": "How many?"}, "pardon": {"text": "A number, please."}},
        )  # fmt: skip
        heard = hearing([Seat(made, bound(made), NOW)], about().contact)
        assert (heard.question is not None) is waits
        world = then(conversation(made, opens=(("demo", {}),)), h.Say("Well."))
        assert said(world) == (["How many?", "A number, please."] if waits else [])


@pytest.mark.parametrize(("locale", "titles"), [("es-MX", ["Ya pagué"]), ("fr", ["Already paid"])])
def test_a_message_and_its_buttons_speak_the_contact_s_language(locale: str, titles: list[str]) -> None:
    reminder = {
        "text": "Please pay.",
        "buttons": [{"title": "Already paid", "intent": "claims_paid"}],
        "locales": {"es": {"text": "Pague.", "buttons": [{"title": "Ya pagué", "intent": "claims_paid"}]}},
    }
    made = flow(
        on("intent claims_paid", "open", "done"), messages={"reminder": reminder},
        states=[{"id": "open", "enter": [{"type": "send_message", "message": "reminder"}]}, "done"],
    )  # fmt: skip
    world = conversation(made, opens=(("demo", {}),), contact=about({"locale": locale}).contact)
    assert [title for title, _ in world.buttons] == titles
    assert states(then(world, h.Say(titles[0].upper()))) == [("demo-1", "done")]
