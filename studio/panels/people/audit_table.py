"""The audit trail: who did what, from where, when; the latest on top."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from studio.panels.people.table import PeopleTable, time_of
from studio.services.audit_trail import Entry
from studio.services.audit_words import Names, aside, sentence

_ICONS = {"user": "person", "key": "vpn_key", "system": "dns", "stranger": "person_off"}
_KINDS = {"user": "User", "key": "API key", "system": "The installation itself", "stranger": "Not signed in"}
_ROW = f"""
<q-tr :props="props" :class="{{refused: props.row.refused}}">
  <q-td key="at">{time_of("at", seconds=True)}</q-td>
  <q-td key="who" data-label="Who"><span>
    <q-icon :name="props.row.icon" size="16px" class="muted" :title="props.row.kind" />
    <button type="button" class="plain-link" title="Only what they did"
      @click="() => $parent.$emit('who', props.row.who)">{{{{ props.row.who }}}}</button></span></q-td>
  <q-td key="what" data-label="What"><span>{{{{ props.row.what }}}}</span>
    <div v-if="props.row.aside" class="muted small">{{{{ props.row.aside }}}}</div></q-td>
  <q-td key="origin" data-label="From"><span class="code">{{{{ props.row.origin || '–' }}}}</span></q-td>
</q-tr>
"""
_LABELS = {"at": "When", "who": "Who", "what": "What", "origin": "From where"}


class AuditTable:
    """The table."""

    def __init__(self, on_who: Callable[[str], Any]) -> None:
        """`on_who` gets the name in a row that was pressed."""
        self._table = PeopleTable(_LABELS, _ROW, "audit", paged=False)
        self._table.on("who", on_who, by="who")
        self.element = self._table.element

    def show(self, entries: Sequence[Entry], names: Names) -> None:
        """Show these."""
        self._table.show([_row(entry, names) for entry in entries])


def _row(entry: Entry, names: Names) -> dict[str, Any]:
    return {
        "id": entry.order, "at": entry.at.isoformat(), "who": entry.actor, "icon": _ICONS.get(entry.actor_kind, "help"),
        "kind": _KINDS.get(entry.actor_kind, ""), "what": sentence(entry, names), "aside": aside(entry, names),
        "origin": entry.origin, "refused": entry.act.endswith("refused"),
    }  # fmt: skip
