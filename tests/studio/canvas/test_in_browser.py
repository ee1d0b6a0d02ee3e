"""The canvas under a real mouse and keyboard: what is shown at once, and the one op that leaves per gesture."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from studio.canvas.overlay import Overlay, as_json, walked
from tests.bench.canvas import served
from tests.flows.shipped import FLOWS

pytestmark = pytest.mark.browser
PAINT = """(overlay) => { const root = document.querySelector(".converse-canvas");
  document.getElementById("app")._vnode.component.proxy.$refs["r" + root.id.slice(1)].overlay(overlay); }"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def harness() -> AsyncIterator[str]:
    """Its address. Each visit of a page shows a map of its own."""
    async with served() as address:
        yield address


@pytest.fixture
async def page(browser_page: Page, harness: str) -> Page:
    """A map of eight states is open."""
    await browser_page.goto(f"{harness}/8")
    await browser_page.wait_for_function("window.ready")
    return browser_page


def card(page: Page, state: str) -> Locator:
    return page.locator(f'.vue-flow__node[data-id="{state}"]')


async def ops(page: Page) -> list[dict[str, Any]]:
    """The ops that were sent since the last time."""
    await page.wait_for_function("(window.sent ?? []).some((one) => one.ops)")
    sent = await page.evaluate("window.sent.splice(0)")
    return [op for one in sent for op in one.get("ops", ())]


async def centre(where: Locator) -> tuple[float, float]:
    box = await where.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def pull(page: Page, start: Locator, end: Locator) -> None:
    """Press on one thing and let go on another."""
    await page.mouse.move(*await centre(start))
    await page.mouse.down()
    x, y = await centre(end)
    await page.mouse.move(x - 40, y + 60)
    await page.mouse.move(x, y)
    await page.mouse.up()


async def test_the_hand_draws(page: Page) -> None:
    """Drag, nudge, rename, the next state, connect, reconnect, delete: one after the other on one map."""
    before = await card(page, "s2").bounding_box()
    assert before is not None
    await page.mouse.move(before["x"] + 50, before["y"] + 14)
    await page.mouse.down()
    for step in range(10):
        await page.mouse.move(before["x"] + 50 - step * 8, before["y"] + 14 + step)
    await page.mouse.up()
    [moved] = await ops(page)
    assert (moved["op"], list(moved["positions"])) == ("move_states", ["s2"])

    for _ in range(3):
        await page.keyboard.press("ArrowDown")
    [nudged] = await ops(page)
    assert nudged["positions"]["s2"][1] == moved["positions"]["s2"][1] + 24

    await page.keyboard.press("F2")
    await page.keyboard.type("<img src=x onerror=alert(1)>")
    await page.keyboard.press("Enter")
    assert await ops(page) == [{"op": "rename_state", "state": "s2", "title": "<img src=x onerror=alert(1)>"}]
    assert await page.locator(".converse-canvas img").count() == 0
    assert "<img src=x" in await card(page, "s2").inner_text()

    await card(page, "s2").hover()
    await card(page, "s2").locator(".handle").click()
    await page.keyboard.type("Brand new")
    await page.keyboard.press("Enter")
    [added] = await ops(page)
    assert (added["op"], added["title"], added["from_state"]) == ("add_state", "Brand new", "s2")

    await card(page, "s0").hover()
    await pull(page, card(page, "s0").locator(".handle"), card(page, "s3"))
    assert await ops(page) == [{"op": "connect", "source": "s0", "target": "s3"}]

    await page.locator('[data-pill="t0@s0"]').click()
    await pull(page, page.locator(".grip").nth(1), card(page, "s3"))
    assert await ops(page) == [{"op": "reconnect", "transition": "t0", "target": "s3"}]

    await page.keyboard.press("Delete")
    assert await ops(page) == [{"op": "delete", "states": [], "transitions": ["t0"]}]
    assert await page.locator('[data-pill="t0@s0"]').count() == 0


async def test_a_transition_with_several_sources_is_one_line(page: Page) -> None:
    """It has one pill and one arrow, and each of its sources can be moved."""
    await page.goto(page.url.replace("/8", "/flow/payment_collection"))
    await page.wait_for_function("window.ready")
    claimed = page.locator('[data-line^="claim@"]')
    assert (await claimed.count(), await claimed.locator(".tip").count()) == (1, 1)
    await page.locator('[data-pill^="claim@"]').click()
    grips, sources = page.locator(".grip"), ["pending", "reminded", "promised", "overdue"]
    assert await grips.count() == len(sources) + 1

    await pull(page, grips.first, card(page, "escalated"))
    [op] = await ops(page)
    assert (op["op"], op["transition"], op["source"][1]) == ("reconnect", "claim", "escalated")
    assert op["source"][0] in sources


async def test_the_way_a_process_took_is_painted_over_the_map(page: Page) -> None:
    """From each card by its own line, counted on pills and cards; transitions without a line are lit as rows."""
    await page.goto(page.url.replace("/8", "/flow/payment_collection"))
    await page.wait_for_function("window.ready")
    flow = FLOWS["payment_collection"]
    way = walked(flow, ["remind", "details", "silence", "claim", "silence", "undelivered"], latest=1)
    visits = {"pending": 1, "reminded": 2, "overdue": 2, "escalated": 1}
    await page.evaluate(PAINT, as_json(Overlay({"escalated": 0}, visits, way)))

    ways = page.locator(".trail")
    await expect(ways).to_have_count(4)  # `silence` once
    await expect(page.locator(".trail.latest")).to_have_count(1)
    await expect(card(page, "escalated").locator(".mark")).to_have_text("here")
    await expect(card(page, "overdue").locator(".mark")).to_have_text("×2")
    await expect(page.locator('[data-pill^="silence@"]')).to_have_attribute("data-badge", "×2")
    await expect(page.locator(".row.mark-taken")).to_have_text(re.compile("asks details"))
    await expect(page.locator(".map-legend li")).to_have_text(["Here now", "The way here", "This step"])

    await page.evaluate(PAINT, as_json(Overlay(covered=["remind", "claim"], missed=["promise"])))
    await expect(ways).to_have_count(0)
    await expect(page.locator(".pill.mark-covered")).to_have_count(2)
    await expect(page.locator('[data-pill^="promise@"]')).to_have_class(re.compile("mark-missed"))
    await page.evaluate(PAINT, None)
    await expect(page.locator(".map-legend, [class*=mark-]")).to_have_count(0)


async def test_keys_connect_two_states(page: Page) -> None:
    """From the card that has the focus, to one that arrows and Tab choose; Escape leaves it, and a name, too."""
    said = page.locator(".notices")
    await page.locator(".converse-canvas").focus()
    await page.keyboard.press("Tab")
    await page.keyboard.press("c")
    await expect(said).to_contain_text("where does it lead?")
    await page.keyboard.press("ArrowRight")
    await expect(said).to_contain_text("to “")
    await page.keyboard.press("Escape")
    await expect(said).to_be_empty()
    await page.keyboard.press("c")
    await page.keyboard.press("Tab")
    chosen = await page.locator(".card.targeted .card-title").inner_text()
    await expect(said).to_contain_text(f"to “{chosen}”")
    await page.keyboard.press("Enter")
    [connected] = await ops(page)
    assert (connected["op"], connected["source"]) == ("connect", "s0")
    assert await card(page, connected["target"]).locator(".card-title").inner_text() == chosen

    await page.keyboard.press("n")
    await page.locator(".ghost input").fill("Never mind")
    await page.keyboard.press("Escape")
    await page.wait_for_function("!document.querySelector('.ghost')")
    assert await page.evaluate("(window.sent ?? []).filter((one) => one.ops)") == []


async def test_without_a_connection_nothing_changes_and_nothing_is_lost(page: Page) -> None:
    """What is done meanwhile is refused, aloud; what left as the line broke is sent again, and counts once."""
    await page.evaluate("addEventListener('refused', () => (window.refused = true))")
    before = await card(page, "s2").bounding_box()
    assert before is not None
    await page.context.set_offline(True)
    await expect(page.locator(".converse-canvas.lost")).to_be_visible()
    await page.mouse.move(before["x"] + 50, before["y"] + 14)
    await page.mouse.down()
    await page.mouse.move(before["x"] + 90, before["y"] + 80, steps=4)
    await page.mouse.up()
    await page.wait_for_function("window.refused")
    after = await card(page, "s2").bounding_box()
    assert after is not None
    assert abs(after["x"] - before["x"]) + abs(after["y"] - before["y"]) < 4  # it was not on the grid
    await page.context.set_offline(False)
    await expect(page.locator(".converse-canvas.lost")).to_have_count(0)

    # From here on, what is written goes to a line that is dead.
    await page.evaluate("window.socket.io.engine.transport.ws.send = () => {}")
    await card(page, "s2").click(position={"x": 50, "y": 14})
    await page.keyboard.press("F2")
    await page.keyboard.type("Not lost")
    await page.keyboard.press("Enter")
    await page.wait_for_timeout(100)
    await page.evaluate("window.socket.io.engine.close()")
    assert await ops(page) == [{"op": "rename_state", "state": "s2", "title": "Not lost"}]


async def test_who_may_only_look_is_offered_nothing(page: Page) -> None:
    await page.goto(f"{page.url}?still=true")
    await page.wait_for_function("window.ready")
    assert await page.locator(".notice").inner_text() == "Read only"
    assert await page.locator(".handle").count() == 0
    await card(page, "s2").dblclick(position={"x": 50, "y": 14})
    await page.keyboard.press("Delete")
    await page.wait_for_timeout(200)
    assert await card(page, "s2").is_visible()
    assert await page.evaluate("(window.sent ?? []).filter((one) => one.ops)") == []
