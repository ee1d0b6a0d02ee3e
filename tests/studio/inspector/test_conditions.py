"""The tree a condition is built as: nothing is lost on the way in and out, and only what fits is taken."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from flows import codec
from flows.errors import FlowError
from flows.findings import places
from flows.guard_model import Guard, Op
from studio.panels.inspector.conditions import Comparing, Comparison, Group, closed, comparisons, opened
from tests.flows.shipped import FLOWS

GUARD: TypeAdapter[Any] = TypeAdapter(Guard)
ORDER = codec.load("""\
schema: converse.flow/v1
process_type: order
data:
  amount: {type: number}
  due_date: {type: date}
  paid: {type: boolean}
  size: {type: string, choices: [S, M, L]}
  note: {type: text}
states: [open, done]
initial_state: open
terminal_states: [done]
""")
CLAUSE = {"field": "data.amount", "op": "gt", "value": 5}
OTHER = {"field": "data.paid", "op": "exists"}


@pytest.mark.parametrize(
    "raw",
    [
        CLAUSE,
        OTHER,
        {"all": [CLAUSE]},
        {"any": [CLAUSE, OTHER]},
        {"not": CLAUSE},
        {"not": {"all": [CLAUSE, OTHER]}},
        {"all": [CLAUSE, {"any": [OTHER, {"not": {"any": [CLAUSE, OTHER]}}]}]},
        {"field": "data.size", "op": "in", "value": ["S", "M"]},
        {"field": "data.due_date", "op": "gte", "value": {"field": "now"}},
    ],
)
def test_what_is_opened_and_closed_stays_the_same(raw: dict[str, Any]) -> None:
    assert closed(opened(GUARD.validate_python(raw))) == raw


@pytest.mark.parametrize("name", sorted(FLOWS))
def test_every_condition_of_the_shipped_flows_survives_its_form(name: str) -> None:
    flow = FLOWS[name]
    comparing = Comparing(flow)
    for _, guard in places.guards(flow):
        root = opened(guard)
        assert GUARD.validate_python(closed(root)) == guard
        for clause in comparisons(root):
            assert comparing.lacks(clause) == comparing.problem(clause) == ""
            assert clause.op in comparing.ops(clause.field)
            if comparing.value_kind(clause.field, clause.op) in ("text", "length") and not isinstance(
                clause.value, dict
            ):
                assert comparing.read(clause.field, clause.op, comparing.text(clause)) == clause.value


def test_nothing_in_it_is_no_condition() -> None:
    assert closed(opened(None)) is None
    assert closed(Group("all", [Group("any")])) is None


def test_what_is_built_from_nothing_is_no_group_until_there_are_two_parts() -> None:
    root = opened(None)
    root.parts.append(Group("not", [Comparison("data.paid", "exists")]))
    assert closed(root) == {"not": OTHER}
    root.parts.append(Comparison("data.amount", "gt", 5))
    assert closed(root) == {"all": [{"not": OTHER}, CLAUSE]}


def test_a_second_part_makes_one_clause_a_group() -> None:
    root = opened(GUARD.validate_python(CLAUSE))
    root.parts.append(Comparison("data.paid", "exists"))
    assert closed(root) == {"all": [CLAUSE, OTHER]}


@pytest.fixture
def comparing() -> Comparing:
    return Comparing(ORDER)


def test_a_field_is_compared_as_its_type_can_be(comparing: Comparing) -> None:
    assert "gt" in comparing.ops("data.amount")
    assert "contains" not in comparing.ops("data.amount")
    assert comparing.ops("data.paid") == ("eq", "ne", "exists", "missing")
    assert comparing.ops("contact.tags")[0] == "contains"
    assert "matches" in comparing.ops("data.paid", "matches"), "what is stored can be seen"


@pytest.mark.parametrize(
    ("path", "op", "kind"),
    [
        ("data.amount", "gt", "text"), ("data.paid", "eq", "yes_no"), ("data.size", "eq", "choice"),
        ("data.size", "in", "list"), ("data.due_date", "within", "length"), ("data.due_date", "before", "moment"),
        ("data.note", "missing", "none"), ("conversation.channel", "eq", "choice"),
    ],
)  # fmt: skip
def test_a_value_is_filled_in_as_it_fits(comparing: Comparing, path: str, op: Op, kind: str) -> None:
    assert comparing.value_kind(path, op) == kind


@pytest.mark.parametrize(
    ("path", "op", "typed", "value"),
    [
        ("data.amount", "gt", "120.5", 120.5), ("data.due_date", "within", "2 weeks", "14d"),
        ("data.due_date", "before", "3 business days", "3bd"), ("data.due_date", "before", "2026-03-01", "2026-03-01"),
        ("data.note", "contains", "5", "5"), ("visits.open", "lt", "3", 3), ("event.total", "eq", "yes", True),
        ("contact.tags", "contains", "vip", "vip"),
    ],
)  # fmt: skip
def test_what_is_typed_is_read_as_the_fields_type(
    comparing: Comparing, path: str, op: Op, typed: str, value: Any
) -> None:
    assert comparing.read(path, op, typed) == value


@pytest.mark.parametrize(
    ("path", "op", "typed", "says"),
    [
        ("data.amount", "gt", "lots", "amount should be a number"),
        ("data.due_date", "within", "a while", "isn't a length of time"),
        ("data.due_date", "eq", "soon", "due date should be a date"),
        ("data.note", "eq", " ", "Say what to compare it with"),
    ],
)
def test_what_doesnt_fit_is_refused_in_words(
    comparing: Comparing, path: str, op: Op, typed: str, says: str
) -> None:
    with pytest.raises(FlowError, match=says):
        comparing.read(path, op, typed)


@pytest.mark.parametrize(
    ("clause", "lacks"),
    [
        (Comparison(), "Choose what to look at."),
        (Comparison("data.amount", "gt"), "Say what to compare it with."),
        (Comparison("data.amount", "gt", {"field": ""}), "Choose the field to compare it with."),
        (Comparison("data.amount", "missing"), ""),
        (Comparison("data.amount", "eq", 0), ""),
        (Comparison("data.paid", "eq", False), ""),
    ],
)
def test_what_is_missing_is_named(comparing: Comparing, clause: Comparison, lacks: str) -> None:
    assert comparing.lacks(clause) == lacks


def test_what_cant_be_compared_is_named(comparing: Comparing) -> None:
    assert (
        comparing.problem(Comparison("data.amount", "eq", {"field": "data.paid"}))
        == "These two can't be compared."
    )
    assert "is not a pattern" in comparing.problem(Comparison("data.note", "matches", "("))
