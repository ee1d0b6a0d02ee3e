"""An ordered list of actions as cards: add from a menu, fill in, move, remove."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from nicegui import ui
from pydantic import BaseModel

from flows.actions.action import Action
from flows.actions.registry import actions
from flows.model import Flow
from studio.canvas.says import says
from studio.panels.inspector.action_forms import form_of, offered
from studio.panels.inspector.controls import add_button, complaint_line, icon_button, menu
from studio.panels.inspector.fields import draw_field
from studio.panels.inspector.filling import Filling, as_raw
from studio.panels.inspector.section import Desk, Section

Store = Callable[[list[dict[str, Any]]], dict[str, Any]]
"""The op that stores these actions."""


@dataclass(eq=False, slots=True)
class _Card:
    type: str
    stored: Action | None
    """What the flow has; None while a new one isn't whole."""
    begun: dict[str, Any]
    open: bool = False
    box: ui.element | None = None
    summary: ui.label | None = None
    filling: Filling | None = None

    @property
    def raw(self) -> dict[str, Any]:
        """What is filled in so far: it outlives a new drawing of the list."""
        return self.begun if self.filling is None else self.filling.raw


class ActionCards:
    """The actions of one state or transition."""

    def __init__(self, desk: Desk, title: str, reads: Callable[[Flow], Sequence[Action]], op: Store) -> None:
        self._desk = desk
        self._op = op
        self._cards: list[_Card] = []
        self._at: _Card | None = None
        """Where the keyboard is, while the list is drawn again."""
        self.section = Section(desk, lambda flow: tuple(reads(flow)), self._draw, title=title)

    def _draw(self, stored: Sequence[Action]) -> None:
        self._meet(stored)
        with ui.element("ol").classes("cards"):
            for card in self._cards:
                self._card(card)
        if not self._cards and self._desk.read_only:
            ui.label("Nothing.").classes("muted small")
        if not self._desk.read_only:
            with add_button("Add action"):
                menu({name: form.look for name, form in offered().items()}, self._add)

    def _meet(self, stored: Sequence[Action]) -> None:
        """Take over what the flow has, and keep what is open or unfinished."""
        if [card.stored for card in self._cards if card.stored is not None] == list(stored):
            return
        was = {i: card.open for i, card in enumerate(card for card in self._cards if card.stored)}
        begun = [card for card in self._cards if card.stored is None]
        same = len(was) == len(stored)
        self._cards = [
            _Card(action.type, action, as_raw(action), open=same and was.get(i, False))
            for i, action in enumerate(stored)
        ] + begun

    def _card(self, card: _Card) -> None:
        form = form_of(card.type)
        with ui.element("li").classes("act" if card.stored is not None else "act act-unfinished") as card.box:
            with ui.element("div").classes("act-head"):
                with ui.element("button").classes("act-open") as opener:
                    ui.icon(form.look.icon)
                    card.summary = ui.label(self._words(card)).classes("act-words")
                opener.props(f'type=button aria-expanded={str(card.open).lower()} title="{form.look.title}"')
                opener.on("click", lambda: self._toggle(card))
                if self._at is card:
                    opener.run_method("focus")
                if not self._desk.read_only:
                    self._moves(card)
            if card.open:
                with ui.element("div").classes("act-body stack"):
                    self._form(card)

    def _moves(self, card: _Card) -> None:
        i, last = self._cards.index(card), len(self._cards) - 1
        with ui.element("div").classes("act-moves"):
            if last:
                icon_button("arrow_upward", "Earlier", lambda: self._move(card, -1), disabled=i == 0)
                icon_button("arrow_downward", "Later", lambda: self._move(card, 1), disabled=i == last)
            icon_button("close", "Remove", lambda: self._remove(card))

    def _words(self, card: _Card) -> str:
        if card.stored is None:
            return f"{form_of(card.type).look.title}: to be filled in"
        words = says(card.stored)
        return words[:1].upper() + words[1:]

    def _form(self, card: _Card) -> None:
        form = form_of(card.type)
        filling = self._filling(card)
        ui.label(form.look.explanation).classes("muted small")
        for field in form.fields:
            draw_field(self._desk, field, filling)
        filling.show_at("", complaint_line())
        if card.stored is None:
            filling.check(quietly=True)

    def _filling(self, card: _Card) -> Filling:
        card.filling = Filling(
            actions()[card.type], card.raw, self._desk.flow, lambda part: self._fits(card, part)
        )
        return card.filling

    def _fits(self, card: _Card, part: BaseModel) -> None:
        assert isinstance(part, Action)
        if part == card.stored:
            return
        card.stored = part
        if card.box is not None and card.summary is not None:
            card.box.classes(remove="act-unfinished")
            card.summary.text = self._words(card)
        self._save()

    def _save(self) -> None:
        stored = tuple(card.stored for card in self._cards if card.stored is not None)
        self.section.save(self._op([as_raw(action) for action in stored]), stored)

    def _toggle(self, card: _Card) -> None:
        card.open = not card.open
        self._draw_at(card)

    def _add(self, action_type: str) -> None:
        begun = {"type": action_type, **form_of(action_type).begins(self._desk.flow)}
        card = _Card(action_type, None, begun, open=bool(form_of(action_type).fields))
        self._cards.append(card)
        self._filling(card).check(quietly=True)
        self._draw_at(card)

    def _remove(self, card: _Card) -> None:
        self._cards.remove(card)
        if card.stored is not None:
            self._save()
        self.section.draw()

    def _move(self, card: _Card, by: int) -> None:
        i = self._cards.index(card)
        self._cards.insert(i + by, self._cards.pop(i))
        if card.stored is not None:
            self._save()
        self._draw_at(card)

    def _draw_at(self, card: _Card) -> None:
        self._at = card
        self.section.draw()
        self._at = None
