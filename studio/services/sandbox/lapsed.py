"""What scenarios name that their flow doesn't have any more, in words, at the step that names it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import NamedTuple

from flows.changes import GOTO
from flows.hearing import RESERVED
from flows.model import ANY, Flow
from flows.scenario_model import Expect, Scenario, Step


class Lapsed(NamedTuple):
    """Something that is gone."""

    step: int
    """0 is the start, then the steps from 1."""
    words: str


def lapsed(flow: Flow, scenario: Scenario) -> tuple[Lapsed, ...]:
    """Everything that a scenario names and its flow lacks, in the order of its steps."""
    found = [Lapsed(0, words) for words in _gone("data field", scenario.start.data, flow.data)]
    for number, step in enumerate(scenario.steps, start=1):
        found += [Lapsed(number, words) for words in (*_done(flow, step), *_expected(flow, step.expect))]
    return tuple(found)


def _done(flow: Flow, step: Step) -> Iterator[str]:
    match step.kind:
        case "intent":
            yield from _gone("intent", [step.intent or ""], (*flow.intents, *RESERVED))
        case "event":
            yield from _gone("event", [step.event or ""], _heard(flow, "event"))
        case "press":
            titles = {button.title for message in flow.messages.values() for button in message.buttons}
            yield from _gone("button", [step.press or ""], titles)
        case "manual" if (step.manual or "").startswith(GOTO):
            yield from _gone("state", [(step.manual or "").removeprefix(GOTO)], flow.compiled.states)
        case "manual":
            yield from _gone("step by hand", [step.manual or ""], _heard(flow, "manual"))


def _expected(flow: Flow, expect: Expect) -> Iterator[str]:
    if expect.state is not None:
        yield from _gone("state", [expect.state], flow.compiled.states)
    if expect.taken is not None:
        yield from _gone("transition", [expect.taken], {one.id for one in flow.transitions})
    if expect.intent is not None:
        yield from _gone("intent", [expect.intent], (*flow.intents, *RESERVED))
    yield from _gone("message", expect.sends or (), flow.messages)
    yield from _gone("data field", expect.data or {}, flow.data)


def _gone(noun: str, names: Iterable[str], known: Container[str]) -> Iterator[str]:
    for name in dict.fromkeys(names):
        if name not in known:
            yield f"The flow has no {noun} “{name}” any more."


class _Anything:
    def __contains__(self, _name: object) -> bool:
        return True


def _heard(flow: Flow, kind: str) -> Container[str]:
    """What transitions and starts of a kind listen for."""
    heard: Mapping[str, None] = dict.fromkeys(
        [
            *(str(getattr(one.trigger, "value", "")) for one in flow.transitions if one.trigger.type == kind),
            *(one.value for one in flow.starts if one.type == kind),
        ]
    )
    return _Anything() if ANY in heard else heard
