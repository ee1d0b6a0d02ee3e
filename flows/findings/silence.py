"""How long a customer may have said nothing when a flow sends something: WhatsApp takes free text for 24 hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from heapq import heapify, heappop, heappush
from math import inf
from typing import assert_never

from flows.actions.enqueue_followup import EnqueueFollowup
from flows.actions.says import Says
from flows.actions.schedule_check import ScheduleCheck
from flows.durations import parse_duration
from flows.findings.finding import Path
from flows.model import (
    ANY,
    ActionTrigger,
    AlwaysTrigger,
    EventTrigger,
    Flow,
    IntentTrigger,
    ManualTrigger,
    TimeoutTrigger,
    Transition,
)
from flows.part import Timer

WINDOW = 24 * 60
"""Minutes."""
_BY_OPERATORS = ("operator_assigned", "operator_released")


class Silence:
    """The longest silences of a flow: in minutes, `inf` where it may last for any time.

    A result is taken to come at once, and a visit to end with its first timer.
    """

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._ends = frozenset(flow.terminal_states)
        self._named = dict(self._checks())
        self._leaving: dict[str, list[Transition]] = defaultdict(list)
        for transition in flow.transitions:
            for source in dict.fromkeys(transition.from_states):
                self._leaving[source].append(transition)
        self._entered: dict[str, float] = {}
        """State → the longest silence in it; under `*`, the longest in any that isn't an end."""
        begins = 0.0 if flow.starts and all(start.type == "intent" for start in flow.starts) else inf
        self._enter({flow.initial_state: begins})
        self._enter_from_any()

    def is_long(self, path: Path, says: Says) -> bool:
        """Whether the window may have closed when the send at this place goes out."""
        section, index = path[0], int(path[1])
        if section == "states":
            silence = self._entered.get(self._flow.states[index].id, 0)
        else:
            transition = self._flow.transitions[index]
            sources = (state for state in transition.from_states if self._is_open(state))
            silence = max((self._at(transition, state) for state in sources), default=0)
        return silence + (_length(says) if isinstance(says, EnqueueFollowup) and says.is_set else 0) >= WINDOW

    def _enter(self, silences: Mapping[str, float]) -> None:
        """Go on from states that are entered after a longer silence than was known, the longest first."""
        waiting = [(-silence, state) for state, silence in silences.items()]
        heapify(waiting)
        while waiting:
            negative, state = heappop(waiting)
            # Beyond the window all silences are one: circles come to an end.
            silence = inf if -negative >= WINDOW else -negative
            if silence <= self._entered.get(state, -1):
                continue
            self._entered[state] = silence
            if state not in self._ends:
                self._entered[ANY] = max(silence, self._entered.get(ANY, 0))
                for transition in self._leaving[state]:
                    if transition.to_state is not None:
                        heappush(waiting, (-self._at(transition, state), transition.to_state))

    def _enter_from_any(self) -> None:
        """What leaves any state leaves the one with the longest silence: it needs no trying from each of them.

        What that lets grow twice goes round in a circle, and grows for ever.
        """
        for _ in range(2):
            before = self._entered.get(ANY)
            if before is None:
                return
            self._enter(self._targets_of_any())
            if self._entered[ANY] <= before:
                return
        self._entered[ANY] = inf
        self._enter(self._targets_of_any())

    def _targets_of_any(self) -> Mapping[str, float]:
        targets: dict[str, float] = {}
        for one in self._leaving[ANY]:
            if one.to_state is not None:
                targets[one.to_state] = max(self._at(one, ANY), targets.get(one.to_state, 0))
        return targets

    def _is_open(self, state: str) -> bool:
        """Whether it is reached, as far as is known, and something may leave it."""
        return state in self._entered and state not in self._ends

    def _at(self, transition: Transition, state: str) -> float:
        """The silence when a transition is taken in a state."""
        entered = self._entered.get(state, 0)
        match transition.trigger:
            case IntentTrigger():
                return 0
            case TimeoutTrigger() as trigger:
                return entered + (_length(trigger) if trigger.is_set else self._longest(trigger.value))
            case AlwaysTrigger():
                return entered
            case ActionTrigger(value=value):
                return inf if value in _BY_OPERATORS else entered
            case EventTrigger() | ManualTrigger():
                return inf
            case _:
                assert_never(transition.trigger)

    def _longest(self, name: str | None) -> float:
        heard = (
            length for check, length in self._named.items() if name in (None, ANY) or check in (None, name)
        )
        return max(heard, default=0)

    def _checks(self) -> Iterator[tuple[str | None, float]]:
        """Check → how long after its state was entered it may come due."""
        found: dict[str | None, float] = {}
        for state in self._flow.states:
            for action in state.enter:
                if isinstance(action, ScheduleCheck):
                    found[action.value] = max(found.get(action.value, 0), _length(action))
        for transition in self._flow.transitions:
            later = transition.to_state is None and transition.trigger.type != "intent"
            for action in transition.actions:
                if isinstance(action, ScheduleCheck):
                    length = inf if later or action.keep else _length(action)
                    found[action.value] = max(found.get(action.value, 0), length)
        yield from found.items()


def _length(timer: Timer) -> float:
    """At most so many minutes; a timer that counts from a date may come due at any time."""
    if timer.delay_minutes is not None:
        return timer.delay_minutes
    if timer.after is None:
        return inf
    length = parse_duration(timer.after)
    days = length.months * 31 + length.days + length.business_days
    return days * WINDOW + length.seconds / 60
