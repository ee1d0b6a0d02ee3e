"""Conditions: each comparison true, false, without a value, and with one it can't be compared to."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from flows.decide import decide
from flows.findings import check
from flows.guard_model import Op
from flows.guards import ClauseTrace
from tests.flows.build import NOW, about, bound, clause, event, flow, intent, on, utc

FIELDS = {
    "amount": {"type": "number"},
    "limit": {"type": "number"},
    "paid": {"type": "boolean"},
    "note": {"type": "string"},
    "day": {"type": "date"},
    "moment": {"type": "datetime"},
}


def judged(
    when: dict[str, Any], happened=None, facts=None, **data: Any
) -> tuple[bool, tuple[ClauseTrace, ...]]:
    """Whether a condition holds for these data, and its clauses. The flow's zone is Europe/Berlin."""
    made = flow(
        on("event go", "open", "done", when=when),
        data=FIELDS,
        timezone="Europe/Berlin",
        hours="Mo-Fr 08:00-20:00",
    )
    decision = decide(made, bound(made, data=data), happened or event("go"), facts or about())
    return decision.trace.applied, decision.trace.steps[0].candidates[0].clauses


def holds(when: dict[str, Any], happened=None, facts=None, **data: Any) -> bool:
    return judged(when, happened, facts, **data)[0]


# op → the field, the value compared to, a value for which it is true, false, and one that is unlike
OPS: dict[str, tuple[str, Any, Any, Any, Any]] = {
    "eq": ("event.x", 100, 100.0, 80, "100"),
    "ne": ("event.x", 100, 80, 100, "80"),
    "gt": ("event.x", 100, 101, 100, "101"),
    "gte": ("event.x", 100, 100, 99, True),
    "lt": ("event.x", 100, 99, 100, [1]),
    "lte": ("event.x", 100, 100, 101, {"a": 1}),
    "in": ("event.x", ["a", "b"], "b", "c", 3),
    "not_in": ("event.x", ["a", "b"], "c", "b", 3),
    "contains": ("event.x", "pay", "repaid? no, repay", "paid", 5),
    "starts_with": ("event.x", "INV-", "INV-7", "7-INV-", 5),
    "ends_with": ("event.x", "@example.com", "ana@example.com", "ana@example.org", 5),
    "matches": ("event.x", r"^[A-Z]{3}-\d+$", "INV-7", "inv-7", 7),
    "before": ("event.x", "2026-03-05", "2026-03-04", "2026-03-05", "soon"),
    "after": ("event.x", "2d", "2026-03-05", "2026-03-04", 5),
    "within": ("event.x", "14d", "2026-03-16", "2026-03-17", "soon"),
    "exists": ("event.x", None, 0, None, None),
    "missing": ("event.x", None, None, 0, None),
}


def test_every_comparison_has_its_examples() -> None:
    assert set(OPS) == set(get_args(Op))


@pytest.mark.parametrize("op", OPS)
def test_a_comparison_is_true_or_false(op: str) -> None:
    field, value, yes, no, _ = OPS[op]
    assert holds(clause(field, op, value), event("go", x=yes))
    assert not holds(clause(field, op, value), event("go", x=no))


@pytest.mark.parametrize("op", sorted(set(OPS) - {"exists", "missing"}))
def test_a_missing_or_unlike_value_makes_a_clause_false_before_not_and_the_trace_says_which(op: str) -> None:
    field, value, *_, unlike = OPS[op]
    for payload, why in [({}, "missing"), ({"x": None}, "missing"), ({"x": unlike}, "unlike")]:
        happened = event("go", **payload)
        took, clauses = judged(clause(field, op, value), happened)
        assert (took, clauses[0].holds, clauses[0].why) == (False, False, why)
        assert holds({"not": clause(field, op, value)}, happened)


def test_an_expected_field_that_is_missing_makes_a_clause_false_too() -> None:
    above = clause("data.amount", "gt", {"field": "data.limit"})
    assert holds(above, amount=5, limit=4)
    assert judged(above, amount=5)[1][0].why == "missing"


def test_all_any_and_not_combine_and_every_clause_is_in_the_trace() -> None:
    one, two, three = (
        clause("data.amount", "gt", 1),
        clause("data.amount", "gt", 2),
        clause("data.amount", "gt", 3),
    )
    cases: list[tuple[dict[str, Any], bool]] = [
        ({"all": [one, two, three]}, False),
        ({"any": [three, two, one]}, True),
        ({"not": {"any": [three, {"not": two}]}}, True),
    ]
    for when, expected in cases:
        took, clauses = judged(when, amount=2.5)
        assert took is expected
        assert len(clauses) == (2 if "not" in when else 3)


@pytest.mark.parametrize("op", ["gt", "gte", "lt", "lte"])
def test_what_has_no_order_is_neither_more_nor_less(op: str) -> None:
    assert judged(clause("data.paid", op, False), paid=True)[1][0].why == "unlike"
    assert judged(clause("contact.tags", op, ["a"]), facts=about({"tags": ("a",)}))[1][0].why == "unlike"


def test_lists_are_equal_when_their_items_are() -> None:
    vip = about({"tags": ("vip", "late")})
    assert holds(clause("contact.tags", "eq", ["vip", "late"]), facts=vip)
    assert holds(clause("contact.tags", "ne", ["vip"]), facts=vip)
    assert holds(clause("contact.tags", "contains", "vip"), facts=vip)
    assert holds(clause("event.x", "in", {"field": "contact.tags"}), event("go", x="late"), vip)


# Dates and instants


@pytest.mark.parametrize(
    ("op", "value", "day", "expected"),
    [
        ("within", "14d", "2026-03-02", True),  # today is within
        ("within", "14d", "2026-03-16", True),
        ("within", "14d", "2026-03-17", False),
        ("within", "14d", "2026-03-01", False),
        ("within", "-7d", "2026-02-23", True),
        ("within", "-7d", "2026-03-03", False),
        ("within", "3bd", "2026-03-05", True),
        ("before", "3bd", "2026-03-05", False),
        ("eq", "2026-03-02", "2026-03-02", True),
        ("eq", {"field": "now"}, "2026-03-02", True),
        ("lt", {"field": "now"}, "2026-03-01", True),
        ("before", {"field": "data.moment"}, "2026-03-08", False),
        ("eq", {"field": "data.moment"}, "2026-03-08", True),
        ("after", "hello", "2026-03-08", False),
    ],
)
def test_a_date_and_an_instant_compare_by_calendar_day_in_the_flows_zone(op, value, day, expected) -> None:
    # 23:30 UTC is half past midnight of the 8th in Berlin.
    assert holds(clause("data.day", op, value), day=day, moment="2026-03-07T23:30:00Z") is expected


def test_an_instant_is_within_hours_to_the_minute() -> None:
    within = clause("data.moment", "within", "4h")
    assert holds(within, moment="2026-03-02T12:00:00Z")
    assert not holds(within, moment="2026-03-02T12:00:01Z")
    assert not holds(within, moment="2026-03-02T07:59:59Z")


# What can be read


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("contact.name", "Ana"),
        ("contact.locale", "es"),
        ("contact.timezone", "Europe/Madrid"),
        ("contact.tags", ("vip",)),
        ("contact.opted_out", False),
        ("contact.plan", "gold"),
        ("conversation.channel", "chat"),
        ("conversation.in_hours", True),
        ("conversation.held", True),
        ("conversation.bucket", 42),
        ("event.amount", 7),
        ("event.customer.city", "Sevilla"),
        ("visits.open", 1),
        ("visits.done", 0),
        ("now", NOW),
        ("data.amount", 5.0),
        ("data.nothing", None),
    ],
)
def test_what_a_condition_can_read(path: str, value: Any) -> None:
    contact = {
        "name": "Ana",
        "locale": "es",
        "timezone": "Europe/Madrid",
        "tags": ("vip",),
        "attributes": {"plan": "gold"},
    }
    happened = event("go", amount=7, customer={"city": "Sevilla"})
    facts = about(contact, channel="chat", held=True, bucket=42)
    _, (read,) = judged(clause(path, "exists"), happened, facts, amount=5)
    assert read.actual == value


def test_hours_are_the_flows_own() -> None:
    late = event("go")._replace(at=utc("2026-03-02 19:30"))  # half past eight in Berlin
    assert holds(clause("conversation.in_hours", "eq", False), late)


def test_what_is_known_of_a_change_wins_over_a_payload_key_of_that_name() -> None:
    payload = {
        "channel": "p",
        "confidence": "p",
        "message": "p",
        "operation": "p",
        "sent_at": "p",
        "due": "p",
    }
    known = {"message": "I paid", "operation": "refund", "sent_at": "2026-03-01", "due": NOW}
    happened = event("go", **payload)._replace(channel="email", confidence=0.7, about=known)
    for name, value in {**known, "channel": "email", "confidence": 0.7}.items():
        assert judged(clause(f"event.{name}", "exists"), happened)[1][0].actual == value
        assert judged(clause(f"event.{name}", "exists"), event("go", **payload))[1][0].actual == "p"


def test_what_else_the_store_notes_of_a_change_hides_no_payload_key() -> None:
    happened = event("go", reason="theirs")._replace(about={"reason": "the operator's"})
    assert judged(clause("event.reason", "exists"), happened)[1][0].actual == "theirs"


# Never an exception


@pytest.mark.parametrize(
    "value",
    [
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-03-02T08:00:00", "\ud800", "", [], {},
        [[1]], float("nan"), float("inf"), 10**400, True,
    ],
)  # fmt: skip
@pytest.mark.parametrize("op", OPS)
def test_whatever_comes_in_nothing_is_raised(op: str, value: Any) -> None:
    for expected in (OPS[op][1], {"field": "data.day"}, {"field": "event.x"}, {"field": "now"}, value):
        judged(clause("event.x", op, expected), event("go", x=value), day="2026-03-02")
        judged(clause("data.day", op, expected), event("go", x=value), day="2026-03-02")


def test_a_condition_that_cannot_be_compiled_never_holds() -> None:
    made = flow(on("intent go", "open", "done", when=clause("event.message", "matches", "(")))
    assert decide(made, bound(made), intent("go")).trace.outcome == "guards_failed"


@pytest.mark.parametrize("pattern", [r"(a)\1", "(?=a)", "(?<!a)b", "a*+", "(a{1000}){1000}", "(", "\ud800"])
def test_a_pattern_that_linear_time_is_not_enough_for_is_refused_before_it_runs(pattern: str) -> None:
    made = flow(
        on("event go", "open", "done", when=clause("data.note", "matches", pattern)),
        data={"note": {"type": "text"}},
    )

    (found,) = [finding for finding in check(made, structure=True) if finding.code == "guard-type"]

    assert "is not a pattern that can be matched" in found.message


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "^(a|a?)+$", "(.*a){20}$", r"\A(?:\pL+\s?)*\z"])
def test_a_pattern_that_python_would_not_come_to_an_end_with_does(pattern: str) -> None:
    """RE2 runs it: its own `\\pL` and `\\z` are known, and text of a message's length takes no time at all."""
    assert not holds(clause("event.message", "matches", pattern), event("go", message="a" * 10_000 + "!"))
