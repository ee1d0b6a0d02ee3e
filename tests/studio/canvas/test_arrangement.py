"""Where states stand that were laid out: legible as a whole where that can be, and never on each other."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from flows.model import Flow
from studio.canvas.arrangement import ENOUGH, arrange, legible, panel_place
from studio.canvas.measures import panel_size, sizes
from tests.bench.maps import EDGES, generated
from tests.flows.shipped import FLOWS as SHIPPED

FLOWS = SHIPPED | {f"{states} states": generated(states, EDGES[states]) for states in (8, 60, 200)}


def boxes(flow: Flow) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of every card."""
    cards = sizes(flow)
    return [(x, y, x + cards[state][0], y + cards[state][1]) for state, (x, y) in arrange(flow).items()]


def zoom(flow: Flow) -> float:
    """At which the whole map is seen."""
    found = boxes(flow)
    width = max(right for _, _, right, _ in found) - min(left for left, *_ in found)
    height = max(bottom for *_, bottom in found) - min(top for _, top, _, _ in found)
    return legible(width, height, panel_size(flow))


@pytest.mark.parametrize("name", FLOWS)
def test_no_card_lies_on_another(name: str) -> None:
    for one, other in combinations(boxes(FLOWS[name]), 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_a_map_of_a_page_is_legible_as_a_whole() -> None:
    assert zoom(FLOWS["payment_collection"]) >= 0.75
    assert zoom(FLOWS["8 states"]) >= ENOUGH


def test_a_way_is_read_downwards_and_then_in_the_next_column() -> None:
    chain = generated(8, 7)
    places = list(arrange(chain).values())
    for (x, y), (next_x, next_y) in pairwise(places):
        assert next_y > y or next_x > x


def test_the_same_map_is_arranged_the_same() -> None:
    assert arrange(FLOWS["60 states"]) == arrange(FLOWS["60 states"])


def test_states_that_no_line_touches_stand_below() -> None:
    flow = FLOWS["payment_collection"]
    places, cards = arrange(flow), sizes(flow)
    lowest = max(y + cards[state][1] for state, (_, y) in places.items() if state not in flow.terminal_states)
    assert all(places[state][1] > lowest for state in flow.terminal_states)


@pytest.mark.parametrize(
    ("right", "bottom", "at"), [(400, 700, (464, 0)), (1600, 300, (0, 372))], ids=["high", "wide"]
)
def test_what_can_happen_anywhere_stands_where_the_map_has_room(
    right: float, bottom: float, at: tuple[float, float]
) -> None:
    assert panel_place(0, 0, right, bottom, (304, 300)) == at


def test_a_map_without_states_has_no_places() -> None:
    empty = FLOWS["8 states"].model_copy(update={"states": (), "transitions": ()})
    assert arrange(empty) == {}
