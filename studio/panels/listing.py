"""An ordered list on a page of which only what changed is built again, and that people can put in another order."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from nicegui import events, ui

from studio.at_once import go_on

Item = TypeVar("Item", bound=Hashable)

# The browser's own dragging doesn't begin on a button, and the grip is one so that the keyboard reaches it.
_DRAG = {"forceFallback": True, "fallbackTolerance": 4, "delay": 120, "delayOnTouchOnly": True}


class Listing(Generic[Item]):
    """One element per item, in order. What stays keeps its element: typing and open menus go on in it."""

    def __init__(
        self,
        draws: Callable[[Item], object],
        *,
        tag: str = "div",
        row: str = "div",
        classes: str = "",
        row_classes: str = "",
        ordered: Callable[[Sequence[Item]], object] | None = None,
    ) -> None:
        """`draws` fills the element of one item; items that are equal are one.

        With `ordered` the rows are dragged by their `grip`; it hears the new order.
        """
        self._draws = draws
        self._row, self._row_classes = row, row_classes
        self._rows: dict[Item, ui.element] = {}
        self._ordered = ordered
        self.box = ui.list().props(f"tag={tag}").classes(f"listing {classes}")
        if ordered is not None:
            self.box.make_sortable(_DRAG, handle=".grip", ghost_class="dragged", on_end=self._dragged)

    def show(self, items: Sequence[Item]) -> None:
        """List these, in this order."""
        wanted = list(dict.fromkeys(items))
        for gone in [item for item in self._rows if item not in wanted]:
            self._rows.pop(gone).delete()
        for item in wanted:
            if item not in self._rows:
                with self.box, ui.element(self._row).classes(self._row_classes) as row:
                    self._rows[item] = row
                    self._draws(item)
        for i, item in enumerate(wanted):
            if self.box.default_slot.children[i] is not self._rows[item]:
                self._rows[item].move(self.box, i)

    def element(self, item: Item) -> ui.element:
        """What an item is drawn in."""
        return self._rows[item]

    def move(self, item: Item, by: int) -> None:
        """Move a row up (-1) or down (1), as far as there is room."""
        order = self._order()
        at = order.index(item)
        to = min(max(at + by, 0), len(order) - 1)
        if to != at:
            order.insert(to, order.pop(at))
            self.show(order)
            self._tell()

    def grip(self, item: Item, what: str = "") -> None:
        """What a row is dragged by, drawn here; arrow keys on it move the row too."""
        grip = ui.element("button").classes("grip quiet").props("type=button")
        grip.props["aria-label"] = f"Move {what or 'it'}: drag, or use the arrow keys"
        grip.props["title"] = "Drag, or use the arrow keys"
        with grip:
            ui.icon("drag_indicator")
        grip.on("keydown.up.prevent", lambda: self._keyed(item, -1))
        grip.on("keydown.down.prevent", lambda: self._keyed(item, 1))

    def _keyed(self, item: Item, by: int) -> None:
        self.move(item, by)
        # The keyboard was on the grip, and Vue may have taken the row out and put it back.
        go_on(self._rows[item], part=".grip")

    def _order(self) -> list[Item]:
        """The items as their elements stand."""
        places = {row.id: place for place, row in enumerate(self.box.default_slot.children)}
        return sorted(self._rows, key=lambda item: places[self._rows[item].id])

    def _dragged(self, event: events.SortableEventArguments) -> None:
        if event.old_index != event.new_index:
            self._tell()

    def _tell(self) -> None:
        if self._ordered is not None:
            self._ordered(self._order())
