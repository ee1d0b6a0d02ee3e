"""Scenarios played, and what was expected of each step held against what came.

They are played in the same pretend conversation as the sandbox; each step goes on from what was stored.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from flows.binding import ContactFacts
from flows.conversation import with_values
from flows.effects import ArmCheck
from flows.errors import FlowError, ScenarioError
from flows.hearing import UNMATCHED
from flows.model import Flow
from flows.scenario_model import Scenario, Step
from flows.sending import MaySend
from flows.trace import Trace
from flows.values import missing_required, parse_values
from flows.world import happenings as h
from flows.world.entries import EffectEntry, Entry, HeardEntry, SaidEntry, ToldEntry
from flows.world.hooks import Hooks, Understand, anyone_willing
from flows.world.play import Beginning, Moved, after, begin, instant
from flows.world.world import MONDAY, World


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


class Mismatch(NamedTuple):
    """One thing that was expected of a step, by its name in `Expect`, and what came instead."""

    name: str
    expected: Any
    got: Any


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


def play(
    flow: Flow, scenario: Scenario, understand: Understand, may_send: MaySend = anyone_willing
) -> Played:
    """Play a scenario. What can't be played (a state that is gone) is a problem of its step, never an exception."""
    hooks = Hooks(understand, may_send)
    world: World | None = None
    results: list[StepResult] = []
    covered: set[str] = set()
    for number, step in enumerate((None, *scenario.steps)):
        try:
            moved = _moved(flow, scenario, world, step, hooks)
            world, got = moved.world, _got(moved)
            problems = () if step is None else tuple(_problems(step, got))
            traces = tuple(_traces(moved.entries))
            results.append(StepResult(number, problems, got, traces))
            covered.update(part.taken for trace in traces for part in trace.steps if part.taken)
        except FlowError as error:
            results.append(StepResult(number, (str(error),), {}, ()))
            break
    return Played(scenario, tuple(results), frozenset(covered))


def _moved(flow: Flow, scenario: Scenario, world: World | None, step: Step | None, hooks: Hooks) -> Moved:
    if world is None or step is None:
        return begin(beginning(flow, scenario), hooks)
    return after(world, happening(step, world.opened[0].id), hooks)


def beginning(flow: Flow, scenario: Scenario) -> Beginning:
    """How a scenario starts. Raises InvalidValue for data that doesn't fit, ScenarioError for data it lacks."""
    given = scenario.start
    values = parse_values(flow.data, given.data, defaults=True)
    if missing := missing_required(flow.data, values):
        raise ScenarioError(f"The start lacks {', '.join(missing)}.")
    contact = with_values(ContactFacts(tags=tuple(given.contact.get("tags", ()))), given.contact)
    return Beginning(
        (flow,), ((flow.process_type, given.data),), instant(given.at) if given.at is not None else MONDAY,
        contact, given.channel, sends_succeed=given.auto_results, calls_succeed=given.auto_results,
    )  # fmt: skip


def happening(step: Step, binding_id: str) -> h.Happening:
    """What a step does; `binding_id` is the process it is about."""
    match step.kind:
        case "say":
            return h.Say(step.say or "", step.channel)
        case "press":
            return h.Press(step.press or "", step.channel)
        case "intent":
            return h.Hear(step.intent or "", step.slots, step.channel)
        case "event":
            return h.Event(step.event or "", step.payload)
        case "action":
            return h.Outcome(step.action or "", step.payload, binding_id)
        case "manual":
            return h.Manual(step.manual or "", step.payload, binding_id)
        case "wait":
            return h.Wait(step.wait or "")
        case _:
            raise ScenarioError(f"A step can't be “{step.kind}”.")


def _traces(entries: Iterable[Entry]) -> Iterator[Trace]:
    yield from (entry.told.decision.trace for entry in entries if isinstance(entry, ToldEntry))


def _got(moved: Moved) -> dict[str, Any]:
    """Everything a step may expect, as it came: of the process that the scenario is about."""
    world, entries = moved
    about = world.opened[0]
    own = [one.effect for one in entries if isinstance(one, EffectEntry) and one.binding_id == about.id]
    told = [one.told for one in entries if isinstance(one, ToldEntry)]
    taken = [
        one.decision.trace.taken
        for one in told
        if one.before.binding_id == about.id and one.decision.trace.taken
    ]
    said = [one.said for one in entries if isinstance(one, SaidEntry)]
    return {
        "sends": [one.message for one in said if one.sender == "business"],
        "effects": [one.type for one in own if not (isinstance(one, ArmCheck) and one.transition)],
        "intent": _intent(entries),
        "state": about.binding.state,
        "taken": taken[-1] if taken else None,
        "data": dict(about.binding.data),
        "checks": [one.name or one.transition or "" for one in world.armed if one.binding_id == about.id],
        "ended": about.ended,
    }


def _intent(entries: Iterable[Entry]) -> str | None:
    for entry in entries:
        if isinstance(entry, HeardEntry) and not entry.held:
            return entry.heard[0].intent if entry.heard else UNMATCHED
    return None


def mismatches(step: Step, got: Mapping[str, Any]) -> Iterator[Mismatch]:
    """What a step expects and didn't get; of data, only the fields it names."""
    for name in type(step.expect).model_fields:
        if not step.expect.expects(name):
            continue
        expected, actual = _plain(getattr(step.expect, name)), got[name]
        if name == "data" and expected is not None:
            actual = {key: actual.get(key) for key in expected}
        if expected != actual:
            yield Mismatch(name, expected, actual)


def _problems(step: Step, got: Mapping[str, Any]) -> Iterator[str]:
    for name, expected, actual in mismatches(step, got):
        yield f"expected {name} {_words(expected)}, got {_words(actual)}"


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _words(value: Any) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False, default=str)
