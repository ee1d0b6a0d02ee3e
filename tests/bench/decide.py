"""What one decision costs, beside a dict index and two engines on the same map: one of a page, and a very large one.

Rounds of all engines are interleaved, so that whatever else the machine does meets them alike: trust the
ratios more than the figures.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

from statemachine import State, StateMachine
from transitions import Machine

from flows.binding import Binding
from flows.changes import ContextChange
from flows.decide import decide
from flows.model import Flow

WALK = (
    "pending", "reminded", "promised", "overdue", "disputed", "escalated", "confirmed", "reopened", "pending",
    "promised", "disputed", "confirmed", "pending",
)  # fmt: skip
"""A round trip over eight states that takes each of the twelve transitions once."""
GUARDED = (2, 9)
"""These steps are taken only when the amount is above 100, in every engine but the floor."""
ROUNDS, TRIPS = 60, 25


class Map(NamedTuple):
    """A state map, and a walk over it that ends where it begins: the first arrows, one after the other."""

    name: str
    states: tuple[str, ...]
    arrows: tuple[tuple[str, str, str], ...]
    """Source, event, target; no two of an event."""
    steps: int

    @property
    def begin(self) -> str:
        return self.arrows[0][0]

    @property
    def events(self) -> list[str]:
        return [event for _, event, _ in self.arrows[: self.steps]]

    @property
    def guarded(self) -> set[str]:
        return {self.events[step] for step in GUARDED}


def small() -> Map:
    """A map of a page: 8 states, 12 transitions."""
    arrows = tuple((source, f"{source}_to_{target}", target) for source, target in pairwise(WALK))
    return Map("8 × 12", tuple(dict.fromkeys(WALK)), arrows, len(arrows))


def large() -> Map:
    """500 states, 2,000 transitions; the walk is as long as the small one's, over states far apart."""
    states = tuple(f"s{i}" for i in range(500))
    stops = [states[step * 41 % 500] for step in range(12)]
    walk = pairwise([*stops, stops[0]])
    others = ((states[n % 500], states[(n * 7 + n // 500 * 13) % 500]) for n in range(1_988))
    arrows = tuple((source, f"e{n}", target) for n, (source, target) in enumerate([*walk, *others]))
    return Map("500 × 2,000", states, arrows, len(stops))


Trip = Callable[[], None]
"""Goes the whole walk once."""


class Measured(NamedTuple):
    """One engine's figure, µs per event: the median of its rounds, and the best."""

    name: str
    median: float
    best: float


def floor(drawn: Map) -> Trip:
    """The least that any engine does: look the next state up."""
    table = {(source, event): target for source, event, target in drawn.arrows}

    def trip() -> None:
        state = drawn.begin
        for event in events:
            state = table[state, event]

    events = drawn.events
    return trip


def ours(drawn: Map) -> Trip:
    """`decide` with everything it gives: the next binding, and a trace with each clause and its values."""
    flow = Flow.model_validate(
        {
            "schema": "converse.flow/v1",
            "process_type": "bench",
            "states": drawn.states,
            "initial_state": drawn.begin,
            "data": {"amount": {"type": "number"}},
            "transitions": [
                {
                    "from_states": [source],
                    "to_state": target,
                    "trigger": {"type": "event", "value": event},
                    "when": {"field": "data.amount", "op": "gt", "value": 100}
                    if event in drawn.guarded
                    else None,
                }
                for source, event, target in drawn.arrows
            ],
        }
    )
    at = datetime(2026, 3, 2, 8, tzinfo=UTC)
    changes = [ContextChange(event, "event", event, at) for event in drawn.events]
    first = Binding("b", "bench", 1, drawn.begin, 1, at, 0, {"amount": 120.5})

    def trip() -> None:
        binding = first
        for change in changes:
            binding = decide(flow, binding, change).binding
        assert (binding.revision, binding.state) == (len(changes), first.state)

    return trip


class Invoice:
    """The model that the other engines move."""

    amount = 120.5
    state = ""

    def dear(self) -> bool:
        return self.amount > 100


def transitions_engine(drawn: Map) -> Trip:
    """`transitions`, a plain machine on one model."""
    invoice: Any = Invoice()
    arrows = [
        {
            "trigger": event,
            "source": source,
            "dest": target,
            "conditions": "dear" if event in drawn.guarded else None,
        }
        for source, event, target in drawn.arrows
    ]
    Machine(
        invoice, states=list(drawn.states), transitions=arrows, initial=drawn.begin, auto_transitions=False
    )
    calls = [getattr(invoice, event) for event in drawn.events]

    def trip() -> None:
        for call in calls:
            call()
        assert invoice.state == drawn.begin

    return trip


def statemachine_engine(drawn: Map) -> Trip:
    """python-statemachine, its class made as its documentation does by hand."""
    states = {name: State(initial=name == drawn.begin) for name in drawn.states}
    arrows = {
        event: states[source].to(states[target], cond="dear" if event in drawn.guarded else None)
        for source, event, target in drawn.arrows
    }
    members = {
        **states,
        **arrows,
        "dear": Invoice.dear,
        "amount": 120.5,
        "validate_disconnected_states": False,
    }
    machine = type("InvoiceMachine", (StateMachine,), members)()
    events = drawn.events

    def trip() -> None:
        for event in events:
            machine.send(event)

    return trip


ENGINES: dict[str, Callable[[Map], Trip]] = {
    "dict index": floor,
    "decide": ours,
    "transitions": transitions_engine,
    "python-statemachine": statemachine_engine,
}


def measure(drawn: Map) -> list[Measured]:
    """Every engine on a map, in interleaved rounds."""
    trips = {name: make(drawn) for name, make in ENGINES.items()}
    spent: dict[str, list[float]] = {name: [] for name in trips}
    for trip in trips.values():
        trip()
    gc.collect()
    gc.disable()
    try:
        for _ in range(ROUNDS):
            for name, trip in trips.items():
                spent[name].append(_microseconds(trip, drawn.steps))
    finally:
        gc.enable()
    return [Measured(name, median(rounds), min(rounds)) for name, rounds in spent.items()]


def _microseconds(trip: Trip, steps: int) -> float:
    began = perf_counter()
    for _ in range(TRIPS):
        trip()
    return (perf_counter() - began) / (TRIPS * steps) * 1e6


def report() -> Iterator[str]:
    """µs per event on both maps, how many times `decide` each of the others takes, and what the size costs each."""
    before: dict[str, float] = {}
    for drawn in (small(), large()):
        measured = measure(drawn)
        own = next(m.median for m in measured if m.name == "decide")
        yield f"{f'{drawn.name}: µs per event':<28}{'median':>10}{'best':>10}{'× decide':>10}{'× 8 × 12':>10}"
        for m in measured:
            size = m.best / before.get(m.name, m.best)
            yield f"{m.name:<28}{m.median:>10.2f}{m.best:>10.2f}{m.median / own:>10.2f}{size:>10.2f}"
        before = {m.name: m.best for m in measured}
    yield "goals: decide at most 5 µs, on the large map at most twice that of the small one;"
    yield "       transitions above 1 × decide, python-statemachine at least 15 ×"
