"""How many conversations are in each state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from nicegui import ui

from studio.services.flows import StateRow

_ROW = """
<q-tr :props="props" :class="{'empty-state': !props.row.here}">
  <q-td key="name">
    <span :class="'state-mark state-' + props.row.kind" aria-hidden="true"></span>
    <button v-if="props.row.chosen" type="button" class="state-name quiet"
      :title="'The conversations in ' + props.row.name" @click="() => $parent.$emit('choose', props.row.id)">{{
      props.row.name }}</button>
    <span v-else class="state-name">{{ props.row.name }}</span>
    <span v-if="props.row.note" class="muted small">{{ props.row.note }}</span>
  </q-td>
  <q-td key="here" class="number">
    <span :class="props.row.here && props.row.live ? 'running' : ''">{{ props.row.here.toLocaleString() }}</span>
  </q-td>
</q-tr>
"""
_NOTES = {"initial": "start", "normal": "", "terminal": "end", "gone": "older version"}


class StateTable:
    """The states in the author's order; those of older versions come last."""

    def __init__(self, states: Sequence[StateRow], on_choose: Callable[[str], object] | None = None) -> None:
        """With `on_choose`, a state is pressed to hear of it by its id."""
        self._choosable = on_choose is not None
        columns = [
            {"name": "name", "label": "State", "field": "name", "align": "left"},
            {"name": "here", "label": "Conversations", "field": "here", "align": "right"},
        ]
        self._table = (
            ui.table(columns=columns, rows=self._rows(states), row_key="id").classes("states").mark("states")
        )
        self._table.props("flat dense").add_slot("body", _ROW)
        if on_choose is not None:
            self._table.on("choose", lambda event: on_choose(str(event.args)))

    def show(self, states: Sequence[StateRow]) -> None:
        """Show these instead."""
        self._table.rows = self._rows(states)

    def _rows(self, states: Sequence[StateRow]) -> list[dict[str, Any]]:
        return [
            {
                **one._asdict(),
                "note": _NOTES[one.kind],
                "live": one.kind != "terminal",
                "chosen": self._choosable,
            }
            for one in states
        ]
