"""True of every flow and every change: nothing is raised, nothing is remembered, nothing runs backwards."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.actions.registry import actions
from flows.binding import Facts
from flows.changes import ContextChange
from flows.decide import decide
from flows.effects import ArmCheck
from flows.model import Flow
from tests.flows.build import begun
from tests.flows.drawn import ACTIONS, changes, flows, people
from tests.flows.playing import played


def test_every_registered_action_is_drawn() -> None:
    assert set(ACTIONS) == set(actions())


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
        assert after.revision >= before.revision
        assert (after.revision > before.revision) is trace.applied
        assert trace.applied or (after, decision.effects) == (before, ())
        assert all(e.visit == after.visit or e.keep for e in decision.effects if isinstance(e, ArmCheck))
        json.dumps([trace.as_json(), dict(after.data), after.visits])
        keys += [effect.key for effect in decision.effects]
    assert len(keys) == len(set(keys))


@settings(max_examples=50)
@given(flows(), st.booleans())
def test_every_scenario_comes_to_an_end(made: Flow, auto_results: bool) -> None:
    steps = [{"event": "x"}, {"say": "x"}, {"wait": "2h"}, {"manual": "goto:a"}, {"wait": "1bd"}]
    result = played(made, *steps, auto_results=auto_results)
    assert [step.number for step in result.steps] == [0, 1, 2, 3, 4, 5]
