"""The WhatsApp template that stands in for a message when the customer last wrote more than a day ago."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nicegui import ui

from studio.panels.entries.rows import Rows
from studio.panels.entries.texts import template_input
from studio.panels.inspector.controls import complaint_line, text_input
from studio.panels.inspector.section import Desk


class WhatsAppForm:
    """The template's name and its parameters, put together here."""

    def __init__(
        self,
        desk: Desk,
        reads: Callable[[], Mapping[str, Any]],
        changed: Callable[[dict[str, Any] | None], None],
        *,
        read_only: bool,
    ) -> None:
        """`changed` gets the template as a message stores it, None without a name."""
        self._reads = reads
        self._changed = changed
        self._name = text_input(
            "WhatsApp template", str(reads().get("template", "")), lambda _name: self._put(),
            hint="Approved by Meta: it is sent when the customer last wrote over a day ago", disabled=read_only,
        )  # fmt: skip

        def draw(text: str, put: Callable[[str], None]) -> None:
            ui.element("span").classes("parameter code")  # its number: see entries.css
            template_input(desk, "Stands there", text, put)

        self._parameters: Rows[str] = Rows(
            self._read_parameters(), draw, lambda _texts: self._put(), keeps=lambda text: text or None,
            noun="parameter", add="Add a parameter", blank=str, classes="parameters", read_only=read_only,
        )  # fmt: skip
        self.complain = complaint_line()

    def meet(self) -> None:
        """Show what others made of it."""
        name = str(self._reads().get("template", ""))
        if self._name.value != name:
            self._name.value = name
        self._parameters.meet(self._read_parameters())

    def _read_parameters(self) -> list[str]:
        return list(self._reads().get("parameters", []))

    def _put(self) -> None:
        name = (self._name.value or "").strip()
        parameters = {"parameters": self._parameters.items} if self._parameters.items else {}
        self._changed({"template": name, **parameters} if name else None)
