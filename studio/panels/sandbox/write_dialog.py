"""What the operator writes to the customer."""

from __future__ import annotations

from nicegui import ui

from flows.world.happenings import Write
from runtime.users.actor import Actor
from studio.panels.sandbox.bench import SandboxBench

MOST_LETTERS = 4_000


class WriteDialog:
    """The dialog."""

    def __init__(self, bench: SandboxBench) -> None:
        self._bench = bench
        with ui.dialog() as self._dialog, ui.element("div").classes("sheet"):
            ui.label("The operator writes").classes("sheet-title").props("role=heading aria-level=2")
            with ui.element("div").classes("sheet-body"):
                self._text = ui.textarea(label="Message to the customer").classes("full")
                self._text.props(f"outlined dense autofocus rows=3 maxlength={MOST_LETTERS}")
            with ui.element("div").classes("sheet-foot"):
                ui.button("Cancel", on_click=self._dialog.close).props("flat no-caps")
                button = ui.button("Write it", on_click=bench.acting(self._write)).classes("main")
                button.props("unelevated no-caps").mark("write-it")

    def open(self) -> None:
        """Show it, empty."""
        self._text.value = ""
        self._dialog.open()

    async def _write(self, _actor: Actor) -> None:
        text = (self._text.value or "").strip()
        if text:
            self._dialog.close()
            await self._bench.do(Write(text))
