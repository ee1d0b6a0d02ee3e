"""Scenarios played, and what was expected of each step held against what came.

They are played in the same pretend conversation as the sandbox; each step goes on from what was stored.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from flows.binding import ContactFacts
from flows.changes import EMPTY, GOTO
from flows.conversation import Told, with_values
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


class Move(NamedTuple):
    """A piece of a process's way: the state it came to or stayed in, and the transition, or `goto:`, that did it."""

    state: str
    by: str


class StepResult(NamedTuple):
    """What a step did. `problems` are sentences: what was expected, what came."""

    number: int
    """0 is the start, then the steps from 1."""
    problems: tuple[str, ...]
    got: dict[str, Any]
    entries: tuple[Entry, ...] = ()
    """Everything that was written down meanwhile, in order."""
    moves: tuple[Move, ...] = ()
    """The way of the process that the scenario is about."""
    at: datetime | None = None
    """UTC, at the step's end; None where it couldn't be played."""

    @property
    def told(self) -> tuple[Told, ...]:
        """Every process that was told of a change, in order."""
        return tuple(entry.told for entry in self.entries if isinstance(entry, ToldEntry))

    @property
    def traces(self) -> tuple[Trace, ...]:
        return tuple(one.decision.trace for one in self.told)

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

    def way(self, number: int) -> tuple[Move, ...]:
        """How the process came to where it is after the step of that number."""
        return tuple(move for step in self.steps if step.number <= number for move in step.moves)


class Coverage(NamedTuple):
    """What of a flow its scenarios try: transitions, states, and the intents that each state hears."""

    taken: frozenset[str]
    missed: tuple[str, ...]
    times: Mapping[str, int] = EMPTY
    """Transition → how many scenarios take it."""
    visits: Mapping[str, int] = EMPTY
    """State → how many scenarios come there."""
    heard: Mapping[str, tuple[str, ...]] = EMPTY
    """State → the intents it listens for; without those that listen for none."""
    tried: frozenset[tuple[str, str]] = frozenset()
    """(state, intent): said there in some scenario, whatever came of it."""

    @property
    def ratio(self) -> float:
        whole = len(self.taken) + len(self.missed)
        return len(self.taken) / whole if whole else 1.0

    @property
    def hearings(self) -> int:
        """How many pairs of a state and an intent it listens for there are."""
        return sum(map(len, self.heard.values()))

    def untried(self, state: str) -> tuple[str, ...]:
        """The intents that `state` listens for and no scenario says there."""
        return tuple(intent for intent in self.heard.get(state, ()) if (state, intent) not in self.tried)


def coverage(flow: Flow, played: Iterable[Played]) -> Coverage:
    """What all scenarios together try of the flow."""
    times: Counter[str] = Counter()
    visits: Counter[str] = Counter()
    said: set[tuple[str, str]] = set()
    for one in played:
        times.update(one.covered)
        visits.update({move.state for step in one.steps for move in step.moves})
        said.update(_said(one))
    heard = {state: intents for state, intents in flow.compiled.heard.items() if intents}
    pairs = frozenset((state, intent) for state, intents in heard.items() for intent in intents)
    ids = [transition.id for transition in flow.transitions]
    taken = frozenset(times) & frozenset(ids)
    return Coverage(
        taken,
        tuple(name for name in ids if name not in taken),
        times,
        visits,
        heard,
        pairs.intersection(said),
    )


def _said(played: Played) -> Iterator[tuple[str, str]]:
    for step in played.steps:
        for told in step.told:
            if told.change.kind == "intent" and told.change.value is not None:
                yield told.before.state, told.change.value


def play(
    flow: Flow, scenario: Scenario, understand: Understand, may_send: MaySend = anyone_willing
) -> Played:
    """Play a scenario. What can't be played (a state that is gone) is a problem of its step, never an exception."""
    hooks = Hooks(understand, may_send)
    world: World | None = None
    results: list[StepResult] = []
    for number, step in enumerate((None, *scenario.steps)):
        try:
            moved = _moved(flow, scenario, world, step, hooks)
        except FlowError as error:
            results.append(StepResult(number, (str(error),), {}))
            break
        world, got = moved.world, _got(moved)
        problems = () if step is None else tuple(_problems(step, got))
        moves = tuple(_moves(moved.entries, world.opened[0].id))
        results.append(StepResult(number, problems, got, moved.entries, moves, world.now))
    covered = (part.taken for result in results for trace in result.traces for part in trace.steps)
    return Played(scenario, tuple(results), frozenset(filter(None, covered)))


def _moves(entries: Iterable[Entry], binding_id: str) -> Iterator[Move]:
    for one in (entry.told for entry in entries if isinstance(entry, ToldEntry)):
        if one.before.binding_id != binding_id or not one.decision.trace.applied:
            continue
        if one.before.visit == 0:
            yield Move(one.before.state, "start")
        for part in one.decision.trace.steps:
            if part.taken or part.cause.startswith(GOTO):
                yield Move(part.to_state or part.state, part.taken or part.cause)


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
        "sends": [one.message for one in said if one.sender == "business" and one.message],
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
