"""A flow's conversations, newest activity first: one table element that follows what happens."""

from __future__ import annotations

from typing import Any

from nicegui import events, ui

from runtime.users.actor import Actor
from studio.services.conversations import ConversationLine, Cursor, Wanted
from studio.services.flows import StateRow
from studio.visit import Visit
from studio.words import moment_there

PER_PAGE = 50
ANY_STATE = ""
OPEN = {None: "All", True: "Open", False: "Ended"}

_ROW = f"""
<q-tr :props="props">
  <q-td key="contact"><a :href="props.row.address">{{{{ props.row.contact }}}}</a></q-td>
  <q-td key="state">{{{{ props.row.state_words }}}}
    <span v-if="props.row.ended" class="badge badge-quiet">ended</span>
    <span v-if="props.row.held" class="badge badge-draft">with an operator</span>
    <span v-if="props.row.flagged" class="badge badge-danger"
      title="It went round in a circle, and was stopped: somebody should look at this map">flagged</span></q-td>
  <q-td key="since">{moment_there("props.row.since")}</q-td>
  <q-td key="version">v{{{{ props.row.version }}}}</q-td>
  <q-td key="channel">{{{{ props.row.channel || '–' }}}}</q-td>
  <q-td key="last" class="last-said"><span class="muted" v-if="props.row.last">{{{{
    props.row.sender === 'customer' ? '←' : '→' }}}}</span> {{{{ props.row.last || '–' }}}}</q-td>
  <q-td key="active_at">{moment_there("props.row.active_at")}</q-td>
</q-tr>
"""
_LABELS = {
    "contact": "Contact", "state": "State", "since": "Since", "version": "Version", "channel": "Channel",
    "last": "Last message", "active_at": "Last active",
}  # fmt: skip
_NONE = "Nobody is in this flow yet. A conversation is listed here as soon as one begins."
_NO_MATCH = "No conversation fits this. Take the filter off to see all."


class ConversationTable:
    """The list with its filters. `look` brings it up to date; what didn't change isn't sent again."""

    def __init__(self, visit: Visit, process_type: str, states: tuple[StateRow, ...]) -> None:
        self._visit = visit
        self._wanted = Wanted(process_type, limit=PER_PAGE)
        self._before: list[Cursor | None] = []
        """Where the pages before this one begin."""
        self._next: Cursor | None = None
        with ui.element("div").classes("conversation-filters"):
            self._search = ui.input(placeholder="Find by reference", on_change=self._searched)
            self._search.props("outlined dense clearable debounce=250 type=search").mark("find-reference")
            self._search.props('aria-label="Find by the value of a reference field or the key"')
            self._state = ui.select(_choices(states), value=ANY_STATE, on_change=self._filtered)
            self._state.props('outlined dense options-dense aria-label="State"').mark("filter-state")
            self._open = ui.select(OPEN, value=None, on_change=self._filtered)
            self._open.props('outlined dense options-dense aria-label="Open or ended"').mark("filter-open")
        columns = [
            {"name": name, "label": label, "field": name, "align": "left"} for name, label in _LABELS.items()
        ]
        self._table = ui.table(columns=columns, rows=[], row_key="binding_id", pagination=0)
        self._table.props("flat dense hide-pagination").classes("conversations").mark("conversations")
        self._table.add_slot("body", _ROW)
        self._table.add_slot("no-data", "")
        self._empty = ui.label(_NONE).classes("muted conversations-none")
        with ui.element("div").classes("conversation-pages") as self._pages:
            self._newer = ui.button("Newer", icon="chevron_left", on_click=self._to_newer)
            self._older = ui.button("Older", on_click=self._to_older).props("icon-right=chevron_right")
            for button in (self._newer, self._older):
                button.props("flat dense no-caps")

    def filter_state(self, state: str) -> None:
        """Only those in this state."""
        self._state.value = state

    def offer(self, states: tuple[StateRow, ...]) -> None:
        """The states there are now."""
        choices = _choices(states)
        if choices != self._state.options:
            self._state.set_options(choices)

    async def look(self, actor: Actor) -> None:
        """Read the page that is shown once more."""
        page = await self._visit.services.conversations.page(actor, self._wanted)
        rows = [self._row(row) for row in page.rows]
        if rows != self._table.rows:
            self._table.rows = rows
        self._next = page.next
        narrowed = self._wanted._replace(after=None) != Wanted(self._wanted.process_type, limit=PER_PAGE)
        self._empty.text = _NO_MATCH if narrowed else _NONE
        self._empty.set_visibility(not rows)
        self._table.set_visibility(bool(rows))
        self._pages.set_visibility(bool(self._before) or page.next is not None)
        self._newer.set_enabled(bool(self._before))
        self._older.set_enabled(page.next is not None)

    async def _searched(self, _event: events.ValueChangeEventArguments[Any]) -> None:
        await self._turn_to(self._wanted._replace(reference=(self._search.value or "")[:255]))

    async def _filtered(self, _event: events.ValueChangeEventArguments[Any]) -> None:
        await self._turn_to(self._wanted._replace(state=self._state.value or None, open=self._open.value))

    async def _turn_to(self, wanted: Wanted) -> None:
        self._before.clear()
        self._wanted = wanted._replace(after=None)
        await self._visit.acting(self.look)()

    async def _to_older(self) -> None:
        self._before.append(self._wanted.after)
        self._wanted = self._wanted._replace(after=self._next)
        await self._visit.acting(self.look)()

    async def _to_newer(self) -> None:
        self._wanted = self._wanted._replace(after=self._before.pop())
        await self._visit.acting(self.look)()

    def _row(self, row: ConversationLine) -> dict[str, Any]:
        return {
            **row._asdict(),
            "since": row.since.isoformat(),
            "active_at": row.active_at.isoformat(),
            "address": f"/flows/{self._wanted.process_type}/conversations/{row.binding_id}",
        }


def _choices(states: tuple[StateRow, ...]) -> dict[str, str]:
    return {ANY_STATE: "Any state", **{row.id: row.name for row in states}}
