"""`unknown-reference` and `duplicate-id`: names that lead nowhere, and names that lead two ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from flows.actions.schedule_check import ScheduleCheck
from flows.findings import places
from flows.findings.finding import Check, Finding, Fix, did_you_mean
from flows.findings.places import Place, state_names, whole
from flows.hearing import RESERVED
from flows.model import ANY, ActionTrigger, Flow, IntentTrigger, TimeoutTrigger
from flows.words import readable

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


def _unless_known(place: Place, sentence: str, word: str, known: Mapping[str, str]) -> Iterator[Finding]:
    """A finding unless `word` is an id of `known` (id → what people call it)."""
    if word not in known:
        question, fix = did_you_mean(word, known, place.path)
        yield _unknown(place, sentence + question, fix)


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
    known = state_names(flow)
    left = {**known, ANY: ANY}
    yield from _unless_known(
        whole(flow, "initial_state"),
        f"The flow begins in “{flow.initial_state}”, but there is no such state.",
        flow.initial_state,
        known,
    )
    for i, state in enumerate(flow.terminal_states):
        sentence = f"“{state}” is said to be an end, but there is no such state."
        yield from _unless_known(whole(flow, "terminal_states", i), sentence, state, known)
    for place, transition in places.transitions(flow):
        for i, source in enumerate(transition.from_states):
            sentence = f"“{transition.id}” starts from “{source}”, but there is no such state."
            yield from _unless_known(place.inner("from_states", i), sentence, source, left)
        if (target := transition.to_state) is not None:
            sentence = f"“{transition.id}” leads to “{target}”, but there is no such state."
            yield from _unless_known(place.inner("to_state"), sentence, target, known)


def _intents(flow: Flow) -> Iterator[Finding]:
    declared = _named(flow.intents)
    heard = {**declared, **_named((ANY, *RESERVED))}
    for place, transition in places.transitions(flow):
        if isinstance(transition.trigger, IntentTrigger):
            intent = transition.trigger.value
            sentence = f"“{transition.id}” listens for “{readable(intent)}”, but no such intent is declared."
            yield from _unless_known(place.inner("trigger", "value"), sentence, intent, heard)
    for i, start in enumerate(flow.starts):
        if start.type == "intent":
            sentence = f"The flow is started by “{readable(start.value)}”, but no such intent is declared."
            yield from _unless_known(whole(flow, "starts", i, "value"), sentence, start.value, declared)
    for place, _, words in places.sayings(flow):
        for i, button in enumerate(words.buttons or ()):
            meaning = readable(button.intent)
            sentence = f"The button “{button.title}” means “{meaning}”, but no such intent is declared."
            yield from _unless_known(place.inner("buttons", i, "intent"), sentence, button.intent, declared)


def _messages(flow: Flow) -> Iterator[Finding]:
    declared = _named(flow.messages)
    for place, message in places.message_names(flow):
        sentence = f"In {place.words}, the message “{message}” is to be sent, but there is no such message."
        yield from _unless_known(place, sentence, message, declared)


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
            yield _unknown(where, f"“{transition.id}” waits for a check, but nothing schedules one.")
        elif trigger.value is not None and trigger.value != ANY and trigger.value not in names:
            question, fix = did_you_mean(trigger.value, names, where.path)
            check = readable(trigger.value)
            message = f"“{transition.id}” waits for the check “{check}”, but nothing schedules it."
            yield _unknown(where, message + question, fix)


def _results(flow: Flow) -> Iterator[Finding]:
    for place, transition in places.transitions(flow):
        trigger = transition.trigger
        if not isinstance(trigger, ActionTrigger) or trigger.value in (ANY, *RESULTS):
            continue
        where = place.inner("trigger", "value")
        question, fix = did_you_mean(trigger.value, _named(RESULTS), where.path, cutoff=_MISSPELT)
        if fix is not None:
            sentence = f"“{transition.id}” listens for the result “{trigger.value}”, which no action gives."
            yield _unknown(where, sentence + question, fix)


def _visits(flow: Flow) -> Iterator[Finding]:
    known = state_names(flow)
    for place, path in places.reads(flow):
        root, _, state = path.partition(".")
        if root == "visits":
            sentence = f"In {place.words}, visits of “{state}” are counted, but there is no such state."
            if state not in known:
                yield _unknown(place, sentence + did_you_mean(state, known, place.path)[0])


def duplicate_ids(flow: Flow) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    everything = [place for place, _ in places.states(flow)]
    everything += [place for place, _ in places.transitions(flow)]
    taken = {place.at.id for place in everything}
    numbers: Counter[str] = Counter()
    for place in everything:
        if place.at in seen:
            message = f"There are two of {place.words}: only the first one counts. Give each its own id."
            fix = _free_id(flow, place, taken, numbers)
            taken.add(fix.value)
            yield Finding("duplicate-id", "error", place.at, message, place.path, fix=fix)
        seen.add(place.at)


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
