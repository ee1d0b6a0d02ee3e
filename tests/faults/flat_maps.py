"""Flat maps played by `decide` and by python-statemachine, an engine of SCXML's meaning: both go the same way.

A map is drawn as one number says: states, conditions on a number that transitions and entries set, loops, stays,
transitions of every state and of every event, `always`. The other engine is given what each state hears, one
by one, in the order that LANGUAGE states.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any, NamedTuple

from statemachine import State, StateChart
from statemachine.transition import Transition as Arrow

from flows.changes import ContextChange
from flows.decide import Decision, decide
from flows.model import ANY, Flow, Transition
from tests.flows.build import NOW, begun

COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "lt": lambda a, b: a < b,
    "gte": lambda a, b: a >= b,
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
}
LENGTH = 12
"""How many events happen to a map."""


class Way(NamedTuple):
    """What came of one event: the states entered, in order, and the number after it."""

    entered: tuple[str, ...]
    number: int


class Difference(NamedTuple):
    """Where the engines part: `event` is the last that happened, None at the start."""

    seed: int
    event: str | None
    ours: Way
    theirs: Way


def difference(seed: int) -> Difference | None:
    """Play a map with both engines; None where they agree at every step."""
    random = Random(seed)
    flow = drawn(random)
    events = [random.choice(EVENTS) for _ in range(LENGTH)]
    for event, ours, theirs in zip((None, *events), _ours(flow, events), _theirs(flow, events), strict=True):
        if ours != theirs:
            return Difference(seed, event, ours, theirs)
    return None


# --- maps ---------------------------------------------------------------------------------------------

EVENTS = ("paid", "late", "asked", "gone")


def drawn(random: Random) -> Flow:
    """A map of two to eight states; every other one has an end."""
    names = [f"s{i}" for i in range(random.randint(2, 8))]
    ends = names[-1:] if random.random() < 0.5 else []
    leaping = random.random() < 0.5
    arrows = [_arrow(names, ends, random, leaping=leaping) for _ in range(random.randint(1, 3 * len(names)))]
    return Flow.model_validate(
        {
            "schema": "converse.flow/v1",
            "process_type": "drawn",
            "data": {"n": {"type": "integer", "default": 0}},
            "states": [{"id": name, "enter": _sets(random, 0.3)} for name in names],
            "initial_state": names[0],
            "terminal_states": ends,
            "transitions": arrows,
        }
    )


def _arrow(names: list[str], ends: list[str], random: Random, *, leaping: bool) -> dict[str, Any]:
    """One transition. In a `leaping` map some are `always`, and none that stays sets the number.

    For there the two differ: LANGUAGE tries `always` where a state is entered, SCXML after every transition.
    """
    open_states = [name for name in names if name not in ends]
    condition = {"field": "data.n", "op": random.choice(sorted(COMPARISONS)), "value": random.randrange(5)}
    arrow: dict[str, Any] = {
        "when": condition if random.random() < 0.6 else None,
        "actions": _sets(random, 0.4),
    }
    if leaping and random.random() < 0.3:  # onwards only, so that it comes to an end
        source = random.randrange(len(names) - 1)
        onwards = random.choice(names[source + 1 :])
        return {**arrow, "from_states": [names[source]], "to_state": onwards, "trigger": {"type": "always"}}
    sources = (
        [ANY] if random.random() < 0.2 else random.sample(open_states, random.randint(1, len(open_states)))
    )
    heard = {"type": "event", "value": ANY if random.random() < 0.15 else random.choice(EVENTS)}
    target = None if random.random() < 0.2 else random.choice(names)
    if leaping and target is None:
        arrow["actions"] = []
    return {**arrow, "from_states": sources, "to_state": target, "trigger": heard}


def _sets(random: Random, often: float) -> list[dict[str, Any]]:
    return [{"type": "set_data", "values": {"n": random.randrange(5)}}] if random.random() < often else []


# --- decide -------------------------------------------------------------------------------------------


def _ours(flow: Flow, events: list[str]) -> Iterator[Way]:
    decision = begun(flow, n=0)
    yield _way(decision, flow.initial_state)
    for event in events:
        decision = decide(flow, decision.binding, ContextChange("c", "event", event, NOW))
        yield _way(decision)


def _way(decision: Decision, *before: str) -> Way:
    entered = [step.to_state for step in decision.trace.steps if step.taken and step.to_state is not None]
    return Way((*before, *entered), decision.binding.data["n"])


# --- python-statemachine ------------------------------------------------------------------------------


def _theirs(flow: Flow, events: list[str]) -> Iterator[Way]:
    chart = _chart(flow)()
    yield chart.way()
    for event in events:
        if not chart.is_terminated:
            chart.send(event)
        yield chart.way()


class _Numbered(StateChart):
    """Remembers which states were entered since it was last asked; it holds the number."""

    allow_event_without_transition = True
    catch_errors_as_events = False
    validate_disconnected_states = False
    validate_trap_states = False
    validate_final_reachability = False

    def __init__(self) -> None:
        self.number = 0
        self.entered: list[str] = []
        super().__init__()

    def on_enter_state(self, target: State) -> None:
        self.entered.append(target.id)

    def way(self) -> Way:
        entered, self.entered = self.entered, []
        return Way(tuple(entered), self.number)


def _chart(flow: Flow) -> type[_Numbered]:
    states = {
        state.id: State(
            initial=state.id == flow.initial_state,
            final=state.id in flow.terminal_states,
            enter=_setting(state.enter),
        )
        for state in flow.states
    }
    for name, state in states.items():
        if name not in flow.terminal_states:
            for transition, event in _heard(flow, name):
                _add(states, state, transition, event)
    return type("Chart", (_Numbered,), {**states})


def _heard(flow: Flow, state: str) -> Iterator[tuple[Transition, str | None]]:
    """What a state hears, in order: exact value before any, named state before every state, then file order."""
    here = [
        (place, one)
        for place, one in enumerate(flow.transitions)
        if state in one.from_states or (one.from_any and one.to_state != state)
    ]
    for event in (None, *EVENTS):
        wanted = ("always",) if event is None else (event, ANY)
        hearing = [(place, one) for place, one in here if _value(one) in wanted]
        hearing.sort(key=lambda pair: (_value(pair[1]) == ANY, state not in pair[1].from_states, pair[0]))
        yield from ((one, event) for _, one in hearing)


def _value(transition: Transition) -> str:
    return getattr(transition.trigger, "value", "always")


def _add(states: dict[str, State], state: State, transition: Transition, event: str | None) -> None:
    """Without a target an arrow is SCXML's without a target: nothing is left or entered."""
    target = None if transition.to_state is None else states[transition.to_state]
    condition, number = _condition(transition), _setting(transition.actions)
    state.transitions.add_transitions(Arrow(state, target, event=event, cond=condition, on=number))


def _condition(transition: Transition) -> Any:
    if transition.when is None:
        return None
    clause: Any = transition.when
    return lambda machine: COMPARISONS[clause.op](machine.number, clause.value)


def _setting(actions: Any) -> Any:
    def set_number(machine: _Numbered) -> None:
        for action in actions:
            machine.number = action.values["n"]

    return set_number if actions else None
