"""The customer's side of a journey: somebody at the chat page."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect


class Customer:
    """Somebody at the chat page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def open(self, url: str) -> None:
        """Open the chat of the installation at this address."""
        await self.page.goto(f"{url}/chat")
        await self.ready()

    async def ready(self) -> None:
        await expect(self.page.locator("#chat")).to_have_attribute("data-state", "open")
        await expect(self.page.locator("#scroller")).to_have_attribute("aria-busy", "false")

    async def contact_id(self) -> str:
        """As it is shown in “About this chat”."""
        await self.page.get_by_role("button", name="About this chat").click()
        shown = await self.page.locator("#contact-id").text_content()
        await self.page.keyboard.press("Escape")
        return shown or ""

    async def write(self, text: str) -> None:
        await self.page.fill("#text", text)
        await self.page.press("#text", "Enter")

    @property
    def messages(self) -> Locator:
        return self.page.locator(".bubble")

    async def sees(self, count: int, *texts: str) -> None:
        """So many messages, and these in the last one."""
        await expect(self.messages).to_have_count(count, timeout=15_000)
        for text in texts:
            await expect(self.messages.last).to_contain_text(text)
