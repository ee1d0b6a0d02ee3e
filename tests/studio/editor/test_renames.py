"""Another id, everywhere it is named and nowhere else."""

from __future__ import annotations

from typing import get_args

import pytest

from flows import codec
from flows.findings.references import unknown_references
from flows.findings.variables import undeclared_variables
from flows.model import Flow
from flows.renaming import Noun
from flows.scenario import coverage, play
from studio.editor.commands import apply
from studio.editor.gesture import Renamed
from studio.editor.parts import parts_of
from studio.editor.renames import rename
from studio.errors import EditRefused
from tests.flows.test_library import verbatim
from tests.studio.editor.maps import SHIPPED, SMALL, reloaded

NAMED = [(noun, name) for noun in get_args(Noun) for name in parts_of(SMALL, noun)]


def renamed(flow: Flow, noun: Noun, old: str, new: str) -> Flow:
    return apply(flow, rename(flow, noun, old, new).command)[0]


@pytest.mark.parametrize(("noun", "name"), NAMED, ids=["-".join(named) for named in NAMED])
def test_there_and_back_is_the_same_file(noun: Noun, name: str) -> None:
    there = renamed(SMALL, noun, name, "brand_new")
    assert reloaded(there) == there
    assert [*unknown_references(there), *undeclared_variables(there)] == []
    assert codec.dump(renamed(there, noun, "brand_new", name)) == codec.dump(SMALL)


def test_a_state() -> None:
    text = codec.dump(renamed(SMALL, "state", "late", "overdue"))
    assert "visits.overdue" in text
    assert "goto:overdue" in text
    # What stays: words in a message, and an event that is only called like it.
    assert [line.strip() for line in text.splitlines() if "late" in line] == [
        'text: "{{ data.number }} is late, for {{ data.day | date }}."',
        "value: late",
    ]


def test_a_data_field_in_texts_conditions_and_slots() -> None:
    text = codec.dump(renamed(SMALL, "data", "day", "when"))
    lines = text.replace("which_day", "").replace("Which day", "").splitlines()
    left = [line.strip() for line in lines if "day" in line]
    assert left == ['day: "{{ data.number }}"'], "the event's own key"
    assert "{% if data.when %}On {{ data.when }}{% endif %}" in text
    assert "{{ data.when | date }}" in text


def test_only_blanks_are_rewritten() -> None:
    flow = renamed(SMALL, "data", "number", "tracking")
    assert flow.messages["hello"].text.endswith("comes {{ data.tracking }}, not data.number.")
    assert flow.messages["hello"].locales["es"].text == "Hola {{data.tracking}}"
    assert flow.key == "tracking"


def test_the_place_in_the_order_stays() -> None:
    flow = renamed(SMALL, "state", "asked", "waiting")
    assert [one.id for one in flow.states] == ["sent", "waiting", "late", "done"]
    assert list(flow.layout.states) == ["sent", "waiting", "late"]


@pytest.mark.parametrize(
    "flow",
    [
        pytest.param(flow, id=flow.process_type, marks=pytest.mark.slow if len(flow.states) > 10 else ())
        for flow in SHIPPED
    ],
)
def test_a_shipped_flow_with_all_its_names_changed_behaves_the_same(flow: Flow) -> None:
    changed = flow
    for noun in get_args(Noun):
        for name in parts_of(flow, noun):
            changed = renamed(changed, noun, name, f"x_{name}")
    assert [*unknown_references(changed), *undeclared_variables(changed)] == []
    played = [play(changed, scenario, verbatim) for scenario in changed.scenarios]
    assert [problem for one in played for step in one.steps for problem in step.problems] == []
    assert coverage(changed, played).missed == ()
    for noun in get_args(Noun):
        for name in parts_of(flow, noun):
            changed = renamed(changed, noun, f"x_{name}", name)
    assert codec.dump(changed) == codec.dump(flow)


def test_what_a_rename_says() -> None:
    gesture = rename(SMALL, "state", "late", "overdue")
    assert (gesture.label, gesture.renamed) == (
        "Rename “late” to “overdue”",
        Renamed("state", "late", "overdue"),
    )


@pytest.mark.parametrize(
    ("noun", "old", "new", "words"),
    [
        ("state", "late", "sent", "already a state “sent”"),
        ("data", "day", "number", "already a data field “number”"),
        ("message", "gone", "new", "no message “gone” any more"),
        ("state", "late", "too late!", "63 letters"),
        ("transition", "ask", "", "is empty"),
        ("data", "day", "7th", "doesn't start with a digit"),
    ],
)
def test_refused(noun: Noun, old: str, new: str, words: str) -> None:
    with pytest.raises(EditRefused, match=words):
        renamed(SMALL, noun, old, new)
