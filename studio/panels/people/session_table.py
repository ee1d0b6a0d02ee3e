"""The browsers that somebody is signed in with, each to end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from studio.panels.people.browser_words import browser_words
from studio.panels.people.table import PeopleTable, time_of
from studio.services.account import SessionEntry

_ROW = f"""
<q-tr :props="props">
  <q-td key="browser"><span class="strong" :title="props.row.agent">{{{{ props.row.browser }}}}</span>
    <span v-if="props.row.current" class="badge badge-published">this browser</span></q-td>
  <q-td key="address" data-label="Address">{{{{ props.row.address || '–' }}}}</q-td>
  <q-td key="began" data-label="Signed in">{time_of("began")}</q-td>
  <q-td key="seen" data-label="Last seen">{time_of("seen")}</q-td>
  <q-td key="acts" class="acts"><q-btn flat dense no-caps :label="props.row.current ? 'Sign out' : 'End session'"
      @click="() => $parent.$emit('end', props.row.id)" /></q-td>
</q-tr>
"""
_LABELS = {"browser": "Browser", "address": "Address", "began": "Signed in", "seen": "Last seen", "acts": ""}
_NONE = '<div class="muted">Signed in nowhere.</div>'


class SessionTable:
    """The table."""

    def __init__(self, on_end: Callable[[str], Any]) -> None:
        """`on_end` gets the id of a session that is shown."""
        self._table = PeopleTable(_LABELS, _ROW, "sessions", none=_NONE)
        self._table.on("end", on_end)

    def show(self, sessions: Sequence[SessionEntry]) -> None:
        """Show these."""
        self._table.show([_row(one) for one in sessions])


def _row(one: SessionEntry) -> dict[str, Any]:
    return {
        "id": one.id, "browser": browser_words(one.browser.agent), "agent": one.browser.agent,
        "address": one.browser.address, "began": one.created_at.isoformat(), "seen": one.seen_at.isoformat(),
        "current": one.current,
    }  # fmt: skip
