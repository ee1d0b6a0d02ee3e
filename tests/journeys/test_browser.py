"""The browser itself, before anything is asked of it."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

pytestmark = pytest.mark.browser


async def test_a_page_is_drawn(browser_page: Page) -> None:
    await browser_page.set_content("<h1 style='background: #4f5bd5'>Hello</h1>")
    assert await browser_page.get_by_role("heading", name="Hello").is_visible()
    assert (await browser_page.screenshot()).startswith(b"\x89PNG")
