"""Scenarios played, and what was expected of each step held against what came.

The binding is stored and reloaded between steps, so that a scenario sees what the runtime would.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from flows.errors import FlowError
from flows.model import Flow
from flows.scenario_model import Scenario, Step
from flows.scenario_world import Understand, World
from flows.trace import Trace


class StepResult(NamedTuple):
    """What a step did. `problems` are sentences: what was expected, what came."""

    number: int
    """0 is the start, then the steps from 1."""
    problems: tuple[str, ...]
    got: dict[str, Any]
    traces: tuple[Trace, ...]

    @property
    def passed(self) -> bool:
        return not self.problems


class Played(NamedTuple):
    """A scenario that was played, with the transitions it took."""

    scenario: Scenario
    steps: tuple[StepResult, ...]
    covered: frozenset[str]

    @property
    def passed(self) -> bool:
        return all(step.passed for step in self.steps)


class Coverage(NamedTuple):
    """Which of a flow's transitions its scenarios take."""

    taken: frozenset[str]
    missed: tuple[str, ...]

    @property
    def ratio(self) -> float:
        whole = len(self.taken) + len(self.missed)
        return len(self.taken) / whole if whole else 1.0


def coverage(flow: Flow, played: Iterable[Played]) -> Coverage:
    """Transition coverage of all scenarios together."""
    covered = frozenset().union(*(item.covered for item in played))
    ids = [transition.id for transition in flow.transitions]
    return Coverage(covered & frozenset(ids), tuple(name for name in ids if name not in covered))


def play(flow: Flow, scenario: Scenario, understand: Understand) -> Played:
    """Play a scenario. What can't be played (a state that is gone) is a problem of its step, never an exception."""
    world: World | None = None
    results: list[StepResult] = []
    covered: set[str] = set()
    for number, step in enumerate((None, *scenario.steps)):
        try:
            world = world or World(flow, scenario, understand)
            told = world.begin() if step is None else world.play(step)
            problems = () if step is None else tuple(_problems(step, world.got))
            results.append(StepResult(number, problems, dict(world.got), tuple(told)))
            covered.update(taken for trace in told for part in trace.steps if (taken := part.taken))
        except FlowError as error:
            results.append(StepResult(number, (str(error),), {}, ()))
            break
    return Played(scenario, tuple(results), frozenset(covered))


def _problems(step: Step, got: dict[str, Any]) -> Iterator[str]:
    for name in type(step.expect).model_fields:
        if not step.expect.expects(name):
            continue
        expected, actual = _plain(getattr(step.expect, name)), got[name]
        if name == "data" and expected is not None:
            actual = {key: actual.get(key) for key in expected}
        if expected != actual:
            yield f"expected {name} {_words(expected)}, got {_words(actual)}"


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _words(value: Any) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False, default=str)
