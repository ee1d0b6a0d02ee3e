"""The versions of a flow, newest first, each to download."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nicegui import events, ui

from studio.services.flows import History, Mark, VersionRow
from studio.words import moment_there

PER_PAGE = 50
Hear = Callable[[events.GenericEventArguments], Any]

_ROW = f"""
<q-tr v-if="props.row.archive" class="archive-row">
  <q-td colspan="2"><q-icon name="archive" size="16px" /> Archived: it starts no new conversations.</q-td>
  <q-td>{{{{ props.row.archive.by }}}}</q-td>
  <q-td>{moment_there("props.row.archive.at")}</q-td>
  <q-td colspan="3" />
</q-tr>
<q-tr v-else :props="props">
  <q-td key="number"><b>v{{{{ props.row.number }}}}</b>
    <span v-if="props.row.current" class="badge badge-published">current</span>
    <div v-if="props.row.back" class="muted small">again since {moment_there("props.row.back.at")},
      by {{{{ props.row.back.by }}}}</div></q-td>
  <q-td key="note" class="note">{{{{ props.row.note }}}}</q-td>
  <q-td key="author">{{{{ props.row.author }}}}</q-td>
  <q-td key="at">{moment_there("props.row.at")}</q-td>
  <q-td key="digest"><span class="code" :title="props.row.digest">{{{{ props.row.digest.slice(0, 10) }}}}</span></q-td>
  <q-td key="file"><a :href="props.row.file" download :aria-label="'Download version ' + props.row.number">
    <q-icon name="download" size="18px" />YAML</a></q-td>
  <q-td key="acts">
    <q-btn v-if="props.row.comparable" flat dense no-caps label="Compare …"
           @click="() => $parent.$emit('compare', props.row.number)" />
    <q-btn v-if="props.row.restorable" flat dense no-caps label="Restore as draft"
           @click="() => $parent.$emit('restore', props.row.number)" />
    <q-btn v-if="props.row.eligible" flat dense no-caps label="Make current …"
           @click="() => $parent.$emit('current', props.row.number)" />
  </q-td>
</q-tr>
"""
_NONE = '<div class="muted">Published versions are listed here. They never change.</div>'
_LABELS = {
    "number": "Version", "note": "What changed", "author": "By", "at": "Published", "digest": "Digest", "file": "",
    "acts": "",
}  # fmt: skip


class VersionTable:
    """The history: versions, and above them who archived the flow."""

    def __init__(
        self,
        process_type: str,
        history: History,
        *,
        may_compare: bool = False,
        may_restore: bool = False,
        may_make_current: bool = False,
    ) -> None:
        self._process_type = process_type
        self._may_compare = may_compare
        self._may_restore = may_restore
        self._may_make_current = may_make_current
        columns = [
            {"name": name, "label": label, "field": name, "align": "left"} for name, label in _LABELS.items()
        ]
        self._table = ui.table(columns=columns, rows=[], row_key="number", pagination=PER_PAGE)
        self._table.props("flat dense").classes("versions").mark("versions")
        self._table.add_slot("body", _ROW)
        self._table.add_slot("no-data", _NONE)
        self.show(history)

    def show(self, history: History) -> None:
        """Show this instead."""
        archive = history.archive
        above = [] if archive is None else [{"number": 0, "archive": _told(archive)}]
        self._table.rows = [*above, *(self._row(one) for one in history.versions)]
        self._table.props["hide-pagination"] = len(self._table.rows) <= PER_PAGE

    def on_compare(self, hear: Hear) -> None:
        """Told with the version's number that somebody wants to see what changed since."""
        self._table.on("compare", hear)

    def on_restore(self, hear: Hear) -> None:
        """Told with the version's number that somebody wants it as the draft."""
        self._table.on("restore", hear)

    def on_make_current(self, hear: Hear) -> None:
        """Told with the version's number that somebody wants it current."""
        self._table.on("current", hear)

    def _row(self, one: VersionRow) -> dict[str, Any]:
        return {
            **one._asdict(),
            "at": one.at.isoformat(),
            "back": None if one.back is None else _told(one.back),
            "comparable": self._may_compare,
            "restorable": self._may_restore,
            "eligible": self._may_make_current and not one.current,
            "file": f"/flows/{self._process_type}/versions/{one.number}.yaml",
        }


def _told(mark: Mark) -> dict[str, str]:
    return {"by": mark.by, "at": mark.at.isoformat()}
