"""What a real process was told, as a timeline in words: the latest on top."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from nicegui import events, ui

from flows.words import op_words, readable, value_words
from studio.services.moments import Moment
from studio.services.sandbox.model import CandidateRow
from studio.words import moment_there

_ICONS = {
    "intent": "chat_bubble", "event": "bolt", "timeout": "schedule", "action": "done_all", "manual": "pan_tool",
}  # fmt: skip
_ROW = (
    """
<q-tr :props="props"><q-td class="moment-cell" colspan="100%"><article class="moment">
  <q-icon :name="props.row.icon" size="18px" class="moment-icon" />
  <div class="moment-body">
    <header><span class="strong">{{ props.row.what }}</span>
      <span class="muted small">"""
    + moment_there("props.row.at")
    + """</span>
      <q-btn flat dense no-caps size="sm" icon="science" class="moment-open" label="Open in the sandbox"
             @click="() => $parent.$emit('open', props.row.order)" /></header>
    <blockquote v-if="props.row.said">{{ props.row.said }}</blockquote>
    <div v-if="props.row.understood.length" class="small">Understood:
      <span v-for="one in props.row.understood" class="badge badge-published">{{ one }}</span></div>
    <div>{{ props.row.words }}</div>
    <div v-if="props.row.did.length" class="muted small">It did: {{ props.row.did.join(', ') }}</div>
    <div v-for="note in props.row.notes" class="small tone-warning">{{ note }}</div>
    <details v-if="props.row.others.length"><summary class="small">Why no other transition ({{
      props.row.others.length }})</summary>
      <dl><template v-for="one in props.row.others"><dt>{{ one.words }}</dt><dd class="muted">{{ one.why }}
        <div v-for="clause in one.clauses" class="small">{{ clause }}</div></dd></template></dl></details>
  </div>
</article></q-td></q-tr>
"""
)


class Moments:
    """The timeline. `show` sends nothing that is there already."""

    def __init__(self, on_open: Callable[[int], object]) -> None:
        """`on_open` gets the number of the moment that somebody wants in the sandbox."""
        self._table = ui.table(
            columns=[{"name": "at", "label": "", "field": "at"}], rows=[], row_key="order", pagination=0
        )
        self._table.props("flat hide-header hide-pagination hide-no-data").classes("moments")
        self._table.mark("moments").add_slot("body", _ROW)

        def opened(event: events.GenericEventArguments) -> object:
            return on_open(event.args) if isinstance(event.args, int) else None

        self._table.on("open", opened)

    def show(self, moments: Sequence[Moment]) -> None:
        """Show these, the last one on top."""
        rows = [_row(one) for one in reversed(moments)]
        if rows != self._table.rows:
            self._table.rows = rows


def _row(one: Moment) -> dict[str, Any]:
    return {
        "order": one.order, "at": one.at.isoformat(), "icon": _ICONS.get(one.kind, "circle"),
        "what": one.what[:1].upper() + one.what[1:], "said": one.said, "words": one.words, "did": one.did,
        "notes": [*one.notes, *(f"{readable(name)} was left out: {why}" for name, why in one.dropped)],
        "understood": [f"{readable(intent)} {confidence:.0%}" for intent, confidence in one.understood],
        "others": [_other(row) for row in one.candidates if row.verdict != "taken"],
    }  # fmt: skip


def _other(row: CandidateRow) -> dict[str, Any]:
    clauses = [
        f"{'✓' if one.holds else '✗'} {readable(one.field.partition('.')[2] or one.field)} {op_words(one.op)} "
        f"{value_words(one.expected)}: it was {value_words(one.actual) if one.actual is not None else 'unknown'}"
        for one in row.clauses
    ]
    return {"words": row.words, "why": row.why, "clauses": clauses}
