"""Decisions in words: what was told, what came of it, why each candidate lost and what each clause met."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from flows.changes import ContextChange
from flows.conversation import Told
from flows.decide import decide
from flows.effects import Content, Send
from flows.hearing import Understood
from flows.trace_words import entry_words, outcome_words, told_words
from flows.world.entries import HeardEntry, ProblemEntry, SendEntry, ToldEntry
from tests.flows.build import NOW, after, bound, change, clause, event, flow, intent, manual, on, timer

SHOP = flow(
    on("intent pay", "open", "done", id="large", when=clause("data.amount", "gt", 500)),
    on("intent pay", "open", "done", id="sure", min_confidence=0.9),
    on("intent pay", "open", "checking", id="any", when={"not": clause("data.due", "exists")}),
    on("intent pay", "open", "done", id="rest"),
    on("event paid", "open", "done", id="paid", when=clause("event.amount", "gte", 10)),
    on(after("2d"), "open", None, id="silence"),
    data={"amount": {"type": "number"}, "due": {"type": "date"}},
    states=["open", {"id": "checking", "title": "Being checked"}, "done"],
    intents={"pay": {}},
)


BERLIN = flow(on("event paid", "open", "done"), timezone="Europe/Berlin")


def words(happened: ContextChange, **binding: Any) -> list[str]:
    before = bound(SHOP, **binding)
    return list(told_words(SHOP, Told(happened, before, decide(SHOP, before, happened))))


def test_each_candidate_says_why_it_lost_and_each_clause_what_it_met() -> None:
    assert words(intent("pay", 0.8), data={"amount": 120.0}) == [
        "intent: pay (0.80). It goes to “Being checked” by “pay” (if not (due is known)).",
        "  ✗ large (pay, if amount is more than 500): Its condition doesn't hold.",
        "      ✗ amount is more than 500: it was 120",
        "  ✗ sure (pay): Not sure enough: 0.80 of the 0.90 it wants.",
        "  ✓ any (pay, if not (due is known)): Taken.",
        "      ✗ due is known: it was not known",
        "  ✗ rest (pay): An earlier one was taken.",
    ]


@pytest.mark.parametrize(
    ("happened", "binding", "said"),
    [
        (
            event("paid", amount="ten"),
            {},
            ["      ✗ amount is at least 10: it was ten, which can't be compared"],
        ),
        (event("paid"), {}, ["      ✗ amount is at least 10: it was not known"]),
        (event("gone"), {}, ["event: gone. Nothing in “Open” listens for that."]),
        (event("paid"), {"state": "done"}, ["event: paid. It ended in “Done”, and hears nothing any more."]),
        (timer("silence"), {}, ["timer: after 2 days. It stays in “Open” by “after 2 days”."]),
        (timer("silence", visit=7), {}, ["It belongs to a state that was left meanwhile"]),
        (manual("goto:checking"), {}, ["by hand: checking. It goes to “Being checked”."]),
        (manual("goto:nowhere"), {}, ["The flow has no such state."]),
        (change("event", "paid", depth=51), {}, ["This goes round in a circle"]),
        (intent("pay", 1.0, colour="red"), {}, ["  colour was left out: “pay” declares no such slot."]),
    ],
)
def test_whatever_comes_of_a_change_is_said(happened: Any, binding: Any, said: list[str]) -> None:
    told = "\n".join(words(happened, **binding))
    assert all(sentence in told for sentence in said), told


HELLO = Send("b:1:0", 1, "say_hello", Content("Hello"), ("same",))


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (HeardEntry("I pay", "local", (Understood("pay", 0.87, {}, "I pay"),)), "heard “I pay”: pay 0.87"),
        (HeardEntry("hm", "local", (), (("pay", 0.2),)), "heard “hm”: not understood; the nearest was pay 0.20"),
        (HeardEntry("hm", "none", ()), "heard “hm”: not understood"),
        (HeardEntry("hm", "none", (), held=True), "heard “hm”: an operator has the conversation"),
        (SendEntry(HELLO, "b", "postponed", "Too early.", NOW), "“say hello” waits until 2026-03-02 09:00: Too early."),
        (SendEntry(HELLO, "b", "planned", "", NOW), "“say hello” is planned for 2026-03-02 09:00"),
        (SendEntry(replace(HELLO, message=None), "b", "void", "Left.", NOW), "a text is void: Left."),
        (ProblemEntry("Nobody is here."), "Nobody is here."),
    ],
)  # fmt: skip
def test_what_was_heard_and_what_did_not_go_is_said_too(entry: Any, said: str) -> None:
    assert list(entry_words(BERLIN, entry)) == [said]


def test_what_a_button_or_a_scenario_says_needs_no_words() -> None:
    assert list(entry_words(SHOP, HeardEntry("Pay", "button", (Understood("pay", 1.0, {}, ""),)))) == []


def test_a_decision_is_told_as_it_is_alone() -> None:
    before, paid = bound(SHOP), event("paid", amount=10)
    told = Told(paid, before, decide(SHOP, before, paid))
    assert list(entry_words(SHOP, ToldEntry(told))) == list(told_words(SHOP, told))


PASSING = flow(
    on("event paid", "open", "checking", id="old-name"),
    on("always", "checking", "booked"),
    on("always", "booked", "done"),
    states=["open", {"id": "checking", "title": "Being checked"}, "booked", "done"],
)


def told(happened: ContextChange) -> str:
    before = bound(PASSING)
    return next(told_words(PASSING, Told(happened, before, decide(PASSING, before, happened))))


def test_the_way_is_called_by_what_was_told_and_names_what_was_passed_at_once() -> None:
    assert (
        told(event("paid")) == "event: paid. It goes to “Done” by “paid”, through “Being checked”, “Booked”."
    )
    assert told(manual("goto:booked")) == "by hand: booked. It goes to “Done”, through “Booked”."


def test_a_transition_that_the_flow_has_no_more_keeps_its_id() -> None:
    before = bound(PASSING)
    decision = decide(PASSING, before, event("paid"))
    newer = flow(on("event paid", "open", "checking"), on("event x", "checking", "done"))

    assert outcome_words(newer, Told(event("paid"), before, decision)).startswith(
        "It goes to “Done” by “old-name”"
    )
