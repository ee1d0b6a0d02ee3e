"""The studio's first pages in a browser: in by a link, look, import, publish, download, out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from flows import codec
from runtime.store import sessions
from studio.cookies import SESSION
from tests.journeys.studio_process import StudioProcess, running
from tests.studio import stage

pytestmark = pytest.mark.browser

HOSTILE = """\
schema: converse.flow/v1
process_type: hostile
title: "<script>throw Error('title')</script>{{ constructor.constructor('throw 1')() }}"
states: [{id: open, title: "<img src=x onerror=alert(1)>"}]
initial_state: open
"""


async def test_from_the_link_to_a_published_version(browser_page: Page, tmp_path: Path) -> None:
    page = browser_page
    async with running(tmp_path) as studio:
        await page.goto(studio.address)
        await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        await studio.sign_in(page)
        await expect(
            page.get_by_text("2 flows · 2 published · 0 drafts · 23 open conversations")
        ).to_be_visible()

        await look_at_a_flow(page)
        await import_the_seed_form(page)
        await publish(page)
        await the_version_comes_back_as_it_is(page, tmp_path)
        await what_a_flow_says_stays_words(page)
        await a_session_that_ended_leads_to_the_way_in(page, studio)
        await it_stops_at_once_and_the_page_says_so(page, studio)


async def look_at_a_flow(page: Page) -> None:
    """Its picture, its conversations; how it looks is remembered."""
    await page.get_by_label("Search flows").fill("invoice")
    await expect(page.locator(".flow-card")).to_have_count(1)
    await page.get_by_text("Payment collection").click()
    picture = page.get_by_role("img", name="Map of Payment collection")
    await expect(picture).to_be_visible()
    await expect(page.get_by_role("row", name="Reminder sent")).to_contain_text("12")
    width = await picture.get_attribute("width") or ""
    await page.get_by_role("button", name="Zoom in").click()
    await expect(picture).not_to_have_attribute("width", width)
    await page.get_by_role("button", name="Account").click()
    await page.get_by_role("button", name="Dark").click()
    await expect(page.locator("body.body--dark")).to_be_visible()
    await page.reload()
    await expect(page.locator("body.body--dark")).to_be_visible()
    await expect(picture).to_have_attribute("src", re.compile("theme=dark"))


async def import_the_seed_form(page: Page) -> None:
    """What can't be read is explained; what can becomes drafts."""
    await page.get_by_role("link", name="All flows").click()
    await page.get_by_role("button", name="Import").click()
    await page.get_by_label("paste its text").fill(stage.BROKEN)
    await page.get_by_role("button", name="Read").click()
    await expect(page.get_by_text("did you mean “trigger”?")).to_be_visible()
    await choose(page, stage.SEED)
    await page.get_by_role("button", name="Import 2 flows").click()
    await page.get_by_role("link", name="Appointment reminder").click()


async def choose(page: Page, text: str) -> None:
    await page.set_input_files(
        "input[type=file]", {"name": "converse.yaml", "mimeType": "application/yaml", "buffer": text.encode()}
    )


async def publish(page: Page) -> None:
    await page.get_by_role("button", name="Publish").click()
    await page.get_by_label("What changed").fill("The first one.")
    await page.get_by_role("button", name="Publish version 1").click()
    await expect(page.get_by_text("v1 published")).to_be_visible()
    await expect(page.get_by_role("button", name="Publish", exact=True)).to_be_disabled()


async def the_version_comes_back_as_it_is(page: Page, folder: Path) -> None:
    await page.get_by_role("tab", name="Versions").click()
    await expect(page.get_by_role("row", name="The first one.")).to_be_visible()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Download version 1").click()
    file = await download.value
    assert file.suggested_filename == "appointment-v1.yaml"
    await file.save_as(folder / "export.yaml")
    flow = codec.load((folder / "export.yaml").read_text())  # its digest fits, or this would raise
    assert flow.version == 1


async def what_a_flow_says_stays_words(page: Page) -> None:
    """`browser_page` fails the test for any error that the page raises."""
    await page.get_by_role("link", name="All flows").click()
    await page.get_by_role("button", name="Import").click()
    await choose(page, HOSTILE)
    await expect(page.get_by_text("<script>throw Error").first).to_be_visible()
    await page.get_by_role("button", name="Import", exact=True).last.click()
    await expect(page.get_by_role("cell", name="<img src=x onerror=alert(1)>")).to_be_visible()
    await page.get_by_role("link", name="All flows").click()
    await expect(page.get_by_role("link", name="constructor.constructor")).to_be_visible()


async def a_session_that_ended_leads_to_the_way_in(page: Page, studio: StudioProcess) -> None:
    """Within seconds, whatever page is open."""
    await page.goto(f"{studio.address}/flows/payment_collection")
    [cookie] = [one["value"] for one in await page.context.cookies() if one["name"] == SESSION]
    await studio.database.write(lambda session: sessions.end(session, cookie))
    await expect(page.get_by_text("Your session has ended")).to_be_visible()


async def it_stops_at_once_and_the_page_says_so(page: Page, studio: StudioProcess) -> None:
    await studio.sign_in(page)
    await expect(page.locator(".flow-card")).to_have_count(5)
    assert await studio.stop() < 3
    await expect(page.get_by_text("The connection is lost.")).to_be_visible()
