"""Whether the page is light or dark in the browser, which decides where the choice is left to the system."""

from __future__ import annotations

from collections.abc import Callable

from nicegui.element import Element


class Daylight(Element, component="daylight.js"):
    """Calls back with whether the page is dark: soon, and whenever that changes."""

    def __init__(self, changed: Callable[[bool], None]) -> None:
        super().__init__()
        self.on("dark", lambda event: changed(event.args is True))
