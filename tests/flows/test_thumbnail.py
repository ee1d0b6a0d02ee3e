"""The picture of a flow on its card: every state, no words, what leads on in its colour."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from flows import codec
from flows.ink import PAINTS, Theme
from flows.library import shipped
from flows.model import Flow
from flows.thumbnail import MOST_STATES, thumbnails

SVG = "{http://www.w3.org/2000/svg}"


def chain(states: int) -> Flow:
    """One after the other, by themselves."""
    names = [f"s{i}" for i in range(states)]
    ways = [
        {"id": f"t{i}", "from_states": [a], "to_state": b, "trigger": {"type": "event", "value": "go"}}
        for i, (a, b) in enumerate(pairwise(names))
    ]
    return Flow.model_validate(
        {
            "schema": "converse.flow/v1", "process_type": "chain", "title": "<script>alert(1)</script>",
            "states": names, "initial_state": "s0", "terminal_states": [names[-1]], "transitions": ways,
        }
    )  # fmt: skip


def drawn(flow: Flow, theme: Theme = "light") -> ElementTree.Element:
    return ElementTree.fromstring(thumbnails(flow)[theme])


@pytest.mark.parametrize("theme", PAINTS)
def test_every_state_is_a_box_and_the_start_is_filled(theme: Theme) -> None:
    paint = PAINTS[theme]
    boxes = [box.attrib for box in drawn(chain(3), theme).iter(f"{SVG}rect")]
    assert [box["fill"] for box in boxes] == [paint.accent, paint.surface, paint.surface, "none"]
    assert [box["stroke"] for box in boxes] == [paint.accent, paint.stroke, paint.ok, paint.ok]


def test_lines_have_the_colour_of_what_sets_them_off() -> None:
    lines = [line.attrib["stroke"] for line in drawn(chain(3)).iter(f"{SVG}path")]
    assert lines == [PAINTS["light"].triggers["event"]] * 2


def test_it_holds_no_words_but_its_title_and_runs_nothing() -> None:
    picture = drawn(chain(2))
    assert [part.text for part in picture.iter(f"{SVG}title")] == ["<script>alert(1)</script>"]
    assert {part.tag.removeprefix(SVG) for part in picture.iter()} <= {
        "svg",
        "title",
        "path",
        "circle",
        "rect",
    }


def test_a_large_map_shows_what_is_met_first() -> None:
    boxes = list(drawn(chain(3 * MOST_STATES)).iter(f"{SVG}rect"))
    assert len(boxes) == MOST_STATES


@pytest.mark.parametrize("name", shipped())
def test_what_leads_somewhere_first_stands_out(name: str) -> None:
    """As many lines in full colour as there are states to be reached."""
    flow = codec.load(shipped()[name])
    reached = {
        way.to_state
        for way in flow.transitions
        if way.to_state is not None and set(way.from_states) - {way.to_state}
    }
    full = [line for line in drawn(flow).iter(f"{SVG}path") if line.attrib["opacity"] == "0.9"]
    assert len(full) == len(reached)
