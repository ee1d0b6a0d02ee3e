"""The world scenarios are played in: results that come by themselves, contacts and operators."""

from __future__ import annotations

from tests.flows.build import after, clause, flow, on, relative, says
from tests.flows.playing import MESSAGES, played, problems, send

# Results


def test_with_auto_results_sends_and_backend_calls_succeed_by_themselves() -> None:
    refund = {"type": "update_backend", "operation": "refund"}
    made = flow(
        on("action outreach_sent", "open", "refunding", refund),
        on("action backend_updated", "refunding", "done", when=clause("event.operation", "eq", "refund")),
        states=[{"id": "open", "enter": [send("thanks")]}, "refunding", "done"], messages=MESSAGES,
    )  # fmt: skip
    assert played(made, auto_results=True).steps[0].got["state"] == "done"
    assert played(made).steps[0].got["state"] == "open"


def test_results_come_after_everything_that_was_said_in_one_message() -> None:
    made = flow(
        on("intent hello", "open", None, send("thanks")),
        on("intent promise", "open", "promised"),
        on("action outreach_sent", "open", "early"),
        on("action outreach_sent", "promised", "done"),
        messages=MESSAGES,
    )
    story = played(made, {"say": "hello, I promise"}, auto_results=True)
    assert story.steps[1].got["state"] == "promised"
    assert [trace.outcome for trace in story.steps[1].traces] == ["stayed", "taken", "late"]


def test_a_circle_of_results_ends_and_is_flagged() -> None:
    made = flow(
        on("event go", "open", "circling"),
        on("action outreach_sent", "circling", "circling"),
        states=["open", {"id": "circling", "enter": [send("thanks")]}], messages=MESSAGES,
    )  # fmt: skip
    story = played(made, {"event": "go"}, auto_results=True)
    assert len(story.steps[1].got["sends"]) == 51
    assert story.steps[1].traces[-1].flagged


def test_a_circle_of_timers_that_are_due_at_once_ends_too() -> None:
    made = flow(on(relative("data.day"), "open", "open"), data={"day": {"type": "date"}})
    story = played(made, {"wait": "1h"}, data={"day": "2026-01-01"})
    assert story.steps[0].traces[-1].outcome == "too_deep"
    assert story.steps[1].traces == ()


def test_a_timer_of_a_minute_or_more_starts_afresh() -> None:
    made = flow(on(after("1m"), "open", "open"))
    assert len(played(made, {"wait": "2h"}).steps[1].traces) == 120


# Contacts and operators


def test_held_sends_go_when_the_operator_releases_if_their_state_still_stands() -> None:
    made = flow(
        on("event help", "open", "helping", {"type": "escalate"}, send("pardon")),
        on("event on", "helping", "on", send("thanks")),
        on("action operator_released", "on"),
        messages=MESSAGES,
    )
    story = played(
        made,
        {"event": "help", "expect": {"sends": []}},
        {"say": "anyone?", "expect": {"intent": None, "sends": []}},
        {"event": "on", "expect": {"state": "on", "sends": []}},
        {"action": "operator_released", "expect": {"sends": ["thanks"]}},
    )
    assert problems(story) == []


def test_an_opted_out_contact_gets_the_last_word_and_nothing_more() -> None:
    out = {"type": "set_contact", "values": {"opted_out": True}}
    made = flow(
        on("intent stop", "open", None, send("thanks"), out),
        on("event news", "open", None, send("reminder")),
        on("action delivery_failed", "open", "done"),
        messages=MESSAGES,
    )
    steps = [{"intent": "stop", "expect": {"sends": ["thanks"]}}, {"event": "news", "expect": {"sends": []}}]
    assert problems(played(made, *steps)) == []
    assert played(made, *steps, auto_results=True).steps[-1].got["ended"]


def test_the_contact_and_the_channel_are_those_of_the_start_until_a_step_says_otherwise() -> None:
    gold = clause("contact.plan", "eq", "gold")
    made = flow(
        on(
            "intent hi",
            "open",
            "greeted",
            when={"all": [gold, clause("conversation.channel", "eq", "whatsapp")]},
        ),
        on("intent bye", "greeted", "done", says("Bye."), when=clause("conversation.channel", "eq", "email")),
    )
    story = played(
        made,
        {"intent": "hi", "expect": {"state": "greeted"}},
        {"say": "bye", "channel": "email", "expect": {"ended": True}},
        channel="whatsapp", contact={"name": "Ana", "plan": "gold"},
    )  # fmt: skip
    assert problems(story) == []


def test_what_is_pressed_or_given_as_an_intent_is_certain_and_what_is_said_as_sure_as_the_detector() -> None:
    made = flow(
        on("intent claims_paid", "open", "done", min_confidence=0.9),
        states=[{"id": "open", "enter": [send("reminder")]}, "done"], messages=MESSAGES,
    )  # fmt: skip
    for step, ended in [
        ({"say": "claims_paid"}, False), ({"press": "Already paid"}, True), ({"intent": "claims_paid"}, True),
    ]:  # fmt: skip
        assert played(made, step).steps[1].got["ended"] is ended
