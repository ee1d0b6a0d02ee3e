"""The word that the connection is lost, and that it is back."""

from __future__ import annotations

from nicegui.element import Element


class Connection(Element, component="connection.js"):
    """Tells by itself, in the browser. While the connection is lost, the parts that `resting` selects can't be used.

    An event `refused` in the page says that somebody tried to change something all the same.
    """

    def __init__(self, resting: str) -> None:
        """`resting` is a CSS selector."""
        super().__init__()
        self.props["resting"] = resting
