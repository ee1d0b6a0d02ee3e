"""What people call a state and a transition: by the words the map shows.

A transition's id is no name for people: it is made of what was drawn first, and stays when the trigger changes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from flows.model import ANY, AlwaysTrigger, Flow, TimeoutTrigger, Transition
from flows.words import guard_words, trigger_words

MOST_OF_A_CONDITION = 80
"""Characters of a condition that tells two transitions apart."""
_KINDS = {"action": "result", "timeout": "check", "manual": "by hand"}


def state_name(flow: Flow, state: str) -> str:
    """What people call a state; its id where the flow doesn't have it."""
    known = flow.compiled.states.get(state)
    return state if known is None else known.name


def called(flow: Flow, transition: Transition, at: str | None = None) -> str:
    """What people call a transition of the flow: `“promise to pay” from “Reminder sent”`.

    Where others of the flow would be called the same, what tells it apart is added: its kind, its condition, where
    it leads; its id where nothing else does. `at` is the state of which a sentence speaks anyway: where it leads
    from is left out, and it is told apart from what else leaves that state: `“promise to pay”`.
    """
    return flow.compiled.names.of(transition, at)


class Names:
    """What the transitions of one flow are called. How often each name would be given is counted once."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._alike: dict[tuple[str, str | None], list[Transition]] = defaultdict(list)
        """Trigger words and a state, or None for all → what listens for that there."""
        for one in flow.transitions:
            words = trigger_words(one.trigger)
            for state in {None, *one.from_states}:
                self._alike[words, state].append(one)
        self._given: dict[tuple[str, str | None], Counter[str]] = {}

    def of(self, transition: Transition, at: str | None) -> str:
        """See `called`."""
        given = self._counted(trigger_words(transition.trigger), at)
        # Of a transition that isn't the flow's nothing was counted: then the shortest will do.
        own = next((name for name in self._choices(transition, at) if given[name] <= 1), None)
        return own or self._name(transition, f"id: {transition.id}", origin=at is None)

    def _counted(self, words: str, at: str | None) -> Counter[str]:
        """Every name that those with these words might have, with how many might have it."""
        known = self._given.get((words, at))
        if known is None:
            alike = [*self._alike.get((words, at), ()), *(self._alike.get((words, ANY), ()) if at else ())]
            named = (set(self._choices(one, at)) for one in alike)
            known = self._given[words, at] = Counter(name for names in named for name in names)
        return known

    def _choices(self, one: Transition, at: str | None) -> Iterator[str]:
        """Its names, the shortest first."""
        kind, condition, whole = _kind(one), _condition(one), at is None
        yield self._name(one, origin=whole)
        yield self._name(one, kind, origin=whole)
        yield self._name(one, origin=True)
        yield self._name(one, condition, origin=whole)
        yield self._name(one, origin=whole, target=True)
        yield self._name(one, kind, condition, origin=True, target=True)

    def _name(self, one: Transition, *marks: str, origin: bool, target: bool = False) -> str:
        words = f"“{trigger_words(one.trigger)}”"
        if origin:
            words += self._origin(one)
        if target and one.to_state is not None:
            words += f" to “{state_name(self._flow, one.to_state)}”"
        elif target:
            marks = ("stays", *marks)
        added = ", ".join(mark for mark in marks if mark)
        return f"{words} ({added})" if added else words

    def _origin(self, one: Transition) -> str:
        if one.from_any:
            return " from anywhere"
        first, *others = [f"“{state_name(self._flow, state)}”" for state in dict.fromkeys(one.from_states)]
        match others:
            case []:
                return f" from {first}"
            case [other]:
                return f" from {first} or {other}"
            case _:
                return f" from {first} and {len(others)} more"


def _kind(one: Transition) -> str:
    """The kind of what it listens for; the words of timers and of `always` say theirs."""
    trigger = one.trigger
    if isinstance(trigger, AlwaysTrigger) or (isinstance(trigger, TimeoutTrigger) and trigger.is_set):
        return ""
    return "" if getattr(trigger, "value", None) in (None, ANY) else _KINDS.get(trigger.type, trigger.type)


def _condition(one: Transition) -> str:
    if one.when is None:
        return "without a condition"
    words = guard_words(one.when)
    return f"if {words if len(words) <= MOST_OF_A_CONDITION else words[: MOST_OF_A_CONDITION - 1] + '…'}"
