"""What is painted over a map: the way a process took, and what each mark says in words."""

from __future__ import annotations

import json

import pytest

from studio.canvas.overlay import COLOURS, Overlay, Parts, Taken, as_json, walked
from tests.flows.shipped import FLOWS

FLOW = FLOWS["payment_collection"]


@pytest.mark.parametrize(
    ("taken", "sources"),
    [
        (["remind", "promise", "broken"], ["pending", "reminded", "promised"]),
        (["remind", "silence", "promise"], ["pending", "reminded", "overdue"]),
        (
            ["remind", "details", "claim"],
            ["pending", "reminded", "reminded"],
        ),  # one that stays, from anywhere
        (["remind", "nudge"], ["pending", "overdue"]),  # moved by hand: only one source can be meant
        (["remind", "promise_to_colleague", "resume"], ["pending", None, "escalated"]),  # two can
        (["remind", "gone", "promise"], ["pending", None]),  # of a version that had more
        ([], []),
    ],
)
def test_the_way_of_a_process_names_the_state_each_transition_left(
    taken: list[str], sources: list[str | None]
) -> None:
    assert [one.source for one in walked(FLOW, taken)] == sources


def test_the_last_step_may_have_taken_several_transitions() -> None:
    way = walked(FLOW, ["remind", "promise", "broken"], latest=2)
    assert [one.latest for one in way] == [False, True, True]
    assert not any(one.latest for one in walked(FLOW, ["remind"]))


def test_where_processes_stand_and_the_way_they_took() -> None:
    way = walked(FLOW, ["remind", "silence", "nudge", "nudge"], latest=1)
    painted = as_json(Overlay({"overdue": 0}, {"pending": 1, "reminded": 1, "overdue": 3}, way, dim=True))
    assert painted["states"] == {
        "overdue": {"kinds": ["current"], "colour": 0, "count": 3, "words": "here now, entered 3 times"},
        "pending": {"kinds": ["visited"], "count": 1, "words": "entered once"},
        "reminded": {"kinds": ["visited"], "count": 1, "words": "entered once"},
    }
    assert painted["transitions"]["nudge"] == {
        "kinds": ["taken", "latest"], "count": 2, "words": "taken 2 times",
    }  # fmt: skip
    assert painted["way"][-1] == {"transition": "nudge", "source": "overdue", "latest": True}
    assert painted["dim"]
    assert [one["words"] for one in painted["legend"]] == ["Here now", "The way here", "This step"]


def test_coverage_says_which_transitions_scenarios_take() -> None:
    painted = as_json(Overlay(covered=frozenset({"remind"}), missed=("promise",)))
    assert painted["transitions"] == {
        "remind": {"kinds": ["covered"], "count": 0, "words": "taken by a scenario"},
        "promise": {"kinds": ["missed"], "count": 0, "words": "no scenario takes it"},
    }
    assert painted["states"] == {}
    assert [one["words"] for one in painted["legend"]] == ["Taken by a scenario", "Taken by none"]


def test_differences_are_told_for_states_and_transitions() -> None:
    painted = as_json(
        Overlay(
            added=Parts(["promised"], ["promise"]), removed=Parts(["overdue"]), changed=Parts((), ["remind"])
        )
    )
    assert {name: mark["words"] for name, mark in painted["states"].items()} == {
        "promised": "added",
        "overdue": "removed",
    }
    assert painted["transitions"]["remind"]["kinds"] == ["changed"]
    assert [one["words"] for one in painted["legend"]] == ["Added", "Removed", "Changed"]


def test_several_processes_have_a_colour_each() -> None:
    painted = as_json(Overlay({"pending": 0, "overdue": COLOURS + 1}))
    assert {name: mark["colour"] for name, mark in painted["states"].items()} == {"pending": 0, "overdue": 1}
    assert [one["words"] for one in painted["legend"]] == ["Process 1 is here", "Process 2 is here"]


def test_nothing_painted_means_no_legend_and_all_of_it_is_json() -> None:
    assert as_json(Overlay())["legend"] == []
    whole = Overlay({"pending": 0}, {"pending": 2}, [Taken("remind", None)], covered={"remind"})
    assert json.loads(json.dumps(as_json(whole))) == as_json(whole)
