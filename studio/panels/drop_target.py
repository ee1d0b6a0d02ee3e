"""A page that files can be dropped on."""

from __future__ import annotations

from nicegui import ui
from nicegui.element import Element


class DropTarget(Element, component="drop_target.js"):
    """Whatever is dropped on the page goes to `upload`; `words` say so while it hovers."""

    def __init__(self, upload: ui.upload, words: str) -> None:
        super().__init__()
        self.props["uploader"] = upload.id
        self.props["words"] = words
