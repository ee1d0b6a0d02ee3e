"""Where a flow uses what it names: an intent, a message, a data field. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from flows.findings import places
from flows.findings.finding import At
from flows.model import Flow
from flows.words import trigger_words
from studio.editor.ops import Section
from studio.panels.inspector.wording import leads


class Use(NamedTuple):
    """One part of the flow that names it."""

    at: At
    words: str
    """What people call that part: “Payment promised”, “payment received: Reminder sent → Paid”."""


def uses(flow: Flow, section: Section, name: str) -> tuple[Use, ...]:
    """Every part that names it, each once, in the order of the file."""
    words = _Words(flow)
    return tuple(Use(at, words.of(at)) for at in dict.fromkeys(_USED[section](flow, name)))


class _Words:
    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._states = {state.id: state.name for state in flow.states}
        self._transitions = {one.id: one for one in flow.transitions}

    def of(self, at: At) -> str:
        match at.kind:
            case "state":
                return self._states.get(at.id, at.id)
            case "transition":
                transition = self._transitions[at.id]
                return f"{trigger_words(transition.trigger)}: {leads(transition, self._flow)}"
            case "flow":
                return "The flow’s settings"
            case kind:
                return f"The {kind} “{at.id}”"


def _messages(flow: Flow, name: str) -> Iterator[At]:
    yield from (place.at for place, used in places.message_names(flow) if used == name)


def _intents(flow: Flow, name: str) -> Iterator[At]:
    for place, transition in places.transitions(flow):
        if transition.trigger.type == "intent" and transition.trigger.value == name:
            yield place.at
    for place, _, words in places.sayings(flow):
        if any(button.intent == name for button in words.buttons or ()):
            yield place.at
    if any(start.type == "intent" and start.value == name for start in flow.starts):
        yield places.whole(flow).at


def _data(flow: Flow, name: str) -> Iterator[At]:
    path = f"data.{name}"
    yield from (place.at for place, read in places.reads(flow) if read == path or read.startswith(f"{path}."))
    for place, action in places.actions(flow):
        if ("data", name) in action.references():
            yield place.at
    for (place, _), state in zip(places.states(flow), flow.states, strict=True):
        if state.ask is not None and state.ask.into == name:
            yield place.at
    yield from (At("intent", intent) for intent, one in flow.intents.items() if name in one.slots)
    if flow.key == name:
        yield places.whole(flow).at


_USED: Mapping[Section, Callable[[Flow, str], Iterator[At]]] = {
    "messages": _messages, "intents": _intents, "data": _data,
}  # fmt: skip
