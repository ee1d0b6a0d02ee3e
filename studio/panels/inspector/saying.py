"""What an action says: a message of the flow, a text of its own, or a reply written for the occasion."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from flows.findings.finding import At
from studio.panels.inserting import insert_menu, variables
from studio.panels.inspector.action_forms import FormField
from studio.panels.inspector.controls import (
    choose,
    complaining,
    icon_button,
    name_input,
    offer,
    text_input,
)
from studio.panels.inspector.filling import Filling
from studio.panels.inspector.making import Making
from studio.panels.inspector.section import Desk
from studio.panels.inspector.suggestions import Options

_WAYS = {"message": "Message", "text": "Text", "generate": "AI reply"}


class Saying:
    """The keys `message`, `text` and `generate` of one action. Until another way is filled in, the old one counts."""

    def __init__(self, desk: Desk, field: FormField, filling: Filling) -> None:
        self._desk, self._field, self._filling = desk, field, filling
        self._way = self._stored_way()
        self._toggle = ui.toggle(_WAYS, value=self._way, on_change=lambda event: self._chosen(event.value))
        self._toggle.props('no-caps unelevated dense spread aria-label="What is said"').classes(
            "segments full"
        )
        self._toggle.set_enabled(not desk.read_only)
        self._body = ui.element("div").classes("stack")
        self._draw()
        filling.follow(field.keys, self._follow)

    def _stored_way(self) -> str:
        return next((key for key in ("generate", "text") if key in self._filling.raw), "message")

    def _follow(self) -> None:
        """Somebody else says it in another way."""
        way = self._stored_way()
        if way != self._way:
            self._toggle.set_value(way)

    def _chosen(self, way: str) -> None:
        if way != self._way:
            self._way = way
            self._draw()

    def _draw(self) -> None:
        self._body.clear()
        with self._body:
            match self._way:
                case "message":
                    self._message(self._field.label)
                case "text":
                    self._text("Text", alone=True)
                case _:
                    self._goal()

    def _put(self, key: str, value: str | None) -> None:
        """One of the keys instead of the others; what stands in for a reply leaves its goal."""
        goal = self._filling.raw.get("generate") if self._way == "generate" else None
        values = {"generate": goal, key: value}
        self._filling.put(self._field.keys, {name: said for name, said in values.items() if said})

    def _options(self) -> Options:
        return self._field.offered(self._desk.flow)

    def _message(self, label: str) -> None:
        filling, desk = self._filling, self._desk

        def chosen() -> str | None:
            return filling.raw.get("message")

        def changed(name: str | None) -> None:
            self._put("message", name)
            look()

        with ui.element("div").classes("inspect-row"):
            control = name_input(label, self._options(), chosen(), changed, disabled=desk.read_only)
            opener = icon_button("open_in_new", "Open this message", lambda: self._open(chosen()))
        making = Making(desk, "messages", chosen)
        none = ui.label("No messages yet: type what this one shall be called.").classes("muted small")

        def look() -> None:
            making.look()
            opener.set_visibility(chosen() in desk.flow.messages)
            none.set_visibility(not desk.flow.messages and not chosen() and not desk.read_only)

        def offers() -> None:
            offer(control, self._options())
            look()

        def show() -> None:
            choose(control, chosen())
            look()

        offers()
        desk.follow(control, offers)
        self._follows(control, show)
        filling.show_at("message", complaining(control))

    def _open(self, message: str | None) -> None:
        if message:
            self._desk.bench.go_to(At("message", message))

    def _text(self, label: str, *, alone: bool) -> None:
        filling, desk = self._filling, self._desk

        def changed(text: str) -> None:
            if alone or text:
                self._put("text", text)
            elif "text" in filling.raw:
                filling.put(("text",), {})

        control = text_input(
            label, str(filling.raw.get("text", "")), changed, lines=2, disabled=desk.read_only
        )
        self._follows(control, lambda: control.set_value(str(filling.raw.get("text", ""))))
        filling.show_at("text", complaining(control))
        if not desk.read_only:
            insert_menu(control, lambda: variables(desk.flow))

    def _goal(self) -> None:
        filling = self._filling

        def changed(text: str) -> None:
            filling.put(("generate",), {"generate": text} if text else {})

        control = text_input(
            "What the reply should achieve", str(filling.raw.get("generate", "")), changed, lines=2,
            hint="It is written from the facts of this conversation only", disabled=self._desk.read_only,
        )  # fmt: skip
        self._follows(control, lambda: control.set_value(str(filling.raw.get("generate", ""))))
        filling.show_at("generate", complaining(control))
        ui.label("If no reply can be written, this is sent instead").classes("muted small")
        self._message("Message")
        self._text("Or a text", alone=False)

    def _follows(self, control: ui.element, show: Callable[[], object]) -> None:
        """Follow what others say, as long as it is said in the way that is shown."""
        self._filling.follow(self._field.keys, lambda: None if control.is_deleted else show())
