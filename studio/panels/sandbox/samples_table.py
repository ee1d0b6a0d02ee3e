"""Understood messages, worst first: a table that is scrolled, filtered, and from which examples are picked."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from nicegui import events, ui

from flows.model import Flow
from flows.words import readable
from runtime.users.actor import Actor
from studio.panels.sandbox.bench import SandboxBench
from studio.panels.sandbox.samples_confusion import ConfusionGrid
from studio.panels.sandbox.samples_words import MOST_ROWS, intent_words, matching, table_row
from studio.services.sampling.sampling import Sheet
from studio.services.sampling.scoring import Scored, confusion, worst_first
from studio.words import plural

Add = Callable[[Actor, Mapping[str, Sequence[str]]], Awaitable[None]]
"""Intent → texts, to become its examples."""
AS_EXPECTED = ""
"""Each picked message goes to the intent that it should be, or is understood as."""
_COLUMNS = [
    {"name": "text", "label": "Message", "field": "text", "align": "left", "classes": "wraps"},
    {"name": "expected", "label": "Should be", "field": "expected", "align": "left"},
    {"name": "understood", "label": "Understood as", "field": "understood", "align": "left"},
    {"name": "sure", "label": "Sure", "field": "sure", "align": "right"},
    {"name": "act", "label": "", "field": "key", "align": "right"},
]
_UNDERSTOOD = """
<q-td :props="props">
  <q-icon :name="props.row.icon" :class="props.row.tone" size="16px" :title="props.row.verdict" />
  {{ props.row.understood }}
  <span v-if="props.row.also" class="muted">+ {{ props.row.also }}</span>
  <span v-if="props.row.before" class="was">was: {{ props.row.before }}</span>
</q-td>
"""
_SURE = '<q-td :props="props" class="number">{{ props.row.sure }} %</q-td>'
# A row's parent is the virtual scroll, and the table is that one's.
_ACT = """
<q-td :props="props">
  <q-btn v-if="props.row.target" flat dense no-caps size="sm" color="primary" icon="add" label="Example"
         :title="'Add to the examples of “' + props.row.target_words + '”'"
         @click="() => $parent.$parent.$emit('add', props.row.key)" />
</q-td>
"""


class SamplesTable:
    """The table, and the confusion beside it. At most a thousand rows are in the browser: the worst that match."""

    def __init__(self, bench: SandboxBench, add: Add) -> None:
        self._bench = bench
        self._add = add
        self._sheet: Sheet | None = None
        self._ordered: list[Scored] = []
        self._intents: frozenset[str] = frozenset()
        self._cell: tuple[str, str] | None = None
        self._changes = bench.visit.may("editor")
        with ui.element("div").classes("samples-tools"):
            self._search = ui.input(placeholder="Filter", on_change=bench.acting(self._filtered))
            self._search.props('outlined dense clearable debounce=250 aria-label="Filter messages"').mark(
                "filter-samples"
            )
            self._worst = ui.checkbox("Only what isn't right", on_change=bench.acting(self._filtered)).mark(
                "only-worst"
            )
            self._shown = ui.label().classes("muted small")
            ui.element("div").classes("grow")
            self._picking()
        with ui.element("div").classes("samples-both"):
            self._build()
            self._grid = ConfusionGrid(bench.visit.hearing(self._chosen))

    def _picking(self) -> None:
        with ui.element("div").classes("samples-pick") as self._pick:
            self._picked = ui.label().classes("small")
            self._target = ui.select({AS_EXPECTED: "as expected"}, value=AS_EXPECTED).mark("examples-of")
            self._target.props('outlined dense options-dense aria-label="Examples of"')
            button = ui.button("Add to examples", icon="add", on_click=self._bench.acting(self._add_picked))
            button.props("outline dense no-caps").mark("add-picked")
        self._pick.set_visibility(False)

    def _build(self) -> None:
        self._columns = _COLUMNS if self._changes else _COLUMNS[:-1]
        selection: Any = "multiple" if self._changes else None
        table = ui.table(columns=self._columns, rows=[], row_key="key", pagination=0, selection=selection)
        table.props("flat dense hide-bottom virtual-scroll").classes("samples-table").mark("samples")
        for name, template in (("understood", _UNDERSTOOD), ("sure", _SURE), ("act", _ACT)):
            table.add_slot(f"body-cell-{name}", template)
        table.on_select(self._pick_changed)
        table.on("add", self._bench.visit.hearing(self._add_one))
        self._table = table

    async def show(self, flow: Flow, sheet: Sheet) -> None:
        """Show these messages."""
        self._sheet, self._intents = sheet, frozenset(flow.intents)
        # Fifty thousand messages take a moment: beside the event loop.
        self._ordered = await asyncio.to_thread(worst_first, sheet.rows)
        found = await asyncio.to_thread(confusion, sheet.rows)
        if self._cell not in found.counts:
            self._cell = None
        options = {AS_EXPECTED: "as expected"} | {name: readable(name) for name in flow.intents}
        self._target.set_options(options, value=AS_EXPECTED)
        self._table.columns = [one for one in self._columns if found.expected or one["name"] != "expected"]
        self._grid.show(found, self._cell)
        self._draw(await asyncio.to_thread(self._matching))

    async def _filtered(self, _actor: Actor) -> None:
        self._draw(await asyncio.to_thread(self._matching))

    async def _chosen(self, actor: Actor, event: events.GenericEventArguments) -> None:
        """A cell of the confusion: only its messages; once more, and all are there again."""
        if self._sheet is None or not isinstance(event.args, list) or len(event.args) != 2:
            return
        cell = (str(event.args[0]), str(event.args[1]))
        self._cell = None if cell == self._cell else cell
        self._grid.show(await asyncio.to_thread(confusion, self._sheet.rows), self._cell)
        await self._filtered(actor)

    def _matching(self) -> list[Scored]:
        return matching(self._ordered, self._search.value or "", self._cell, bool(self._worst.value))

    def _draw(self, rows: Sequence[Scored]) -> None:
        shown = rows[:MOST_ROWS]
        self._table.selected = []
        self._table.rows = [table_row(row, self._intents) for row in shown]
        self._pick_changed()
        words = plural(len(rows), "message")
        if self._cell is not None:
            words += f": {intent_words(self._cell[0])}, understood as {intent_words(self._cell[1])}"
        if len(rows) > MOST_ROWS:
            words += f"; here are the worst {MOST_ROWS:,}, filter or export to see others"
        self._shown.text = words

    def _pick_changed(self, _event: object = None) -> None:
        count = len(self._table.selected)
        self._picked.text = f"{plural(count, 'message')}:"
        self._pick.set_visibility(count > 0)

    async def _add_one(self, actor: Actor, event: events.GenericEventArguments) -> None:
        await self._examples(actor, [event.args], AS_EXPECTED)

    async def _add_picked(self, actor: Actor) -> None:
        await self._examples(actor, [row["key"] for row in self._table.selected], self._target.value)

    async def _examples(self, actor: Actor, numbers: Sequence[Any], target: str) -> None:
        if self._sheet is None:
            return
        examples: defaultdict[str, list[str]] = defaultdict(list)
        for number in numbers:
            if isinstance(number, int) and 0 <= number < len(self._sheet.rows):
                row = self._sheet.rows[number]
                intent = target or row.sample.intent or row.understood
                if intent in self._intents:
                    examples[intent].append(row.sample.text)
        if not examples:
            ui.notify("Choose the intent that they are examples of.", type="warning")
            return
        await self._add(actor, examples)
