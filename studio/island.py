"""Parts of a page that are drawn on their own."""

from __future__ import annotations

from nicegui.element import Element


class Island(Element, component="island.js"):
    """An element whose content the browser draws again only when something in it changed.

    Without it, each update of any element makes the browser go through all of a page. Use it for a part with many
    controls, or for one that changes often; islands may lie in islands.
    """

    def __init__(self, tag: str = "div") -> None:
        super().__init__()
        self.props["as"] = tag
        self.props["part"] = self.id
