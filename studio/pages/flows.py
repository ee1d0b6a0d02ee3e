"""`/`: every flow, with what there is to say about it and how many conversations it holds now."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from nicegui import ui

from runtime.users.actor import Actor
from studio import toast
from studio.frame import titled
from studio.panels.archive_dialog import ArchiveDialog
from studio.panels.flow_cards import FlowCards
from studio.panels.import_dialog import ImportDialog
from studio.panels.new_flow_dialog import NewFlowDialog
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
        self._archive_shown = False

    async def build(self) -> None:
        """Put the page together; where working out the findings takes long, they come later."""
        visit = self._visit
        # Over a flow that there is, its editors may import; a new one is for who may edit all.
        self._import = ImportDialog(visit, self._imported) if visit.actor.may_somewhere("editor") else None
        self._new = NewFlowDialog(visit) if visit.may("editor") else None
        self._archiving = ArchiveDialog(visit, self._look)
        with titled(visit, "Flows"):
            self._header()
        if self._import is not None:
            self._import.hear_drops()
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

    def _header(self) -> None:
        self._which = ui.toggle(
            {False: "In use", True: "Archive"}, value=False, on_change=self._which_changed
        )
        self._which.props("no-caps unelevated dense").classes("segments").mark("which")
        self._search = ui.input(placeholder="Search flows", on_change=self._search_changed)
        self._search.props('outlined dense clearable debounce=150 type=search aria-label="Search flows"')
        self._search.classes("search")
        with self._search.add_slot("prepend"):
            ui.icon("search")
        if self._import is not None:
            ui.button("Import", icon="upload", on_click=self._import.open).props("outline no-caps")
        if self._new is not None:
            _button("New flow", "add", self._visit, self._new)

    async def _look(self, actor: Actor) -> None:
        cards = await self._visit.services.flows.cards(actor)
        if cards != self._cards:
            self._show(cards)

    def _show(self, cards: tuple[Card, ...]) -> None:
        self._cards = cards
        archived = sum(card.archived for card in cards)
        self._which.set_visibility(archived > 0)
        if not archived:
            self._which.value = self._archive_shown = False
        shown = [card for card in cards if card.archived == self._archive_shown]
        if shown and self._shown is not None and self._sums is not None:
            self._shown.show(shown)
            self._sums.text = _summary(shown)
            return
        self._body.clear()
        self._search.set_visibility(bool(shown))
        self._shown = None
        with self._body:
            if shown:
                self._sums = ui.label(_summary(shown)).classes("muted summary")
                copy = self._copy if self._new else None
                self._shown = FlowCards(shown, self._visit.may, on_copy=copy, on_archive=self._archiving.open)
                self._search_changed()  # somebody may have typed already
            else:
                self._empty(archived)

    def _empty(self, archived: int) -> None:
        with ui.element("div").classes("empty"):
            ui.icon("account_tree", size="48px").classes("muted")
            title = "No flows in use" if archived else "No flows yet"
            ui.label(title).classes("empty-title").props("role=heading aria-level=2")
            if self._visit.actor.role is None:
                ui.label("You see the flows that an admin gives you a role in.").classes("muted")
                return
            ui.label("A flow is one business process: its states, and what leads from one to the next.")
            if self._new is None or self._import is None:
                ui.label("Somebody with the role “editor” can draw one, or import it.").classes("muted")
                return
            with ui.element("div").classes("empty-ways"):
                _button("Draw the first map", "draw", self._visit, self._new)
                ui.button("Import a flow", icon="upload", on_click=self._import.open).props("outline no-caps")
            ui.label("You can also drop a YAML file anywhere on this page.").classes("muted small")

    def _copy(self, card: Card) -> None:
        assert self._new is not None, "only who may make flows is offered copies"
        self._new.open_copy(card.process_type, card.title)

    def _which_changed(self) -> None:
        self._archive_shown = bool(self._which.value)
        if self._cards is not None:
            self._show(self._cards)

    def _search_changed(self) -> None:
        if self._shown is not None:
            self._shown.table.filter = self._search.value or ""

    async def _imported(self, actor: Actor, process_types: list[str]) -> None:
        if len(process_types) == 1:
            ui.navigate.to(f"/flows/{process_types[0]}")
            return
        toast.done(f"Imported {plural(len(process_types), 'flow')} as drafts.")
        await self._look(actor)


def _button(words: str, icon: str, visit: Visit, dialog: NewFlowDialog) -> None:
    ui.button(words, icon=icon, on_click=visit.acting(dialog.open)).props("unelevated no-caps").classes(
        "main"
    )


def _summary(cards: Sequence[Card]) -> str:
    published = sum(card.current is not None for card in cards)
    drafts = sum(card.unpublished for card in cards)
    running = sum(card.running for card in cards)
    return " · ".join(
        (
            plural(len(cards), "flow"),
            f"{published} published",
            plural(drafts, "draft"),
            plural(running, "open conversation"),
        )
    )


async def build(visit: Visit) -> None:
    """Build the page."""
    await FlowsPage(visit).build()


PAGE = StudioPage("/", build, "viewer")
