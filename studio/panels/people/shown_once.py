"""A secret just made: it is shown this once, to be copied."""

from __future__ import annotations

from nicegui import ui

from studio.panels.people.copy_field import CopyField


class ShownOnce:
    """The dialog. It isn't closed by a click beside it, and forgets what it showed."""

    def __init__(self, label: str, *, path: bool = False) -> None:
        """`label` is for who can't see the field; `path` as of CopyField."""
        with ui.dialog().props("persistent") as self._dialog, ui.element("div").classes("sheet"):
            self._title = ui.label().classes("sheet-title").props("role=heading aria-level=2")
            with ui.element("div").classes("sheet-body"):
                self._words = ui.label()
                self.field = CopyField(label, path=path)
                with ui.element("div").classes("banner banner-warning"):
                    ui.icon("visibility_off")
                    self._once = ui.label()
                self.below = ui.element("div").classes("shown-below")
            with ui.element("div").classes("sheet-foot"):
                ui.button("Done", on_click=self._close).props("unelevated no-caps").classes("main")

    def open(self, title: str, words: str, secret: str, once: str) -> None:
        """Show the secret; `once` says that it can't be seen again, and what to do then."""
        self._title.text, self._words.text, self._once.text = title, words, once
        self.field.show(secret)
        self._dialog.open()

    def _close(self) -> None:
        self._dialog.close()
        self.field.show("")
