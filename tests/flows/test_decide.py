"""`decide`, sentence by sentence: who is a candidate, who is taken, and what leaves everything alone."""

from __future__ import annotations

from typing import Any

import pytest

from flows.decide import decide
from flows.hearing import UNMATCHED
from tests.flows.build import (
    after,
    bound,
    check,
    clause,
    event,
    flow,
    intent,
    manual,
    on,
    result,
    says,
    taken,
    texts,
    timer,
)

AMOUNT = {"amount": {"type": "number"}}
PROMISE = {"promise": {"slots": {"amount": "number"}}}


# Slots


def test_declared_slots_are_laid_over_the_data_and_stored_with_the_transition() -> None:
    promises = flow(on("intent promise", "open", "promised"), data=AMOUNT, intents=PROMISE)
    decision = decide(promises, bound(promises, data={"amount": 5}), intent("promise", amount="120.50"))
    assert decision.binding.data == {"amount": 120.5}


@pytest.mark.parametrize(
    ("slot", "value", "reason"),
    [
        ("amount", "much", "amount should be a number such as 120.5, not “much”."),
        ("colour", "red", "“promise” declares no such slot."),
        ("note", "hi", "“promise” declares no such slot."),
    ],
)
def test_a_slot_that_does_not_fit_is_dropped_and_named(slot: str, value: Any, reason: str) -> None:
    data = {**AMOUNT, "note": {"type": "string"}}
    promises = flow(on("intent promise", "open", "promised"), data=data, intents=PROMISE)
    decision = decide(promises, bound(promises), intent("promise", **{slot: value}))
    assert decision.trace.dropped == ((slot, reason),)
    assert decision.binding.data == {}


def test_a_guard_sees_the_slots_and_keeps_nothing_of_them_when_it_fails() -> None:
    dear = on("intent promise", "open", "promised", when=clause("data.amount", "gt", 100))
    promises = flow(dear, data=AMOUNT, intents=PROMISE)
    before = bound(promises)
    assert decide(promises, before, intent("promise", amount=120)).binding.data == {"amount": 120}
    assert decide(promises, before, intent("promise", amount=80)).binding == before


def test_a_payload_can_be_read_and_is_stored_only_by_set_data() -> None:
    store = {"type": "set_data", "values": {"amount": "{{ event.amount }}"}}
    paid = flow(
        on("event seen", "open", None, says("{{ event.amount }}")),
        on("event paid", "open", "done", store),
        data=AMOUNT,
    )
    seen = decide(paid, bound(paid), event("seen", amount=7))
    assert (texts(seen), seen.binding.data) == (["7"], {})
    assert decide(paid, bound(paid), event("paid", amount=7)).binding.data == {"amount": 7}


# Terminal, goto


@pytest.mark.parametrize("happened", [intent("hi"), event("hi"), check("hi"), result("hi"), manual("hi")])
def test_a_terminal_binding_ignores_everything(happened) -> None:
    ends = flow(*(on(f"{kind} hi", ["open", "done"], "done") for kind in ("intent", "event", "manual")))
    decision = decide(ends, bound(ends, "done"), happened)
    assert (decision.binding, decision.effects) == (bound(ends, "done"), ())
    assert decision.trace.outcome == "terminal"


def test_goto_leads_anywhere_even_out_of_a_terminal_state_and_counts_a_revision() -> None:
    states = [{"id": "open", "enter": [says("Open again.")]}, "done"]
    reopens = flow(on("event end", "open", "done"), on(after("2d"), "open", "done", id="slow"), states=states)
    decision = decide(reopens, bound(reopens, "done", visit=4, revision=7, misses=2), manual("goto:open"))
    after_goto = decision.binding
    assert (after_goto.state, after_goto.visit, after_goto.revision, after_goto.misses) == ("open", 5, 8, 0)
    assert [effect.type for effect in decision.effects] == ["schedule_check", "send_message"]


def test_a_silent_goto_leaves_enter_and_the_question_out() -> None:
    asking = {"id": "asks", "ask": {"message": "how_much", "into": "amount"}, "enter": [says("Hello.")]}
    made = flow(
        on("event go", "open", "asks"),
        on("intent answer", "asks", "done", when=clause("data.amount", "gt", 100)),
        states=["open", asking, "done"], data=AMOUNT, messages={"how_much": {"text": "How much?"}},
    )  # fmt: skip
    assert texts(decide(made, bound(made), manual("goto:asks"))) == ["Hello.", "How much?"]
    for known in ({}, {"amount": 1}):
        assert decide(made, bound(made, data=known), manual("goto:asks", silent=True)).effects == ()


def test_goto_a_state_that_is_not_there_does_nothing_and_says_so() -> None:
    made = flow(on("event end", "open", "done"))
    decision = decide(made, bound(made), manual("goto:nowhere"))
    assert (decision.binding, decision.trace.outcome) == (bound(made), "unknown_state")


# Candidates


def test_an_exact_value_comes_before_any_value_and_a_named_state_before_any_state() -> None:
    rows = [
        on("event *", ["*"], None, id="any-any"),
        on("event *", "open", None, id="any-here"),
        on("event paid", ["*"], None, id="paid-any"),
        on("event paid", "open", None, id="paid-here"),
        on("event paid", "open", None, id="paid-here-later"),
    ]
    order = []
    while rows:
        made = flow(*rows)
        order.append(taken(made, event("paid"), "open"))
        rows = [row for row in rows if row["id"] != order[-1]]
    assert order == ["paid-here", "paid-here-later", "paid-any", "any-here", "any-any"]


def test_any_state_is_every_one_that_is_not_terminal_but_the_target_itself() -> None:
    made = flow(
        on("event pause", ["*"], "paused", id="pause"),
        on("event go", "open", "done"),
        states=["open", "paused", "done"],
    )  # fmt: skip
    assert taken(made, event("pause"), "open") == "pause"
    assert taken(made, event("pause"), "paused") is None
    assert taken(made, event("pause"), "done") is None


def test_the_kind_must_match_as_well_as_the_value() -> None:
    made = flow(on("event paid", "open", "done"))
    for happened in (intent("paid"), result("paid"), manual("paid"), check("paid")):
        assert decide(made, bound(made), happened).trace.outcome == "no_candidate"


def test_any_intent_does_not_mean_an_answer_or_nothing_understood() -> None:
    made = flow(on("intent *", "open", None, id="any"))
    assert taken(made, intent("whatever")) == "any"
    assert taken(made, intent(UNMATCHED)) is None
    assert taken(made, intent("answer")) is None


TIMEOUTS = flow(
    on(after("2d"), "open", None, id="own"),
    on("timeout soon", "open", None, id="named"),
    on("timeout", "open", None, id="any"),
)


@pytest.mark.parametrize(
    ("happened", "who"),
    [
        (timer("own"), ["own"]),
        (check("soon"), ["named", "any"]),
        (check("later"), ["any"]),
        (check("own"), ["any"]),  # named like the transition, but armed by an action
        (check(None), ["named", "any"]),
    ],
)
def test_which_timeouts_hear_a_check(happened, who: list[str]) -> None:
    trace = decide(TIMEOUTS, bound(TIMEOUTS), happened).trace
    assert [candidate.transition for candidate in trace.steps[0].candidates] == who


# Taken or not


def test_the_first_whose_condition_holds_is_taken_and_the_trace_says_why_the_others_were_not() -> None:
    made = flow(
        on("intent pay", "open", "done", id="sure", min_confidence=0.9),
        on("intent pay", "open", "done", id="dear", when=clause("data.amount", "gt", 100)),
        on("intent pay", "open", "done", id="cheap", when=clause("data.amount", "lte", 100)),
        on("intent pay", "open", "done", id="else"),
        data=AMOUNT,
    )
    trace = decide(made, bound(made, data={"amount": 80}), intent("pay", 0.7)).trace
    (step,) = trace.steps
    assert (trace.outcome, step.cause, step.state, step.taken, step.to_state) == (
        "taken", "pay", "open", "cheap", "done",
    )  # fmt: skip
    assert [(c.transition, c.verdict) for c in step.candidates] == [
        ("sure", "unsure"), ("dear", "guard"), ("cheap", "taken"), ("else", "later"),
    ]  # fmt: skip
    (lost,) = step.candidates[1].clauses
    assert (lost.field, lost.op, lost.expected, lost.actual) == ("data.amount", "gt", 100, 80.0)


@pytest.mark.parametrize(("confidence", "who"), [(0.59, None), (0.6, "sure"), (None, "sure")])
def test_min_confidence_is_reached_when_equal_or_when_nothing_was_guessed(confidence, who) -> None:
    made = flow(on("intent pay", "open", "done", id="sure", min_confidence=0.6))
    assert taken(made, intent("pay", confidence)) == who


def test_when_none_is_taken_nothing_changes_and_the_trace_says_which_way() -> None:
    made = flow(
        on("event go", "open", "done", when=clause("data.amount", "exists")),
        on("event end", "open", "done"),
        data=AMOUNT,
    )  # fmt: skip
    for happened, state, outcome in [
        (event("go"), "open", "guards_failed"),
        (event("other"), "open", "no_candidate"),
        (event("go"), "done", "terminal"),
        (result("go", visit=0), "open", "late"),
        (event("go")._replace(depth=51), "open", "too_deep"),
    ]:
        decision = decide(made, bound(made, state), happened)
        assert (decision.binding, decision.effects) == (bound(made, state), ())
        assert (decision.trace.outcome, decision.trace.applied) == (outcome, False)
