"""What is personal in a flow, and a trace without it."""

from __future__ import annotations

from typing import Any

import pytest

from flows.binding import ContactFacts, ConversationFacts, Facts
from flows.decide import decide
from flows.personal import HIDDEN, impersonal, is_personal, personal_fields, without_personal
from tests.flows.build import bound, clause, event, flow, intent, on

DATA = {
    "email": {"type": "email", "pii": True},
    "other_email": {"type": "email", "pii": True},
    "amount": {"type": "number"},
}
ANA = Facts(ContactFacts("Ana", "en", None, (), False, {"city": "Vigo"}), ConversationFacts("chat", False, 0))


@pytest.mark.parametrize(
    ("path", "personal"),
    [
        ("data.email", True), ("data.amount", False),
        ("event.email", True), ("event.customer.email", True), ("event.amount", False),
        ("event.message", True),  # what the customer wrote
        ("contact.name", True), ("contact.city", True), ("contact.locale", False), ("contact.tags", False),
        ("conversation.channel", False), ("now", False),
    ],
)  # fmt: skip
def test_what_a_condition_reads_is_personal_by_where_it_stands(path: str, personal: bool) -> None:
    assert is_personal(personal_fields(flow(data=DATA)), path) is personal


def test_values_are_hidden_by_their_names_however_deep() -> None:
    values = {"email": "a@b.example", "rows": [{"email": "c@d.example", "amount": 5}], "other_email": None}
    assert without_personal(["email", "other_email"], values) == {
        "email": HIDDEN, "rows": [{"email": HIDDEN, "amount": 5}], "other_email": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("when", "expected", "actual"),
    [
        (clause("data.amount", "gt", 100), 100, 80.0),
        (clause("data.email", "eq", "b@c.example"), "b@c.example", HIDDEN),
        (clause("data.email", "eq", {"field": "data.other_email"}), HIDDEN, HIDDEN),
        (clause("data.amount", "eq", {"field": "data.email"}), HIDDEN, 80.0),
        (clause("contact.name", "eq", "Bob"), "Bob", HIDDEN),
        (clause("event.customer", "exists"), None, {"email": HIDDEN, "plan": "gold"}),
        (clause("event.email", "exists"), None, None),
    ],
)
def test_a_trace_says_how_a_condition_fell_and_not_whose_data_it_read(
    when: dict[str, Any], expected: object, actual: object
) -> None:
    made = flow(on("event paid", "open", "done", when=when), data=DATA)
    data = {"email": "a@b.example", "other_email": "z@b.example", "amount": 80}
    told = event("paid", customer={"email": "a@b.example", "plan": "gold"})
    trace = decide(made, bound(made, data=data), told, ANA).trace
    kept = impersonal(made, trace)
    (before,), (after,) = (one.steps[0].candidates[0].clauses for one in (trace, kept))
    assert after == before._replace(expected=expected, actual=actual)
    assert (kept.outcome, kept.taken) == (trace.outcome, trace.taken)
    assert "a@b" not in str(kept)


def test_all_of_a_condition_with_several_clauses() -> None:
    both = {"any": [clause("data.amount", "gt", 100), clause("event.message", "contains", "now")]}
    made = flow(on("intent pay", "open", "done", when=both), data=DATA)
    said = intent("pay")._replace(about={"message": "I pay now, says Ana"})
    trace = impersonal(made, decide(made, bound(made), said).trace)
    first, second = trace.steps[0].candidates[0].clauses
    assert (first.actual, second.actual, second.holds) == (None, HIDDEN, True)
