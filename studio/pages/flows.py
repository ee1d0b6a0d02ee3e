"""`/`: every flow, with what there is to say about it and how many conversations it holds now."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from nicegui import ui

from runtime.users.actor import Actor
from studio import toast
from studio.frame import frame
from studio.panels.flow_cards import FlowCards
from studio.panels.import_dialog import ImportDialog
from studio.services.flows import Card
from studio.visit import StudioPage, Visit
from studio.words import plural

EVERY_SECONDS = 2.0
PATIENCE_SECONDS = 0.7
"""How long the first answer waits for the flows; then the page goes out and they follow."""


class FlowsPage:
    """The open page."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._cards: tuple[Card, ...] | None = None
        self._shown: FlowCards | None = None
        self._sums: ui.label | None = None

    async def build(self) -> None:
        """Put the page together; where working out the findings takes long, they come later."""
        self._import = ImportDialog(self._visit, self._imported) if self._visit.may("editor") else None
        with frame(self._visit, "Flows"):
            ui.label("Flows").classes("page-title").props("role=heading aria-level=1")
            ui.element("div").classes("grow")
            self._search = ui.input(placeholder="Search flows", on_change=self._search_changed)
            self._search.props('outlined dense clearable debounce=150 type=search aria-label="Search flows"')
            self._search.classes("search")
            with self._search.add_slot("prepend"):
                ui.icon("search")
            if self._import is not None:
                _import_button("Import", self._import)
        self._body = ui.element("main").classes("flows-page")
        with self._body, ui.element("div").classes("loading"):
            ui.spinner(size="32px")
            ui.label("Reading the flows …").classes("muted")
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._look(self._visit.actor)
        except TimeoutError:
            ui.timer(0, self._visit.acting(self._look), once=True)
        self._visit.every(EVERY_SECONDS, self._look)

    async def _look(self, actor: Actor) -> None:
        cards = await self._visit.services.flows.cards(actor)
        if cards != self._cards:
            self._show(cards)

    def _show(self, cards: tuple[Card, ...]) -> None:
        self._cards = cards
        if cards and self._shown is not None and self._sums is not None:
            self._shown.show(cards)
            self._sums.text = _summary(cards)
            return
        self._body.clear()
        self._search.set_visibility(bool(cards))
        with self._body:
            if cards:
                self._sums = ui.label(_summary(cards)).classes("muted summary")
                self._shown = FlowCards(cards)
                self._search_changed()  # somebody may have typed already
            else:
                self._shown = None
                self._empty()

    def _empty(self) -> None:
        with ui.element("div").classes("empty"):
            ui.icon("account_tree", size="48px").classes("muted")
            ui.label("No flows yet").classes("empty-title").props("role=heading aria-level=2")
            ui.label("A flow is one business process: its states, and what leads from one to the next.")
            if self._import is not None:
                _import_button("Import a flow", self._import)
            else:
                ui.label("Somebody with the role “editor” can import one.").classes("muted")

    def _search_changed(self) -> None:
        if self._shown is not None:
            self._shown.table.filter = self._search.value or ""

    async def _imported(self, actor: Actor, process_types: list[str]) -> None:
        if len(process_types) == 1:
            ui.navigate.to(f"/flows/{process_types[0]}")
            return
        toast.done(f"Imported {plural(len(process_types), 'flow')} as drafts.")
        await self._look(actor)


def _import_button(words: str, dialog: ImportDialog) -> None:
    ui.button(words, icon="upload", on_click=dialog.open).props("unelevated no-caps").classes("main")


def _summary(cards: Sequence[Card]) -> str:
    running = sum(card.running for card in cards)
    return f"{plural(len(cards), 'flow')} · {plural(running, 'open conversation')}"


async def build(visit: Visit) -> None:
    """Build the page."""
    await FlowsPage(visit).build()


PAGE = StudioPage("/", build)
