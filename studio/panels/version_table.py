"""The versions of a flow, newest first, each to download."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from nicegui import events, ui

from studio.services.flows import VersionRow

Hear = Callable[[events.GenericEventArguments], Any]

# Times are shown in the zone and the words of whoever looks: the browser knows both.
_ROW = """
<q-tr :props="props">
  <q-td key="number"><b>v{{ props.row.number }}</b>
    <span v-if="props.row.current" class="badge badge-published">current</span></q-td>
  <q-td key="note" class="note">{{ props.row.note }}</q-td>
  <q-td key="author">{{ props.row.author }}</q-td>
  <q-td key="at"><time :datetime="props.row.at" :title="props.row.at">{{
    new Date(props.row.at).toLocaleString([], {dateStyle: 'medium', timeStyle: 'short'}) }}</time></q-td>
  <q-td key="digest"><span class="code" :title="props.row.digest">{{ props.row.digest.slice(0, 10) }}</span></q-td>
  <q-td key="file"><a :href="props.row.file" download :aria-label="'Download version ' + props.row.number">
    <q-icon name="download" size="18px" />YAML</a></q-td>
  <q-td key="acts">
    <q-btn v-if="props.row.restorable" flat dense no-caps label="Restore as draft"
           @click="() => $parent.$emit('restore', props.row.number)" />
    <q-btn v-if="props.row.eligible" flat dense no-caps label="Make current …"
           @click="() => $parent.$emit('current', props.row.number)" />
  </q-td>
</q-tr>
"""
_NONE = (
    '<div class="muted">Nothing is published yet. A published version never changes; it is listed here.</div>'
)
_LABELS = {
    "number": "Version", "note": "What changed", "author": "By", "at": "Published", "digest": "Digest", "file": "",
    "acts": "",
}  # fmt: skip


class VersionTable:
    """The history."""

    def __init__(
        self,
        process_type: str,
        versions: Sequence[VersionRow],
        *,
        may_restore: bool = False,
        may_make_current: bool = False,
    ) -> None:
        self._process_type = process_type
        self._may_restore = may_restore
        self._may_make_current = may_make_current
        columns = [
            {"name": name, "label": label, "field": name, "align": "left"} for name, label in _LABELS.items()
        ]
        self._table = ui.table(columns=columns, rows=self._rows(versions), row_key="number", pagination=50)
        self._table.props("flat dense").classes("versions").mark("versions")
        self._table.add_slot("body", _ROW)
        self._table.add_slot("no-data", _NONE)
        self.show(versions)

    def show(self, versions: Sequence[VersionRow]) -> None:
        """Show these instead."""
        self._table.rows = self._rows(versions)
        self._table.props["hide-pagination"] = len(versions) <= 50

    def on_restore(self, hear: Hear) -> None:
        """Told with the version's number that somebody wants it as the draft."""
        self._table.on("restore", hear)

    def on_make_current(self, hear: Hear) -> None:
        """Told with the version's number that somebody wants it current."""
        self._table.on("current", hear)

    def _rows(self, versions: Sequence[VersionRow]) -> list[dict[str, Any]]:
        return [
            {
                **one._asdict(),
                "at": one.at.isoformat(),
                "restorable": self._may_restore,
                "eligible": self._may_make_current and not one.current,
                "file": f"/flows/{self._process_type}/versions/{one.number}.yaml",
            }
            for one in versions
        ]
