"""Where states stand that nobody placed: never two on one place."""

from __future__ import annotations

from itertools import combinations

import pytest

from flows import codec
from flows.model import Flow
from studio.canvas.measures import Place, Size, sizes
from studio.canvas.places import beside, clear_of, places

HEAD = "schema: converse.flow/v1\nprocess_type: a\nstates: [a, b, c, d, e]\ninitial_state: a\n"


def apart(one: tuple[Place, Size], other: tuple[Place, Size]) -> bool:
    ((x, y), (width, height)), ((left, top), (wide, high)) = one, other
    return x + width <= left or left + wide <= x or y + height <= top or top + high <= y


def flow_of(more: str = "") -> Flow:
    return codec.load(HEAD + more)


@pytest.mark.parametrize("layout", ["", "layout: {states: {a: [0, 0]}}", "layout: {states: {b: [32, 32]}}"])
def test_states_that_nothing_connects_stand_apart(layout: str) -> None:
    flow = flow_of(layout)
    cards = [(place, sizes(flow)[state]) for state, place in places(flow).items()]
    assert all(apart(one, other) for one, other in combinations(cards, 2))


def test_what_is_new_covers_nothing() -> None:
    flow = flow_of()
    taken = places(flow)
    cards = [(place, sizes(flow)[state]) for state, place in taken.items()]
    for state in taken:
        assert all(apart((beside(flow, taken, state), (200, 44)), card) for card in cards)
        pasted = clear_of(flow, taken, taken[state], (400, 300))
        assert all(apart((pasted, (400, 300)), card) for card in cards)
