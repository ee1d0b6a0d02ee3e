"""The chat page against a server that misbehaves, in a real browser; and its modules without one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright._impl._driver import compute_driver_executable
from playwright.async_api import Page, expect

from tests.journeys.widget_loopback import Loopback, loopback

MODULES = sorted(Path(__file__).parent.glob("widget/*.test.mjs"))


async def test_modules() -> None:
    """Order, unread, links and back-off, under the Node that Playwright brings."""
    node, _ = compute_driver_executable()
    running = await asyncio.create_subprocess_exec(
        node, "--test", *map(str, MODULES), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    printed, _ = await running.communicate()
    assert running.returncode == 0, printed.decode()


@pytest.fixture
async def chat() -> AsyncIterator[Loopback]:
    async with loopback() as server:
        yield server


@pytest.fixture
async def page(chat: Loopback, browser_page: Page) -> Page:
    """The page, opened by a new visitor and connected."""
    await browser_page.goto(chat.url)
    await connected(browser_page)
    return browser_page


async def connected(page: Page) -> None:
    await expect(page.locator("#chat")).to_have_attribute("data-state", "open")
    await expect(page.locator("#scroller")).to_have_attribute("aria-busy", "false")


async def write(page: Page, text: str) -> None:
    await page.fill("#text", text)
    await page.press("#text", "Enter")


@pytest.mark.browser
async def test_a_conversation(page: Page, chat: Loopback) -> None:
    await expect(page.get_by_text("Hello! How can we help?")).to_be_visible()
    await write(page, "Hello")
    await expect(page.locator(".customer .meta")).to_contain_text("Sent")
    await chat.say("Will you pay https://pay.example/1?", "Already paid", "More time")
    await expect(page.get_by_role("link", name="https://pay.example/1")).to_have_attribute(
        "href", "https://pay.example/1"
    )
    await page.get_by_role("button", name="More time").click()
    await expect(page.locator(".bubble")).to_have_count(3)
    await expect(page.locator(".choice")).to_have_count(0)
    await expect(page.locator("#text")).to_be_focused()
    assert chat.said() == ["Hello", "More time"]


@pytest.mark.browser
async def test_text_is_inert(page: Page, chat: Loopback) -> None:
    text = "<img src=x onerror=alert(1)> & <b>bold</b>\njavascript:alert(1)"
    await chat.say(text)
    await expect(page.locator(".bubble")).to_have_text(f"From us: {text}")
    assert await page.locator(".bubble img, .bubble b, .bubble a").count() == 0


@pytest.mark.browser
async def test_history_is_replayed_and_what_is_new_is_marked(page: Page, chat: Loopback) -> None:
    await chat.say("Seen", at="2026-03-01T12:00:00Z")
    await expect(page.locator(".bubble")).to_have_count(1)
    await page.wait_for_function("localStorage['converse.chat.read'] === '1'")
    await page.goto("about:blank")
    await chat.say("New", at="2026-03-02T12:00:00Z")
    await page.goto(chat.url)
    await connected(page)
    rows = await page.locator("#log > li").evaluate_all("rows => rows.map(row => row.classList[0])")
    assert rows == ["day", "message", "day", "unread", "message"]
    assert len(chat.visitors) == 1


@pytest.mark.browser
async def test_a_message_whose_acknowledgement_was_lost_is_said_once(page: Page, chat: Loopback) -> None:
    chat.cut_before_ack = 2
    await write(page, "first")
    await connected(page)
    await write(page, "second")
    await expect(page.locator(".customer:not(.pending)")).to_have_count(2)
    await page.wait_for_function("!localStorage['converse.chat.outbox']")
    assert chat.said() == ["first", "second"]
    assert await page.locator(".bubble").count() == 2


@pytest.mark.browser
async def test_hard_disconnects_lose_and_repeat_nothing(page: Page, chat: Loopback) -> None:
    for n in range(12):
        await write(page, f"customer {n}")
        await chat.say(f"business {n}")
        if n % 4 == 3:
            await chat.cut()
    await expect(page.locator(".message:not(.pending)")).to_have_count(24)
    assert chat.said() == [f"customer {n}" for n in range(12)]
    shown = await page.locator(".bubble").all_text_contents()
    assert [text.split(": ")[1] for text in shown] == [event["text"] for event in chat.visitor.events]
    assert chat.hellos[0] == 0
    assert all(after > 0 for after in chat.hellos[1:])


@pytest.mark.browser
async def test_what_is_written_offline_is_sent_later_even_after_a_reload(page: Page, chat: Loopback) -> None:
    chat.down = True
    await page.context.set_offline(True)
    await expect(page.locator("#banner")).to_contain_text("You are offline")
    await write(page, "from the tunnel")
    await expect(page.locator(".pending .meta")).to_contain_text("Will be sent")
    await page.context.set_offline(False)
    await page.reload()
    await expect(page.locator(".pending")).to_have_count(1)
    chat.down = False
    await connected(page)
    await expect(page.locator(".customer .meta")).to_contain_text("Sent")
    await expect(page.locator("#banner-words")).to_be_empty()
    assert chat.said() == ["from the tunnel"]


@pytest.mark.browser
async def test_a_refused_message_says_why_and_can_be_tried_again_or_removed(
    page: Page, chat: Loopback
) -> None:
    chat.refuse = "You are writing very fast."
    await write(page, "one")
    await write(page, "two")
    await expect(page.locator(".refused .meta").first).to_contain_text("Not sent: You are writing very fast.")
    chat.refuse = None
    await page.locator(".refused").first.get_by_role("button", name="Try again").click()
    await page.locator(".refused").last.get_by_role("button", name="Remove").click()
    await expect(page.locator(".bubble")).to_have_count(1)
    assert chat.said() == ["one"]


@pytest.mark.browser
async def test_a_long_message_is_counted_and_a_too_long_one_waits(page: Page, chat: Loopback) -> None:
    await page.fill("#text", "😀" * 3_600)
    await expect(page.locator("#count")).to_have_text("3,600 of 4,000 characters")
    await page.fill("#text", "x" * 4_001)
    await page.press("#text", "Enter")
    await expect(page.locator("#count")).to_contain_text("Too long by 1 character.")
    await expect(page.locator("#send")).to_be_disabled()
    await page.fill("#text", "x" * 4_000)
    await page.press("#text", "Enter")
    await expect(page.locator(".customer:not(.pending)")).to_have_count(1)


@pytest.mark.browser
async def test_a_forged_token_becomes_a_new_visitor_with_a_word(page: Page, chat: Loopback) -> None:
    forged = json.dumps({"token": "forged", "contact_id": chat.visitor.contact_id})
    await page.evaluate("kept => { localStorage['converse.chat.visitor'] = kept }", forged)
    await page.reload()
    await connected(page)
    await expect(page.locator("#banner")).to_contain_text("Your earlier chat had expired")
    assert len(chat.visitors) == 2


@pytest.mark.browser
async def test_a_chat_that_expires_while_open_stays_readable_until_a_new_one(
    page: Page, chat: Loopback
) -> None:
    await write(page, "Hello")
    await expect(page.locator(".customer:not(.pending)")).to_have_count(1)
    await chat.cut(4401)
    await expect(page.locator("#banner")).to_contain_text("This chat has expired")
    await expect(page.locator("#text")).to_be_disabled()
    await expect(page.locator(".bubble")).to_have_count(1)
    await page.get_by_role("button", name="New chat").click()
    await connected(page)
    await expect(page.locator(".bubble")).to_have_count(0)
    assert len(chat.visitors) == 2


@pytest.mark.browser
async def test_the_contact_id_is_shown_and_starting_over_forgets_it(page: Page, chat: Loopback) -> None:
    first = chat.visitor.contact_id
    await page.get_by_role("button", name="About this chat").click()
    await expect(page.locator("#contact-id")).to_have_text(first)
    await page.get_by_role("button", name="Start over…").click()
    await page.get_by_role("button", name="Keep it").click()
    assert len(chat.visitors) == 1
    await page.get_by_role("button", name="About this chat").click()
    await page.get_by_role("button", name="Start over…").click()
    await page.locator("#confirmation").get_by_role("button", name="Start over").click()
    await connected(page)
    await page.get_by_role("button", name="About this chat").click()
    await expect(page.locator("#contact-id")).not_to_have_text(first)
    assert len(chat.visitors) == 2


@pytest.mark.browser
async def test_scrolled_up_new_messages_are_announced_by_a_pill(page: Page, chat: Loopback) -> None:
    for n in range(40):
        await chat.say(f"Line {n}")
    await expect(page.get_by_text("Line 39")).to_be_in_viewport()
    await page.locator("#scroller").evaluate("scroller => { scroller.scrollTop = 0 }")
    await expect(page.get_by_role("button", name="Latest messages")).to_be_visible()
    await chat.say("News!")
    await page.get_by_role("button", name="1 new message").click()
    await expect(page.get_by_text("News!")).to_be_in_viewport()
    await expect(page.locator("#to-end")).to_be_hidden()


@pytest.mark.browser
async def test_no_visitor_to_be_had(chat: Loopback, browser_page: Page) -> None:
    chat.status = 503
    await browser_page.goto(chat.url)
    await expect(browser_page.locator("#banner")).to_contain_text("No connection at the moment")
    chat.status = 403
    await expect(browser_page.locator("#banner")).to_contain_text("can't be used from here")
    await expect(browser_page.locator("#text")).to_be_disabled()


@pytest.mark.browser
async def test_a_page_that_may_not_chat_says_so_and_stops(page: Page, chat: Loopback) -> None:
    await chat.cut(4403)
    await expect(page.locator("#banner")).to_contain_text("can't be used from here")
    await expect(page.locator("#text")).to_be_disabled()
