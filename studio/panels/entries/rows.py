"""A list that people add to, take from and put in another order: examples, buttons, parameters, choices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from studio.panels.inspector.controls import add_button, icon_button
from studio.panels.listing import Listing

Item = TypeVar("Item")
Draws = Callable[[Item, Callable[[Item], None]], None]
"""Fills one row; gets what is in it, and what puts something else in its place."""


@dataclass(eq=False, slots=True)
class _Row(Generic[Item]):
    """A row, told from another that holds the same."""

    item: Item


class Rows(Generic[Item]):
    """The list. What somebody is typing into stays as it is, whatever becomes of the other rows."""

    def __init__(
        self,
        items: Sequence[Item],
        draws: Draws[Item],
        changed: Callable[[list[Item]], None],
        *,
        keeps: Callable[[Item], object],
        noun: str,
        add: str = "",
        blank: Callable[[], Item] | None = None,
        classes: str = "",
        read_only: bool = False,
    ) -> None:
        """`changed` gets the finished rows after each change; `keeps` gives what is stored of one, None of the others.

        Without `add`, nothing is added by a button; `blank` makes what is added.
        """
        self._draws = draws
        self._changed = changed
        self._keeps = keeps
        self._noun = noun
        self._read_only = read_only
        self._rows = [_Row(item) for item in items]
        ordered = None if read_only else self._ordered
        self._listing: Listing[_Row[Item]] = Listing(
            self._draw, classes=f"entry-rows {classes}", row_classes="inspect-row entry-row", ordered=ordered
        )
        self._listing.show(self._rows)
        if add and blank is not None and not read_only:
            add_button(add, lambda: self._append([blank()]))

    @property
    def items(self) -> list[Item]:
        """What is stored of the list."""
        return [row.item for row in self._rows if self._keeps(row.item) is not None]

    def extend(self, items: Sequence[Item]) -> None:
        """Add these at the end, and store them."""
        self._append(items)
        self._tell()

    def meet(self, items: Sequence[Item]) -> None:
        """Others changed the list: rows that are still in it stay, and so do those that aren't finished."""
        if self._listing.box.is_deleted:
            return
        known = list(self._rows)
        rows: list[_Row[Item]] = []
        for item in items:
            same = next((row for row in known if self._keeps(row.item) == self._keeps(item)), None)
            if same is not None:
                known.remove(same)
            rows.append(same or _Row(item))
        self._rows = rows + [row for row in known if self._keeps(row.item) is None]
        self._listing.show(self._rows)

    def _append(self, items: Sequence[Item]) -> None:
        self._rows += [_Row(item) for item in items]
        self._listing.show(self._rows)

    def _draw(self, row: _Row[Item]) -> None:
        if not self._read_only:
            self._listing.grip(row, f"this {self._noun}")
        self._draws(row.item, partial(self._put, row))
        if not self._read_only:
            icon_button("close", f"Remove this {self._noun}", partial(self._remove, row))

    def _put(self, row: _Row[Item], item: Item) -> None:
        row.item = item
        if row in self._rows:  # else somebody took it out
            self._tell()

    def _remove(self, row: _Row[Item]) -> None:
        self._rows.remove(row)
        self._listing.show(self._rows)
        self._tell()

    def _ordered(self, rows: Sequence[_Row[Item]]) -> None:
        self._rows = list(rows)
        self._tell()

    def _tell(self) -> None:
        self._changed(self.items)
