"""Hands that are faster than the line to the studio, and than its lists open and close."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, WebSocketRoute, expect

from tests.bench.canvas import served

pytestmark = pytest.mark.browser
ANSWER_SECONDS = 0.3
"""Whatever Python says comes so late."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def harness() -> AsyncIterator[str]:
    async with served() as address:
        yield address


@pytest.fixture
async def slow_page(browser_page: Page, harness: str) -> Page:
    """Lists to choose from, at the end of a slow line."""

    def slow(near: WebSocketRoute) -> None:
        far = near.connect_to_server()
        later = asyncio.get_running_loop().call_later
        far.on_message(lambda said: later(ANSWER_SECONDS, near.send, said))

    await browser_page.route_web_socket("**", slow)
    await browser_page.goto(f"{harness}/choices")
    await browser_page.wait_for_function(
        "window.did_handshake && !!window.change"
    )  # which comes late as well
    return browser_page


def field(page: Page, label: str) -> Locator:
    return page.get_by_label(label, exact=True)


def option(page: Page, name: str) -> Locator:
    return page.get_by_role("option", name=name)


@pytest.mark.parametrize(("number", "label"), [(0, "Several"), (1, "Or others")])
async def test_quick_ticks_are_all_heard(slow_page: Page, number: int, label: str) -> None:
    await field(slow_page, label).press("ArrowDown")
    for name in ("Apple", "Plum", "Pear", "Plum"):
        await option(slow_page, name).click()
    await slow_page.keyboard.press("Escape")
    await expect(slow_page.locator(".heard").nth(number)).to_have_text("apple pear")
    await expect(slow_page.locator(".q-chip__content")).to_have_text(["Apple", "Pear"])


async def test_a_name_typed_between_ticks_is_heard_with_them(slow_page: Page) -> None:
    others = field(slow_page, "Or others")
    await others.press("ArrowDown")
    await option(slow_page, "Cherry").click()
    await others.fill("quince")
    await others.press("Tab")
    await expect(slow_page.locator(".heard").nth(1)).to_have_text("cherry quince")
    await others.press("ArrowDown")
    await option(slow_page, "Pear").click()
    await expect(slow_page.locator(".heard").nth(1)).to_have_text("cherry quince pear")
    await expect(slow_page.locator(".q-chip__content")).to_have_text(["Cherry", "quince", "Pear"])


async def test_a_name_outlives_coming_back_before_it_is_answered(slow_page: Page) -> None:
    name = field(slow_page, "Name")
    await name.fill("quince")
    await field(slow_page, "Text").focus()
    await name.focus()
    await expect(name).to_have_value("quince")
    await name.press("Tab")
    await slow_page.wait_for_timeout(3 * ANSWER_SECONDS * 1000)
    await expect(name).to_have_value("quince")
    await name.fill("")
    await name.press("Tab")
    await slow_page.wait_for_timeout(3 * ANSWER_SECONDS * 1000)
    await expect(name).to_have_value("")


async def test_what_is_chosen_is_heard_though_the_list_changes_meanwhile(slow_page: Page) -> None:
    """Another one comes first while the choice is on its way."""
    await field(slow_page, "Changing").press("ArrowDown")
    await slow_page.evaluate("window.change()")
    await option(slow_page, "Plum").click()
    await slow_page.wait_for_timeout(3 * ANSWER_SECONDS * 1000)
    await expect(field(slow_page, "Changing")).to_have_value("Plum")


async def test_what_excludes_another_is_shown_without_it(slow_page: Page) -> None:
    await field(slow_page, "Only").press("ArrowDown")
    await option(slow_page, "Apple").click()
    await option(slow_page, "Plum").click()
    await expect(slow_page.locator(".q-chip__content")).to_have_text(["Apple", "Plum"])
    await expect(slow_page.locator(".q-chip__content")).to_have_text(["Apple"])


async def test_lines_written_one_after_the_other_lose_no_letter(slow_page: Page) -> None:
    """The next one is begun before the one before is answered; the last is added by leaving the field."""
    await field(slow_page, "Lines").focus()
    await slow_page.keyboard.type("my bag is lost\nwhere is it\nit never came")
    await slow_page.keyboard.press("Tab")
    heard = slow_page.locator(".heard").last
    await expect(heard).to_have_text("my bag is lost · where is it · it never came")
    await expect(field(slow_page, "Lines")).to_have_value("")


@pytest.mark.parametrize("first", ["name", "menu"])
async def test_the_keyboard_stays_in_the_field_that_was_gone_to(slow_page: Page, first: str) -> None:
    """Lists and menus that have just closed don't call it back."""
    if first == "name":
        await field(slow_page, "Name").fill("apple")
        await field(slow_page, "Name").press("Tab")
    else:
        await slow_page.get_by_role("button", name="Add").first.click()
        await slow_page.locator(".choice").first.click()
    await field(slow_page, "One").press("ArrowDown")
    await option(slow_page, "Pear").click()
    await field(slow_page, "Text").focus()
    await slow_page.wait_for_timeout(700)  # longer than a list takes to close
    await expect(field(slow_page, "Text")).to_be_focused()
