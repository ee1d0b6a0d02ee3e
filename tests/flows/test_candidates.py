"""Who listens, kind by kind: what `decide` does with events holds for all that can happen, and for everyone's `*`."""

from __future__ import annotations

from typing import Any

import pytest

from flows.binding import Binding
from flows.changes import KINDS, ContextChange
from flows.decide import decide
from tests.flows.build import (
    bound,
    change,
    check,
    clause,
    event,
    flow,
    intent,
    manual,
    on,
    says,
    taken,
    texts,
)

# What a change and a binding are


def test_a_change_and_a_binding_are_what_the_language_says_they_are() -> None:
    assert {
        "id", "kind", "value", "at", "payload", "channel", "source", "confidence", "binding_id",
    } <= set(ContextChange._fields)  # fmt: skip
    assert KINDS == ("intent", "event", "timeout", "action", "manual")
    assert Binding._fields == (
        "binding_id", "process_type", "version", "state", "visit", "entered_at", "revision", "data", "visits",
        "misses",
    )  # fmt: skip


# Order


def everyone(kind: str) -> list[dict[str, Any]]:
    """Four that hear a change of this kind named `x`, the least particular first."""
    return [
        on(f"{kind} *", ["*"], None, id="any-any"),
        on(f"{kind} *", "open", None, id="any-here"),
        on(f"{kind} x", ["*"], None, id="x-any"),
        on(f"{kind} x", "open", None, id="x-here"),
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_of_every_kind_an_exact_value_comes_first_then_a_named_state_then_file_order(kind: str) -> None:
    made = flow(*everyone(kind), on("event go", "elsewhere", "open"), initial_state="open")
    trace = decide(made, bound(made), change(kind, "x", source="check")).trace
    assert [one.transition for one in trace.steps[0].candidates] == [
        "x-here", "x-any", "any-here", "any-any",
    ]  # fmt: skip
    assert taken(made, change(kind, "x", source="check"), "elsewhere") == "x-any"
    assert taken(made, change(kind, "other", source="check"), "elsewhere") == "any-any"


def test_a_check_without_a_name_is_heard_by_named_states_first_then_in_file_order() -> None:
    made = flow(*everyone("timeout"))
    trace = decide(made, bound(made), check(None)).trace
    assert [one.transition for one in trace.steps[0].candidates] == [
        "any-here", "x-here", "any-any", "x-any",
    ]  # fmt: skip


def test_a_state_named_beside_any_state_is_a_named_one_and_may_be_entered_again() -> None:
    both = on("event pause", ["*", "paused"], "paused", id="both")
    made = flow(
        on("event pause", ["*"], "done", id="any"), both, on("event go", "open", "paused"),
        states=["open", "paused", "done"],
    )  # fmt: skip
    assert taken(made, event("pause"), "paused") == "both"
    assert taken(made, event("pause"), "open") == "any"


def test_any_state_is_every_open_one_where_nothing_is_led_to() -> None:
    made = flow(on("event note", ["*"], None, id="note"), on("event go", "open", "done"))
    assert (taken(made, event("note"), "open"), taken(made, event("note"), "done")) == ("note", None)


def test_always_is_tried_in_the_same_order() -> None:
    made = flow(
        on("always", ["*"], "anywhere", id="any"), on("always", "sorting", "named", id="named"),
        on("event go", "open", "sorting"), states=["open", "sorting", "named", "anywhere", "done"],
        terminal_states=["named", "anywhere", "done"],
    )  # fmt: skip
    assert decide(made, bound(made), event("go")).binding.state == "named"


# Where everything is over


def test_what_is_over_neither_asks_nor_goes_on_by_itself() -> None:
    made = flow(
        on("always", ["done", "*"], "open", id="on"),
        on("manual end", "open", "done"),
        states=["open", {"id": "done", "enter": [says("Bye.")]}],
    )
    ended = decide(made, bound(made), manual("end"))
    assert (ended.binding.state, texts(ended)) == ("done", ["Bye."])


def test_goto_goes_on_by_itself_like_any_entry() -> None:
    made = flow(
        on("always", "sorting", "dear", when=clause("data.amount", "gt", 100)), on("event go", "open", "sorting"),
        data={"amount": {"type": "number"}},
    )  # fmt: skip
    assert decide(made, bound(made, data={"amount": 120}), manual("goto:sorting")).binding.state == "dear"


# How often


def test_a_condition_counts_the_visit_that_begins() -> None:
    """Three reminders, then something else: the loop that every dunning map has."""
    made = flow(
        on("timeout again", "waiting", "reminding", id="again"),
        on("always", "reminding", "giving_up", id="enough", when=clause("visits.reminding", "gt", 3)),
        on("always", "reminding", "waiting", says("Please pay."), id="once_more"),
        states=["waiting", "reminding", "giving_up"],
    )
    binding = bound(made)
    said: list[list[str]] = []
    for _ in range(4):
        decision = decide(made, binding, check("again"))
        binding, said = decision.binding, [*said, texts(decision)]
    assert said == [["Please pay."]] * 3 + [[]]
    assert (binding.state, binding.visits["reminding"]) == ("giving_up", 4)


# Answers


ASKED = flow(
    on("event ask", "open", "asking"),
    on("intent answer", "asking", "answered"),
    on("intent *", "asking", None, id="any"),
    states=[
        "open",
        {"id": "asking", "ask": {"message": "q", "into": "pieces", "retry": "pardon"}},
        "answered",
    ],
    data={"pieces": {"type": "integer", "min": 1}},
    messages={"q": {"text": "How many?"}, "pardon": {"text": "A number, please."}},
)


@pytest.mark.parametrize(
    ("slots", "state"),
    [
        ({"pieces": 3}, "answered"),
        ({"pieces": 0}, "asking"),  # less than there may be
        ({"pieces": "many"}, "asking"),
        ({"colour": "red"}, "asking"),  # the answer to another question
        ({}, "answered"),  # somebody says that it is answered, by hand
    ],
)
def test_a_value_that_does_not_fit_the_question_answers_nothing(slots: dict[str, Any], state: str) -> None:
    decision = decide(ASKED, bound(ASKED, "asking"), intent("answer", **slots))
    assert decision.binding.state == state
    assert decision.trace.outcome == ("taken" if state == "answered" else "no_candidate")
    assert [name for name, _ in decision.trace.dropped] == (list(slots) if state == "asking" else [])
