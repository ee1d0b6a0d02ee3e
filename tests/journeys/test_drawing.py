"""A flow is drawn in a browser, from a blank page to a published version; two people draw on one map."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, Position, expect

from flows import codec
from runtime.store import flows
from studio.gate import COOKIE
from tests.journeys.studio_process import StudioProcess, running
from tests.studio import stage

pytestmark = pytest.mark.browser

AS_TEXT = """\
schema: converse.flow/v1
process_type: lost_luggage
title: Lost luggage
data:
  bag_number: {type: string, required: true}
states:
  - {id: start, title: Reported}
  - done
  - searching
  - found
  - given_up
initial_state: start
terminal_states: [done, given_up]
intents:
  reports_loss:
    examples: [My bag has not arrived, I can't find my suitcase]
messages:
  searching_now:
    text: "We are looking for bag {{ data.bag_number }}."
transitions:
  - id: start-next-searching
    from_states: [start]
    to_state: searching
    trigger: {type: intent, value: reports_loss}
    actions: [{type: send_message, message: searching_now}]
  - id: searching-next-found
    from_states: [searching]
    to_state: found
    trigger: {type: manual, value: next}
  - id: found-next-done
    from_states: [found]
    to_state: done
    trigger: {type: event, value: luggage_returned}
  - id: searching-next-given_up
    from_states: [searching]
    to_state: given_up
    trigger: {type: timeout, after: 14d}
"""
"""What is drawn, as somebody else would write it."""


TWO_STATES = """\
schema: converse.flow/v1
process_type: shipping
states: [packed, shipped]
initial_state: packed
layout: {states: {packed: [0, 0], shipped: [0, 160]}}
"""


class Editor:
    """The editor in one browser, with a hand on mouse and keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.canvas = page.locator(".converse-canvas")
        self.inspector = page.get_by_role("complementary", name="Inspector")
        self.problems = page.locator(".problem-go")

    async def ready(self) -> None:
        """The map is drawn, and the studio hears what is done to it."""
        await expect(self.canvas).to_be_visible(timeout=20_000)
        await expect(self.page.locator(".map-waiting")).to_be_hidden(timeout=20_000)

    async def stored(self, gesture: str) -> None:
        """The studio has it: undo would take it back."""
        await expect(self.page.get_by_role("button", name=f"Undo (Ctrl+Z): {gesture}")).to_be_enabled()

    def state(self, name: str) -> Locator:
        return self.page.locator(".vue-flow__node-state").filter(has=self.page.get_by_text(name, exact=True))

    async def open_line(self, source: str, target: str) -> None:
        """Select what leads from one state to the other, by the list in the source's form."""
        await self.select(source)
        link = self.inspector.locator(".inspect-link", has_text=target)
        await link.click()
        await expect(self.inspector.locator("button.kind")).to_be_visible()

    def pill(self, words: str) -> Locator:
        return self.page.locator(".pill", has_text=words)

    async def name_it(self, name: str) -> None:
        """Into the state that waits for its name."""
        naming = self.page.get_by_label("Name of the")
        await expect(naming).to_be_focused()
        await naming.fill(name)
        await naming.press("Enter")
        await expect(self.state(name)).to_be_visible()

    async def select(self, name: str) -> None:
        await self.state(name).locator(".card-title").click()
        await expect(self.inspector.get_by_role("heading", name=name, level=2)).to_be_visible()

    async def pull(self, start: Locator, end: Locator) -> None:
        """Press on one thing, and let go on another."""
        await start.hover()
        await self.page.mouse.down()
        x, y = await centre(end)
        await self.page.mouse.move(x - 30, y + 30)
        await self.page.mouse.move(x, y)
        await self.page.mouse.up()

    async def connect(self, source: str, target: str) -> None:
        await self.state(source).hover()
        await self.pull(self.state(source).locator(".handle"), self.state(target))
        await self.stored("Connect")

    async def fit(self) -> None:
        """See the whole map."""
        await self.page.keyboard.press("Shift+Digit1")

    async def view(self, name: str) -> None:
        await self.page.get_by_role("tab", name=name).click()

    async def choose_trigger(self, kind: str) -> None:
        await self.inspector.locator("button.kind").click()
        await self.page.locator(".q-menu .choice", has_text=kind).click()

    async def new(self, noun: str, name: str) -> None:
        """Another entry, in the view of its kind."""
        await self.page.get_by_role("button", name=f"New {noun}").click()
        await self.page.get_by_label("What it is called").fill(name)
        await self.page.get_by_role("button", name="Add", exact=True).last.click()
        await expect(self.page.get_by_role("heading", name=name, level=2)).to_be_visible()


async def centre(where: Locator) -> tuple[float, float]:
    box = await where.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def test_from_a_blank_page_to_a_published_version(browser_page: Page, tmp_path: Path) -> None:
    editor = Editor(browser_page)
    await browser_page.set_viewport_size({"width": 1440, "height": 900})
    async with running(tmp_path) as studio:
        await begin(browser_page, studio)
        await editor.ready()
        await draw_the_states(editor)
        await say_what_leads_on(editor)
        await fill_in_what_is_said(editor)
        await take_back_and_do_again(editor)
        await nothing_is_lost(editor)
        await publish(editor)
        await what_was_drawn_is_what_was_meant(editor, tmp_path)


async def begin(page: Page, studio: StudioProcess) -> None:
    await page.goto(await studio.signin_link())
    await page.get_by_role("button", name="New flow").click()
    await page.get_by_role("textbox", name="Name").fill("Lost luggage")
    await page.get_by_role("button", name="Create").click()
    await page.wait_for_url("**/flows/lost_luggage/edit")


async def draw_the_states(editor: Editor) -> None:
    """By its name, by the + at its edge, by a key, from the palette; then by pulling lines."""
    page = editor.page
    await editor.select("Start")
    await page.keyboard.press("F2")
    await editor.name_it("Reported")
    await editor.stored("Rename “Start”")

    await editor.state("Reported").hover()
    await editor.state("Reported").locator(".handle").click()
    await editor.name_it("Searching")
    await editor.stored("Add “Searching”")

    await expect(editor.inspector.get_by_role("heading", name="Searching", level=2)).to_be_visible()
    await page.keyboard.press("n")
    await editor.name_it("Found")
    await editor.stored("Add “Found”")
    await editor.connect("Found", "Done")

    spot = Position(x=160, y=60)
    await page.locator(".piece", has_text="End").drag_to(editor.canvas, target_position=spot)
    await editor.name_it("Given up")
    await expect(editor.problems.filter(has_text="Given up")).to_have_count(1)
    await editor.connect("Searching", "Given up")
    await expect(editor.problems.filter(has_text="Given up")).to_have_count(0)


async def say_what_leads_on(editor: Editor) -> None:
    """A trigger of each of three kinds; one hears something that isn't there yet."""
    inspector = editor.inspector
    await editor.fit()
    await editor.open_line("Reported", "Searching")
    await editor.choose_trigger("The customer says")
    await inspector.get_by_label("What they mean").fill("reports_loss")
    await inspector.get_by_label("What they mean").press("Enter")
    await expect(editor.problems.filter(has_text="reports loss")).not_to_have_count(0)

    await editor.open_line("Found", "Done")
    await editor.choose_trigger("An event arrives")
    await inspector.get_by_label("Event").fill("luggage_returned")
    await inspector.get_by_label("Event").press("Enter")
    await expect(editor.pill("luggage returned")).to_be_visible()

    await editor.open_line("Searching", "Given up")
    await editor.choose_trigger("Time passes")
    await inspector.get_by_label("When", exact=True).fill("14 days")
    await expect(editor.pill("14 days")).to_be_visible()


async def fill_in_what_is_said(editor: Editor) -> None:
    """The intent, a data field, a message that names it; and the action that sends it."""
    page = editor.page
    await editor.view("Intents")
    await editor.new("intent", "Reports loss")
    await page.get_by_label("Add examples, one a line").fill(
        "- My bag has not arrived\n- I can't find my suitcase"
    )
    await page.get_by_role("button", name="Add", exact=True).click()
    await editor.stored("Change “reports_loss”")
    await expect(editor.problems.filter(has_text="reports loss")).to_have_count(0)

    await editor.view("Data")
    await editor.new("data field", "Bag number")
    await page.get_by_role("switch", name="Needed before the process can start").click()
    await editor.stored("Change “bag_number”")

    await editor.view("Messages")
    await editor.new("message", "Searching now")
    await page.get_by_label("What it says").fill("We are looking for bag {{ data.bag_number }}.")
    await editor.stored("Change “searching_now”")

    await editor.view("Map")
    await editor.pill("reports loss").click()
    await expect(editor.inspector.get_by_role("heading", name="Reports loss", level=2)).to_be_visible()
    await editor.inspector.get_by_role("button", name="Add action").click()
    await page.locator(".q-menu .choice", has_text="Send a message").click()
    await expect(editor.pill("reports loss").locator(".does")).to_have_text("1")


async def take_back_and_do_again(editor: Editor) -> None:
    page = editor.page
    await editor.select("Given up")
    await page.keyboard.press("Delete")
    await expect(editor.state("Given up")).to_have_count(0)
    await editor.stored("Delete “Given up”")
    await page.keyboard.press("Control+z")
    await expect(editor.state("Given up")).to_be_visible()
    await page.keyboard.press("Control+z")
    await expect(editor.pill("reports loss").locator(".does")).to_have_count(0)
    await page.keyboard.press("Control+Shift+z")
    await expect(editor.pill("reports loss").locator(".does")).to_have_text("1")


async def nothing_is_lost(editor: Editor) -> None:
    """A state is dragged away, and the page loaded again: everything is where it was."""
    page = editor.page
    found = editor.state("Found")
    x, y = await centre(found.locator(".card-title"))
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x, y + 40, steps=4)
    await page.mouse.move(x + 24, y + 120, steps=4)
    await page.mouse.up()
    await editor.stored("Move")
    before = await shown(editor)
    await page.reload()
    await editor.ready()
    await expect(editor.page.locator(".pill")).to_have_count(4)
    assert await shown(editor) == before


async def shown(editor: Editor) -> dict[str, object]:
    """Where each state stands on the map, and what every line says."""
    return {
        "states": await editor.page.locator(".vue-flow__node-state").evaluate_all(
            "all => all.map(one => [one.dataset.id, one.style.transform, one.innerText]).sort()"
        ),
        "lines": sorted(await editor.page.locator(".pill").all_inner_texts()),
    }


async def publish(editor: Editor) -> None:
    page = editor.page
    await page.get_by_role("button", name="Publish", exact=True).click()
    await page.get_by_label("What changed").fill("Drawn by hand.")
    await page.get_by_role("button", name="Publish version 1").click()
    await expect(page.get_by_text("v1 published")).to_be_visible()


async def what_was_drawn_is_what_was_meant(editor: Editor, folder: Path) -> None:
    page = editor.page
    await page.get_by_role("tab", name="Versions").click()
    await expect(page.get_by_role("row", name="Drawn by hand.")).to_be_visible()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Download version 1").click()
    await (await download.value).save_as(folder / "export.yaml")
    drawn = codec.load((folder / "export.yaml").read_text())
    assert codec.digest(drawn) == codec.digest(codec.load(AS_TEXT))


async def test_two_people_draw_on_one_map(browser_page: Page, chromium: Browser, tmp_path: Path) -> None:
    """Each sees what the other does, and takes back only their own."""
    other_page = await (await chromium.new_context(viewport={"width": 1280, "height": 800})).new_page()
    ana, ben = Editor(browser_page), Editor(other_page)
    async with running(tmp_path) as studio:
        await studio.database.write(partial(flows.save_draft, flow=codec.load(TWO_STATES), actor="Ed"))
        await browser_page.goto(await studio.signin_link())
        cookie = await studio.database.write(lambda session: stage.sign_in(session, "editor"))
        await other_page.context.add_cookies([{"name": COOKIE, "value": cookie, "url": studio.address}])
        for editor in (ana, ben):
            await editor.page.goto(f"{studio.address}/flows/shipping/edit")
            await editor.ready()

        await ana.select("Shipped")
        await ana.page.keyboard.press("n")
        await ana.name_it("Lost on the way")
        await expect(ben.state("Lost on the way")).to_be_visible()

        await ben.select("Shipped")
        await ben.page.keyboard.press("F2")
        await ben.name_it("On its way")
        await expect(ana.state("On its way")).to_be_visible()

        await ana.stored("Add “Lost on the way”")
        await ana.page.keyboard.press("Control+z")
        await expect(ben.state("Lost on the way")).to_have_count(0)
        await expect(ben.state("On its way")).to_be_visible()
        await expect(ana.state("On its way")).to_be_visible()
    await other_page.context.close()
