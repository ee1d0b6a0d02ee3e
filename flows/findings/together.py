"""`answered-twice`: what a customer says once, and two processes of the same conversation answer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from flows.binding import Binding
from flows.changes import GOTO, ContextChange
from flows.conversation import Seat, tell
from flows.decide import NO_FACTS, decide
from flows.effects import Followup, Send
from flows.errors import FlowError
from flows.findings.finding import At, Finding
from flows.findings.supposing import Supposing
from flows.model import Flow
from flows.opening import opening_data
from flows.words import readable
from flows.world.world import MONDAY

ANSWERED_TWICE = "answered-twice"
_MOST_SEATS = 12
"""Tried of each flow for one intent."""


class _Answer(NamedTuple):
    """A process in a state that answers an intent, and what the intent brings."""

    seat: Seat
    start: Mapping[str, Any]
    slots: Mapping[str, Any]


def check_together(flows: Sequence[Flow]) -> tuple[tuple[Finding, ...], ...]:
    """What is to be said of flows that may be open in one conversation: for each, in their order.

    A finding stands in both flows that it is about, so that either author sees and may accept it.
    """
    shared = {name for flow in flows for name, intent in flow.intents.items() if intent.shared}
    answers = [_answers(flow, shared) for flow in flows]
    found: list[list[Finding]] = [[] for _ in flows]
    for one, other in combinations(range(len(flows)), 2):
        if flows[one].process_type == flows[other].process_type:
            continue
        for intent in answers[one]:
            if intent in answers[other] and (
                both := _both(answers[one][intent], answers[other][intent], intent)
            ):
                found[one].append(_finding(flows[one], flows[other], intent, both[0]))
                found[other].append(_finding(flows[other], flows[one], intent, both[1]))
    return tuple(map(tuple, found))


def _finding(flow: Flow, other: Flow, intent: str, answer: _Answer) -> Finding:
    said = readable(intent)
    message = (
        f"“{said}” is answered here and by “{other.name}” as well: who has both open gets two answers to one message. "
        "Let one of them stay silent, or share the intent in neither."
    )
    steps: list[dict[str, Any]] = [{"manual": f"{GOTO}{answer.seat.binding.state}"}]
    steps.append({"intent": intent, "slots": dict(answer.slots)} if answer.slots else {"intent": intent})
    scene = {"name": f"{said} is answered", "start": dict(answer.start), "steps": steps}
    path = ("intents", intent)
    return Finding(ANSWERED_TWICE, "warning", At("intent", intent), message, path, scenario=scene)


def _both(ones: Sequence[_Answer], others: Sequence[_Answer], intent: str) -> tuple[_Answer, _Answer] | None:
    """Two that both answer when both are told, whoever comes first."""
    for one in ones:
        for other in others:
            for first, second in ((one, other), (other, one)):
                slots = {**second.slots, **first.slots}
                told = tell(
                    [first.seat._replace(replied_to=True), second.seat], _said(intent, slots), NO_FACTS
                )
                if sum(_sends(item.decision.effects) for item in told) > 1:
                    return one, other
    return None


def _answers(flow: Flow, intents: Collection[str]) -> dict[str, list[_Answer]]:
    """Which of these intents are answered somewhere, with processes that do."""
    supposing = Supposing(flow)
    starts = list(_starts(flow, supposing))
    found: dict[str, list[_Answer]] = {}
    for state, heard in flow.compiled.heard.items():
        for intent in (intent for intent in heard if intent in intents):
            known = found.setdefault(intent, [])
            if len(known) < _MOST_SEATS:
                known += _answering(flow, supposing, state, intent, starts)[:2]
    return {intent: known for intent, known in found.items() if known}


def _starts(flow: Flow, supposing: Supposing) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    for begun in supposing.beginnings(MONDAY):
        try:
            yield begun.start, opening_data(flow, begun.start.get("data", {}))
        except FlowError:
            continue


def _answering(
    flow: Flow,
    supposing: Supposing,
    state: str,
    intent: str,
    starts: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]],
) -> list[_Answer]:
    found: list[_Answer] = []
    for start, data in starts:
        binding = Binding(flow.process_type, flow.process_type, 0, state, 1, MONDAY, 0, data, {state: 1})
        for chosen in supposing.slots(flow.compiled.slots(state, intent)):
            slots = {name: value.at(MONDAY) for name, value in chosen.items()}
            if _sends(decide(flow, binding, _said(intent, slots), NO_FACTS).effects):
                found.append(_Answer(Seat(flow, binding, MONDAY), start, slots))
    return found


def _said(intent: str, slots: Mapping[str, Any]) -> ContextChange:
    return ContextChange("said", "intent", intent, MONDAY, {"slots": dict(slots)}, confidence=1.0)


def _sends(effects: Sequence[Any]) -> bool:
    return any(isinstance(effect, Send) and not isinstance(effect, Followup) for effect in effects)
