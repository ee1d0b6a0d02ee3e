"""`unknown-reference` and `duplicate-id`: names that lead nowhere, and names that lead two ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from flows.actions.schedule_check import ScheduleCheck
from flows.called import called
from flows.findings import places
from flows.findings.finding import Check, Finding, Fix, did_you_mean
from flows.findings.places import Place, whole
from flows.hearing import RESERVED
from flows.model import ANY, ActionTrigger, Flow, IntentTrigger, TimeoutTrigger

RESULTS = (
    "outreach_sent",
    "delivery_failed",
    "backend_updated",
    "backend_failed",
    "operator_assigned",
    "operator_released",
)
"""What actions give back. Others may come by the API, so only a misspelling of these is a finding."""
_MISSPELT = 0.85
_LONGEST_ID = 55
"""Leaves room for a number behind it."""


def _unknown(place: Place, message: str, fix: Fix | None = None) -> Finding:
    return Finding("unknown-reference", "error", place.at, message, place.path, fix=fix)


def _misnamed(place: Place, sentence: str, word: str, known: Mapping[str, str]) -> Finding:
    """Of a word that isn't among `known` (see `did_you_mean`)."""
    question, fix = did_you_mean(word, known, place.path)
    return _unknown(place, sentence + question, fix)


def _named(identifiers: Iterable[str]) -> dict[str, str]:
    return {identifier: identifier for identifier in identifiers}


def unknown_references(flow: Flow) -> Iterator[Finding]:
    yield from _states(flow)
    yield from _intents(flow)
    yield from _messages(flow)
    yield from _checks(flow)
    yield from _results(flow)
    yield from _visits(flow)


def _states(flow: Flow) -> Iterator[Finding]:
    known = _named(state.id for state in flow.states)
    left = {**known, ANY: ANY}
    if (begins := flow.initial_state) not in known:
        sentence = f"The flow begins in “{begins}”, but there is no such state."
        yield _misnamed(whole(flow, "initial_state"), sentence, begins, known)
    for i, state in enumerate(flow.terminal_states):
        if state not in known:
            sentence = f"“{state}” is said to be an end, but there is no such state."
            yield _misnamed(whole(flow, "terminal_states", i), sentence, state, known)
    for place, transition in places.transitions(flow):
        for i, source in enumerate(transition.from_states):
            if source not in left:
                sentence = (
                    f"{called(flow, transition, source)} starts from “{source}”, but there is no such state."
                )
                yield _misnamed(place.inner("from_states", i), sentence, source, left)
        target = transition.to_state
        if target is not None and target not in known:
            sentence = f"{called(flow, transition)} leads to “{target}”, but there is no such state."
            yield _misnamed(place.inner("to_state"), sentence, target, known)


def _intents(flow: Flow) -> Iterator[Finding]:
    declared = _named(flow.intents)
    heard = {**declared, **_named((ANY, *RESERVED))}
    for place, transition in places.transitions(flow):
        if (
            isinstance(transition.trigger, IntentTrigger)
            and (intent := transition.trigger.value) not in heard
        ):
            sentence = (
                f"{called(flow, transition)} needs the intent “{intent}”, but no such intent is declared."
            )
            yield _misnamed(place.inner("trigger", "value"), sentence, intent, heard)
    for i, start in enumerate(flow.starts):
        if start.type == "intent" and start.value not in declared:
            sentence = f"The flow is started by “{start.value}”, but no such intent is declared."
            yield _misnamed(whole(flow, "starts", i, "value"), sentence, start.value, declared)
    for place, _, words in places.sayings(flow):
        for i, button in enumerate(words.buttons or ()):
            if button.intent not in declared:
                sentence = (
                    f"The button “{button.title}” means “{button.intent}”, but no such intent is declared."
                )
                yield _misnamed(place.inner("buttons", i, "intent"), sentence, button.intent, declared)


def _messages(flow: Flow) -> Iterator[Finding]:
    declared = _named(flow.messages)
    for place, message in places.message_names(flow):
        if message not in declared:
            sentence = (
                f"In {place.words}, the message “{message}” is to be sent, but there is no such message."
            )
            yield _misnamed(place, sentence, message, declared)


def _checks(flow: Flow) -> Iterator[Finding]:
    """A timeout that doesn't arm itself needs a check that does: one of its name, or one without a name."""
    armed = [action.value for _, action in places.actions(flow) if isinstance(action, ScheduleCheck)]
    names = _named(name for name in armed if name is not None)
    if None in armed:
        return
    for place, transition in places.transitions(flow):
        trigger = transition.trigger
        if not isinstance(trigger, TimeoutTrigger) or trigger.is_set:
            continue
        where = place.inner("trigger", "value")
        if trigger.value in (None, ANY) and not names:
            yield _unknown(where, f"{called(flow, transition)} waits for a check, but nothing schedules one.")
        elif trigger.value is not None and trigger.value != ANY and trigger.value not in names:
            question, fix = did_you_mean(trigger.value, names, where.path)
            message = (
                f"{called(flow, transition)} waits for the check “{trigger.value}”, but nothing schedules it."
            )
            yield _unknown(where, message + question, fix)


def _results(flow: Flow) -> Iterator[Finding]:
    for place, transition in places.transitions(flow):
        trigger = transition.trigger
        if not isinstance(trigger, ActionTrigger) or trigger.value in (ANY, *RESULTS):
            continue
        where = place.inner("trigger", "value")
        question, fix = did_you_mean(trigger.value, _named(RESULTS), where.path, cutoff=_MISSPELT)
        if fix is not None:
            sentence = (
                f"{called(flow, transition)} listens for the result “{trigger.value}”, which no action gives."
            )
            yield _unknown(where, sentence + question, fix)


def _visits(flow: Flow) -> Iterator[Finding]:
    known = _named(state.id for state in flow.states)
    for place, path in places.reads(flow):
        root, _, state = path.partition(".")
        if root == "visits" and state not in known:
            sentence = f"In {place.words}, visits of “{state}” are counted, but there is no such state."
            yield _unknown(place, sentence + did_you_mean(state, known, place.path)[0])


def duplicate_ids(flow: Flow) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    everything = [place for place, _ in places.states(flow)]
    everything += [place for place, _ in places.transitions(flow)]
    taken = {place.at.id for place in everything}
    numbers: Counter[str] = Counter()
    for place in everything:
        if place.at in seen:
            message = _twice(place)
            fix = _free_id(flow, place, taken, numbers)
            taken.add(fix.value)
            yield Finding("duplicate-id", "error", place.at, message, place.path, fix=fix)
        seen.add(place.at)


def _twice(place: Place) -> str:
    kind, name = place.at
    only = "only the first one counts"
    if kind == "transition":
        second = called(place.flow, place.flow.transitions[int(place.path[1])])
        only = f"{second} doesn't count, only the first one does"
    return f"There are two {kind}s with the id “{name}”: {only}. Give each its own id."


def _free_id(flow: Flow, place: Place, taken: set[str], numbers: Counter[str]) -> Fix:
    """`numbers` remembers how far they went: a thousand alike are counted once, not a thousand times."""
    own = free = place.at.id[:_LONGEST_ID]
    while free in taken:
        numbers[own] += 1
        free = f"{own}-{numbers[own] + 1}"
    bare = place.at.kind == "state" and flow.states[int(place.path[1])].is_bare
    return Fix("set", place.path if bare else (*place.path, "id"), f"Call it “{free}”.", free)


CHECKS = (
    Check({"unknown-reference": "error"}, unknown_references),
    Check({"duplicate-id": "error"}, duplicate_ids),
)
