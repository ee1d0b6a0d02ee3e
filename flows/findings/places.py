"""Everything in a flow that names something else, with the place it stands at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, assert_never

from flows.actions.action import Action
from flows.called import called
from flows.findings.finding import At, Path
from flows.guard_model import AllOf, AnyOf, Clause, Guard, NotOf
from flows.model import Flow, Message, MessageText, Transition
from flows.templates import compile_template


class Place(NamedTuple):
    """Where something stands: what it belongs to, and the way to it in the document."""

    at: At
    path: Path
    flow: Flow

    @property
    def words(self) -> str:
        """What it belongs to, as people call it: the state “Reminder sent”."""
        kind, name = self.at
        match kind:
            case "flow":
                return "the flow"
            case "state":
                return f"the state “{self.flow.states[int(self.path[1])].name}”"
            case "transition":
                return f"the transition {called(self.flow, self.flow.transitions[int(self.path[1])])}"
            case "intent" | "message" | "data":
                return f"the {kind} “{name}”"
            case _:
                assert_never(kind)

    def inner(self, *steps: str | int) -> Place:
        return self._replace(path=(*self.path, *steps))


def whole(flow: Flow, *path: str | int) -> Place:
    return Place(At("flow", flow.process_type), path, flow)


def transition_place(flow: Flow, index: int) -> Place:
    return Place(At("transition", flow.transitions[index].id), ("transitions", index), flow)


def states(flow: Flow) -> Iterator[tuple[Place, str]]:
    """Every state's place and id."""
    for i, state in enumerate(flow.states):
        yield Place(At("state", state.id), ("states", i), flow), state.id


def transitions(flow: Flow) -> Iterator[tuple[Place, Transition]]:
    for i, transition in enumerate(flow.transitions):
        yield transition_place(flow, i), transition


def actions(flow: Flow) -> Iterator[tuple[Place, Action]]:
    """Every action: on entering states, of transitions, after unmatched messages."""
    for (place, _), state in zip(states(flow), flow.states, strict=True):
        yield from _numbered(place.inner("enter"), state.enter)
    for place, transition in transitions(flow):
        yield from _numbered(place.inner("actions"), transition.actions)
    if flow.unmatched is not None:
        yield from _numbered(whole(flow, "unmatched", "then"), flow.unmatched.then)


def _numbered(place: Place, listed: Iterable[Action]) -> Iterator[tuple[Place, Action]]:
    for i, action in enumerate(listed):
        yield place.inner(i), action


def guards(flow: Flow) -> Iterator[tuple[Place, Guard]]:
    """Every condition: of transitions, then of starts."""
    for place, transition in transitions(flow):
        if transition.when is not None:
            yield place.inner("when"), transition.when
    for i, start in enumerate(flow.starts):
        if start.when is not None:
            yield whole(flow, "starts", i, "when"), start.when


def clauses(place: Place, guard: Guard) -> Iterator[tuple[Place, Clause]]:
    """Every clause of a condition that stands at `place`."""
    return ((place.inner(*path), clause) for path, clause in clause_paths(guard))


def clause_paths(guard: Guard, path: Path = ()) -> Iterator[tuple[Path, Clause]]:
    """Every clause of a condition, with the way to it from there."""
    match guard:
        case AllOf():
            for i, part in enumerate(guard.all):
                yield from clause_paths(part, (*path, "all", i))
        case AnyOf():
            for i, part in enumerate(guard.any):
                yield from clause_paths(part, (*path, "any", i))
        case NotOf():
            yield from clause_paths(guard.not_, (*path, "not"))
        case Clause():
            yield path, guard
        case _:
            assert_never(guard)


def sayings(flow: Flow) -> Iterator[tuple[Place, str, Message | MessageText]]:
    """Every message with its locale's words: first its own, in the flow's locale."""
    for name, message in flow.messages.items():
        place = Place(At("message", name), ("messages", name), flow)
        yield place, flow.locale, message
        for locale, words in message.locales.items():
            yield place.inner("locales", locale), locale, words


def message_names(flow: Flow) -> Iterator[tuple[Place, str]]:
    """Every use of a message."""
    for place, action in actions(flow):
        yield from ((place, name) for kind, name in action.references() if kind == "message")
    for (place, _), state in zip(states(flow), flow.states, strict=True):
        if state.ask is not None:
            yield place.inner("ask", "message"), state.ask.message
            if state.ask.retry is not None:
                yield place.inner("ask", "retry"), state.ask.retry
    if flow.unmatched is not None and flow.unmatched.message is not None:
        yield whole(flow, "unmatched", "message"), flow.unmatched.message


def processes(flow: Flow) -> Iterator[tuple[Place, str]]:
    """Every process type that an action starts."""
    for place, action in actions(flow):
        yield from ((place, name) for kind, name in action.references() if kind == "process")


def texts(flow: Flow) -> Iterator[tuple[Place, str]]:
    """Every text that may hold blanks."""
    for place, action in actions(flow):
        yield from ((place, text) for kind, text in action.references() if kind == "template")
    for place, _, words in sayings(flow):
        plain = {"text": words.text, "subject": words.subject, "speech": words.speech}
        yield from ((place.inner(key), text) for key, text in plain.items() if text)
        parameters = words.whatsapp.parameters if words.whatsapp is not None else ()
        yield from ((place.inner("whatsapp", "parameters", i), text) for i, text in enumerate(parameters))
        if isinstance(words, Message):
            yield from ((place.inner("attachments", i), text) for i, text in enumerate(words.attachments))


def paths(flow: Flow) -> Iterator[tuple[Place, str]]:
    """Every dotted path that a condition or a timer reads."""
    for place, guard in guards(flow):
        for inner, clause in clauses(place, guard):
            yield inner.inner("field"), clause.field
            if isinstance(clause.value, Mapping) and set(clause.value) == {"field"}:
                yield inner.inner("value", "field"), str(clause.value["field"])
    for place, action in actions(flow):
        yield from ((place, path) for kind, path in action.references() if kind == "path")
    for place, transition in transitions(flow):
        path = getattr(transition.trigger, "relative_to", None)
        if path is not None:
            yield place.inner("trigger", "relative_to"), path


def reads(flow: Flow) -> Iterator[tuple[Place, str]]:
    """Every dotted path that a condition, a timer or a text reads."""
    yield from paths(flow)
    for place, text in texts(flow):
        yield from ((place, name) for name in sorted(compile_template(text).names))
