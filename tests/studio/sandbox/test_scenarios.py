"""The scenarios of a draft: played, kept with how they went, edited."""

from __future__ import annotations

from typing import Any

import pytest

from flows.scenario_model import Scenario
from runtime.errors import RoleTooLow
from studio.errors import EditRefused, NameMissing
from studio.services.sandbox.lapsed import lapsed
from studio.services.scenarios import Listing, expecting
from tests.flows.build import flow, on
from tests.studio.sandbox.conftest import EDITOR, VIEWER, Playing

RIGHT = {"name": "goes right", "steps": [{"intent": "pays", "expect": {"state": "done", "taken": "pay"}}]}
WRONG = {"name": "goes wrong", "steps": [{"intent": "pays", "expect": {"state": "open"}}]}
FLOW = flow(
    {"id": "pay", **on("intent pays", "open", "done")},
    {"id": "ask", **on("intent asks", "open")},
    intents={"pays": {}, "asks": {}},
    scenarios=[RIGHT, WRONG],
)


def how(listing: Listing) -> list[bool | None]:
    return [None if one.played is None else one.played.passed for one in listing.scenarios]


async def test_how_it_went_is_kept_until_the_draft_behaves_otherwise(playing: Playing) -> None:
    await playing.draft(FLOW)
    scenarios = playing.scenarios
    assert how(await scenarios.listing(VIEWER, "demo")) == [None, None]
    assert how(await scenarios.play(VIEWER, "demo", ["goes right"])) == [True, None]
    listing = await scenarios.play(VIEWER, "demo")
    assert how(listing) == [True, False]
    assert listing.coverage.missed == ("ask",)
    renamed = FLOW.scenarios[1].model_copy(update={"name": "goes astray"})
    await scenarios.put(EDITOR, "demo", renamed, "goes wrong")
    assert how(await scenarios.listing(VIEWER, "demo")) == [True, None]
    rev = (await playing.editing.open(EDITOR, "demo")).rev
    await playing.editing.do(EDITOR, "demo", {"op": "delete", "transitions": ["ask"]}, rev)
    assert how(await scenarios.listing(VIEWER, "demo")) == [None, None]


async def test_scenarios_are_edited_one_undoable_edit_each(playing: Playing) -> None:
    await playing.draft(FLOW)
    scenarios = playing.scenarios

    async def names() -> list[str]:
        return [one.scenario.name for one in (await scenarios.listing(VIEWER, "demo")).scenarios]

    assert await scenarios.duplicate(EDITOR, "demo", "goes right") == "goes right (copy)"
    assert await scenarios.duplicate(EDITOR, "demo", "goes right") == "goes right (copy) 2"
    await scenarios.remove(EDITOR, "demo", "goes wrong")
    assert await names() == ["goes right", "goes right (copy)", "goes right (copy) 2"]
    assert await scenarios.undo(EDITOR, "demo") == "Undo: Remove scenario “goes wrong”"
    assert (await names())[1] == "goes wrong"
    with pytest.raises(EditRefused, match="already a scenario “goes wrong”"):
        await scenarios.put(EDITOR, "demo", Scenario(name="goes wrong"), None)
    with pytest.raises(EditRefused, match="no scenario “gone”"):
        await scenarios.remove(EDITOR, "demo", "gone")
    with pytest.raises(NameMissing):
        await scenarios.put(EDITOR, "demo", Scenario(name=" "), None)
    with pytest.raises(RoleTooLow):
        await scenarios.remove(VIEWER, "demo", "goes right")


STEPS: list[tuple[dict[str, Any], str]] = [
    ({"wait": "1d", "expect": {"state": "lost"}}, "state “lost”"),
    ({"wait": "1d", "expect": {"taken": "lost"}}, "transition “lost”"),
    ({"wait": "1d", "expect": {"sends": ["lost"]}}, "message “lost”"),
    ({"wait": "1d", "expect": {"data": {"lost": 1}}}, "data field “lost”"),
    ({"wait": "1d", "expect": {"intent": "lost"}}, "intent “lost”"),
    ({"intent": "lost"}, "intent “lost”"),
    ({"event": "lost"}, "event “lost”"),
    ({"press": "Lost"}, "button “Lost”"),
    ({"manual": "goto:lost"}, "state “lost”"),
    ({"manual": "lost"}, "step by hand “lost”"),
]


@pytest.mark.parametrize(("step", "words"), STEPS)
def test_what_is_gone_is_said_at_the_step_that_names_it(step: dict[str, Any], words: str) -> None:
    steps = [{"say": "hello", "expect": {"intent": "unmatched", "state": "open"}}, step]
    [one] = lapsed(FLOW, Scenario.model_validate({"name": "old", "steps": steps}))
    assert one == (2, f"The flow has no {words} any more.")


def test_only_chosen_expectations_are_kept() -> None:
    expect: dict[str, Any] = {"state": "done", "taken": None, "sends": []}
    whole = Scenario.model_validate({"name": "x", "steps": [{"say": "hello", "expect": expect}]})
    [step] = expecting(whole, ["taken", "data"]).steps
    assert step.model_dump(mode="json")["expect"] == {"taken": None}


async def test_a_recorded_scenario_makes_no_run_stale(playing: Playing) -> None:
    await playing.draft(FLOW)
    await playing.begin()
    await playing.scenarios.remove(EDITOR, "demo", "goes wrong")
    assert not (await playing.sandbox.open(VIEWER, "demo")).stale
    rev = (await playing.editing.open(EDITOR, "demo")).rev
    await playing.editing.do(EDITOR, "demo", {"op": "delete", "transitions": ["ask"]}, rev)
    assert (await playing.sandbox.open(VIEWER, "demo")).stale
    await playing.editing.undo(EDITOR, "demo")
    assert not (await playing.sandbox.open(VIEWER, "demo")).stale
