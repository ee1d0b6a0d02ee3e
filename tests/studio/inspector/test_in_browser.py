"""What only a browser shows of the inspector: keyboard, cursor and open menus stay; cards are dragged."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from flows.model import State
from runtime.users.actor import Actor
from studio.panels.inspector.filling import as_raw
from studio.services import services_on
from tests.journeys.studio_process import StudioProcess, running

pytestmark = pytest.mark.browser
BOB = Actor("Bob", "editor")
FLOW = "payment_collection"
FIRST_FIELD = """async () => {
  for (let field; !field; await new Promise(requestAnimationFrame)) {
    field = document.querySelector(".act:last-child input");
    field?.focus();
  }
}"""
"""Goes to the first field of a new card in the moment it is there."""


@pytest.fixture
async def studio(tmp_path: Path) -> AsyncIterator[StudioProcess]:
    async with running(tmp_path) as studio:
        yield studio


async def bob(studio: StudioProcess, *ops: Mapping[str, Any]) -> None:
    """Somebody makes these edits elsewhere, in another process even."""
    editing = services_on(studio.database).editing
    for op in ops:
        await editing.do(BOB, FLOW, op, (await editing.open(BOB, FLOW)).rev)


async def overdue(studio: StudioProcess) -> State:
    flow = (await services_on(studio.database).editing.open(BOB, FLOW)).flow
    return next(state for state in flow.states if state.id == "overdue")


async def stored(page: Page) -> None:
    """What was typed has arrived."""
    await page.wait_for_timeout(700)
    await expect(page.get_by_text("Saved", exact=True)).to_be_visible()


async def caret(field: Locator) -> int:
    return int(await field.evaluate("(field) => field.selectionStart"))


async def drag(page: Page, what: Locator, to: Locator) -> None:
    await what.scroll_into_view_if_needed()
    start, end = await what.bounding_box(), await to.bounding_box()
    assert start is not None
    assert end is not None
    await page.mouse.move(start["x"] + 8, start["y"] + start["height"] / 2)
    await page.mouse.down()
    await page.mouse.move(end["x"] + 8, end["y"] + end["height"] / 2, steps=8)
    await page.mouse.move(end["x"] + 8, end["y"] + 4, steps=4)
    await page.wait_for_timeout(200)  # the list looks where the mouse is every 50 ms
    await page.mouse.up()


async def test_hands_are_not_tied_by_others(studio: StudioProcess, browser_page: Page) -> None:
    """One person fills in a state while Bob edits the same flow: nothing is taken away, nothing jumps."""
    page = browser_page
    await studio.sign_in(page)
    await page.goto(f"{studio.address}/flows/{FLOW}/edit")
    await page.locator(".rail").get_by_text("Overdue", exact=True).click()
    side = page.get_by_label("Inspector")
    await expect(side.get_by_role("heading", name="Overdue", level=2)).to_be_visible()

    # A cursor in the middle of a text stays there, and typing goes on.
    about = side.get_by_label("Description", exact=True)
    await about.fill("Nobody has yet.")
    await stored(page)
    for _ in range(5):
        await page.keyboard.press("ArrowLeft")
    message = {"op": "put_entry", "section": "messages", "name": "sorry", "value": {"text": "Sorry!"}}
    await bob(studio, message, {"op": "rename_state", "state": "overdue", "title": "Too late"})
    await expect(side.get_by_role("heading", name="Too late", level=2)).to_be_visible()
    await expect(side.get_by_label("Name", exact=True)).to_have_value("Too late")
    await expect(about).to_be_focused()
    await page.keyboard.type(" paid")
    await expect(about).to_have_value("Nobody has paid yet.")
    await stored(page)

    # So do an open menu, and what is typed into a choice and not confirmed yet.
    await side.get_by_role("button", name="Add action").click()
    choice = page.locator(".q-menu .choice", has_text="Call your system")
    await expect(choice).to_be_visible()
    await bob(studio, {"op": "rename_state", "state": "overdue", "title": "Late"})
    await expect(side.get_by_role("heading", name="Late", level=2)).to_be_visible()
    at_once = asyncio.create_task(page.evaluate(FIRST_FIELD))
    await choice.click()
    await at_once
    operation = side.get_by_label("Operation", exact=True)
    await page.wait_for_timeout(100)  # the new card would have called the keyboard by now
    await expect(operation).to_be_focused()
    await page.keyboard.type("cancel inv")
    escalate = {"type": "escalate", "queue": "billing", "note": "Call  now."}
    await bob(
        studio,
        {"op": "put_entry", "section": "messages", "name": "sorry", "value": None},
        {"op": "set_state", "state": "overdue", "values": {"enter": [escalate]}},
    )
    await expect(side.get_by_text("Hands over to billing")).to_be_visible()
    await expect(operation).to_be_focused()
    await page.keyboard.type("oice")
    await page.keyboard.press("Tab")
    await expect(side.get_by_text("Calls cancel invoice")).to_be_visible()

    # A value goes where the cursor was, and typing goes on behind it.
    await side.get_by_text("Hands over to billing").click()
    note = side.get_by_label("Note for the colleague")
    await note.click()
    await page.keyboard.press("Control+Home")
    for _ in range(5):
        await page.keyboard.press("ArrowRight")
    card = side.locator(".act", has_text="Hands over to billing")
    await card.get_by_label("Insert a value").click()
    await page.locator(".variable", has_text="contact.name }}").click()
    await expect(note).to_have_value("Call {{ contact.name }} now.")
    await expect(note).to_be_focused()
    assert await caret(note) == len("Call {{ contact.name }}")

    # The second card becomes the first, in one step.
    await stored(page)
    for opener in await side.locator(".act-open").all():
        await opener.click()
    await expect(side.locator(".act-open[aria-expanded=true]")).to_have_count(0)
    first, second = side.locator(".act").nth(0), side.locator(".act").nth(1)
    await drag(page, second.locator(".grip"), first)
    await expect(side.locator(".act-words").first).to_have_text("Hands over to billing")
    await stored(page)
    assert [as_raw(action)["type"] for action in (await overdue(studio)).enter] == [
        "escalate",
        "update_backend",
    ]
    await page.get_by_role("button", name="Undo").click()
    await expect(side.locator(".act-words").first).to_have_text("Calls cancel invoice")
