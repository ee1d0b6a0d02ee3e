"""A flow's picture, to zoom and move about in."""

from __future__ import annotations

from nicegui.element import Element


class Picture(Element, component="picture.js"):
    """The map as an image; it follows the page's theme. `show` changes it without moving it."""

    def __init__(self, process_type: str, seen: str, words: str) -> None:
        """`seen` is what the picture shows: another one means another picture. `words` tell it to a screen reader."""
        super().__init__()
        self._address = f"/flows/{process_type}/picture.svg?counted=true&seen="
        self.show(seen, words)

    def show(self, seen: str, words: str) -> None:
        """Show this picture."""
        self.props["address"] = f"{self._address}{seen}"
        self.props["alt"] = words
