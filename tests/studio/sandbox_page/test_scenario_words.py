"""Scenarios in words, and values that are typed."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from flows.scenario import Mismatch, StepResult
from flows.scenario_model import Step
from studio.panels.sandbox.scenario_step import suggestions
from studio.panels.sandbox.scenario_words import (
    as_it_came,
    changed,
    mismatch_words,
    read_values,
    step_words,
    values_text,
    with_expectation,
)
from tests.flows.build import flow, on

FLOW = flow(
    on("event paid", "open", "done"),
    on("manual close", "open", "done"),
    states=[{"id": "open", "title": "Still open"}, "done"],
    intents={"asks_why": {}},
)

STEPS = {
    "The customer writes “hello”": {"say": "hello"},
    "The customer presses “Yes”": {"press": "Yes"},
    "The customer is understood: asks why": {"intent": "asks_why"},
    "Event: payment received": {"event": "payment_received"},
    "Result: outreach sent": {"action": "outreach_sent"},
    "By hand: close": {"manual": "close"},
    "An operator goes to “Still open”": {"manual": "goto:open"},
    "Time passes: 3 days": {"wait": "3d"},
    "Time passes until Mon 2 Mar 2026, 09:00": {"wait": "2026-03-02T09:00:00+00:00"},
    "Time passes until whenever": {"wait": "whenever"},
}


@pytest.mark.parametrize(("words", "step"), STEPS.items())
def test_each_kind_of_step_in_words(words: str, step: dict[str, Any]) -> None:
    assert step_words(Step.model_validate(step), FLOW) == words


MISMATCHES = {
    "state: expected Done, got Still open": ("state", "done", "open"),
    "state: expected lost, got Done": ("state", "lost", "done"),
    "transition taken: expected nothing, got “t1”": ("taken", None, "t1"),
    "understood as: expected asks why, got not understood": ("intent", "asks_why", "unmatched"),
    "messages sent: expected thanks a lot, goodbye, got nothing": ("sends", ["thanks_a_lot", "goodbye"], []),
    "data: expected paid on 2026-03-06, got paid on nothing": (
        "data",
        {"paid_on": "2026-03-06"},
        {"paid_on": None},
    ),
    "ended: expected yes, got no": ("ended", True, False),
}


@pytest.mark.parametrize(("words", "mismatch"), MISMATCHES.items())
def test_what_was_expected_and_what_came(words: str, mismatch: tuple[str, Any, Any]) -> None:
    assert mismatch_words(FLOW, Mismatch(*mismatch)) == words


VALUES = {
    "name": "Ana",
    "amount": 12.5,
    "count": "3",
    "vip": True,
    "tags": ["a"],
    "none": None,
    "odd": " x\n= ",
    "nan": "NaN",
}


def test_values_are_typed_a_line_each_and_read_as_they_were() -> None:
    text = values_text(VALUES)
    assert text.splitlines()[:4] == ["name = Ana", "amount = 12.5", 'count = "3"', "vip = true"]
    assert read_values(text) == VALUES
    with pytest.raises(ValueError, match="“Ana” isn't so"):
        read_values("Ana")


def test_a_step_is_changed_one_expectation_at_a_time() -> None:
    step = with_expectation(Step(wait="1d"), "taken", None)
    assert step.expect.expects("taken")
    assert not with_expectation(step, "taken").expect.expects("taken")
    assert changed(step, wait="2d").expect == step.expect
    with pytest.raises(ValidationError):
        changed(step, wait=None)


def test_what_came_is_expected_from_now_on() -> None:
    step = Step.model_validate({"say": "hi", "expect": {"state": "open", "data": {"a": 1}, "sends": ["x"]}})
    got = {"state": "done", "data": {"a": 2, "b": 3}, "sends": ["y", None], "taken": "t", "ended": True}
    result = StepResult(1, ("",), got, ())
    assert as_it_came(step, result.got).expect.model_dump(mode="json") == {
        "state": "done", "data": {"a": 2}, "sends": ["y"],
    }  # fmt: skip
    assert as_it_came(Step(say="hi"), got, ["taken"]).expect.taken == "t"


def test_the_flow_offers_what_can_happen_in_it() -> None:
    assert suggestions(FLOW, "event") == {"paid": "paid"}
    assert list(suggestions(FLOW, "manual")) == ["close", "goto:open", "goto:done"]
    assert list(suggestions(FLOW, "intent")) == ["asks_why", "answer", "unmatched"]
