"""Archiving a flow, and taking it out of the archive again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import ui

from runtime.users.actor import Actor
from studio.services.flows import Card
from studio.visit import Visit
from studio.words import plural


class ArchiveDialog:
    """The question before it; `done` is told afterwards."""

    def __init__(self, visit: Visit, done: Callable[[Actor], Awaitable[None]]) -> None:
        self._visit = visit
        self._done = done
        self._card: Card | None = None
        with ui.dialog() as self._dialog, ui.element("div").classes("sheet"):
            self._title = ui.label().classes("sheet-title").props("role=heading aria-level=2")
            with ui.element("div").classes("sheet-body"):
                self._words = ui.label()
            with ui.element("div").classes("sheet-foot"):
                ui.button("Cancel", on_click=self._dialog.close).props("flat no-caps")
                self._go = ui.button("Archive", on_click=visit.acting(self._do)).classes("main")
                self._go.props("unelevated no-caps")

    def open(self, card: Card) -> None:
        """Ask about this flow: whether to archive it, or to take it out."""
        self._card = card
        if card.archived:
            self._title.text = f"Take “{card.title}” out of the archive?"
            self._words.text = "It starts conversations again, as its current version says."
        else:
            self._title.text = f"Archive “{card.title}”?"
            running = (
                f" {plural(card.running, 'open conversation')} will go on to the end." if card.running else ""
            )
            self._words.text = (
                f"It starts no new conversations until somebody takes it out of the archive.{running} "
                "Its draft and its versions are kept."
            )
        self._go.text = "Take it out" if card.archived else "Archive"
        self._dialog.open()

    async def _do(self, actor: Actor) -> None:
        assert self._card is not None, "the dialog is opened for a flow"
        flows = self._visit.services.flows
        change = flows.unarchive if self._card.archived else flows.archive
        await change(actor, self._card.process_type)
        self._dialog.close()
        where = "is in use again" if self._card.archived else "is in the archive"
        ui.notify(f"“{self._card.title}” {where}.", type="positive")
        await self._done(actor)
