"""`ambiguous-transitions` and `shadowed-transition`: who takes a change that several listen for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from flows.called import called, state_name
from flows.findings import places
from flows.findings.finding import Check, Finding
from flows.findings.places import transition_place
from flows.findings.trials import Trials
from flows.model import ANY, AlwaysTrigger, Flow, TimeoutTrigger, Transition

MOST_ALIKE = 100
"""How many that hear the same change in one state are judged: more is no map that anybody drew."""
MOST_ANYWHERE = 1_000_000
"""How often those of every state may listen in all; those of a map with more are not judged."""


class Candidate(NamedTuple):
    """A transition in one state. Smaller ranks are tried first; the first two parts say how specific."""

    number: int
    """Its place in the file."""
    transition: Transition
    rank: tuple[bool, bool, int]


Crowd = tuple[str, list[Candidate]]
"""A state, and all that hear the same change there, in the order they are tried in."""


def _crowds(flow: Flow) -> Iterator[Crowd]:
    """By LANGUAGE's order: exact value before any, a named state before every state, then file order."""
    named: dict[str, list[int]] = defaultdict(list)
    wild: list[int] = []
    for i, transition in enumerate(flow.transitions):
        if not _arms_itself(transition):
            for source in dict.fromkeys(transition.from_states):
                named[source].append(i)
            wild += [i] if transition.from_any else []
    if len(wild) * len(flow.states) > MOST_ANYWHERE:
        wild = []
    for state in dict.fromkeys(state.id for state in flow.states):
        if state not in flow.compiled.terminal:
            mine = [i for i in wild if flow.transitions[i].to_state != state]
            yield from ((state, crowd) for crowd in _by_change(flow, state, {*named[state], *mine}))


def _by_change(flow: Flow, state: str, listening: set[int]) -> Iterator[list[Candidate]]:
    hearing: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
    for i in listening:
        candidate = _candidate(flow, state, i)
        hearing[_heard(candidate.transition)].append(candidate)
    for (kind, value), found in hearing.items():
        any_value = [] if value == ANY else hearing.get((kind, ANY), [])
        yield sorted([*found, *any_value], key=lambda one: one.rank)[:MOST_ALIKE]


def _candidate(flow: Flow, state: str, index: int) -> Candidate:
    transition = flow.transitions[index]
    return Candidate(
        index, transition, (_heard(transition)[1] == ANY, state not in transition.from_states, index)
    )


def _arms_itself(transition: Transition) -> bool:
    return isinstance(transition.trigger, TimeoutTrigger) and transition.trigger.is_set


def _heard(transition: Transition) -> tuple[str, str]:
    """Kind and value; a timeout without a value hears any check."""
    trigger = transition.trigger
    return trigger.type, getattr(trigger, "value", None) or ANY


def ambiguous_transitions(flow: Flow) -> Iterator[Finding]:
    """Two that are as specific, of which both may hold: only their order in the file decides.

    One without a condition after one with a condition is the usual “otherwise”.
    """
    trials = Trials(flow)
    judged: set[tuple[int, int]] = set()
    for state, crowd in _crowds(flow):
        for one, other in combinations(crowd, 2):
            pair = one.number, other.number
            if one.rank[:2] == other.rank[:2] and pair not in judged:
                judged.add(pair)
                if _overlap(trials, one.transition, other.transition):
                    yield _ambiguous(flow, state, one.transition, other)


def _overlap(trials: Trials, one: Transition, other: Transition) -> bool:
    if (one.to_state, one.actions) == (other.to_state, other.actions) or _lets_others(one):
        return False
    if one.when is None or other.when is None:
        return one.when is other.when and _sure_enough(one, other)
    return trials.can_hold((one.when, True), (other.when, True))


def _ambiguous(flow: Flow, state: str, one: Transition, other: Candidate) -> Finding:
    first, second = called(flow, one, state), called(flow, other.transition, state)
    message = (
        f"In “{state_name(flow, state)}”, both {first} and {second} may be taken: "
        "the first of them wins because it stands first in the file. Let their conditions exclude each other."
    )
    place = transition_place(flow, other.number)
    return Finding("ambiguous-transitions", "warning", place.at, message, place.path)


def shadowed_transitions(flow: Flow) -> Iterator[Finding]:
    """What is never taken in a state it names, or, starting from every state, is never taken at all."""
    trials = Trials(flow)
    lost: dict[int, bool] = {}
    for state, crowd in _crowds(flow):
        for position, candidate in enumerate(crowd):
            if candidate.rank[0] and not crowd[0].rank[0]:
                break  # the rest hears any value, and this crowd is about one
            winner = _winner(trials, candidate.transition, crowd[:position])
            by_name = not candidate.rank[1]
            if winner is not None and by_name and not lost.get(candidate.number):
                yield _shadowed(flow, candidate, winner, state)
            lost[candidate.number] = winner is not None and (by_name or lost.get(candidate.number, True))
    for number, always in lost.items():
        transition = flow.transitions[number]
        if always and set(transition.from_states) == {ANY}:
            place = transition_place(flow, number)
            message = (
                f"{called(flow, transition)} is never taken: in every state something else answers first."
            )
            yield Finding("shadowed-transition", "warning", place.at, message, place.path)
    yield from _unasked(flow)


def _winner(trials: Trials, own: Transition, earlier: list[Candidate]) -> Transition | None:
    """Who, or the first of those who together, leave nothing for a transition; None if something is left."""
    able = (one.transition for one in earlier if not _lets_others(one.transition))
    winners = [winner for winner in able if _sure_enough(winner, own)]
    certain = next((winner for winner in winners if winner.when is None), None)
    if certain is not None or not winners:
        return certain
    wanted = [(own.when, True)] if own.when is not None else []
    lost = [(winner.when, False) for winner in winners if winner.when is not None]
    covered = trials.can_hold(*wanted) and not trials.can_hold(*wanted, *lost)
    return winners[0] if covered else None


def _lets_others(transition: Transition) -> bool:
    """An `always` that stays is followed by the next one."""
    return isinstance(transition.trigger, AlwaysTrigger) and transition.to_state is None


def _sure_enough(winner: Transition, other: Transition) -> bool:
    """Whether the winner's confidence is reached whenever the other's is."""
    return (winner.min_confidence or 0) <= (other.min_confidence or 0)


def _shadowed(flow: Flow, candidate: Candidate, winner: Transition, state: str) -> Finding:
    place = transition_place(flow, candidate.number)
    first, last = called(flow, winner, state), called(flow, candidate.transition, state)
    message = f"In “{state_name(flow, state)}”, {last} is never taken: {first} always comes first."
    return Finding("shadowed-transition", "warning", place.at, message, place.path)


def _unasked(flow: Flow) -> Iterator[Finding]:
    """A question in a state that something may leave by itself is never put."""
    for (place, state), declared in zip(places.states(flow), flow.states, strict=True):
        if declared.ask is None:
            continue
        first = next((t for t in flow.transitions if _leads_on(t, state)), None)
        if first is not None:
            message = f"“{declared.name}” never asks its question: {called(flow, first)} comes first."
            yield Finding("shadowed-transition", "warning", place.at, message, place.inner("ask").path)


def _leads_on(transition: Transition, state: str) -> bool:
    if not isinstance(transition.trigger, AlwaysTrigger):
        return False
    return state in transition.from_states or (transition.from_any and transition.to_state != state)


CHECKS = (
    Check({"ambiguous-transitions": "warning"}, ambiguous_transitions),
    Check({"shadowed-transition": "warning"}, shadowed_transitions),
)
