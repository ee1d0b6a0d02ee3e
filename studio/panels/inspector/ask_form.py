"""The question a state asks: its message, where the answer goes, what is said when it doesn't fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nicegui import ui
from pydantic import BaseModel

from flows.model import Ask, Flow
from studio.panels.inspector import suggestions
from studio.panels.inspector.action_forms import FormField
from studio.panels.inspector.controls import add_button, complaint_line, icon_button
from studio.panels.inspector.fields import draw_field
from studio.panels.inspector.filling import Filling, as_raw
from studio.panels.inspector.section import Desk, Section

FIELDS = (
    FormField("name", ("message",), "Question", "The message that asks", suggestions.messages, needed=True),
    FormField("name", ("into",), "Answer goes into", "Its type decides what counts as an answer",
              suggestions.data_fields, needed=True),
    FormField("name", ("retry",), "If the answer doesn’t fit", "The question again, if left empty",
              suggestions.messages),
    FormField("switch", ("again",), "Ask even if it is known already", ""),
)  # fmt: skip


class AskForm:
    """The `ask` of one state."""

    def __init__(
        self,
        desk: Desk,
        reads: Callable[[Flow], Ask | None],
        op: Callable[[Mapping[str, Any]], dict[str, Any]],
    ) -> None:
        self._desk = desk
        self._op = op
        self._begun = False
        self._filling: Filling | None = None
        self.section = Section(desk, reads, self._draw, title="Question", meets=self._meet)

    def _draw(self, ask: Ask | None) -> None:
        self._filling = None
        if ask is None and not self._begun:
            if self._desk.read_only:
                ui.label("It asks nothing.").classes("muted small")
            else:
                add_button("Ask a question", self._begin)
            return
        flow = self._desk.flow
        first = {"message": next(iter(flow.messages), None), "into": next(iter(flow.data), None)}
        raw = as_raw(ask) if ask is not None else {key: value for key, value in first.items() if value}
        self._filling = Filling(Ask, raw, flow, self._fits)
        self._form(self._filling, whole=ask is not None)

    def _meet(self, ask: Ask | None) -> bool:
        if ask is None or self._filling is None:
            return False
        self._filling.meet(as_raw(ask))
        return True

    def _form(self, filling: Filling, *, whole: bool) -> None:
        with ui.element("div").classes("act"), ui.element("div").classes("act-body stack"):
            with ui.element("div").classes("act-head"):
                ui.label("Asks, and waits for the answer").classes("muted small grow")
                if not self._desk.read_only:
                    icon_button("close", "Don’t ask", self._end)
            for field in FIELDS:
                draw_field(self._desk, field, filling)
            lacks = ui.label("Name a message and a data field: both can be made here.").classes("muted small")
            self._desk.follow(lacks, lambda: lacks.set_visibility(self._lacks))
            lacks.set_visibility(self._lacks)
            filling.show_at("", complaint_line())
        if not whole:
            filling.check(quietly=True)

    @property
    def _lacks(self) -> bool:
        return not self._desk.flow.messages or not self._desk.flow.data

    def _begin(self) -> None:
        self._begun = True
        self.section.draw()

    def _fits(self, ask: BaseModel) -> None:
        self._begun = False
        self.section.save(self._op({"ask": as_raw(ask)}), ask)

    def _end(self) -> None:
        self._begun = False
        self.section.save(self._op({"ask": None}), None)
        self.section.draw()
