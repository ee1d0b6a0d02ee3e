"""A flow is drawn in a browser, from an empty map to a published version; two people draw on one map."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from flows import codec
from flows.model import ANY, Flow
from runtime.store import flows
from runtime.users.actor import Actor
from studio.cookies import SESSION
from tests.journeys import drawing_map, drawing_plans
from tests.journeys.drawing_editor import Editor
from tests.journeys.drawing_studio import begin, draft, drawing, picture, said, with_map_of
from tests.journeys.studio_process import running
from tests.studio import stage

pytestmark = pytest.mark.browser

PLACES = {
    "pending": (210, 110), "reminded": (480, 110), "promised": (750, 110),
    "overdue": (380, 260), "escalated": (680, 260), "confirmed": (260, 400), "closed": (520, 400),
}  # fmt: skip
"""Where the states of the drawn flow are put."""

TWO_STATES = """\
schema: converse.flow/v1
process_type: shipping
states: [packed, shipped]
initial_state: packed
layout: {states: {packed: [0, 0], shipped: [0, 160]}}
"""


@pytest.mark.timeout(300)
@pytest.mark.parametrize("plan", drawing_plans.WAYS)
async def test_payment_collection_is_drawn_by_hand(
    browser_page: Page, tmp_path: Path, plan: Callable[[], Flow]
) -> None:
    """From an empty map, below which everything is written, to a version that behaves as the shipped flow does."""
    wanted, editor = plan(), Editor(browser_page)
    async with drawing(editor, tmp_path) as studio:
        await begin(editor, wanted)
        written = with_map_of(await draft(studio, wanted), wanted)
        await studio.database.write(partial(flows.save_draft, flow=written, actor=Actor("Ed", "editor")))
        await draw(editor, wanted)
        await take_back(editor, wanted)
        await nothing_is_lost(editor)
        await publish(editor)
        drawn = await studio.database.write(partial(flows.version, process_type=wanted.process_type))
        assert said(drawn) == said(wanted)
        assert drawn.digest == codec.digest(wanted)


def test_a_part_of_it_has_every_kind() -> None:
    """What `make test` draws leaves nothing out but more of the same."""
    some, whole = drawing_plans.some_ways(), drawing_plans.whole()
    assert kinds(some) == kinds(whole)


def kinds(flow: Flow) -> set[object]:
    """What differs in how a transition is drawn."""
    return {
        kind
        for way in flow.transitions
        for kind in (
            way.trigger.type,
            (ANY in way.from_states, way.to_state is None),
            type(way.when),
            way.min_confidence is None,
            *(action.type for action in way.actions),
        )
    }


async def draw(editor: Editor, plan: Flow) -> None:
    await editor.reload()
    await drawing_map.draw_states(editor, plan, PLACES)
    await drawing_map.fill_in_states(editor, plan)
    for transition in plan.transitions:
        await drawing_map.draw_transition(editor, plan, transition)
    await picture(editor, "map")


async def take_back(editor: Editor, plan: Flow) -> None:
    """What was deleted comes back with all that led there."""
    last = plan.states[-1].name
    before = await shown(editor)
    await editor.select(last)
    await editor.page.keyboard.press("Delete")
    await expect(editor.state(last)).to_have_count(0)
    await editor.stored("Delete")
    await editor.page.keyboard.press("Control+z")
    await expect(editor.state(last)).to_be_visible()
    await editor.stored("Rename")
    assert await shown(editor) == before


async def nothing_is_lost(editor: Editor) -> None:
    """The map is laid out, and the page loaded again: everything is where it was."""
    await editor.page.keyboard.press("Control+Shift+l")
    await editor.stored("Lay out")
    before = await shown(editor)
    await editor.reload()
    assert await shown(editor) == before
    await picture(editor, "laid-out")


async def shown(editor: Editor) -> list[list[str]]:
    """What every card and line says."""
    cards, lines = (editor.page.locator(one) for one in (".vue-flow__node .card", ".pill"))
    return [sorted(await cards.all_inner_texts()), sorted(await lines.all_inner_texts())]


async def publish(editor: Editor) -> None:
    page = editor.page
    await page.get_by_role("button", name="Publish", exact=True).click()
    await page.get_by_label("What changed").fill("Drawn by hand.")
    await picture(editor, "publish")
    await page.get_by_role("button", name="Publish version 1").click()
    await expect(page.get_by_text("v1 published")).to_be_visible()


async def test_two_people_draw_on_one_map(browser_page: Page, chromium: Browser, tmp_path: Path) -> None:
    """Each sees what the other does, and takes back only their own."""
    other_page = await (await chromium.new_context(viewport={"width": 1280, "height": 800})).new_page()
    ana, ben = Editor(browser_page), Editor(other_page)
    async with running(tmp_path) as studio:
        await studio.database.write(
            partial(flows.save_draft, flow=codec.load(TWO_STATES), actor=Actor("Ed", "editor"))
        )
        await studio.sign_in(browser_page)
        cookie = await studio.database.write(lambda session: stage.sign_in(session, "editor"))
        await other_page.context.add_cookies([{"name": SESSION, "value": cookie, "url": studio.address}])
        for editor in (ana, ben):
            await editor.page.goto(f"{studio.address}/flows/shipping/edit")
            await editor.ready()

        await ana.select("Shipped")
        await ana.page.keyboard.press("n")
        await ana.name_it("Lost on the way")
        await expect(ben.state("Lost on the way")).to_be_visible()

        await ben.select("Shipped")
        await ben.rename("On its way")
        await expect(ana.state("On its way")).to_be_visible()

        await ana.stored("Add “Lost on the way”")
        await ana.page.keyboard.press("Control+z")
        await expect(ben.state("Lost on the way")).to_have_count(0)
        await expect(ben.state("On its way")).to_be_visible()
        await expect(ana.state("On its way")).to_be_visible()
    await other_page.context.close()
