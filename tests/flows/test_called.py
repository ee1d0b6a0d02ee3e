"""What people call transitions: by the words on the map, told apart where two would be called alike."""

from __future__ import annotations

from typing import Any

import pytest

from flows.called import called
from flows.model import Flow
from tests.flows.build import after, clause, flow, on

RICH = clause("data.amount", "gt", 500)
STATES = ["open", {"id": "rem", "title": "Reminder sent"}, "late", "done"]


def drawn(*ways: dict[str, Any]) -> Flow:
    return flow(*ways, states=STATES, data={"amount": {"type": "number"}})


def names(made: Flow, at: str | None = None) -> list[str]:
    return [called(made, one, at) for one in made.transitions]


@pytest.mark.parametrize(
    ("way", "name"),
    [
        (on("intent promise_to_pay", "rem", "done"), "“promise to pay” from “Reminder sent”"),
        (on("intent asks_details", "*"), "“asks details” from anywhere"),
        (on(after("2d"), ["open", "rem"], "done"), "“after 2 days” from “Open” or “Reminder sent”"),
        (on("event paid", ["open", "rem", "late"], "done"), "“paid” from “Open” and 2 more"),
        (on("event paid", "gone", "done", when=RICH), "“paid” from “gone”"),
    ],
)
def test_a_transition_is_called_by_its_trigger_and_where_it_leads_from(way: Any, name: str) -> None:
    assert names(drawn(way)) == [name]


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        (on("event paid", "open", "done"), on("event paid", "rem", "done"), ("from “Open”", "from “Reminder sent”")),
        (on("event paid", "open", "done"), on("intent paid", "open", "done"), ("(event)", "(intent)")),
        (
            on("event paid", "open", "done", when=RICH), on("event paid", "open", "late"),
            ("(if amount is more than 500)", "(without a condition)"),
        ),
        (on("event paid", "open", "done"), on("event paid", "open", "late"), ("to “Done”", "to “Late”")),
        (on("event paid", "open", "done"), on("event paid", "open"), ("to “Done”", "(stays)")),
        (
            on("event paid", "open", "done", id="first"), on("event paid", "open", "done", id="second"),
            ("(id: first)", "(id: second)"),
        ),
    ],
)  # fmt: skip
def test_two_of_the_same_trigger_are_told_apart_by_what_they_differ_in(
    one: Any, other: Any, apart: tuple[str, str]
) -> None:
    first, second = names(drawn(one, other))

    assert first.startswith("“paid” from “")
    assert (first.endswith(apart[0]), second.endswith(apart[1])) == (True, True), (first, second)


def test_in_a_sentence_about_a_state_only_what_leaves_it_is_told_apart() -> None:
    made = drawn(
        on("event paid", "open", "done"), on("event paid", "rem", "done", when=RICH), on("event paid", "rem", "late")
    )  # fmt: skip

    assert names(made, "open")[0] == "“paid”"
    assert names(made, "rem")[1:] == ["“paid” (if amount is more than 500)", "“paid” (without a condition)"]


def test_a_changed_trigger_changes_the_name_and_a_long_condition_is_cut() -> None:
    long = {"all": [clause("data.amount", "ne", number) for number in range(30)]}
    made = drawn(on("event b", "open", "done", id="open-a-done", when=long), on("event b", "open", "done"))

    assert names(made)[0].startswith("“b” from “Open” (if amount is not 0 and ")
    assert len(names(made)[0]) < 120
    assert "open-a-done" not in names(made)[0]
