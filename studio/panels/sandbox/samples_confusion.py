"""How often messages that should be one intent were understood as another: a table whose cells are pressed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import events, ui

from studio.panels.sandbox.samples_words import confusion_rows, intent_words
from studio.services.sampling.scoring import Confusion

_HEADER = """
<q-tr class="confusion-head">
  <q-th class="left">Should be</q-th>
  <q-th v-for="col in props.cols.slice(1)" :key="col.name"><span>{{ col.label }}</span></q-th>
</q-tr>
"""
_ROW = """
<q-tr>
  <q-td class="confusion-name">{{ props.row.words }}</q-td>
  <q-td v-for="cell in props.row.cells" :key="cell.understood" class="confusion-cell">
    <button v-if="cell.count" type="button" :title="cell.words" :aria-label="cell.words"
            :aria-pressed="cell.chosen ? 'true' : 'false'"
            :class="[cell.right ? 'right' : 'wrong', 'shade-' + cell.shade]"
            @click="() => $parent.$emit('cell', [cell.expected, cell.understood])">{{ cell.count }}</button>
  </q-td>
</q-tr>
"""


class ConfusionGrid:
    """The grid; hidden where nothing was expected. `chosen` hears the two intents of a cell."""

    def __init__(self, chosen: Callable[[events.GenericEventArguments], Awaitable[None]]) -> None:
        with ui.element("div").classes("confusion") as self._place:
            ui.label("Understood as").classes("section-title")
            self._table = ui.table(
                columns=[{"name": "x", "label": "", "field": "x"}], rows=[], row_key="expected", pagination=0
            )
            self._table.props("flat dense hide-bottom separator=none").mark("confusion")
            self._table.add_slot("header", _HEADER)
            self._table.add_slot("body", _ROW)
            self._table.on("cell", chosen)

    def show(self, found: Confusion, cell: tuple[str, str] | None) -> None:
        """Show it with this cell pressed."""
        self._place.set_visibility(bool(found.expected))
        columns: list[dict[str, Any]] = [{"name": "expected", "label": "Should be", "field": "words"}]
        columns += [{"name": one, "label": intent_words(one), "field": one} for one in found.understood]
        self._table.columns = columns
        self._table.rows = confusion_rows(found, cell)
