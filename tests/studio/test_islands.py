"""Islands in a browser: what is changed is drawn, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.bench.canvas import served

pytestmark = pytest.mark.browser


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def harness() -> AsyncIterator[str]:
    async with served() as address:
        yield address


@pytest.fixture
async def page(browser_page: Page, harness: str) -> Page:
    """Three words, outside, in an island and in an island in that; `window.drawn` counts how often each was drawn."""
    await browser_page.goto(f"{harness}/islands")
    await expect(browser_page.get_by_text("as it was")).to_have_count(3)
    await browser_page.wait_for_function("window.did_handshake")
    await browser_page.evaluate("window.drawn = {outside: 0, island: 0, inner: 0}")
    return browser_page


@pytest.mark.parametrize("where", ["outside", "island", "inner"])
async def test_only_where_something_changed_is_drawn_again(page: Page, where: str) -> None:
    await page.get_by_role("button", name=f"Change {where}").click()
    await expect(page.locator(f".{where}")).to_have_text("changed")
    drawn = await page.evaluate("window.drawn")
    assert {name for name, times in drawn.items() if times} == {where}


@pytest.mark.parametrize("where", ["island", "inner"])
async def test_what_comes_into_an_island_and_leaves_it_is_seen(page: Page, where: str) -> None:
    await page.get_by_role("button", name=f"Add to {where}").click()
    await expect(page.get_by_text("added")).to_be_visible()
    await page.get_by_role("button", name=f"Empty {where}").click()
    await expect(page.locator(f".{where}")).to_have_count(0)
    await page.get_by_role("button", name=f"Change {'inner' if where == 'island' else 'island'}").click()
    await expect(page.get_by_text("changed")).to_be_visible()
