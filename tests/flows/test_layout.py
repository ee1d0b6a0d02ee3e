from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Any

import pytest

from flows.layout import ASPECT, WIDE, Layout, layout
from flows.model import Flow

SIZES = (1, 2, 7, 60, 200)


def flow(states: int, ways: Iterable[tuple[int, int]], **more: Any) -> Flow:
    """A map of numbered states with a transition by hand for each way."""
    return Flow.model_validate(
        {
            "schema": "converse.flow/v1",
            "process_type": "numbered",
            "states": [f"s{i}" for i in range(states)],
            "initial_state": "s0",
            "transitions": [
                {
                    "from_states": [f"s{a}"],
                    "to_state": f"s{b}",
                    "trigger": {"type": "manual", "value": f"to_{b}"},
                }
                for a, b in ways
            ],
            **more,
        }
    )


def chain(states: int) -> Flow:
    return flow(states, ((i, i + 1) for i in range(states - 1)))


def bush(states: int) -> Flow:
    """A binary tree with a way back from every third state."""
    down = [((i - 1) // 2, i) for i in range(1, states)]
    return flow(states, down + [(i, max(0, i - 7)) for i in range(1, states, 3)])


def boxes(found: Layout) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of every card and label."""
    cards = [(c.x, c.y, c.x + c.card.width, c.y + c.card.height) for c in found.cards]
    return cards + [(p.x, p.y, p.x + p.label.width, p.y + p.label.height) for p in found.labels]


@pytest.mark.parametrize("states", SIZES)
@pytest.mark.parametrize("shape", [chain, bush])
def test_nothing_overlaps_and_everything_is_on_the_sheet(shape: Any, states: int) -> None:
    found = layout(shape(states))

    assert sorted(c.card.state for c in found.cards) == sorted(f"s{i}" for i in range(states))
    for one, other in combinations(boxes(found), 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, f"{one} lies on {other}"
    for left, top, right, bottom in boxes(found):
        assert left >= 0
        assert top >= 0
        assert right <= found.width
        assert bottom <= found.height


def test_the_map_is_read_from_left_to_right() -> None:
    found = layout(chain(5))

    assert [c.card.state for c in sorted(found.cards, key=lambda card: card.x)] == [
        "s0",
        "s1",
        "s2",
        "s3",
        "s4",
    ]


def test_a_way_back_is_drawn_as_one_and_leaves_the_order_alone() -> None:
    found = layout(flow(3, [(0, 1), (1, 2), (2, 0)]))

    assert [c.card.state for c in sorted(found.cards, key=lambda card: card.x)] == ["s0", "s1", "s2"]
    assert [line.back for line in found.lines].count(True) == 2, "the way back, before and after its label"
    (end,) = [line for line in found.lines if line.back and line.tip]
    (first,) = [c for c in found.cards if c.card.state == "s0"]
    assert end.tip is not None
    assert first.x <= end.tip[0] <= first.x + first.card.width


def test_transitions_between_the_same_states_share_a_label() -> None:
    found = layout(flow(2, [(0, 1), (0, 1), (0, 1)]))

    assert [[row.transition for row in placed.label.rows] for placed in found.labels] == [
        ["s0-to_1-s1", "s0-to_1-s1-2", "s0-to_1-s1-3"]
    ]


def test_what_needs_no_line_is_a_row_of_its_card() -> None:
    stays = {"id": "stays", "from_states": ["s0"], "trigger": {"type": "intent", "value": "asks"}}
    again = {
        "id": "again",
        "from_states": ["s0"],
        "to_state": "s0",
        "trigger": {"type": "timeout", "after": "1d"},
    }
    lost = {"id": "lost", "from_states": ["s0"], "to_state": "gone", "trigger": {"type": "always"}}
    found = layout(flow(1, [], transitions=[stays, again, lost]))

    (placed,) = found.cards
    assert [(row.transition, row.target, row.again) for row in placed.card.rows] == [
        ("stays", "", False),
        ("again", "", True),
        ("lost", "gone?", False),
    ]
    assert found.lines == ()


def test_what_leaves_every_state_is_one_card() -> None:
    stop = {
        "id": "stop",
        "from_states": ["*"],
        "to_state": "s2",
        "trigger": {"type": "intent", "value": "opt_out"},
    }
    found = layout(flow(3, [], transitions=[stop]))

    assert found.panel is not None
    assert [(row.words, row.target) for row in found.panel.panel.rows] == [("opt out", "S2")]
    assert found.lines == ()


def test_a_long_map_becomes_bands_instead_of_a_ribbon() -> None:
    found = layout(chain(60))

    assert found.width <= max(WIDE, ASPECT * found.height) + 100
    drawn = sum(len(placed.label.rows) for placed in found.labels)
    named = sum(1 for placed in found.cards for row in placed.card.rows if row.target)
    assert drawn + named == 59, "every transition is either a line or named on its card"
    assert named < 10


def test_in_a_wide_map_a_line_too_long_to_follow_is_named_instead() -> None:
    wide = flow(13, [(i, i + 1) for i in range(12)] + [(i, 12) for i in range(11)])
    found = layout(wide)

    (first,) = [placed.card for placed in found.cards if placed.card.state == "s0"]
    assert [row.target for row in first.rows] == ["S12"]
    assert ("s11",) in {placed.label.sources for placed in found.labels if placed.label.target == "s12"}


def test_a_map_nobody_could_follow_is_still_laid_out() -> None:
    found = layout(flow(40, ((a, b) for a in range(40) for b in range(0, 40, 3))))

    assert len(found.cards) == 40
    assert len(found.labels) <= 40 * 8


def test_the_same_map_is_laid_out_the_same() -> None:
    assert layout(bush(30)) == layout(bush(30))


def test_a_state_given_twice_is_drawn_once() -> None:
    once = flow(2, [(0, 1)])
    found = layout(once.model_copy(update={"states": (*once.states, once.states[1])}))

    assert [c.card.state for c in found.cards] == ["s0", "s1"]
