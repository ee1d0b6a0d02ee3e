"""The flows as cards: one table element, so that two hundred cost the page no more than two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nicegui import ui

from studio.panels.badges import standing
from studio.services.flows import Card
from studio.words import counted, plural, worst

PER_PAGE = 24

# Vue escapes whatever stands in double braces or is bound to an attribute.
_CARD = """
<a class="flow-card" :href="'/flows/' + props.row.process_type">
  <span class="thumb">
    <img :src="'/flows/' + props.row.process_type + '/picture.svg?seen=' + props.row.seen
               + '&theme=' + ($q.dark.isActive ? 'dark' : 'light')" loading="lazy" alt="">
  </span>
  <span class="flow-card-text">
    <span class="flow-card-title">{{ props.row.title }}</span>
    <span class="code">{{ props.row.process_type }}</span>
    <span class="flow-card-description muted">{{ props.row.description }}</span>
    <span class="badges">
      <span v-for="one in props.row.badges" :class="'badge badge-' + one[1]">{{ one[0] }}</span>
    </span>
  </span>
  <span class="flow-card-foot">
    <span :class="'tone-' + props.row.tone">
      <q-icon :name="props.row.icon" size="16px" />{{ props.row.problems }}</span>
    <span :class="props.row.running ? 'running' : 'muted'">{{ props.row.running_words }}</span>
  </span>
</a>
"""
_NO_MATCH = '<div class="no-match muted">No flow matches “{{ props.filter }}”.</div>'
_ICONS = {"error": "error", "warning": "warning", "hint": "lightbulb", "ok": "check_circle"}


class FlowCards:
    """The cards, with a search over titles, process types and descriptions."""

    def __init__(self, cards: Sequence[Card]) -> None:
        columns = [
            {"name": name, "label": name, "field": name} for name in ("title", "process_type", "description")
        ]
        self.table = ui.table(columns=columns, rows=_rows(cards), row_key="process_type", pagination=PER_PAGE)
        self.table.props(f'grid hide-header flat :rows-per-page-options="[{PER_PAGE}]"').classes("flow-cards")
        self.table.add_slot("item", _CARD)
        self.table.add_slot("no-data", _NO_MATCH)
        self._page(len(cards))

    def show(self, cards: Sequence[Card]) -> None:
        """Show these instead."""
        self.table.rows = _rows(cards)
        self._page(len(cards))

    def _page(self, count: int) -> None:
        self.table.props["hide-pagination"] = count <= PER_PAGE


def _rows(cards: Sequence[Card]) -> list[dict[str, Any]]:
    return [_row(card) for card in cards]


def _row(card: Card) -> dict[str, Any]:
    tone = worst(card.findings) or "ok"
    return {
        "process_type": card.process_type, "title": card.title, "description": card.description, "seen": card.seen,
        "badges": standing(card.current, unpublished=card.unpublished), "problems": counted(card.findings),
        "tone": tone, "icon": _ICONS[tone], "running": card.running,
        "running_words": plural(card.running, "open conversation") if card.running else "No open conversations",
    }  # fmt: skip
