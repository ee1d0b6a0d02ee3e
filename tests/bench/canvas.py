"""The canvas in a real browser, beside Vue Flow alone with its own cards and lines: ready, drag, pan, edit, rename.

`editor` is the whole studio: its page, its process, its database. `canvas` is the same canvas on an empty page that
stores nothing, `bare` is Vue Flow without NiceGUI, and `socket` the floor of every answer: an event through NiceGUI and
a word back. `ready` is from the request of the page until its map is drawn; maps are laid out before. Frames are the
times between animation frames while the mouse drags a card, or the map, in steps. `edit` is from the drop of a card,
`rename` from the Enter behind its new name, until Python's answer is on the map: in the editor the edit is stored by
then. Pages take turns, so that whatever else the machine does meets them alike. The browser draws in software: trust
the ratios.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from statistics import median, quantiles
from typing import Any, Literal, NamedTuple

import httpx
from playwright.async_api import Browser, Page, async_playwright

from tests.bench.canvas_servers import Studio, studio
from tests.bench.canvas_servers import served as served
from tests.bench.maps import EDGES
from tests.browser import launch

Kind = Literal["editor", "canvas", "bare"]
KINDS: tuple[Kind, ...] = ("editor", "canvas", "bare")
SIZES = (8, 200, 500)
ROUNDS, STEPS, EDITS = 2, 50, 20
REST_MS = 150
"""Between two edits."""
WATCH = """() => { window.frames = []; let last = performance.now();
  const tick = (now) => { window.frames.push(now - last); last = now; window.watching = requestAnimationFrame(tick); };
  window.watching = requestAnimationFrame(tick); }"""
STOP = "() => { cancelAnimationFrame(window.watching); return window.frames.slice(2); }"
READY = """() => { const waiting = document.querySelector(".map-waiting");
  const drawn = waiting ? waiting.offsetParent === null : window.ready;
  return drawn && (window.readyAt ??= performance.now()); }"""
EMPTY_SPOT = """() => { const map = document.querySelector(".vue-flow");
  const { left, top, width, height } = map.getBoundingClientRect();
  for (let y = top + height - 70; y > top; y -= 10) for (let x = left + width / 2; x < left + width - 400; x += 10)
    if (document.elementFromPoint(x, y)?.matches(".vue-flow__pane")) return { x, y };
  throw new Error("the map is full"); }"""
HEAR = """() => { const root = document.querySelector(".converse-canvas");
  const canvas = document.getElementById("app")._vnode.component.proxy.$refs["r" + root.id.slice(1)];
  const patch = canvas.patch;
  canvas.patch = (changes) => { patch(changes); setTimeout(() => window.answered?.(performance.now())); };
  const note = ({ timeStamp }) => (window.begun = timeStamp);
  addEventListener("mouseup", note, true);
  addEventListener("keydown", (event) => event.key === "Enter" && note(event), true); }"""
LISTEN = "() => { window.answer = new Promise((heard) => (window.answered = heard)); }"
HEARD = "async () => await window.answer - window.begun"
THERE_AND_BACK = """async () => { const answer = new Promise((heard) => (window.answered = heard));
  const begun = performance.now();
  document.querySelector("button").click();
  await answer;
  return performance.now() - begun; }"""


class Measured(NamedTuple):
    """One page's figures, ms."""

    ready: list[float]
    drag: list[float]
    pan: list[float]
    edit: list[float]
    rename: list[float]


Figures = dict[tuple[str, int], Measured]


async def measure(page: Page, address: str, into: Measured, *, answers: bool) -> None:
    """One visit of one page; `answers` when Python does."""
    await page.goto(address)
    await page.wait_for_function(READY, timeout=60_000)
    into.ready.append(await page.evaluate("window.readyAt"))
    await page.wait_for_timeout(500)
    card = page.locator(".vue-flow__node").first
    await card.click(position={"x": 40, "y": 12})
    into.drag.extend(await _frames(page, *await _head(page)))
    spot = await page.evaluate(EMPTY_SPOT)
    into.pan.extend(await _frames(page, spot["x"], spot["y"]))
    if answers:
        await page.evaluate(HEAR)
        into.edit.extend([await _move(page, step) for step in range(EDITS)])
        into.rename.extend([await _rename(page, step) for step in range(EDITS)])


async def _head(page: Page) -> tuple[float, float]:
    """Where the selected card, or the first one, can be taken."""
    box = await page.locator(".vue-flow__node.selected, .vue-flow__node").first.bounding_box()
    assert box is not None
    return box["x"] + 40, box["y"] + 12


async def _frames(page: Page, x: float, y: float) -> list[float]:
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.evaluate(WATCH)
    for step in range(STEPS):
        await page.mouse.move(x + step * 5, y + step % 20 * 4)
    frames = await page.evaluate(STOP)
    for step in range(STEPS, 0, -10):  # back, so that what was taken stays in sight
        await page.mouse.move(x + step * 5, y + step)
    await page.mouse.up()
    await page.wait_for_timeout(300)
    return list(frames)


async def _move(page: Page, step: int) -> float:
    """Drag the selected card a little."""
    x, y = await _head(page)
    await page.mouse.move(x, y)
    await page.mouse.down()
    for part in range(1, 5):
        await page.mouse.move(x + part * (8 if step % 2 else -8), y)
    return await _answer(page, page.mouse.up())


async def _rename(page: Page, step: int) -> float:
    """Give the selected card another name."""
    await page.keyboard.press("F2")
    await page.keyboard.type(f"Name {step}")
    return await _answer(page, page.keyboard.press("Enter"))


async def _answer(page: Page, gesture: Any) -> float:
    await page.evaluate(LISTEN)
    await gesture
    took = float(await page.evaluate(HEARD))
    await page.wait_for_timeout(REST_MS)
    return took


async def _floor(page: Page, address: str, into: Measured) -> None:
    await page.goto(f"{address}/socket")
    await page.wait_for_timeout(500)
    into.edit.extend([float(await page.evaluate(THERE_AND_BACK)) for _ in range(EDITS)])


@asynccontextmanager
async def _visit(browser: Browser, cookies: Any = ()) -> AsyncIterator[Page]:
    """A page of a browser that saw nothing before."""
    context = await browser.new_context(viewport={"width": 1600, "height": 900})
    await context.add_cookies(cookies)
    yield await context.new_page()
    await context.close()


async def run() -> Figures:
    """Every page, in turns."""
    found: Figures = {(kind, size): Measured([], [], [], [], []) for size in SIZES for kind in KINDS}
    floor = found["socket", 0] = Measured([], [], [], [], [])
    async with served() as address, studio(SIZES) as whole, async_playwright() as playwright:
        browser = await launch(playwright)
        async with httpx.AsyncClient(timeout=60) as http:
            for size in SIZES:  # laid out before it counts
                await http.get(f"{address}/bare/{size}")
        for _ in range(ROUNDS):
            for (kind, size), into in found.items():
                async with _visit(browser, whole.cookies()) as page:
                    if kind == "socket":
                        await _floor(page, address, floor)
                    else:
                        await measure(page, _url(kind, size, address, whole), into, answers=kind != "bare")
        await browser.close()
    return found


def _url(kind: str, size: int, address: str, whole: Studio) -> str:
    match kind:
        case "editor":
            return whole.editor(size)
        case "canvas":
            return f"{address}/{size}"
        case _:
            return f"{address}/{kind}/{size}"


def _spread(times: list[float]) -> str:
    if not times:
        return f"{'–':>10}{'–':>7}{'–':>7}"
    p95 = quantiles(times, n=20)[-1]
    return f"{median(times):>10.1f}{p95:>7.1f}{max(times):>7.1f}"


def report() -> Iterator[str]:
    """ms; p50, p95 and the worst of each."""
    names = ("drag", "pan", "edit", "rename")
    columns = "".join(f"{name + ' p50':>10}{'p95':>7}{'worst':>7}" for name in names)
    yield f"{'states / transitions':<22}{'ready':>7}{columns}"
    for (kind, size), one in asyncio.run(run()).items():
        name = f"{size} / {EDGES[size]} {kind}" if size else kind
        ready = f"{median(one.ready):.0f}" if one.ready else "–"
        yield f"{name:<22}{ready:>7}" + "".join(_spread(getattr(one, key)) for key in names)
    yield "goals: 200: ready at most 1500, drag p95 20; 500: ready 3000, drag p95 34; edit and rename p95 15"
