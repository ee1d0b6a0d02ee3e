"""A question before something that others will notice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import ui

from runtime.users.actor import Actor
from studio.visit import Visit

Act = Callable[[Actor], Awaitable[None]]


class Question:
    """The dialog; one for all questions of a page."""

    def __init__(self, visit: Visit) -> None:
        self._do: Act | None = None
        with ui.dialog() as self._dialog, ui.element("div").classes("sheet"):
            self._title = ui.label().classes("sheet-title").props("role=heading aria-level=2")
            with ui.element("div").classes("sheet-body"):
                self._words = ui.label()
            with ui.element("div").classes("sheet-foot"):
                ui.button("Cancel", on_click=self._dialog.close).props("flat no-caps autofocus")
                self._go = ui.button("", on_click=visit.acting(self._answered)).classes("main")
                self._go.props("unelevated no-caps").mark("answer")

    def ask(self, title: str, words: str, verb: str, do: Act) -> None:
        """Ask; `do` follows where the button with the `verb` is pressed. What it raises is said, and asked again."""
        self._title.text, self._words.text, self._go.text, self._do = title, words, verb, do
        self._dialog.open()

    async def _answered(self, actor: Actor) -> None:
        assert self._do is not None, "the dialog is opened with a question"
        await self._do(actor)
        self._dialog.close()
