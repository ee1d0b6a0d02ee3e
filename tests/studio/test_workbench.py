"""The workbench between a page and its draft: the map first, then the panels, and words for what happened."""

from __future__ import annotations

import pytest
from nicegui import ui
from nicegui.testing import User

from runtime.store.session import Database
from runtime.users.actor import Actor
from studio.panels.workbench import Workbench
from studio.services import Services
from studio.visit import StudioPage, Visit, add_page
from tests.studio import stage

BEN = Actor("Ben", "editor")


class Heard(list[str]):
    """What the map, the panels and the ears of a page were told, in turn."""

    def follow(self, bench: Workbench) -> None:
        bench.on_map(lambda: self.append(f"map {bench.rev}"))
        bench.on_flow(lambda: self.append(f"panels {bench.rev}"))
        bench.on_selection(lambda: self.append(f"selected {' '.join(bench.selection.states)}"))
        bench.on_said(lambda: self.append(bench.said))


@pytest.fixture
async def heard() -> Heard:
    return Heard()


@pytest.fixture
async def bench(user: User, services: Services, database: Database, heard: Heard) -> Workbench:
    """A page with nothing but a workbench on *payment collection*."""
    await database.write(stage.publish_shipped)
    benches: list[Workbench] = []

    async def build(visit: Visit) -> None:
        benches.append(Workbench(visit, await services.editing.open(visit.actor, "payment_collection")))
        heard.follow(benches[0])
        for press in (benches[0].undo, benches[0].redo):
            ui.button(press.__name__, on_click=press)

    add_page(StudioPage("/bench", build, "viewer"), services)
    await user.open("/bench")
    return benches[0]


async def test_the_map_hears_of_an_edit_before_the_panels(bench: Workbench, heard: Heard) -> None:
    rev = bench.rev
    assert await bench.do({"op": "rename_state", "state": "overdue", "title": "Too late"})
    assert heard == [f"map {rev + 1}", f"panels {rev + 1}", "Rename “Overdue”"]


async def test_what_somebody_else_did_is_shown_at_once(
    bench: Workbench, heard: Heard, services: Services
) -> None:
    op = {"op": "rename_state", "state": "overdue", "title": "Too late"}
    bench.told(await services.editing.do(BEN, bench.process_type, op, bench.rev, bench.told))
    assert heard == [f"map {bench.rev}", f"panels {bench.rev}", "Ben: Rename “Overdue”"]


@pytest.mark.parametrize("turn", ["undo", "redo"])
async def test_nothing_to_take_back_is_said(bench: Workbench, heard: Heard, user: User, turn: str) -> None:
    user.find(turn).click()
    await user.should_see(f"There is nothing to {turn}.")
    assert heard == [f"There is nothing to {turn}."]


async def test_what_is_selected_stays_so_when_its_rename_is_taken_back(
    bench: Workbench, heard: Heard
) -> None:
    bench.select(states=("overdue",))
    await bench.do({"op": "change_state_id", "state": "overdue", "id": "late"})
    assert bench.selection.states == ("late",)
    await bench.undo()
    assert bench.selection.states == ("overdue",)
    await bench.redo()
    assert bench.selection.states == ("late",)
    assert [words for words in heard if words.startswith("selected")] == [
        "selected overdue", "selected late", "selected overdue", "selected late",
    ]  # fmt: skip
