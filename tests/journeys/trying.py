"""The sandbox in one browser: a hand that lets things happen, and eyes on what came of it."""

from __future__ import annotations

import re

from playwright.async_api import Locator, Page, expect


class Sandbox:
    """The open sandbox."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.map = page.locator(".run-map")
        self.talk = page.get_by_role("region", name="The conversation, as the customer sees it")
        self.steps = page.get_by_role("list", name="Steps")
        self.why = page.get_by_role("region", name="Why this step went as it did")
        self.drawer = page.get_by_role("region", name="Details")

    async def ready(self) -> None:
        """The map is drawn."""
        await self.page.wait_for_url(re.compile(r"/try\b"), wait_until="commit", timeout=20_000)
        await expect(self.map.locator(".vue-flow__node-state").first).to_be_visible(timeout=20_000)
        await expect(self.page.locator(".map-waiting")).to_be_hidden(timeout=20_000)

    # What is done

    async def write(self, words: str) -> None:
        """As the customer."""
        field = self.talk.get_by_role("textbox")
        await field.fill(words)
        await field.press("Enter")

    async def press(self, button: str) -> None:
        """As the customer: the button that is offered last."""
        await self.talk.get_by_role("button", name=button).last.click()

    async def let(self, happen: str) -> None:
        """One of the things that may happen next: “+ 3 days”, an event, a step by hand."""
        await (
            self.page.get_by_role("navigation", name="What happens next")
            .get_by_role("button", name=happen)
            .click()
        )

    async def go(self, number: int) -> None:
        """To be at a step again, from 0: how it began."""
        await self.steps.get_by_role("button").nth(number).click()
        await self.at(number)

    async def record(self, name: str) -> None:
        """Keep the run as a scenario."""
        await self.page.get_by_role("button", name="Record scenario").click()
        await self.page.get_by_label("What happens in it").fill(name)
        await self.page.get_by_role("button", name="Record", exact=True).click()

    # What is seen

    async def at(self, number: int) -> None:
        """Where the run is."""
        step = self.steps.get_by_role("button").nth(number)
        await expect(step).to_have_attribute("aria-current", "step", timeout=20_000)

    async def stands(self, state: str) -> None:
        """The state that is lit, and none beside it."""
        await expect(lit(self.map)).to_have_text(re.compile(state))

    async def told(self, *words: str) -> None:
        """The explanation says so."""
        for one in words:
            await expect(self.why).to_contain_text(one)


def lit(within: Locator | Page) -> Locator:
    """The state of a map that is lit: somebody is there now."""
    return within.locator(".vue-flow__node-state .card.mark-current .card-title")
