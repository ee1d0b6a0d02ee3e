"""The look that tables of people and keys share; on a phone each row is a card."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nicegui import events, ui

from studio.words import moment_there

PER_PAGE = 50


def time_of(field: str, *, seconds: bool = False) -> str:
    """A row's time, see `studio.words.moment_there`; a dash where there is none."""
    return f"""<template v-if="props.row.{field}">{moment_there(f"props.row.{field}", seconds=seconds)}</template>
    <span v-else class="muted">–</span>"""


class PeopleTable:
    """A table whose rows are drawn by a Vue template. `show` sends nothing that is there already."""

    def __init__(
        self, labels: Mapping[str, str], row: str, mark: str, *, none: str = "", paged: bool = True
    ) -> None:
        """A column for each of `labels`; `none` is the template for a table without rows.

        Rows have an `id`. No field of theirs that holds a list may have the name of a column.
        """
        columns = [
            {"name": name, "label": label, "field": name, "align": "left"} for name, label in labels.items()
        ]
        self._most = PER_PAGE if paged else 0
        self.element = ui.table(columns=columns, rows=[], row_key="id", pagination=self._most)
        self.element.props("flat hide-pagination").classes("people-table").mark(mark)
        self.element.add_slot("body", row)
        self.element.add_slot("no-data", none)

    def show(self, rows: Sequence[dict[str, Any]]) -> None:
        """Show these."""
        if list(rows) != self.element.rows:
            self.element.rows = list(rows)
            self.element.props["hide-pagination"] = not 0 < self._most < len(rows)

    def on(self, act: str, hear: Callable[[str], Any], by: str = "id") -> None:
        """`hear` is told what stands in the field `by` of the row that `act` was emitted for.

        What comes from a browser may name anything: only what is shown is passed on.
        """

        def heard(event: events.GenericEventArguments) -> Any:
            shown = isinstance(event.args, str) and any(row[by] == event.args for row in self.element.rows)
            return hear(event.args) if shown else None

        self.element.on(act, heard)
