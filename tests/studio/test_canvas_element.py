"""The canvas's Python side: what goes to the browser, what comes back, whatever it is."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from nicegui import ui
from nicegui.testing import User

from studio.canvas.places import places
from studio.canvas.projection import Live, document
from studio.canvas.state_canvas import StateCanvas
from tests.flows.shipped import FLOWS

FLOW = FLOWS["payment_collection"]
MAP = document(FLOW, places(FLOW), Live(7))
PATH = "/a-canvas"


@pytest.fixture
async def heard(user: User) -> dict[str, list[Any]]:
    """A page with the canvas alone; what its callbacks got."""
    heard: dict[str, list[Any]] = {"ops": [], "select": [], "ready": [], "command": []}

    @ui.page(PATH)
    def page() -> None:
        canvas = StateCanvas(MAP)
        canvas.on_ops(heard["ops"].append)
        canvas.on_select(heard["select"].append)
        canvas.on_ready(heard["ready"].append)
        canvas.on_command(heard["command"].append)

    await user.open(PATH)
    return heard


def the_canvas(user: User) -> StateCanvas:
    (canvas,) = user.find(StateCanvas).elements
    return canvas


async def test_gestures_arrive_as_they_were_sent(user: User, heard: dict[str, list[Any]]) -> None:
    move = {"op": "move_states", "positions": {"reminded": [8, 16]}}
    user.find(StateCanvas).trigger("ops", [move])
    user.find(StateCanvas).trigger("select", {"states": ["reminded"], "transitions": []})
    user.find(StateCanvas).trigger("command", {"name": "undo"})
    assert heard["ops"] == [[move]]
    assert heard["select"] == [{"states": ["reminded"], "transitions": []}]
    assert heard["command"] == [{"name": "undo"}]


@pytest.mark.parametrize("forged", [None, "delete", 7, {"op": "delete"}])
async def test_what_is_no_list_of_ops_is_none(user: User, heard: dict[str, list[Any]], forged: Any) -> None:
    user.find(StateCanvas).trigger("ops", forged)
    assert heard["ops"] == [[]]


async def test_what_was_lost_with_a_connection_is_taken_once(
    user: User, heard: dict[str, list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    answered: list[Any] = []
    monkeypatch.setattr(the_canvas(user), "run_method", lambda *called: answered.append(called))
    canvas = user.find(StateCanvas)
    canvas.trigger("ops", ["first"])
    canvas.trigger("again", [[1, ["first"]], [2, ["second"]], [3, ["third"]]])
    canvas.trigger("again", [[3, ["third"]], "nonsense", [None, 4], [9, ["forged"]]])
    canvas.trigger("again", {"not": "a list"})
    await asyncio.sleep(0)
    assert heard["ops"] == [["first"], ["second"], ["third"]]
    await asyncio.sleep(0)
    assert answered == [("taken", 1), ("taken", 2), ("taken", 3)]


async def test_the_map_is_sent_once(user: User, heard: dict[str, list[Any]]) -> None:
    canvas = the_canvas(user)
    assert canvas.props["document"]["rev"] == 7
    user.find(StateCanvas).trigger("ready", {"ms": 300})
    assert heard["ready"] == [{"ms": 300}]
    assert "document" not in canvas.props


async def test_a_map_that_changes_before_it_was_drawn_is_the_one_that_is_drawn(
    user: User, heard: object
) -> None:
    canvas = the_canvas(user)
    assert user.client is not None
    with user.client:
        canvas.replace({**MAP, "rev": 8})
    assert canvas.props["document"]["rev"] == 8
