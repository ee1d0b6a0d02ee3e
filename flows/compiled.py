"""A flow made ready for `decide`: who listens where, in which order, with conditions compiled once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flows.changes import ContextChange
from flows.errors import InvalidGuard
from flows.guard_model import Guard
from flows.guards import Test, Verdict, compile_guard
from flows.hearing import ANSWER, UNMATCHED
from flows.hours import Hours, parse_hours
from flows.model import ANY, DataField, Flow, Start, State, TimeoutTrigger, Transition
from flows.trace import CandidateTrace

RESERVED = (ANSWER, UNMATCHED)


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


class Listener:
    """A transition with its condition compiled and its plain verdicts made beforehand."""

    __slots__ = ("id", "later", "min_confidence", "plain", "taken", "target", "test", "transition", "unsure")

    def __init__(self, transition: Transition, test: Test | None) -> None:
        self.transition = transition
        self.id = transition.id
        self.target = transition.to_state
        self.test = test
        self.min_confidence = transition.min_confidence
        self.plain = test is None and transition.min_confidence is None
        self.taken = CandidateTrace(transition.id, "taken")
        self.later = CandidateTrace(transition.id, "later")
        self.unsure = CandidateTrace(transition.id, "unsure")


Listeners = tuple[Listener, ...]
Timers = tuple[tuple[Listener, TimeoutTrigger], ...]


@dataclass(frozen=True, slots=True)
class _Index:
    """Candidates of one state, best first."""

    exact: dict[tuple[str, str], Listeners] = field(default_factory=dict)
    """(kind, value) → those naming the value, then those hearing any."""
    others: dict[str, Listeners] = field(default_factory=dict)
    """kind → those hearing any value."""
    nameless: Listeners = ()
    """Timeouts for a check without a name."""
    own: dict[str, Listeners] = field(default_factory=dict)
    """Transition → itself, for the timer its trigger armed."""
    always: Listeners = ()
    timers: Timers = ()


_NOBODY = _Index()


@dataclass(frozen=True)
class CompiledFlow:
    """Everything `decide` looks up, by state."""

    flow: Flow
    ground: Ground
    states: Mapping[str, State]
    terminal: frozenset[str]
    index: Mapping[str, _Index]

    def listeners(self, state: str, change: ContextChange) -> Listeners:
        """The candidates for a change, best first: exact value, named state, file order."""
        index = self.index.get(state, _NOBODY)
        if change.kind == "timeout":
            return _timeout_listeners(index, change)
        value = change.value or ""
        found = index.exact.get((change.kind, value))
        if found is not None:
            return found
        # What nothing was understood of isn't “any intent”.
        return () if change.kind == "intent" and value in RESERVED else index.others.get(change.kind, ())

    def start_test(self, start: Start) -> Test | None:
        """The condition under which an event or intent opens this process."""
        return _test(start.when, self.ground)

    def always(self, state: str) -> Listeners:
        return self.index.get(state, _NOBODY).always

    def timers(self, state: str) -> Timers:
        """The transitions whose triggers arm themselves on entering `state`, in file order."""
        return self.index.get(state, _NOBODY).timers

    def slots(self, state: str, intent: str | None) -> Collection[str]:
        """The data fields an intent may fill in `state`: those it declares; an answer, the one asked for."""
        if intent == ANSWER:
            ask = self.states[state].ask if state in self.states else None
            return () if ask is None else (ask.into,)
        declared = self.flow.intents.get(intent or "")
        return () if declared is None else declared.slots

    @cached_property
    def heard(self) -> Mapping[str, tuple[str, ...]]:
        """State → the intents it listens for now, in file order, `*` being every declared one."""
        return {state: tuple(self._heard_in(index)) for state, index in self.index.items()}

    def _heard_in(self, index: _Index) -> Iterator[str]:
        named = dict.fromkeys(
            value for kind, value in index.exact if kind == "intent" and value not in RESERVED
        )
        yield from named
        if index.others.get("intent"):
            yield from (intent for intent in self.flow.intents if intent not in named)


def _timeout_listeners(index: _Index, change: ContextChange) -> Listeners:
    if change.value is None:
        return index.nameless
    own = index.own.get(change.value, ()) if change.source != "check" else ()
    if change.source == "timer":
        return own
    return own or index.exact.get(("timeout", change.value)) or index.others.get("timeout", ())


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
    listeners = [Listener(transition, _test(transition.when, ground)) for transition in flow.transitions]
    terminal = frozenset(flow.terminal_states)
    index = {state: _index(state, listeners) for state in states if state not in terminal}
    return CompiledFlow(flow, ground, states, terminal, index)


def _never(_step: object) -> Verdict:
    return Verdict(False, ())


def _test(when: Guard | None, ground: Ground) -> Test | None:
    if when is None:
        return None
    try:
        return compile_guard(when, ground)
    except InvalidGuard:
        return _never


def _index(state: str, listeners: list[Listener]) -> _Index:
    named = [x for x in listeners if state in x.transition.from_states]
    wild = [x for x in listeners if x not in named and x.transition.from_any and x.target != state]
    mine = named + wild
    exact: dict[tuple[str, str], list[Listener]] = defaultdict(list)
    others: dict[str, list[Listener]] = defaultdict(list)
    for listener in mine:
        kind, value = _hears(listener)
        if _own_timer(listener) is not None:
            continue
        if value is None or value == ANY:
            others[kind].append(listener)
        else:
            exact[kind, value].append(listener)
    timers = {x.id: (x, trigger) for x in mine if (trigger := _own_timer(x)) is not None}
    return _Index(
        exact={key: (*found, *_unreserved(key, others)) for key, found in exact.items()},
        others={kind: tuple(found) for kind, found in others.items()},
        nameless=tuple(x for x in mine if x.transition.trigger.type == "timeout" and _own_timer(x) is None),
        own={name: (x,) for name, (x, _) in timers.items()},
        always=tuple(others.get("always", ())),
        timers=tuple(sorted(timers.values(), key=lambda timer: listeners.index(timer[0]))),
    )


def _unreserved(key: tuple[str, str], others: Mapping[str, list[Listener]]) -> list[Listener]:
    kind, value = key
    return [] if kind == "intent" and value in RESERVED else others.get(kind, [])


def _hears(listener: Listener) -> tuple[str, str | None]:
    trigger = listener.transition.trigger
    return trigger.type, getattr(trigger, "value", None)


def _own_timer(listener: Listener) -> TimeoutTrigger | None:
    trigger = listener.transition.trigger
    return trigger if isinstance(trigger, TimeoutTrigger) and trigger.is_set else None
