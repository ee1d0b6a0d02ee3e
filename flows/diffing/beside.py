"""What differs without letting anything behave differently: titles, descriptions, accepted findings, scenarios."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flows.codec import part_as_json
from flows.diffing.difference import Difference, Piece, canonical
from flows.diffing.pairing import pair
from flows.diffing.plain import value_shown
from flows.diffing.states import UNTOLD
from flows.diffing.wording import pieces
from flows.findings.finding import At
from flows.model import Accepted, Flow


def beside_changes(old: Flow, new: Flow) -> Iterator[Difference]:
    """`old` tells by the newer ids."""
    at = At("flow", new.process_type)
    for key in UNTOLD:
        yield from _text(at, key, "the process", getattr(old, key), getattr(new, key))
    before = {state.id: state for state in old.states}
    for state in new.states:
        if state.id in before:
            for key in UNTOLD:
                was, now = getattr(before[state.id], key), getattr(state, key)
                yield from _text(At("state", state.id), key, f"“{before[state.id].name}”", was, now)
    yield from _accepted(old.accept, new.accept, at)
    yield from _scenarios(old, new, at)


def _text(at: At, key: str, whose: str, was: str, now: str) -> Iterator[Difference]:
    if was == now:
        return
    words = f"The {key} of {whose} is now {value_shown(now or None)} instead of {value_shown(was or None)}."
    found: tuple[Piece, ...] = ()
    if key == "description" and was and now:
        words, found = f"The description of {whose} is another one.", pieces(was, now)
    yield Difference("changed", at, key, words, was, now, found)


def _accepted(old: Sequence[Accepted], new: Sequence[Accepted], at: At) -> Iterator[Difference]:
    pairs = pair(old, new, (lambda one: (one.finding, one.at, one.reason), lambda one: (one.finding, one.at)))
    for index in pairs.come:
        one = new[index]
        words = f"{_finding(one)} is now accepted: {one.reason.rstrip('.')}."
        yield Difference("added", at, "accept", words, None, part_as_json(one))
    for index in pairs.gone:
        words = f"{_finding(old[index])} is no longer accepted."
        yield Difference("removed", at, "accept", words, part_as_json(old[index]), None)
    for i, j in pairs.both:
        if old[i].reason != new[j].reason:
            words = f"{_finding(new[j])} is accepted for another reason: {new[j].reason.rstrip('.')}."
            yield Difference("changed", at, "accept", words, part_as_json(old[i]), part_as_json(new[j]))


def _finding(one: Accepted) -> str:
    return f"The finding “{one.finding}”" + (f" at “{one.at}”" if one.at else "")


def _scenarios(old: Flow, new: Flow, at: At) -> Iterator[Difference]:
    before, after = ([part_as_json(one) for one in flow.scenarios] for flow in (old, new))
    pairs = pair(before, after, (canonical, lambda one: one["name"]))
    for index in pairs.come:
        yield _scenario("added", at, after[index]["name"], "is new", None, after[index])
    for index in pairs.gone:
        yield _scenario("removed", at, before[index]["name"], "is gone", before[index], None)
    for i, j in pairs.both:
        if canonical(before[i]) != canonical(after[j]):
            yield _scenario("changed", at, after[j]["name"], "plays otherwise", before[i], after[j])


def _scenario(kind: Any, at: At, name: str, what: str, before: Any, after: Any) -> Difference:
    return Difference(kind, at, "scenarios", f"The scenario “{name}” {what}.", before, after)
