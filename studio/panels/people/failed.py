"""Why a dialog could not do what it was told: above its buttons, where it is seen however far one has scrolled."""

from __future__ import annotations

from nicegui import ui


class Failed:
    """The words; nothing is shown while there are none."""

    def __init__(self) -> None:
        self._banner = ui.element("div").classes("banner banner-error sheet-failed").props("role=alert")
        with self._banner:
            ui.icon("error")
            self._why = ui.label()
        self.say("")

    def say(self, why: str) -> None:
        """Say this; an empty text takes it away."""
        self._why.text = why
        self._banner.set_visibility(bool(why))
