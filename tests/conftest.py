"""What every test may ask for."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Generator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests.browser import launch

RESULTS = Path(__file__).parent.parent / "test-results"
LOOPBACK = {"", "127.0.0.1", "localhost", "::1"}
FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported and collected stays: looking for garbage in it would take a third as long again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    """A browser of the test's own, in its own event loop: that costs half a second, and nothing leaks."""
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        yield browser
        await browser.close()


@pytest.fixture
async def browser_page(chromium: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Page]:
    """An empty page, 1280 x 800, in English and UTC.

    The test fails if the page raises an error, goes against its own content security policy, or asks another machine
    for anything. A failed test leaves a picture in `test-results/`.
    """
    context = await chromium.new_context(
        viewport={"width": 1280, "height": 800}, locale="en-US", timezone_id="UTC"
    )
    context.set_default_timeout(10_000)
    page = await context.new_page()
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(f"the page raised {error.error}"))
    context.on("request", lambda asked: faults.extend(_foreign(asked.url)))
    context.on("console", lambda said: faults.extend(_against_policy(said.text)))
    yield page
    if request.node.stash.get(FAILED, False):
        await page.screenshot(path=RESULTS / f"{request.node.name}.png")
    await context.close()
    assert not faults, "\n".join(faults)


def _against_policy(said: str) -> list[str]:
    return [said] if "Content Security Policy" in said else []


def _foreign(url: str) -> list[str]:
    return [] if (urlsplit(url).hostname or "") in LOOPBACK else [f"the page asked for {url}"]
