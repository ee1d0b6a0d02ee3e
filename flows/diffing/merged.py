"""Two flows on one map: the newer one with what is gone from the older one, and what of it differs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from flows.diffing.difference import Diff, Difference, Kind
from flows.model import Flow, State, Transition


class Marked(NamedTuple):
    """Some states and transitions of a map, by id."""

    states: tuple[str, ...]
    transitions: tuple[str, ...]


class Merged(NamedTuple):
    """A flow to draw, and to do nothing else with."""

    flow: Flow
    added: Marked
    removed: Marked
    changed: Marked


def merged(old: Flow, new: Flow, found: Diff) -> Merged:
    """The map of `found`, which compared these two. What is gone keeps its id, or gets one that is free."""
    told = [one for group in found.behaviour for one in group.differences]
    states = [State.model_validate(one.before) for one in _of("state", told, "removed")]
    transitions = list(_gone(told, {one.id for one in new.transitions}))
    ends = [state.id for state in states if state.id in old.terminal_states]
    flow = new.model_copy(
        update={
            "states": (*new.states, *states),
            "terminal_states": (*new.terminal_states, *ends),
            "transitions": (*new.transitions, *transitions),
        }
    )
    flow.__dict__.pop("compiled", None)  # it was compiled from the newer one
    return Merged(
        flow,
        Marked(_ids("state", told, "added"), _ids("transition", told, "added")),
        Marked(tuple(one.id for one in states), tuple(one.id for one in transitions)),
        Marked(
            _ids("state", told, "changed", "renamed"), _ids("transition", told, "changed", "renamed", "moved")
        ),
    )


def _gone(told: list[Difference], taken: set[str]) -> Iterator[Transition]:
    for one in _of("transition", told, "removed"):
        name = one.at.id
        while name in taken:
            name += "'"
        taken.add(name)
        yield Transition.model_validate({**one.before, "id": name})


def _of(what: Literal["state", "transition"], told: list[Difference], *kinds: Kind) -> Iterator[Difference]:
    return (one for one in told if one.at.kind == what and one.kind in kinds)


def _ids(what: Literal["state", "transition"], told: list[Difference], *kinds: Kind) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.at.id for one in _of(what, told, *kinds)))
