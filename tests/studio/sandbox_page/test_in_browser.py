"""What only a browser shows of the sandbox: its own elements draw what they are told, and keys reach it anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.journeys.studio_process import running

pytestmark = pytest.mark.browser


async def test_a_conversation_is_held_by_keyboard(tmp_path: Path, browser_page: Page) -> None:
    page = browser_page
    async with running(tmp_path) as studio:
        await studio.sign_in(page)
        await page.goto(f"{studio.address}/flows/payment_collection/try")
        talk, steps = page.get_by_role("log"), page.locator(".step")
        await expect(talk.locator(".said")).to_have_count(1)

        await page.get_by_label("Write as Ana").fill("I'll pay on Friday")
        await page.keyboard.press("Enter")
        await expect(talk.locator(".said-customer")).to_contain_text("I'll pay on Friday")
        await expect(page.get_by_text("Understood as “promise to pay”")).to_be_visible(timeout=20_000)
        await expect(steps.nth(1)).to_have_attribute("aria-current", "step")
        await expect(page.get_by_label("Write as Ana")).to_have_value("")

        await page.keyboard.press("Alt+ArrowLeft")
        await expect(talk.locator(".said")).to_have_count(1)
        await expect(steps).to_have_count(2)
        await talk.get_by_role("button", name="I need more time").click()
        await expect(page.get_by_role("tab", name="Way 2")).to_have_attribute("aria-selected", "true")

        await page.set_viewport_size({"width": 390, "height": 844})
        boxes = [
            await page.locator(part).bounding_box() for part in (".talk", ".clock", ".run-map", ".run-drawer")
        ]
        tops = [box["y"] for box in boxes if box is not None]
        assert len(tops) == 4
        assert tops == sorted(tops)  # on a phone, the chat comes first
        await page.set_viewport_size({"width": 1280, "height": 720})

        await page.get_by_role("button", name="Restart").focus()
        await page.keyboard.press("Control+Enter")
        await page.wait_for_url("**/edit")
