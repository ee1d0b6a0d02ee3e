"""Actions: every registered one has an example here, with the effect it gives."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from flows.actions.registry import actions
from flows.decide import Decision, decide
from flows.effects import (
    ArmCheck,
    CallBackend,
    Content,
    EmitEvent,
    Escalate,
    Followup,
    Resolve,
    Send,
    SetContact,
    SetData,
    StartProcess,
    Tag,
)
from flows.model import Flow
from tests.flows.build import (
    about,
    bound,
    clause,
    effects,
    event,
    flow,
    on,
    says,
    texts,
    utc,
)

FIELDS = {
    "amount": {"type": "number", "currency": "EUR"},
    "day": {"type": "date"},
    "note": {"type": "string"},
}
MESSAGES = {"hello": {"text": "Hello {{ contact.name }}."}, "how_much": {"text": "How much?"}}
ASKING = {"id": "asking", "ask": {"message": "how_much", "into": "amount"}}
KEY, VISIT = "b:1:0", 2
HELLO = Content("Hello Ana.")

# type → the action as it is written, and the one effect it gives on the way into `next`
EXAMPLES: dict[str, tuple[dict[str, Any], Any]] = {
    "send_message": (
        {"message": "hello", "channel": ["whatsapp", "email"]},
        Send(KEY, VISIT, "hello", HELLO, ("whatsapp", "email")),
    ),
    "enqueue_followup": (
        {"message": "hello", "after": "2d", "keep": True},
        Followup(KEY, VISIT, "hello", HELLO, ("same",), due=utc("2026-03-04 08:00"), keep=True),
    ),
    "schedule_check": (
        {"value": "no_response", "relative_to": "data.day", "offset": "-1d", "at": "17:00"},
        ArmCheck(KEY, VISIT, utc("2026-03-05 17:00"), name="no_response"),
    ),
    "ask_again": ({}, Send(KEY, VISIT, "how_much", Content("How much?"), ("same",))),
    "set_data": (
        {"values": {"amount": "{{ event.amount }}", "day": None}},
        SetData(KEY, VISIT, {"amount": 7.5, "day": None}),
    ),
    "set_contact": (
        {"values": {"opted_out": True, "plan": "{{ data.note }}"}},
        SetContact(KEY, VISIT, {"opted_out": True, "plan": "gold"}),
    ),
    "update_backend": (
        {"operation": "refund", "arguments": {"amount": "{{ event.amount }}", "why": ["{{ data.note }}"]}},
        CallBackend(KEY, VISIT, "refund", {"amount": "7.5", "why": ["gold"]}),
    ),
    "escalate": (
        {
            "queue": "billing",
            "priority": "high",
            "note": "{{ contact.name }} owes {{ event.amount | money }}",
        },
        Escalate(KEY, VISIT, "billing", "high", "Ana owes 7.50"),
    ),
    "resolve": ({}, Resolve(KEY, VISIT, "asking")),
    "start_process": (
        {"process_type": "survey", "data": {"about": "{{ data.note }}"}},
        StartProcess(KEY, VISIT, "survey", {"about": "gold"}),
    ),
    "emit_event": (
        {"value": "paid", "payload": {"day": "{{ data.day }}"}},
        EmitEvent(KEY, VISIT, "paid", {"day": "2026-03-06"}),
    ),
    "tag": ({"add": ["vip"], "remove": ["new"]}, Tag(KEY, VISIT, ("vip",), ("new",))),
}


def doing(*written: dict[str, Any], **rest: Any) -> Flow:
    """A flow that does these actions on `go`, on the way into a state that asks."""
    whole = {"data": FIELDS, "messages": MESSAGES, "states": ["open", {"id": "next"}], **rest}
    return flow(on("event go", "open", "next", *written), **whole)


def done(made: Flow, facts=None, **data: Any) -> Decision:
    facts = facts or about({"name": "Ana", "tags": ("new",)})
    return decide(made, bound(made, data=data), event("go", amount=7.5), facts)


def test_every_registered_action_has_its_example() -> None:
    assert set(EXAMPLES) == set(actions())


@pytest.mark.parametrize("kind", actions())
def test_what_an_action_gives(kind: str) -> None:
    written, expected = EXAMPLES[kind]
    made = flow(
        on("event go", "open", "asking", {"type": kind, **written}),
        states=["open", ASKING], data=FIELDS, messages=MESSAGES,
    )  # fmt: skip
    (given,) = done(made, day="2026-03-06", note="gold").effects[:1]
    assert given == expected
    assert given.type == kind or kind == "ask_again"


# In order


def test_later_actions_see_what_earlier_ones_set() -> None:
    decision = done(
        doing(
            {"type": "set_data", "values": {"amount": 12}},
            {"type": "set_contact", "values": {"name": "Ben", "locale": "es", "plan": "gold"}},
            says("{{ contact.name }}, {{ contact.plan }}: {{ data.amount }}"),
            {"type": "send_message", "message": "bye"},
            messages={"bye": {"text": "Bye.", "locales": {"es": {"text": "Adiós."}}}},
        )
    )
    assert texts(decision) == ["Ben, gold: 12", "Adiós."]


def test_a_guard_that_follows_sees_tags_and_contact_values_of_the_same_decision() -> None:
    made = flow(
        on("event go", "open", "sorting", {"type": "tag", "add": ["vip"], "remove": ["new"]},
           {"type": "set_contact", "values": {"plan": "gold"}}),
        on("always", "sorting", "done",
           when={"all": [clause("contact.tags", "eq", ["vip"]), clause("contact.plan", "eq", "gold")]}),
    )  # fmt: skip
    assert done(made).binding.state == "done"


# What does not fit


def test_a_value_that_does_not_fit_its_field_is_dropped_and_named() -> None:
    wrong = {"type": "set_data", "values": {"amount": "{{ event.word }}", "nothing": 1, "note": "kept"}}
    decision = done(doing(wrong), amount=3)
    assert decision.binding.data == {"amount": 3, "note": "kept"}
    assert [name for name, _ in decision.trace.dropped] == ["amount", "nothing"]


@pytest.mark.parametrize(
    ("written", "note"),
    [
        ({"type": "send_message", "message": "gone"}, "There is no message “gone” to send."),
        ({"type": "ask_again"}, "There is no question to repeat in “next”."),
        (
            {"type": "schedule_check", "relative_to": "data.day"},
            "A check was not set: there is no data.day to count from.",
        ),
        (
            {"type": "enqueue_followup", "text": "Hi", "relative_to": "data.day"},
            "A follow-up was not planned: there is no data.day to count from.",
        ),
    ],
)
def test_what_cannot_be_done_is_noted(written: dict[str, Any], note: str) -> None:
    decision = done(doing(written))
    assert (decision.effects, decision.trace.notes) == ((), (note,))


@pytest.mark.parametrize(
    "written",
    [
        {"type": "dance"},
        {"type": "send_message", "message": "hello", "text": "Hello."},
        {"type": "schedule_check", "value": "soon"},
        {"type": "schedule_check", "after": "59s"},
        {"type": "schedule_check", "after": "2d", "delay_minutes": 5},
        {"type": "enqueue_followup", "message": "hello", "after": "-2d"},
        {"type": "enqueue_followup", "message": "hello", "offset": "2d"},
        {"type": "set_data", "values": {"note": "{{ 1 + 1 }}"}},
        {"type": "set_data", "values": {}},
        {"type": "tag"},
    ],
)
def test_what_no_flow_may_hold(written: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        doing(written)


# Saying


def test_a_message_speaks_the_contacts_language_and_the_flows_own_for_the_rest() -> None:
    bill = {
        "text": "{{ data.amount | money }} is due.",
        "subject": "Your bill",
        "buttons": [{"title": "Paid", "intent": "paid"}],
        "whatsapp": {"template": "bill", "parameters": ["{{ data.amount }}"]},
        "attachments": ["https://example.com/{{ data.note }}.pdf"],
        "class": "urgent",
        "reason": "The law wants it.",
        "locales": {"de": {"text": "{{ data.amount | money }} sind fällig."}},
    }
    made = doing({"type": "send_message", "message": "bill"}, messages={"bill": bill})
    (sent,) = effects(done(made, about({"locale": "de-AT"}), amount=1234.5, note="7"))
    assert sent.content == Content(
        text="€ 1.234,50 sind fällig.", subject="Your bill", template="bill", parameters=("1234.5",),
        buttons=(("Paid", "paid"),), attachments=("https://example.com/7.pdf",), urgent=True, locale="de",
    )  # fmt: skip


def test_a_goal_for_a_generated_reply_travels_with_the_words_for_want_of_one() -> None:
    decision = done(doing({"type": "send_message", "generate": "Explain the bill.", "message": "hello"}))
    (sent,) = effects(decision)
    assert (sent.content.goal, sent.content.text) == ("Explain the bill.", "Hello Ana.")


def test_a_followup_without_a_time_goes_now() -> None:
    (planned,) = effects(done(doing({"type": "enqueue_followup", "message": "hello"})))
    assert planned.due == utc("2026-03-02 08:00")


# Opting out


@pytest.mark.parametrize("value", [True, "yes", "{{ event.out }}"])
def test_what_was_said_before_an_opt_out_is_the_last_word(value: Any) -> None:
    made = doing(
        says("You won't hear from us again."),
        {"type": "enqueue_followup", "text": "Miss us?", "after": "7d"},
        {"type": "set_contact", "values": {"opted_out": value}},
        says("Really."),
    )
    decision = decide(made, bound(made), event("go", out=True))
    assert [getattr(effect, "last_word", None) for effect in decision.effects] == [True, False, None, False]
    assert effects(decision)[2].values == {"opted_out": True}


def test_a_contact_who_opted_out_long_ago_has_no_last_word() -> None:
    made = doing(says("Bye."), {"type": "set_contact", "values": {"opted_out": True}})
    assert not effects(done(made, about({"opted_out": True})))[0].last_word


def test_an_opt_out_that_says_no_is_none() -> None:
    made = doing(says("Hi."), {"type": "set_contact", "values": {"opted_out": "no"}})
    assert not effects(done(made))[0].last_word
