"""A text that is shown to be taken along: a link, a key."""

from __future__ import annotations

from nicegui.element import Element


class CopyField(Element, component="copy_field.js"):
    """A field that can't be changed, with a button that copies it.

    `path` says that it is an address of the studio without its beginning; the browser adds how it reaches it.
    """

    def __init__(self, label: str, *, path: bool = False) -> None:
        super().__init__()
        self.props["label"] = label
        self.props["path"] = path
        self.show("")

    def show(self, text: str) -> None:
        """Show this instead."""
        self.props["text"] = text
