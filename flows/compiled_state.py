"""A state as `decide` sees it: who listens there, which timers it sets, what an entry does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flows.actions.action import Action
from flows.changes import ContextChange
from flows.guards import Test
from flows.hearing import ANSWER, RESERVED
from flows.model import ANY, Ask, State, TimeoutTrigger, Transition
from flows.trace import CandidateTrace


class Listener:
    """A transition with its condition compiled and its plain verdicts made beforehand."""

    __slots__ = (
        "actions", "id", "later", "min_confidence", "place", "plain", "taken", "target", "test", "transition",
        "unsure",
    )  # fmt: skip

    def __init__(self, transition: Transition, test: Test | None, place: int) -> None:
        self.transition = transition
        self.place = place
        """Of the transition in the file, from 0."""
        self.id = transition.id
        self.target = transition.to_state
        self.actions = transition.actions
        self.test = test
        self.min_confidence = transition.min_confidence
        self.plain = test is None and transition.min_confidence is None
        self.taken = CandidateTrace(transition.id, "taken")
        self.later = CandidateTrace(transition.id, "later")
        self.unsure = CandidateTrace(transition.id, "unsure")


Listeners = tuple[Listener, ...]
Timers = tuple[tuple[Listener, TimeoutTrigger], ...]


@dataclass(frozen=True, slots=True)
class CompiledState:
    """Listeners are in the order they are tried: exact value, named state, file order."""

    exact: Mapping[tuple[str, str], Listeners] = field(default_factory=dict)
    """(kind, value) → those naming the value, then those hearing any."""
    others: Mapping[str, Listeners] = field(default_factory=dict)
    """kind → those hearing any value."""
    nameless: Listeners = ()
    """Timeouts for a check without a name."""
    own: Mapping[str, Listeners] = field(default_factory=dict)
    """Transition → itself, for the timer its trigger armed."""
    always: Listeners = ()
    timers: Timers = ()
    """The triggers that arm themselves on entry, in file order."""
    enter: tuple[Action, ...] = ()
    ask: Ask | None = None
    """Its question; none where `always` transitions lead on, or where all is over."""

    @property
    def answers(self) -> Listeners:
        """Those who wait for the answer to the question."""
        return self.exact.get(("intent", ANSWER), ())

    def listeners(self, change: ContextChange) -> Listeners:
        """The candidates for a change."""
        if change.kind == "timeout":
            return self._timeouts(change)
        value = change.value or ""
        found = self.exact.get((change.kind, value))
        if found is not None:
            return found
        # What nothing was understood of isn't “any intent”.
        return () if change.kind == "intent" and value in RESERVED else self.others.get(change.kind, ())

    def _timeouts(self, change: ContextChange) -> Listeners:
        if change.value is None:
            return self.nameless
        own = self.own.get(change.value, ()) if change.source != "check" else ()
        if change.source == "timer":
            return own
        return own or self.exact.get(("timeout", change.value)) or self.others.get("timeout", ())

    def named_intents(self) -> Iterator[str]:
        """The intents that are listened for by name, but for the reserved ones."""
        yield from dict.fromkeys(
            value for kind, value in self.exact if kind == "intent" and value not in RESERVED
        )


NOWHERE = CompiledState()
"""A state the flow doesn't have: nobody listens."""


def terminal_state(state: State) -> CompiledState:
    """A terminal state does what an entry does, and then nothing any more."""
    return CompiledState(enter=state.enter)


def open_state(state: State, named: Sequence[Listener], anywhere: Sequence[Listener]) -> CompiledState:
    """A state that is not terminal, with those that listen there by its name, and those of `["*"]`.

    Both are in file order.
    """
    own_names = {listener.place for listener in named}
    wild = [x for x in anywhere if x.target != state.id and x.place not in own_names]
    exact: dict[tuple[str, str], list[Listener]] = defaultdict(list)
    others: dict[str, list[Listener]] = defaultdict(list)
    timers: dict[str, tuple[Listener, TimeoutTrigger]] = {}
    for listener in (*named, *wild):
        trigger = listener.transition.trigger
        value = getattr(trigger, "value", None)
        if isinstance(trigger, TimeoutTrigger) and trigger.is_set:
            timers[listener.id] = listener, trigger
        elif value is None or value == ANY:
            others[trigger.type].append(listener)
        else:
            exact[trigger.type, value].append(listener)
    always = others.get("always", ())
    return CompiledState(
        exact={key: (*found, *_hearing_any(key, others)) for key, found in exact.items()},
        others={kind: tuple(found) for kind, found in others.items()},
        nameless=tuple(x for x in (*named, *wild) if _hears_checks(x) and x.id not in timers),
        own={name: (listener,) for name, (listener, _) in timers.items()},
        always=tuple(always),
        timers=tuple(sorted(timers.values(), key=lambda timer: timer[0].place)),
        enter=state.enter,
        ask=None if always else state.ask,
    )


def _hears_checks(listener: Listener) -> bool:
    return listener.transition.trigger.type == "timeout"


def _hearing_any(key: tuple[str, str], others: Mapping[str, list[Listener]]) -> list[Listener]:
    kind, value = key
    return [] if kind == "intent" and value in RESERVED else others.get(kind, [])
