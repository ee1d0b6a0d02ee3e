from __future__ import annotations

from typing import Any

import pytest

from flows.words import guard_words, trigger_words
from tests.flows.build import clause, flow, on

DUE = {"type": "timeout", "relative_to": "data.due_date"}
KNOWN = [clause(f"data.{name}", "exists") for name in "abc"]


def transition(trigger: Any, **rest: Any) -> Any:
    return flow(on(trigger, "open", "done", **rest)).transitions[0]


@pytest.mark.parametrize(
    ("trigger", "words"),
    [
        ("intent promise_to_pay", "promise to pay"),
        ("intent *", "anything else that is understood"),
        ("event payment_received", "payment received"),
        ("action outreach_sent", "outreach sent"),
        ("manual close", "close"),
        ("always", "at once"),
        ("timeout", "a check comes due"),
        ("timeout no_response", "no response"),
        ({"type": "timeout", "after": "3bd"}, "after 3 business days"),
        ({"type": "timeout", "delay_minutes": 2880}, "after 48 hours"),
        (DUE, "on due date"),
        ({**DUE, "offset": "7d"}, "7 days after due date"),
        ({**DUE, "offset": "-2d", "at": "09:00"}, "2 days before due date, 09:00"),
    ],
)
def test_a_trigger_is_said_in_everyday_words(trigger: Any, words: str) -> None:
    assert trigger_words(transition(trigger).trigger) == words


@pytest.mark.parametrize(
    ("guard", "words"),
    [
        (clause("data.amount", "gt", 500), "amount is more than 500"),
        (clause("data.reason", "exists"), "reason is known"),
        (clause("contact.opted_out", "eq", True), "opted out is yes"),
        (clause("visits.overdue", "lt", 3), "visits of overdue is less than 3"),
        (clause("data.tier", "in", ["a", "b"]), "tier is one of a, b"),
        (clause("data.due", "before", {"field": "data.promised"}), "due is before promised"),
        ({"not": clause("now", "after", "2031-01-01")}, "not (now is after 2031-01-01)"),
        ({"all": [KNOWN[0], {"any": KNOWN[1:]}]}, "a is known and (b is known or c is known)"),
    ],
)
def test_a_condition_is_said_in_everyday_words(guard: Any, words: str) -> None:
    assert guard_words(transition("event x", when=guard).when) == words
