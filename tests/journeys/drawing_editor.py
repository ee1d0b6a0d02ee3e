"""The editor in one browser: a hand on mouse and keyboard, and eyes that wait for what it did."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product

from playwright.async_api import Locator, Page, Position, expect

Spot = tuple[float, float]
"""Pixels from the left top corner of the canvas."""
_THINGS = (".vue-flow__node", ".pill", ".tools", ".small-map")
_BOX = "one => { const {x, y, width, height} = one.getBoundingClientRect(); return [x, y, width, height]; }"
_BOXES = f"all => all.map({_BOX})"
_APART = 24
"""Pixels between what is dropped and what is there."""


class Form:
    """A form, or a part of one: its fields by what is written at them."""

    def __init__(self, page: Page, within: Locator) -> None:
        self.page = page
        self.within = within

    def part(self, selector: str) -> Form:
        """The last of these parts: the one just added."""
        return Form(self.page, self.within.locator(selector).last)

    def field(self, label: str) -> Locator:
        """The last field of this name."""
        return self.within.get_by_label(label, exact=True).last

    async def write(self, label: str, words: str) -> None:
        await self.field(label).fill(words)

    async def name(self, label: str, words: str) -> None:
        """Into a field that offers names and takes others, once it is left."""
        await self.field(label).fill(words)
        await self.field(label).press("Tab")

    async def choose(self, label: str, words: str) -> None:
        """One out of a list. What stands there after a dot doesn't matter: “Amount · number”."""
        field = self.field(label)
        if await field.is_editable():
            await field.fill(words)  # a long list: what is typed narrows it
        else:
            await field.click()
        await self._option(words)

    async def tick(self, label: str, *options: str) -> None:
        """Some of a list that stays open meanwhile: those ticked before lose their tick.

        Opened by the keyboard: leaving a field may move what stands below it.
        """
        await self.field(label).press("ArrowDown")
        for words in options:
            await self._option(words)
        await self.field(label).press("Escape")

    async def _option(self, words: str) -> None:
        await self._offered(words).click()

    def _offered(self, words: str) -> Locator:
        return self.page.get_by_role("option", name=re.compile(rf"^{_literally(words)}( · |$)"))

    async def switch(self, words: str) -> None:
        await self.within.get_by_role("switch", name=words).last.click()

    async def press(self, words: str) -> None:
        """A button, by the keyboard: leaving a field may move what stands below it."""
        await self.within.get_by_role("button", name=words, exact=True).last.press("Enter")

    async def add(self, words: str, part: str) -> None:
        """Press a button that adds one more of these parts."""
        parts = self.within.locator(part)
        before = await parts.count()
        await self.press(words)
        await expect(parts).to_have_count(before + 1)


class Editor:
    """The open editor."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.canvas = page.locator(".converse-canvas")
        self.inspector = page.get_by_role("complementary", name="Inspector")
        self.form = Form(page, self.inspector)

    async def ready(self) -> None:
        """The map is drawn, and the studio hears what is done to it."""
        await expect(self.canvas).to_be_visible(timeout=20_000)
        await expect(self.page.locator(".map-waiting")).to_be_hidden(timeout=20_000)

    async def stored(self, gesture: str) -> None:
        """The studio has it: undo would take it back. Edits are stored in the order they were made in."""
        undo = re.compile(rf"Undo \(Ctrl\+Z\): .*{_literally(gesture)}")
        await expect(self.page.get_by_role("button", name=undo)).to_be_enabled()

    async def view(self, name: str) -> Form:
        """Another part of the flow, to be filled in."""
        await self.page.get_by_role("tab", name=name).click()
        return Form(self.page, self.page.locator("section.entries:visible"))

    async def reload(self) -> None:
        """Load the page again, once the field is left that was typed into: typing is stored when it rests."""
        await self.page.keyboard.press("Tab")
        await self.page.reload()
        await self.ready()

    async def opened(self, title: str, *, is_about: str = "") -> None:
        """The inspector shows this one."""
        await expect(self.inspector.get_by_role("heading", name=title, level=2, exact=True)).to_be_visible()
        await expect(self.inspector.locator(".inspect-title").first).to_contain_text(is_about)

    # States

    def state(self, name: str) -> Locator:
        return self.page.locator(".vue-flow__node-state").filter(has=self.page.get_by_text(name, exact=True))

    async def select(self, name: str) -> None:
        await self.state(name).locator(".card-title").click()
        await self.opened(name)

    async def name_it(self, name: str) -> None:
        """Into the state that waits for its name."""
        naming = self.page.get_by_label("Name of the")
        await expect(naming).to_be_focused()
        await naming.fill(name)
        await naming.press("Enter")
        await expect(self.state(name)).to_be_visible()

    async def rename(self, new: str) -> None:
        """The selected one, in its place."""
        await self.canvas.focus()
        await self.page.keyboard.press("F2")
        await self.name_it(new)
        await self.opened(new)

    async def move(self, name: str, spot: Spot) -> None:
        """Drag the card, so that its middle is there."""
        left, top, *_ = await self.canvas.evaluate(_BOX)
        await self._pull(self.state(name).locator(".card-title"), (left + spot[0], top + spot[1]))
        await self.stored("Move")

    async def add(self, spot: Spot) -> None:
        """Another state, not connected yet, where the pointer is."""
        left, top, *_ = await self.canvas.evaluate(_BOX)
        await self._select_nothing()
        await self.page.mouse.move(left + spot[0], top + spot[1])
        await self.page.keyboard.press("n")

    async def _select_nothing(self) -> None:
        await self.canvas.focus()
        await self.page.keyboard.press("Escape")

    # From the palette

    async def drop(self, piece: str, spot: Spot | None = None) -> None:
        """Drag a piece of the palette to the map: there, or where it is empty."""
        at = _position(spot or await self._free())
        await self.page.locator(".piece", has_text=piece).drag_to(self.canvas, target_position=at)

    async def _free(self) -> Spot:
        """Where nothing is on the map."""
        left, top, width, height = await self.canvas.evaluate(_BOX)
        taken = [box for kind in _THINGS for box in await self.canvas.locator(kind).evaluate_all(_BOXES)]
        for x, y in product(range(80, int(width) - 80, 40), range(60, int(height) - 60, 40)):
            if not any(_near(left + x, top + y, box) for box in taken):
                return x, y
        raise AssertionError("the map is full")

    # Transitions

    async def connect(self, source: str, target: str) -> None:
        """Pull a line from the handle of a state to a state; also back to itself.

        Nothing is selected meanwhile: the grips of a selected line lie where it leaves its state.
        """
        await self._select_nothing()
        await self.page.keyboard.press("Shift+Digit1")  # all of it is in view
        await self.state(source).hover()
        await self._pull(
            self.state(source).locator(".handle"), await _middle(self.state(target).locator(".card-head"))
        )

    async def _pull(self, start: Locator, end: Spot) -> None:
        """Press on one thing, and let go elsewhere, by a way around."""
        await start.hover()
        await self.page.mouse.down()
        x, y = await _middle(start)
        for point in ((x + 60, y + 60), (end[0] - 30, end[1] + 10), end):
            await self.page.mouse.move(*point)
        await self.page.mouse.up()


def _near(x: float, y: float, box: Sequence[float]) -> bool:
    left, top, width, height = box
    return -_APART < x - left < width + _APART and -_APART < y - top < height + _APART


def _position(spot: Spot) -> Position:
    return Position(x=spot[0], y=spot[1])


async def _middle(where: Locator) -> Spot:
    box = await where.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _literally(words: str) -> str:
    """As a pattern; Playwright can't take over every sign in one, so any sign stands for any other."""
    return re.sub(r"[^\w\s]", ".", words)
