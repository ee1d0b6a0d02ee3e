"""The whole product: a flow is drawn, tried, published, lived by a customer, looked into and carried elsewhere."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect
from sqlmodel import Session

from flows import codec
from runtime.store import flows
from tests.browser import sign_in
from tests.conftest import RESULTS
from tests.journeys import drawing_entries, drawing_map
from tests.journeys.customer import Customer
from tests.journeys.drawing_editor import Editor
from tests.journeys.studio_process import running
from tests.journeys.trying import Sandbox, lit
from tests.journeys.up_process import Up, converse

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PLAN = codec.load("""\
schema: converse.flow/v1
process_type: lost_luggage
title: Lost luggage
data:
  tag: {type: string, required: true, reference: true}
states:
  - {id: found, title: Suitcase found, enter: [{type: send_message, message: found}]}
  - {id: on_its_way, enter: [{type: send_message, message: on_its_way}]}
  - {id: handed_over}
initial_state: found
terminal_states: [handed_over]
intents:
  bring_it:
    description: The customer wants the suitcase brought to where they are.
    examples: [Please bring it to me, Could you deliver it to my hotel?, I want it brought to my home]
messages:
  found:
    text: "We have found your suitcase {{ data.tag }}. Shall we bring it to you?"
    buttons: [{title: "Yes, bring it", intent: bring_it}]
  on_its_way: {text: "Your suitcase {{ data.tag }} is on its way to you."}
transitions:
  - {id: brought, from_states: [found], trigger: {type: intent, value: bring_it}, to_state: on_its_way}
  - {id: nobody_home, from_states: [on_its_way], trigger: {type: timeout, after: 2d}, to_state: found}
  - {id: delivered, from_states: [on_its_way], trigger: {type: event, value: suitcase_delivered}, to_state: handed_over}
  - {id: given_up, from_states: [found], trigger: {type: timeout, after: 5d}, to_state: handed_over}
""")
"""What is drawn by hand."""
PLACES = {"found": (240, 130), "on_its_way": (560, 330), "handed_over": (240, 520)}


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Up]:
    """A new installation, as `converse up` starts it."""
    one = Up(tmp_path / "data")
    yield one
    one.close()


@pytest.fixture
async def customer(chromium: Browser) -> AsyncIterator[Customer]:
    """Somebody with a browser of their own."""
    context = await chromium.new_context(viewport={"width": 420, "height": 760})
    yield Customer(await context.new_page())
    await context.close()


@pytest.mark.timeout(240)
async def test_from_a_blank_page_to_a_customer_and_on_to_another_installation(
    browser_page: Page, customer: Customer, up: Up, tmp_path: Path
) -> None:
    page = browser_page
    await page.set_viewport_size({"width": 1440, "height": 900})
    await page.emulate_media(reduced_motion="reduce")
    await sign_in(page, converse("signin-link", data=up.data).stdout.strip())
    await draw(page)
    await try_it(page)
    await record_it(page)
    await publish(page)
    await a_customer_lives_it(page, customer, up)
    await the_conversation_goes_on_in_the_sandbox(page)
    await it_works_elsewhere(page, await exported(page, up, tmp_path), tmp_path)


async def draw(page: Page) -> None:
    """From a blank page."""
    editor = Editor(page)
    await page.get_by_role("button", name="New flow").first.click()
    await page.get_by_role("textbox", name="Name").fill(PLAN.title)
    await page.get_by_role("button", name="Create").click()
    await page.wait_for_url("**/flows/lost_luggage/edit")
    await editor.ready()
    await drawing_entries.fill_in_data(editor, PLAN)
    await drawing_entries.fill_in_intents(editor, PLAN)
    await drawing_entries.fill_in_messages(editor, PLAN)
    await editor.reload()
    await drawing_map.draw_states(editor, PLAN, PLACES)
    await drawing_map.fill_in_states(editor, PLAN)
    for transition in PLAN.transitions:
        await drawing_map.draw_transition(editor, PLAN, transition)
    await picture(page, "1-drawn")


async def try_it(page: Page) -> None:
    """As the customer and as time; then back to an earlier moment, and on from there another way."""
    await page.keyboard.press("Control+Enter")
    sandbox = Sandbox(page)
    await sandbox.ready()
    await sandbox.stands("Suitcase found")
    await sandbox.write("Can you bring it to my hotel, please?")
    await sandbox.at(1)
    await sandbox.stands("On its way")
    await sandbox.told("Understood as “bring it”")
    await picture(page, "2-understood")
    await sandbox.let("+ 3 days")
    await sandbox.at(2)
    await sandbox.stands("Suitcase found")
    await sandbox.press("Yes, bring it")
    await sandbox.at(3)
    await sandbox.let("+ 3 days")
    await sandbox.at(4)
    await sandbox.go(3)
    await sandbox.let("Suitcase delivered")
    await sandbox.at(4)
    await sandbox.stands("Handed over")
    await expect(page.get_by_role("tab", name="Way")).to_have_count(2)
    await picture(page, "3-another-way")


async def record_it(page: Page) -> None:
    """From now on it is checked that it goes so; one way is left that nothing checks."""
    sandbox = Sandbox(page)
    await sandbox.record("Delivered at the second attempt")
    await sandbox.drawer.get_by_role("button", name="Run all").click()
    await expect(sandbox.drawer).to_contain_text("Passed, 4 steps")
    await expect(sandbox.drawer).to_contain_text("3 of 4 transitions taken")
    await sandbox.drawer.locator(".coverage").click()
    await expect(sandbox.drawer).to_contain_text("Suitcase found → Handed over")
    await picture(page, "4-covered")


async def publish(page: Page) -> None:
    """From the map again."""
    await page.keyboard.press("Control+Enter")
    await Editor(page).ready()
    await page.get_by_role("button", name="Publish", exact=True).click()
    await page.get_by_label("What changed").fill("Suitcases come home.")
    await picture(page, "5-publish")
    await page.get_by_role("button", name="Publish version 1").click()
    await expect(page.get_by_text("v1 published")).to_be_visible()


async def a_customer_lives_it(page: Page, customer: Customer, up: Up) -> None:
    """Somebody real gets what was drawn, and the studio shows where they are."""
    await customer.open(f"http://127.0.0.1:{up.api_port}")
    start(up, await customer.contact_id())
    await customer.sees(1, "We have found your suitcase BER-7")

    await page.get_by_role("heading", name="Lost luggage", level=1).click()
    await page.get_by_role("tab", name="Conversations").click()
    await page.get_by_role("row", name="BER-7").get_by_role("link").click()
    await expect(lit(page)).to_have_text("Suitcase found", timeout=20_000)

    await customer.write("Could you please bring it to my hotel?")
    await customer.sees(3, "BER-7 is on its way")
    await expect(lit(page)).to_have_text("On its way")  # by itself
    await expect(page.get_by_text("Could you please bring it to my hotel?").first).to_be_visible()
    await picture(page, "6-live")
    await picture(customer.page, "7-customer")


def start(up: Up, contact_id: str) -> None:
    """The company's own system begins the process."""
    key = json.loads((up.data / "secrets.json").read_text())["api_key"]
    body = {"process_type": "lost_luggage", "contact_id": contact_id, "data": {"tag": "BER-7"}}
    answer = up.api.post("/api/v1/state-bindings", json=body, headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 201, answer.text


async def the_conversation_goes_on_in_the_sandbox(page: Page) -> None:
    """What really happened, and from there on what might."""
    await page.get_by_role("button", name="Open in the sandbox").first.click()
    sandbox = Sandbox(page)
    await sandbox.ready()
    await sandbox.stands("On its way")
    steps = await sandbox.steps.get_by_role("button").count()
    await sandbox.let("+ 3 days")
    await sandbox.at(steps)
    await sandbox.stands("Suitcase found")
    await expect(sandbox.talk).to_contain_text("Could you please bring it to my hotel?")
    await picture(page, "8-real-in-the-sandbox")


async def exported(page: Page, up: Up, folder: Path) -> str:
    """The version's file, as downloaded."""
    await page.goto(f"http://127.0.0.1:{up.studio_port}/flows/lost_luggage")
    await page.get_by_role("tab", name="Versions").click()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Download version 1").click()
    await (await download.value).save_as(folder / "lost_luggage.yaml")
    return (folder / "lost_luggage.yaml").read_text()


async def it_works_elsewhere(page: Page, exported: str, folder: Path) -> None:
    """In an installation that has never seen it."""
    (folder / "elsewhere").mkdir()
    async with running(folder / "elsewhere", _nothing) as studio:
        await studio.sign_in(page)
        await expect(page.get_by_role("heading", name="No flows yet")).to_be_visible()
        await drop(page, "lost_luggage.yaml", exported)
        await expect(page.get_by_text("3 states, 4 transitions")).to_be_visible()
        await picture(page, "9-dropped")
        await page.get_by_role("button", name="Import", exact=True).last.click()
        await page.wait_for_url("**/flows/lost_luggage")
        await page.get_by_role("button", name="Publish").click()
        await page.get_by_label("What changed").fill("From the other installation.")
        await page.get_by_role("button", name="Publish version 1").click()
        await expect(page.get_by_text("v1 published")).to_be_visible()
        await picture(page, "10-elsewhere")
        there = await studio.database.write(partial(flows.version, process_type="lost_luggage"))
        assert there.digest == codec.load(exported).digest


async def drop(page: Page, name: str, text: str) -> None:
    """Drag a file over the page, and let go."""
    file = """([name, text]) => {
        const held = new DataTransfer();
        held.items.add(new File([text], name, { type: "application/yaml" }));
        return held;
    }"""
    held = await page.evaluate_handle(file, [name, text])
    for gesture in ("dragover", "drop"):
        await page.dispatch_event("body", gesture, {"dataTransfer": held})


def _nothing(_session: Session) -> None:
    """A new installation."""


async def picture(page: Page, station: str) -> None:
    """What the page shows by day and by night."""
    for scheme in ("dark", "light"):
        await page.emulate_media(color_scheme=scheme)
        await page.screenshot(path=RESULTS / f"whole-{station}-{scheme}.png")
