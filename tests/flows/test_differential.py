"""`decide` beside python-statemachine, on maps that are drawn: `make faults` does the same ten thousand times."""

from __future__ import annotations

from random import Random

import pytest

from flows.model import ANY
from tests.faults.flat_maps import difference, drawn

MAPS, AT_ONCE = 300, 100


@pytest.mark.parametrize("first", range(0, MAPS, AT_ONCE))
def test_both_go_the_same_way(first: int) -> None:
    differences = [difference(seed) for seed in range(first, first + AT_ONCE)]

    assert not list(filter(None, differences))


def test_the_maps_hold_what_the_two_may_differ_in() -> None:
    arrows = [transition for seed in range(MAPS) for transition in drawn(Random(seed)).transitions]

    assert {transition.trigger.type for transition in arrows} == {"event", "always"}
    assert any(getattr(transition.trigger, "value", None) == ANY for transition in arrows)
    assert any(transition.from_any for transition in arrows)
    assert any(transition.to_state is None and transition.actions for transition in arrows)
    assert any(transition.to_state in transition.from_states for transition in arrows)
    assert any(transition.when is None for transition in arrows)
