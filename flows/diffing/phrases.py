"""How a flow's transitions are spoken of: “Overdue” escalates after 3 days, “Promised” hears “complaint”."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import assert_never

from flows.action_words import says
from flows.actions.action import Action
from flows.actions.escalate import Escalate
from flows.diffing.difference import quoted
from flows.guard_model import Guard
from flows.hearing import ANSWER, UNMATCHED
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
    Trigger,
)
from flows.words import guard_words, readable, trigger_words

_PLURAL = {
    "hears": "hear", "goes": "go", "acts": "act", "stays": "stay", "escalates": "escalate", "needs": "need",
}  # fmt: skip
_RESERVED = {ANY: "anything else that is understood", ANSWER: "an answer", UNMATCHED: "what isn't understood"}


def heard(intent: str) -> str:
    """What stands behind “hears”."""
    return _RESERVED.get(intent) or f"“{readable(intent)}”"


def cause(trigger: Trigger) -> str:
    """What sets a transition off: `on the event “paid”`, `after 3 days`."""
    match trigger:
        case AlwaysTrigger():
            return "at once"
        case TimeoutTrigger():
            return _timeout_cause(trigger)
        case IntentTrigger():
            return f"on hearing {heard(trigger.value)}"
        case EventTrigger():
            return "on any event" if trigger.value == ANY else f"on the event “{readable(trigger.value)}”"
        case ActionTrigger():
            return "on any result" if trigger.value == ANY else f"on the result “{readable(trigger.value)}”"
        case ManualTrigger():
            return "by any step by hand" if trigger.value == ANY else f"by hand (“{readable(trigger.value)}”)"
        case _:
            assert_never(trigger)


def _timeout_cause(trigger: TimeoutTrigger) -> str:
    words = trigger_words(trigger)
    if trigger.is_set:
        return words
    if trigger.value is None:
        return "when a check comes due"
    return f"on {words}" if trigger.value == ANY else f"on the check “{words}”"


def condition(guard: Guard | None) -> str:
    """`, if amount is more than 500`, or nothing."""
    return "" if guard is None else f", if {guard_words(guard)}"


def doing(actions: Iterable[Action]) -> str:
    """What actions do: `sends “reminder”, tags vip`."""
    return ", ".join(says(action) for action in actions)


class Phrases:
    """The words of one flow's transitions; states are called by these names."""

    def __init__(self, flow: Flow, names: Mapping[str, str]) -> None:
        self._names = names
        self._escalating = {
            state.id for state in flow.states if any(isinstance(one, Escalate) for one in state.enter)
        }

    def name(self, state: str | None) -> str:
        """What people call a state; its id where no flow has it."""
        return self._names.get(state or "", state or "")

    def who(self, sources: Sequence[str]) -> str:
        """The states a sentence is about: “Overdue” and “Promised”, or Any state."""
        if ANY in sources:
            return "Any state"
        return quoted([self.name(source) for source in dict.fromkeys(sources)])

    def verb(self, word: str, sources: Sequence[str]) -> str:
        """The verb as so many states need it."""
        many = len(set(sources)) > 1 and ANY not in sources
        return _PLURAL[word] if many else word

    def way(self, one: Transition, sources: Sequence[str] | None = None) -> str:
        """Where it leads: `goes to “Paid”`, `escalates`, `acts` where it stays."""
        sources = sources or one.from_states
        if one.to_state is None:
            return self.verb("acts", sources)
        if one.to_state in self._escalating or any(isinstance(action, Escalate) for action in one.actions):
            return self.verb("escalates", sources)
        return f"{self.verb('goes', sources)} to “{self.name(one.to_state)}”"

    def lead(self, one: Transition, sources: Sequence[str] | None = None) -> str:
        """It in short: `hears “complaint”`, `goes to “Paid” on the event “paid”`."""
        if isinstance(one.trigger, IntentTrigger):
            return f"{self.verb('hears', sources or one.from_states)} {heard(one.trigger.value)}"
        return f"{self.way(one, sources)} {cause(one.trigger)}"

    def way_and_cause(self, one: Transition) -> str:
        """`goes to “Promised” on hearing “promise to pay”`."""
        return f"{self.way(one)} {cause(one.trigger)}"

    def whole(self, one: Transition) -> str:
        """All of it but what it does: `hears “complaint”, if …, and goes to “Closed”`."""
        told = f"{self.lead(one)}{condition(one.when)}"
        if isinstance(one.trigger, IntentTrigger):
            comma = "," if one.when is not None else ""
            way = self.verb("stays", one.from_states) if one.to_state is None else self.way(one)
            return f"{told}{comma} and {way}"
        return told
