"""An ordered list of actions as cards: add from a menu, fill in, move, remove."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from nicegui import ui
from pydantic import BaseModel

from flows.action_words import says
from flows.actions.action import Action
from flows.actions.registry import actions
from flows.model import Flow
from studio.at_once import go_on
from studio.panels.inspector.action_forms import form_of, offered
from studio.panels.inspector.controls import add_button, complaint_line, icon_button, menu
from studio.panels.inspector.fields import draw_field
from studio.panels.inspector.filling import Filling, as_raw
from studio.panels.inspector.section import Desk, Edit, Section
from studio.panels.listing import Listing

Store = Callable[[list[dict[str, Any]]], Edit]
"""The edit that stores these actions."""


@dataclass(eq=False, slots=True)
class _Card:
    type: str
    stored: Action | None
    """What the flow has; None while a new one isn't whole."""
    raw: dict[str, Any]
    """What it is begun with."""
    open: bool = False
    filling: Filling | None = None
    """Made when the card is first opened."""
    box: ui.element | None = None
    opener: ui.element | None = None
    summary: ui.label | None = None
    body: ui.element | None = None
    moves: tuple[ui.button, ...] = ()
    """Earlier, later."""


class ActionCards:
    """The actions of one state or transition."""

    def __init__(
        self, desk: Desk, title: str, reads: Callable[[Flow], Sequence[Action]], edit: Store
    ) -> None:
        self._desk = desk
        self._edit = edit
        self._cards: list[_Card] = []
        self.section = Section(
            desk, lambda flow: tuple(reads(flow)), self._draw, title=title, meets=self._meet
        )

    def _draw(self, stored: Sequence[Action]) -> None:
        editable = not self._desk.read_only
        self._list = Listing(
            self._card, tag="ol", row="li", classes="cards", row_classes="act",
            ordered=self._ordered if editable else None,
        )  # fmt: skip
        self._none = ui.label("Nothing.").classes("muted small")
        if editable:
            with add_button("Add action") as self._adding:
                menu({name: form.look for name, form in offered().items()}, self._add)
        self._meet(stored)

    def _meet(self, stored: Sequence[Action]) -> bool:
        """Take over what the flow has; what is open or unfinished stays so."""
        begun = [(i, card) for i, card in enumerate(self._cards) if card.stored is None]
        self._cards = [
            card or _Card(action.type, action, as_raw(action))
            for card, action in zip(self._matched(stored), stored, strict=True)
        ]
        for i, card in begun:
            self._cards.insert(i, card)
        self._show()
        for card, action in zip(
            (card for card in self._cards if card.stored is not None), stored, strict=True
        ):
            self._take(card, action)
        return True

    def _matched(self, stored: Sequence[Action]) -> list[_Card | None]:
        """For each action the card that shows it, else one of its type that shows none of the others."""
        free = [card for card in self._cards if card.stored is not None]
        found: list[_Card | None] = [None] * len(stored)
        for fits in (_shows, _is_of_type):
            for i, action in enumerate(stored):
                card = next((card for card in free if found[i] is None and fits(card, action)), None)
                if card is not None:
                    found[i] = card
                    free.remove(card)
        return found

    def _take(self, card: _Card, action: Action) -> None:
        if card.stored == action:
            return
        card.stored = action
        if card.filling is not None:
            card.filling.meet(as_raw(action))
        else:
            card.raw = as_raw(action)
        self._say(card)

    def _show(self) -> None:
        self._list.show(self._cards)
        self._none.set_visibility(self._desk.read_only and not self._cards)
        last = len(self._cards) - 1
        for i, card in enumerate(self._cards):
            for button, end in zip(card.moves, (0, last), strict=False):
                button.set_visibility(last > 0)
                button.set_enabled(i != end)

    def _card(self, card: _Card) -> None:
        form = form_of(card.type)
        card.box = self._list.element(card)
        with ui.element("div").classes("act-head"):
            if not self._desk.read_only:
                self._list.grip(card, form.look.title)
            with ui.element("button").classes("act-open") as card.opener:
                ui.icon(form.look.icon)
                card.summary = ui.label().classes("act-words")
            card.opener.props["type"], card.opener.props["title"] = "button", form.look.title
            card.opener.on("click", lambda: self._toggle(card))
            if not self._desk.read_only:
                self._moves(card)
        card.body = ui.element("div").classes("act-body stack")
        self._say(card)
        self._unfold(card)

    def _moves(self, card: _Card) -> None:
        with ui.element("div").classes("act-moves"):
            card.moves = (
                icon_button("arrow_upward", "Earlier", lambda: self._move(card, -1)),
                icon_button("arrow_downward", "Later", lambda: self._move(card, 1)),
            )
            icon_button("close", "Remove", lambda: self._remove(card))

    def _say(self, card: _Card) -> None:
        """The line of the card, and whether it is stored."""
        if card.summary is None or card.box is None:
            return
        words = f"{form_of(card.type).look.title}: to be filled in"
        if card.stored is not None:
            words = says(card.stored)
        card.summary.text = words[:1].upper() + words[1:]
        card.box.classes(add="act-unfinished") if card.stored is None else card.box.classes(
            remove="act-unfinished"
        )

    def _unfold(self, card: _Card) -> None:
        assert card.opener is not None
        assert card.body is not None
        card.opener.props["aria-expanded"] = "true" if card.open else "false"
        card.body.set_visibility(card.open)
        if card.open and not card.body.default_slot.children:
            with card.body:
                self._form(card)

    def _form(self, card: _Card) -> None:
        form = form_of(card.type)
        filling = card.filling or self._filling(card)
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
        if part != card.stored:
            card.stored = part
            self._say(card)
            self._save()

    def _save(self) -> None:
        stored = tuple(card.stored for card in self._cards if card.stored is not None)
        self.section.save(self._edit([as_raw(action) for action in stored]), stored)

    def _toggle(self, card: _Card) -> None:
        card.open = not card.open
        self._unfold(card)

    def _add(self, action_type: str) -> None:
        begun = {"type": action_type, **form_of(action_type).begins(self._desk.flow)}
        card = _Card(action_type, None, begun, open=bool(form_of(action_type).fields))
        self._cards.append(card)
        self._filling(card).check(quietly=True)
        self._show()
        go_on(card.opener, self._adding)

    def _remove(self, card: _Card) -> None:
        i = self._cards.index(card)
        self._cards.remove(card)
        if card.stored is not None:
            self._save()
        self._show()
        go_on(self._cards[min(i, len(self._cards) - 1)].opener if self._cards else self._adding)

    def _move(self, card: _Card, by: int) -> None:
        self._list.move(card, by)
        i = self._cards.index(card)
        up, down = card.moves
        at_end = i == (0 if by < 0 else len(self._cards) - 1)
        pressed = up if by < 0 else down
        go_on(card.opener if at_end else pressed, pressed)

    def _ordered(self, cards: Sequence[_Card]) -> None:
        self._cards = list(cards)
        self._show()
        self._save()


def _shows(card: _Card, action: Action) -> bool:
    return card.stored == action


def _is_of_type(card: _Card, action: Action) -> bool:
    return card.type == action.type
