"""True of every flow and every change: nothing is raised, nothing is remembered, nothing runs backwards."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.actions.registry import actions
from flows.binding import Facts
from flows.changes import GOTO, ContextChange
from flows.codec import as_json, digest, dump, from_json, load
from flows.decide import decide
from flows.effects import ArmCheck
from flows.limits import is_storable
from flows.model import Flow
from flows.trace import Trace
from tests.flows.build import begun
from tests.flows.drawn import ACTIONS, changes, flows, people
from tests.flows.playing import played


def test_every_registered_action_is_drawn() -> None:
    assert set(ACTIONS) == set(actions())


def applied(trace: Trace) -> int:
    """How many revisions a decision counts: each transition taken, a `goto:`, an answer to what wasn't understood."""
    taken = sum(step.taken is not None or step.cause.startswith(GOTO) for step in trace.steps)
    return taken + (trace.outcome == "unmatched")


@settings(max_examples=150)
@given(flows(), st.lists(changes(), max_size=4), people)
def test_whatever_happens(made: Flow, happened: list[ContextChange], facts: Facts) -> None:
    decision = begun(made, facts, n=5, day="2026-03-09")
    keys = [effect.key for effect in decision.effects]
    for change in happened:
        before = decision.binding
        as_it_was = repr((before, change, facts))
        decision = decide(made, before, change, facts)
        assert repr(decision) == repr(decide(made, before, change, facts))
        assert repr((before, change, facts)) == as_it_was
        after, trace = decision.binding, decision.trace
        assert after.revision == before.revision + applied(trace)
        assert trace.applied is (applied(trace) > 0)
        assert after.visit == before.visit + sum(step.to_state is not None for step in trace.steps)
        assert sum(after.visits.values()) == after.visit
        issued = [effect.key.split(":") for effect in decision.effects]
        assert all(before.revision < int(revision) <= after.revision for _, revision, _ in issued)
        assert trace.applied or (after, decision.effects) == (before, ())
        assert all(e.visit == after.visit or e.keep for e in decision.effects if isinstance(e, ArmCheck))
        json.dumps([trace.as_json(), dict(after.data), after.visits])
        keys += [effect.key for effect in decision.effects]
    assert len(keys) == len(set(keys))


@settings(max_examples=60)
@given(flows(), st.lists(changes(), min_size=1, max_size=3), people)
def test_what_a_flow_s_file_gives_back_is_the_flow_and_decides_alike(
    made: Flow, happened: list[ContextChange], facts: Facts
) -> None:
    made = fit_for_a_file(made)
    text = dump(made)
    again = load(text)

    assert again == made
    assert dump(again) == text
    assert digest(again) == digest(made)
    decision, alike = begun(made, facts), begun(again, facts)
    for change in happened:
        assert repr(decision) == repr(alike)
        decision = decide(made, decision.binding, change, facts)
        alike = decide(again, alike.binding, change, facts)
    assert repr(decision) == repr(alike)


def fit_for_a_file(made: Flow) -> Flow:
    """The flow without what no file can hold: half a character, a number without end, one of thirty digits."""
    return from_json(fitting(as_json(made)))


def fitting(value: Any) -> Any:
    match value:
        case dict():
            return {key: fitting(part) for key, part in value.items()}
        case list():
            return [fitting(part) for part in value]
        case str() if "\ud800" in value:
            return "half"
        case int() | float() if not is_storable(value):
            return 3
        case _:
            return value


@settings(max_examples=50)
@given(flows(), st.booleans())
def test_every_scenario_comes_to_an_end(made: Flow, auto_results: bool) -> None:
    steps = [{"event": "x"}, {"say": "x"}, {"wait": "2h"}, {"manual": "goto:a"}, {"wait": "1bd"}]
    result = played(made, *steps, auto_results=auto_results)
    assert [step.number for step in result.steps] == [0, 1, 2, 3, 4, 5]
