"""The canvas in a real browser, beside Vue Flow alone with its own cards and lines: ready, drag, pan, edit.

`ready` is from the request of the page until its map is drawn. Frames are the times between animation frames while
the mouse drags a card, or the map, in steps. `edit` is from the end of a gesture until Python's answer is shown. Pages
take turns, so that whatever else the machine does meets them alike. The browser draws in software: trust the ratios.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from statistics import median, quantiles
from typing import NamedTuple

import httpx
from playwright.async_api import Browser, Page, async_playwright

from tests.bench.maps import EDGES
from tests.browser import launch

SIZES = (8, 200, 500)
ROUNDS, STEPS, EDITS = 2, 50, 10
WATCH = """() => { window.frames = []; let last = performance.now();
  const tick = (now) => { window.frames.push(now - last); last = now; window.watching = requestAnimationFrame(tick); };
  window.watching = requestAnimationFrame(tick); }"""
STOP = "() => { cancelAnimationFrame(window.watching); return window.frames.slice(2); }"
READY = "() => window.ready && (window.readyAt ??= performance.now())"


class Measured(NamedTuple):
    """One page's figures, ms."""

    ready: list[float]
    drag: list[float]
    pan: list[float]
    edit: list[float]


@asynccontextmanager
async def served() -> AsyncIterator[str]:
    """The harness in a process of its own; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.bench.canvas_page", str(port)]
    # NiceGUI serves nothing of its own where it finds itself under test.
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "NICEGUI"))
    }
    server = subprocess.Popen(  # noqa: ASYNC220 — it outlives this call
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        async with httpx.AsyncClient() as http:
            for _ in range(200):
                try:
                    await http.get(f"{address}/styles/tokens.css")
                    break
                except httpx.TransportError:
                    await asyncio.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait()


async def measure(browser: Browser, address: str, into: Measured, *, ours: bool) -> None:
    """One visit of one page."""
    page = await browser.new_page(viewport={"width": 1600, "height": 900})
    await page.goto(address)
    await page.wait_for_function(READY, timeout=60_000)
    into.ready.append(await page.evaluate("window.readyAt"))
    await page.wait_for_timeout(500)
    card = page.locator(".vue-flow__node").first
    box = await card.bounding_box()
    assert box is not None
    await card.click(position={"x": 40, "y": 12})
    into.drag.extend(await _frames(page, box["x"] + 40, box["y"] + 12))
    into.pan.extend(await _frames(page, 800, 820))
    if ours:
        into.edit.extend([await _edit(page) for _ in range(EDITS)])
    await page.close()


async def _frames(page: Page, x: float, y: float) -> list[float]:
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.evaluate(WATCH)
    for step in range(STEPS):
        await page.mouse.move(x + step * 5, y + step % 20 * 4)
    frames = await page.evaluate(STOP)
    await page.mouse.up()
    await page.wait_for_timeout(300)
    return list(frames)


async def _edit(page: Page) -> float:
    """A gesture by the keyboard, until the page has Python's answer to it."""
    took = await page.evaluate(
        """async () => {
          const canvas = document.querySelector(".converse-canvas"), before = window.answered ?? 1;
          const press = { key: "l", ctrlKey: true, shiftKey: true, bubbles: true }, began = performance.now();
          canvas.dispatchEvent(new KeyboardEvent("keydown", press));
          while ((window.answered ?? 1) === before) await new Promise((done) => setTimeout(done));
          return performance.now() - began; }"""
    )
    return float(took)


async def run() -> dict[tuple[str, int], Measured]:
    """Every page, in turns."""
    found = {(kind, size): Measured([], [], [], []) for size in SIZES for kind in ("canvas", "bare")}
    async with served() as address, async_playwright() as playwright:
        browser = await launch(playwright)
        async with httpx.AsyncClient(timeout=60) as http:
            for size in SIZES:  # laid out before it counts
                await http.get(f"{address}/bare/{size}")
        for _ in range(ROUNDS):
            for (kind, size), into in found.items():
                path = f"/{size}" if kind == "canvas" else f"/bare/{size}"
                await measure(browser, address + path, into, ours=kind == "canvas")
        await browser.close()
    return found


def _spread(times: list[float]) -> str:
    if not times:
        return f"{'–':>10}{'–':>7}{'–':>7}"
    p95 = quantiles(times, n=20)[-1]
    return f"{median(times):>10.1f}{p95:>7.1f}{max(times):>7.1f}"


def report() -> Iterator[str]:
    """ms; p50, p95 and the worst of each."""
    columns = "".join(f"{name + ' p50':>10}{'p95':>7}{'worst':>7}" for name in ("drag", "pan", "edit"))
    yield f"{'states / transitions':<22}{'ready':>7}{columns}"
    for (kind, size), one in asyncio.run(run()).items():
        name = f"{size} / {EDGES[size]} {kind}"
        yield f"{name:<22}{median(one.ready):>7.0f}{_spread(one.drag)}{_spread(one.pan)}{_spread(one.edit)}"
    yield "goals: 200: ready at most 1500, drag p95 20; 500: ready 3000, drag p95 34; edit p95 15"
