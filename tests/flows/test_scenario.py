"""Scenarios: what a step may be, what is expected of it, and a clock that only `wait` moves."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from pydantic import ValidationError

from flows.binding import as_binding
from flows.hearing import Hearing, Understanding
from flows.scenario import Played, coverage, play
from flows.scenario_model import Scenario
from flows.world.entries import ToldEntry
from flows.world.happenings import Event
from flows.world.hooks import Hooks
from flows.world.play import Beginning, begin
from flows.world.play import after as happened
from tests.flows.build import NOW, after, clause, flow, on, relative, says, utc
from tests.flows.playing import MESSAGES, played, problems, send, understand

FIELDS = {
    "invoice": {"type": "string", "required": True},
    "amount": {"type": "number", "default": 10},
    "promised": {"type": "date"},
}
INVOICE = flow(
    on("action outreach_sent", "pending", "reminded", id="remind"),
    on("intent promise", "reminded", "promised", send("thanks"), id="promise"),
    on("intent claims_paid", "reminded", "checking", id="claim"),
    on(relative("data.promised", "1d", "09:00"), "promised", "overdue", id="broken"),
    on(after("2d"), "reminded", "overdue", id="silence"),
    on("event paid", ["*"], "done", id="pay"),
    states=[
        {"id": "pending", "enter": [send("reminder")]}, "reminded", "promised", "checking", "overdue", "done",
    ],
    data=FIELDS, messages=MESSAGES, timezone="Europe/Berlin",
    intents={"promise": {"slots": {"promised": "date"}}, "claims_paid": {}},
    unmatched={"message": "pardon"},
)  # fmt: skip


def story(*steps: dict[str, Any], **begin: Any) -> Played:
    """These steps of `INVOICE`."""
    return played(INVOICE, *steps, **{"data": {"invoice": "INV-7"}, **begin})


# Steps


def test_a_story_of_every_kind_of_step() -> None:
    result = story(
        {"action": "outreach_sent", "expect": {"state": "reminded", "sends": [], "checks": ["silence"]}},
        {"say": "hello?", "expect": {"intent": "unmatched", "taken": None, "sends": ["pardon"]}},
        {
            "say": "I promise, by Friday",
            "expect": {
                "intent": "promise", "state": "promised", "taken": "promise", "sends": ["thanks"],
                "effects": ["send_message"], "data": {"promised": "2026-03-06"}, "checks": ["broken"],
            },
        },
        {"wait": "5d", "expect": {"state": "overdue", "taken": "broken", "ended": False}},
        {"manual": "goto:reminded", "expect": {"state": "reminded", "taken": None}},
        {"press": "Already paid", "expect": {"intent": "claims_paid", "state": "checking"}},
        {"event": "paid", "expect": {"state": "done", "ended": True, "checks": []}},
        {"manual": "goto:reminded", "expect": {"state": "reminded", "ended": False}},
        {"intent": "promise", "slots": {"promised": "2026-03-20"}, "expect": {"taken": "promise"}},
    )  # fmt: skip
    assert (problems(result), result.passed) == ([], True)


def test_what_was_expected_and_what_came_is_said_in_words() -> None:
    result = story(
        {
            "action": "outreach_sent",
            "expect": {"state": "overdue", "taken": None, "data": {"amount": 11}, "ended": True},
        },
    )
    assert not result.passed
    assert problems(result) == [
        'expected state "overdue", got "reminded"',
        'expected taken nothing, got "remind"',
        'expected data {"amount": 11}, got {"amount": 10}',
        "expected ended true, got false",
    ]


@pytest.mark.parametrize(
    ("begin", "step", "problem"),
    [
        ({"data": {}}, {"event": "paid"}, "The start lacks invoice."),
        (
            {"data": {"invoice": "7", "amount": "much"}},
            {"event": "paid"},
            "amount should be a number such as 120.5, not “much”.",
        ),
        ({}, {"press": "Pay now"}, "No message has a button “Pay now”."),
        (
            {},
            {"wait": "a while"},
            "“a while” is neither a duration nor an instant such as 2026-03-02T09:00:00+01:00.",
        ),
    ],
)
def test_what_cannot_be_played_is_a_problem_of_its_step(begin, step, problem: str) -> None:
    assert problems(story(step, **begin)) == [problem]


@pytest.mark.parametrize(
    "step",
    [
        {},
        {"say": "hi", "event": "paid"},
        {"say": "hi", "payload": {"a": 1}},
        {"event": "paid", "slots": {"a": 1}},
        {"shout": "hi"},
    ],
)
def test_a_step_is_exactly_one_thing(step: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Scenario.model_validate({"name": "wrong", "steps": [step]})


# Time


@pytest.mark.parametrize(
    ("wait", "state"),
    [
        ("1d", "reminded"),
        ("2d", "overdue"),  # what is due at its end is included
        ("2026-03-04T09:00:00+01:00", "overdue"),
        ("2026-03-04T08:59:59+01:00", "reminded"),
        ("3bd", "overdue"),
    ],
)
def test_waiting_for_a_while_or_until_an_instant(wait: str, state: str) -> None:
    result = story(
        {"action": "outreach_sent"},
        {"wait": wait, "expect": {"state": state}},
        at="2026-03-02T09:00:00+01:00",
    )
    assert problems(result) == []


def test_checks_due_together_fire_in_arming_order_and_later_ones_of_a_left_state_do_not() -> None:
    second = {"type": "schedule_check", "value": "second", "after": "1d"}
    made = flow(
        on("event go", "open", "waiting", second),
        on(after("1d"), "waiting", "first_was_first", id="first"),
        on("timeout second", ["*"], "second_was_first"),
        on(after("1d"), "first_was_first", "done"),
    )
    result = played(made, {"event": "go", "expect": {"checks": ["first", "second"]}}, {"wait": "1d"})
    assert result.steps[-1].got["state"] == "first_was_first"
    assert result.steps[-1].got["checks"] == ["first_was_first-timeout-done"]


def test_a_kept_check_and_followup_outlive_their_state() -> None:
    plans = [
        {"type": kind, "after": "1d", "keep": keep, **what}
        for keep in (True, False)
        for kind, what in [
            ("schedule_check", {"value": f"check-{keep}"}),
            ("enqueue_followup", {"message": "thanks" if keep else "pardon"}),
        ]
    ]
    made = flow(
        on("event go", "open", "leaving", *plans),
        on("event on", "leaving", "left"),
        on("timeout", "left", "done"),
        messages=MESSAGES,
    )  # fmt: skip
    result = played(
        made,
        {"event": "go", "expect": {"checks": ["check-True", "check-False"]}},
        {"event": "on", "expect": {"checks": ["check-True"]}},
        {"wait": "1d", "expect": {"sends": ["thanks"], "ended": True}},
    )
    assert problems(result) == []


def test_a_timer_that_follows_its_field_replaces_the_earlier_one() -> None:
    later = {"type": "set_data", "values": {"day": "2026-03-20"}}
    made = flow(
        on("event later", "open", None, later), on(relative("data.day"), "open", "done", id="due"),
        data={"day": {"type": "date"}},
    )  # fmt: skip
    result = played(
        made,
        {"event": "later", "expect": {"checks": ["due"]}},
        {"wait": "2026-03-19T12:00:00Z", "expect": {"ended": False}},
        {"wait": "1d", "expect": {"ended": True}},
        data={"day": "2026-03-10"},
    )
    assert problems(result) == []


# Coverage


def test_coverage_is_of_transitions() -> None:
    result = story({"action": "outreach_sent"}, {"event": "paid"})
    covered = coverage(INVOICE, [result])
    assert covered.taken == {"remind", "pay"}
    assert covered.missed == ("promise", "claim", "broken", "silence")
    assert covered.ratio == pytest.approx(1 / 3)


def test_coverage_counts_scenarios_and_where_they_come() -> None:
    covered = coverage(
        INVOICE,
        [
            story({"action": "outreach_sent"}, {"wait": "2d"}, {"manual": "goto:checking"}),
            story({"action": "outreach_sent"}),
        ],
    )
    assert covered.times == {"remind": 2, "silence": 1}
    assert covered.visits == {"pending": 2, "reminded": 2, "overdue": 1, "checking": 1}


def test_coverage_is_of_what_each_state_hears_too() -> None:
    covered = coverage(INVOICE, [story({"action": "outreach_sent"}, {"intent": "promise"})])
    assert covered.heard == {"reminded": ("promise", "claims_paid")}
    assert covered.tried == {("reminded", "promise")}
    assert (covered.hearings, covered.untried("reminded")) == (2, ("claims_paid",))


def test_an_intent_is_tried_where_it_was_said_though_nothing_came_of_it() -> None:
    made = flow(on("intent pay", "open", "done", when=clause("data.amount", "gt", 5)), intents={"pay": {}})
    covered = coverage(made, [played(made, {"intent": "pay"})])
    assert (covered.untried("open"), covered.missed) == ((), ("open-pay-done",))


# What is stored between steps


def test_each_step_goes_on_from_what_a_store_gave_back() -> None:
    hooks = Hooks(understand)
    world, _ = begin(Beginning((INVOICE,), (("demo", {"invoice": "INV-7"}),)), hooks)
    (opened,) = world.opened
    unstored = opened.binding._replace(data={"invoice": "INV-7", "seen": ("a", "b")})
    (told,) = [
        entry.told
        for entry in happened(
            world._replace(opened=(opened._replace(binding=unstored),)), Event("paid"), hooks
        ).entries
        if isinstance(entry, ToldEntry)
    ]
    assert told.before == as_binding(json.loads(json.dumps(unstored.as_json())))
    assert told.before.data["seen"] == ["a", "b"], "JSON has no tuples"


def test_what_a_store_cannot_hold_fails_the_step() -> None:
    world, _ = begin(Beginning((INVOICE,), (("demo", {"invoice": "INV-7"}),)), Hooks(understand))
    (opened,) = world.opened
    unstorable = opened.binding._replace(data={"invoice": NOW})
    with pytest.raises(TypeError):
        happened(
            world._replace(opened=(opened._replace(binding=unstorable),)), Event("paid"), Hooks(understand)
        )


def test_a_store_loses_nothing_of_a_binding() -> None:
    result = story({"action": "outreach_sent"}, {"say": "hello?"}, {"intent": "promise"}, {"wait": "5d"})
    stored = [told.decision.binding for step in result.steps for told in step.told]
    assert len(stored) == 4
    assert [as_binding(json.loads(json.dumps(one.as_json()))) for one in stored] == stored


# The way


def test_the_way_of_a_process_is_told_state_by_state() -> None:
    result = story(
        {"action": "outreach_sent"}, {"say": "hello?"}, {"manual": "goto:checking"}, {"event": "paid"}
    )
    assert result.way(3) == (
        ("pending", "start"), ("reminded", "remind"), ("checking", "goto:checking"),
    )  # fmt: skip
    assert result.steps[4].moves == (("done", "pay"),)
    assert result.steps[1].at == utc("2026-03-02 08:00")


def test_a_text_without_an_id_is_no_message_to_expect() -> None:
    made = flow(on("event go", "open", None, says("Hello"), send("thanks")), messages=MESSAGES)
    assert problems(played(made, {"event": "go", "expect": {"sends": ["thanks"]}})) == []


def test_a_scenario_without_a_time_starts_on_a_monday_morning() -> None:
    asked: list[datetime] = []

    def understand(text: str, hearing: Hearing, now: datetime) -> Understanding:
        asked.append(now)
        return Understanding((), "nobody")

    start = {"data": {"invoice": "INV-7"}}
    play(
        INVOICE, Scenario.model_validate({"name": "s", "start": start, "steps": [{"say": "hi"}]}), understand
    )
    assert asked == [utc("2026-03-02 08:00")]
