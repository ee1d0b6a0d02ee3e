"""`python -m tests.journeys.pictures`: the pictures of the README, taken of the running studio."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Page, async_playwright, expect
from sqlmodel import Session

from flows import codec
from flows.library import shipped
from runtime.store import publishing
from runtime.users.actor import SYSTEM
from tests.browser import launch
from tests.journeys.studio_process import StudioProcess, running
from tests.studio import stage

PICTURES = Path(__file__).parents[2] / "assets" / "pictures"
CONVERSATIONS = {
    "payment_collection": {"reminded": 12, "promised": 5, "overdue": 2, "confirmed": 31},
    "order_fulfillment": {"shipped": 4},
    "appointment": {"reminded": 9, "confirmed": 6},
}


def fill(session: Session) -> None:
    """All flows that are shipped, some with conversations."""
    publishing.publish_missing(
        session, map(codec.load, shipped().values()), actor=SYSTEM, note="Published at the first start."
    )
    for process_type, counts in CONVERSATIONS.items():
        stage.converse(session, process_type, counts)


async def take(studio: StudioProcess, page: Page) -> None:
    """Each page as a newcomer would see it after a few days."""
    await studio.sign_in(page)
    await expect(page.locator(".flow-card")).to_have_count(len(shipped()))
    await shot(page, "studio_flows")
    await page.set_viewport_size({"width": 1280, "height": 800})
    await page.goto(f"{studio.address}/flows/payment_collection")
    await expect(page.get_by_role("img", name="Map of")).to_be_visible()
    await page.get_by_role("tab", name="Versions").click()
    await shot(page, "studio_flow")
    await draw(studio, page)
    await try_it(studio, page)


async def draw(studio: StudioProcess, page: Page) -> None:
    """The editor, with one transition chosen."""
    await page.set_viewport_size({"width": 1440, "height": 900})
    await page.goto(f"{studio.address}/flows/payment_collection/edit")
    await expect(page.locator(".map-waiting")).to_be_hidden()
    await page.locator('[data-pill="promise@reminded"]').click()
    await expect(page.get_by_role("complementary", name="Inspector").locator("button.kind")).to_be_visible()
    await page.mouse.move(0, 0)
    await expect(page.locator(".converse-canvas.dimming")).to_have_count(0)
    await shot(page, "studio_editor")


async def try_it(studio: StudioProcess, page: Page) -> None:
    """The sandbox, after a promise."""
    await page.goto(f"{studio.address}/flows/payment_collection/try")
    said = page.get_by_placeholder("Write as")
    await said.fill("I'll pay on Friday")
    await said.press("Enter")
    await expect(page.get_by_text("We have noted").first).to_be_visible()
    await shot(page, "studio_sandbox")


async def shot(page: Page, name: str) -> None:
    """Save what the page shows once it has come to rest."""
    await page.wait_for_load_state("networkidle")
    await page.mouse.move(0, 0)
    await page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")


async def main() -> None:
    """Take them all."""
    with TemporaryDirectory() as folder:
        async with async_playwright() as playwright, running(Path(folder), fill) as studio:
            browser = await launch(playwright)
            page = await browser.new_page(
                viewport={"width": 1480, "height": 840}, locale="en-US", timezone_id="UTC"
            )
            await take(studio, page)
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
