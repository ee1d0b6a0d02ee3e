"""Where each state stands: where the author put it, else where it is laid out, and never two on one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flows.model import Flow
from studio.canvas.arrangement import arrange
from studio.canvas.measures import Place as Place
from studio.canvas.measures import Size, sizes

ROOM = 40.0
"""Left between a state that had to make way and the one it made way for."""
STEP, NEW = 140.0, (200.0, 44.0)
"""How far to the right the next state stands, and how large a new one is taken to be."""


def places(flow: Flow, known: Mapping[str, Place] | None = None) -> dict[str, Place]:
    """The place of every state. Takes as long as `arrange` unless all are the author's, or `known` from before."""
    placed: dict[str, Place] = {**(known or {}), **flow.layout.states}
    missing = [state.id for state in flow.states if state.id not in placed]
    if not missing:
        return {state.id: placed[state.id] for state in flow.states}
    drawn = arrange(flow)
    if len(missing) == len(flow.states):
        return drawn
    taken = {state.id: placed[state.id] for state in flow.states if state.id in placed}
    cards = sizes(flow)
    for state in missing:
        there = [(at, cards[name]) for name, at in taken.items()]
        taken[state] = _lower(drawn[state], cards[state], there)
    return {state.id: taken[state.id] for state in flow.states}


def beside(flow: Flow, taken: Mapping[str, Place], state: str) -> Place:
    """Room for a new state to the right of this one. `taken` are the places of all."""
    (x, y), cards = taken[state], sizes(flow)
    return _lower((x + cards[state][0] + STEP, y), NEW, [(at, cards[name]) for name, at in taken.items()])


def clear_of(flow: Flow, taken: Mapping[str, Place], wanted: Place, size: Size) -> Place:
    """The wanted place, or the nearest below it where something of this size covers no card. `taken` as above."""
    cards = sizes(flow)
    return _lower(wanted, size, [(at, cards[name]) for name, at in taken.items()])


def _lower(wanted: Place, size: Size, taken: Sequence[tuple[Place, Size]]) -> Place:
    """`wanted`, or the nearest place below it where a card of this size covers none that is there."""
    (x, y), (width, height) = wanted, size
    in_the_way = sorted(
        (top, top + high)
        for (left, top), (wide, high) in taken
        if left < x + width + ROOM and x < left + wide + ROOM
    )
    for top, bottom in in_the_way:
        if top < y + height + ROOM and y < bottom + ROOM:
            y = bottom + ROOM
    return x, y
