"""What one decision costs, beside a dict index and two engines on the same map: 8 states, 12 transitions.

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
STEPS = tuple(pairwise(WALK))
EVENTS = tuple(f"{source}_to_{target}" for source, target in STEPS)
STATES = tuple(dict.fromkeys(WALK))
GUARDED = {EVENTS[2], EVENTS[9]}
"""These are taken only when the amount is above 100, in every engine but the floor."""
ROUNDS, TRIPS = 60, 25

Trip = Callable[[], None]
"""Goes the whole walk once."""


class Measured(NamedTuple):
    """One engine's figure, µs per event: the median of its rounds, and the best."""

    name: str
    median: float
    best: float


def floor() -> Trip:
    """The least that any engine does: look the next state up."""
    table = {(source, event): target for (source, target), event in zip(STEPS, EVENTS, strict=True)}

    def trip() -> None:
        state = WALK[0]
        for event in EVENTS:
            state = table[state, event]

    return trip


def ours() -> Trip:
    """`decide` with everything it gives: the next binding, and a trace with each clause and its values."""
    flow = Flow.model_validate(
        {
            "schema": "converse.flow/v1",
            "process_type": "bench",
            "states": STATES,
            "initial_state": STATES[0],
            "data": {"amount": {"type": "number"}},
            "transitions": [
                {
                    "from_states": [source],
                    "to_state": target,
                    "trigger": {"type": "event", "value": event},
                    "when": {"field": "data.amount", "op": "gt", "value": 100} if event in GUARDED else None,
                }
                for (source, target), event in zip(STEPS, EVENTS, strict=True)
            ],
        }
    )
    at = datetime(2026, 3, 2, 8, tzinfo=UTC)
    changes = [ContextChange(event, "event", event, at) for event in EVENTS]
    first = Binding("b", "bench", 1, WALK[0], 1, at, 0, {"amount": 120.5})

    def trip() -> None:
        binding = first
        for change in changes:
            binding = decide(flow, binding, change).binding
        assert binding.revision == len(EVENTS)

    return trip


class Invoice:
    """The model that the other engines move."""

    amount = 120.5
    state = WALK[0]

    def dear(self) -> bool:
        return self.amount > 100


def transitions_engine() -> Trip:
    """`transitions`, a plain machine on one model."""
    invoice: Any = Invoice()
    arrows = [
        {
            "trigger": event,
            "source": source,
            "dest": target,
            "conditions": "dear" if event in GUARDED else None,
        }
        for (source, target), event in zip(STEPS, EVENTS, strict=True)
    ]
    Machine(invoice, states=list(STATES), transitions=arrows, initial=WALK[0], auto_transitions=False)
    calls = [getattr(invoice, event) for event in EVENTS]

    def trip() -> None:
        for call in calls:
            call()
        assert invoice.state == WALK[0]

    return trip


def statemachine_engine() -> Trip:
    """python-statemachine, its class made as its documentation does by hand."""
    states = {name: State(initial=name == WALK[0]) for name in STATES}
    arrows = {
        event: states[source].to(states[target], cond="dear" if event in GUARDED else None)
        for (source, target), event in zip(STEPS, EVENTS, strict=True)
    }
    machine = type(
        "InvoiceMachine", (StateMachine,), {**states, **arrows, "dear": Invoice.dear, "amount": 120.5}
    )()

    def trip() -> None:
        for event in EVENTS:
            machine.send(event)

    return trip


ENGINES: dict[str, Callable[[], Trip]] = {
    "dict index": floor,
    "decide": ours,
    "transitions": transitions_engine,
    "python-statemachine": statemachine_engine,
}


def measure() -> list[Measured]:
    """Every engine, in interleaved rounds."""
    trips = {name: make() for name, make in ENGINES.items()}
    spent: dict[str, list[float]] = {name: [] for name in trips}
    for trip in trips.values():
        trip()
    gc.collect()
    gc.disable()
    try:
        for _ in range(ROUNDS):
            for name, trip in trips.items():
                spent[name].append(_microseconds(trip))
    finally:
        gc.enable()
    return [Measured(name, median(rounds), min(rounds)) for name, rounds in spent.items()]


def _microseconds(trip: Trip) -> float:
    began = perf_counter()
    for _ in range(TRIPS):
        trip()
    return (perf_counter() - began) / (TRIPS * len(EVENTS)) * 1e6


def report() -> Iterator[str]:
    """µs per event, and how many times `decide` each of the others takes."""
    measured = measure()
    own = next(m.median for m in measured if m.name == "decide")
    yield f"{'µs per event':<24}{'median':>10}{'best':>10}{'× decide':>10}"
    for m in measured:
        yield f"{m.name:<24}{m.median:>10.2f}{m.best:>10.2f}{m.median / own:>10.2f}"
    yield "goals: decide at most 5 µs, transitions above 1 ×, python-statemachine at least 15 ×"
