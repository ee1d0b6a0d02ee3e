"""A flow made ready for `decide`: who listens where, in which order, with conditions compiled once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flows.called import Names
from flows.compiled_state import NOWHERE, CompiledState, Listener, open_state, terminal_state
from flows.errors import InvalidGuard
from flows.guard_model import Guard
from flows.guards import Test, Verdict, compile_guard
from flows.hearing import ANSWER
from flows.hours import Hours, parse_hours
from flows.model import ANY, DataField, Flow, Start, State


class Ground(NamedTuple):
    """What a flow's conditions and texts stand on."""

    fields: Mapping[str, DataField]
    zone: ZoneInfo
    calendar: str | None
    hours: Hours | None
    currencies: Mapping[str, str]
    """Dotted name → ISO 4217, for the `money` filter."""

    def is_open(self, at: datetime) -> bool:
        """Whether `at` (UTC) lies in the flow's hours; a flow without hours is always open."""
        return self.hours is None or self.hours.is_open(at, self.zone, self.calendar)


class CompiledStates(Mapping[str, CompiledState]):
    """Each state is made when it is first asked for: those of a large map share thousands of listeners."""

    def __init__(
        self,
        states: Mapping[str, State],
        terminal: Collection[str],
        named: Mapping[str, Sequence[Listener]],
        anywhere: Sequence[Listener],
    ) -> None:
        self.made: dict[str, CompiledState] = {}
        """Those that were asked for."""
        self._states = states
        self._terminal = terminal
        self._named = named
        self._anywhere = anywhere

    def __getitem__(self, state: str) -> CompiledState:
        found = self.made.get(state)
        if found is None:
            found = self.made[state] = self._make(self._states[state])
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._states)

    def __len__(self) -> int:
        return len(self._states)

    def _make(self, state: State) -> CompiledState:
        if state.id in self._terminal:
            return terminal_state(state)
        return open_state(state, self._named.get(state.id, ()), self._anywhere)


@dataclass(frozen=True)
class CompiledFlow:
    """Everything `decide` looks up, by state."""

    flow: Flow
    ground: Ground
    states: Mapping[str, State]
    terminal: frozenset[str]
    by_state: CompiledStates

    def at(self, state: str) -> CompiledState:
        """A state's listeners, timers and what an entry does."""
        return self.by_state.made.get(state) or self.by_state.get(state, NOWHERE)

    def start_test(self, start: Start) -> Test | None:
        """The condition under which an event or intent opens this process."""
        return _test(start.when, self.ground)

    def slots(self, state: str, intent: str | None) -> Collection[str]:
        """The data fields an intent may fill in `state`: those it declares; an answer, the one asked for."""
        if intent == ANSWER:
            ask = self.at(state).ask
            return () if ask is None else (ask.into,)
        declared = self.flow.intents.get(intent or "")
        return () if declared is None else declared.slots

    @cached_property
    def heard(self) -> Mapping[str, tuple[str, ...]]:
        """State → the intents it listens for now, in file order, `*` being every declared one."""
        return Heard(self.by_state, self.flow.intents)

    @cached_property
    def names(self) -> Names:
        """What people call its transitions."""
        return Names(self.flow)


class Heard(Mapping[str, tuple[str, ...]]):
    """What each state listens for, made with the state when it is first asked for."""

    def __init__(self, by_state: CompiledStates, declared: Iterable[str]) -> None:
        self._made: dict[str, tuple[str, ...]] = {}
        self._by_state = by_state
        self._declared = declared

    def __getitem__(self, state: str) -> tuple[str, ...]:
        found = self._made.get(state)
        if found is None:
            found = self._made[state] = tuple(self._heard_in(self._by_state[state]))
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_state)

    def __len__(self) -> int:
        return len(self._by_state)

    def _heard_in(self, here: CompiledState) -> Iterator[str]:
        named = tuple(here.named_intents())
        yield from named
        if here.others.get("intent"):
            yield from (intent for intent in self._declared if intent not in named)


def compile_flow(flow: Flow) -> CompiledFlow:
    """Index a flow. Never fails: a condition that can't be compiled never holds, and a finding says so."""
    zone = ZoneInfo(flow.timezone)
    currencies = {f"data.{name}": field.currency for name, field in flow.data.items() if field.currency}
    ground = Ground(
        flow.data, zone, flow.calendar, parse_hours(flow.hours) if flow.hours else None, currencies
    )
    states: dict[str, State] = {}
    for state in flow.states:
        states.setdefault(state.id, state)
    named: dict[str, list[Listener]] = defaultdict(list)
    anywhere: list[Listener] = []
    for place, transition in enumerate(flow.transitions):
        listener = Listener(transition, _test(transition.when, ground), place)
        for state_id in dict.fromkeys(transition.from_states):
            (anywhere if state_id == ANY else named[state_id]).append(listener)
    terminal = frozenset(flow.terminal_states)
    by_state = CompiledStates(states, terminal, named, anywhere)
    return CompiledFlow(flow, ground, states, terminal, by_state)


def _never(_step: object) -> Verdict:
    return Verdict(False, ())


def _test(when: Guard | None, ground: Ground) -> Test | None:
    if when is None:
        return None
    try:
        return compile_guard(when, ground)
    except InvalidGuard:
        return _never
