"""A list that people add to and take from: examples, buttons, parameters, what starts a flow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Generic, TypeVar

from nicegui import ui

from studio.panels.inspector.controls import add_button, icon_button

Item = TypeVar("Item")


class Rows(Generic[Item]):
    """The list; `changed` gets it whole after each change, with what isn't filled in yet."""

    def __init__(
        self,
        items: Sequence[Item],
        draws: Callable[[int, Item, Callable[[Item], None]], None],
        changed: Callable[[list[Item]], None],
        *,
        add: str = "",
        blank: Item | None = None,
        read_only: bool = False,
    ) -> None:
        """`draws` fills one row and is given what puts another item in its place; without `add`, nothing is added."""
        self._items = list(items)
        self._draws = draws
        self._changed = changed
        self._blank = blank
        self._read_only = read_only
        self._box = ui.element("div").classes("entry-rows")
        self._draw()
        if add and not read_only:
            add_button(add, self._add)

    def extend(self, items: Sequence[Item]) -> None:
        """Add these at the end."""
        self._items += items
        self._changed(list(self._items))
        self._draw()

    def _draw(self) -> None:
        self._box.clear()
        with self._box:
            for i, item in enumerate(self._items):
                with ui.element("div").classes("inspect-row entry-row"):
                    self._draws(i, item, partial(self._put, i))
                    if not self._read_only:
                        icon_button("close", "Remove", partial(self._remove, i))

    def _put(self, i: int, item: Item) -> None:
        self._items[i] = item
        self._changed(list(self._items))

    def _add(self) -> None:
        if self._blank is not None:
            self._items.append(self._blank)
            self._draw()

    def _remove(self, i: int) -> None:
        del self._items[i]
        self._changed(list(self._items))
        self._draw()
