"""The flows as cards: one table element, so that two hundred cost the page no more than two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from nicegui import events, ui

from runtime.users.actor import Role
from studio.panels.badges import standing
from studio.services.flows import Card
from studio.words import counted, plural, worst

PER_PAGE = 24

# Vue escapes whatever stands in double braces or is bound to an attribute.
_CARD = """
<div :class="['flow-card', {archived: props.row.archived}]">
  <span class="thumb">
    <img :src="'/flows/' + props.row.process_type + '/thumbnail.svg?seen=' + props.row.seen
               + '&theme=' + ($q.dark.isActive ? 'dark' : 'light')" loading="lazy" alt="">
  </span>
  <span class="flow-card-text">
    <a class="flow-card-title" :href="'/flows/' + props.row.process_type">{{ props.row.title }}</a>
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
  <q-btn round dense unelevated icon="more_vert" class="flow-card-menu" :aria-label="'More about ' + props.row.title">
    <q-menu anchor="bottom right" self="top right" auto-close>
      <q-list dense>
        <q-item clickable :href="'/flows/' + props.row.process_type + '/edit'">
          <q-item-section avatar><q-icon name="edit" /></q-item-section>
          <q-item-section>{{ props.row.edit }}</q-item-section></q-item>
        <q-item clickable :href="'/flows/' + props.row.process_type + '/draft.yaml'" download>
          <q-item-section avatar><q-icon name="download" /></q-item-section>
          <q-item-section>Download YAML</q-item-section></q-item>
        <q-item v-if="props.row.copy" clickable @click="() => $parent.$emit('copy', props.row.process_type)">
          <q-item-section avatar><q-icon name="content_copy" /></q-item-section>
          <q-item-section>{{ props.row.copy }}</q-item-section></q-item>
        <q-item v-if="props.row.archive" clickable @click="() => $parent.$emit('archive', props.row.process_type)">
          <q-item-section avatar><q-icon :name="props.row.archived ? 'unarchive' : 'archive'" /></q-item-section>
          <q-item-section>{{ props.row.archive }}</q-item-section></q-item>
      </q-list>
    </q-menu>
  </q-btn>
</div>
"""
_NO_MATCH = '<div class="no-match muted">No flow matches “{{ props.filter }}”.</div>'
_ICONS = {"error": "error", "warning": "warning", "hint": "lightbulb", "ok": "check_circle"}


Chosen = Callable[[Card], Any]
May = Callable[[Role, str], bool]


class FlowCards:
    """The cards, with a search over titles, process types and descriptions."""

    def __init__(
        self, cards: Sequence[Card], may: May, *, on_copy: Chosen | None = None, on_archive: Chosen
    ) -> None:
        """`may` says what somebody may do with a flow; without `on_copy` they may make none."""
        self._cards: dict[str, Card] = {}
        self._may = may
        self._on_copy = on_copy
        columns = [
            {"name": name, "label": name, "field": name} for name in ("title", "process_type", "description")
        ]
        self.table = ui.table(columns=columns, rows=[], row_key="process_type", pagination=PER_PAGE)
        self.table.props(f'grid hide-header flat :rows-per-page-options="[{PER_PAGE}]"').classes("flow-cards")
        self.table.add_slot("item", _CARD)
        self.table.add_slot("no-data", _NO_MATCH)
        for event, hear in (("copy", on_copy), ("archive", on_archive)):
            if hear is not None:
                self.table.on(event, self._with_card(hear))
        self.show(cards)

    def show(self, cards: Sequence[Card]) -> None:
        """Show these instead."""
        self._cards = {card.process_type: card for card in cards}
        self.table.rows = [self._row(card) for card in cards]
        self.table.props["hide-pagination"] = len(cards) <= PER_PAGE

    def _with_card(self, hear: Chosen) -> Callable[[events.GenericEventArguments], Any]:
        """What comes from a browser may name anything: only a flow that is shown is passed on."""

        def chosen(event: events.GenericEventArguments) -> None:
            if isinstance(event.args, str) and event.args in self._cards:
                hear(self._cards[event.args])

        return chosen

    def _archiving(self, card: Card) -> str:
        if not self._may("publisher", card.process_type):
            return ""
        return "Take out of the archive" if card.archived else "Archive …"

    def _row(self, card: Card) -> dict[str, Any]:
        tone = worst(card.findings) or "ok"
        return {
            "process_type": card.process_type, "title": card.title, "description": card.description,
            "seen": card.seen, "badges": standing(card.current, unpublished=card.unpublished, archived=card.archived),
            "problems": counted(card.findings), "tone": tone, "icon": _ICONS[tone], "running": card.running,
            "running_words": (
                plural(card.running, "open conversation") if card.running else "No open conversations"
            ),
            "archived": card.archived, "copy": "Duplicate …" if self._on_copy else "", "archive": self._archiving(card),
            "edit": "Edit" if self._may("editor", card.process_type) else "Look at the map",
        }  # fmt: skip
