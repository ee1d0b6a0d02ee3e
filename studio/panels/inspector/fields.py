"""The fields of an action's form, one function per kind; each writes into its `Filling`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from nicegui import ui

from flows.errors import FlowError
from flows.findings.finding import At
from flows.model import DataField, TimeoutTrigger
from flows.words import readable
from studio.panels.inspector import suggestions
from studio.panels.inspector.action_forms import FieldKind, FormField
from studio.panels.inspector.controls import (
    add_button,
    complaining,
    complaint_line,
    icon_button,
    name_input,
    pick,
    several,
    text_input,
)
from studio.panels.inspector.filling import Filling
from studio.panels.inspector.literals import field_text, literal_text, read_field, read_literal
from studio.panels.inspector.section import Desk
from studio.panels.inspector.times import read_time, time_text


def draw_field(desk: Desk, field: FormField, filling: Filling) -> None:
    """Draw one field."""
    DRAW[field.kind](desk, field, filling)


def _options(field: FormField, filling: Filling) -> dict[str, str]:
    return field.options(filling.flow) if field.options is not None else {}


def _name(desk: Desk, field: FormField, filling: Filling) -> None:
    def changed(value: str | None) -> None:
        filling.put(field.keys, {field.key: value} if value else {})

    control = name_input(
        field.label, _options(field, filling), filling.raw.get(field.key), changed, hint=field.hint,
        disabled=desk.read_only,
    )  # fmt: skip
    filling.show_at(field.key, complaining(control))


def _choice(desk: Desk, field: FormField, filling: Filling) -> None:
    options = _options(field, filling)

    usual = "normal" if "normal" in options else None

    def changed(value: str | None) -> None:
        filling.put(field.keys, {field.key: value} if value else {})

    control = pick(
        field.label, options, filling.raw.get(field.key) or usual, changed, hint=field.hint,
        clearable=not field.needed and usual is None, disabled=desk.read_only,
    )  # fmt: skip
    filling.show_at(field.key, complaining(control))


def _text(desk: Desk, field: FormField, filling: Filling) -> None:
    def changed(text: str) -> None:
        filling.put((field.key,), {field.key: text} if text else {})

    control = text_input(
        field.label, str(filling.raw.get(field.key, "")), changed, hint=field.hint, lines=2,
        disabled=desk.read_only,
    )  # fmt: skip
    filling.show_at(field.key, complaining(control))
    if not desk.read_only:
        _blanks(control, filling)


def _blanks(control: ui.input | ui.textarea, filling: Filling) -> None:
    """A button that puts one of the flow's values into the text."""

    def insert(path: str) -> None:
        text = control.value or ""
        control.value = f"{text}{' ' if text and not text.endswith(' ') else ''}{{{{ {path} }}}}"

    names = {f"data.{name}": readable(name).capitalize() for name in filling.flow.data}
    with control.add_slot("append"):
        button = icon_button("data_object", "Insert a value", lambda: None)
        with button, ui.menu().props('auto-close max-height="320px"'):
            for path, words in {**names, "contact.name": "Customer’s name"}.items():
                ui.menu_item(words, lambda path=path: insert(path))


def _switch(desk: Desk, field: FormField, filling: Filling) -> None:
    def changed(value: bool) -> None:
        filling.put(field.keys, {field.key: True} if value else {})

    on = bool(filling.raw.get(field.key))
    control = ui.switch(field.label, value=on, on_change=lambda event: changed(bool(event.value)))
    control.props("dense").classes("inspect-switch").set_enabled(not desk.read_only)
    if field.hint:
        control.tooltip(field.hint)


def _names(desk: Desk, field: FormField, filling: Filling) -> None:
    def changed(values: list[str]) -> None:
        filling.put(field.keys, {field.key: values} if values else {})

    control = several(
        field.label, _options(field, filling), filling.raw.get(field.key, []), changed, hint=field.hint,
        new=True, disabled=desk.read_only,
    )  # fmt: skip
    filling.show_at(field.key, complaining(control))


def _channels(desk: Desk, field: FormField, filling: Filling) -> None:
    stored = filling.raw.get("channel", ["same"])
    chosen = [stored] if isinstance(stored, str) else list(stored)

    def changed(values: list[str]) -> None:
        default = not values or values == ["same"]
        filling.put(field.keys, {} if default else {"channel": values[0] if len(values) == 1 else values})

    control = several(
        field.label, _options(field, filling), chosen, changed, hint=field.hint,
        disabled=desk.read_only,
    )  # fmt: skip
    filling.show_at(field.key, complaining(control))


def _time(desk: Desk, field: FormField, filling: Filling) -> None:
    timer = TimeoutTrigger.model_validate(
        {"type": "timeout", **{key: filling.raw[key] for key in field.keys if key in filling.raw}}
    )

    def changed(text: str) -> None:
        if not text.strip() and not field.needed:
            filling.put(field.keys, {})
            return
        try:
            filling.put(field.keys, read_time(text, suggestions.dates(filling.flow)))
        except FlowError as error:
            filling.refuse(field.key, str(error))

    control = text_input(field.label, time_text(timer), changed, hint=field.hint, disabled=desk.read_only)
    with control.add_slot("prepend"):
        ui.icon("schedule").classes("muted")
    filling.show_at(field.key, complaining(control))


def _literal(desk: Desk, field: FormField, filling: Filling) -> None:
    def changed(text: str) -> None:
        try:
            filling.put(field.keys, {field.key: read_literal(text)} if text.strip() else {})
        except FlowError as error:
            filling.refuse(field.key, str(error))

    shown = literal_text(filling.raw.get(field.key))
    control = text_input(field.label, shown, changed, hint=field.hint, disabled=desk.read_only)
    filling.show_at(field.key, complaining(control))


# --- what is said -------------------------------------------------------------------------------------

_WAYS = {"message": "Message", "text": "Text", "generate": "AI reply"}


def _says(desk: Desk, field: FormField, filling: Filling) -> None:
    way = next((key for key in ("generate", "text") if key in filling.raw), "message")

    def chosen(key: str) -> None:
        body.clear()
        with body:
            _WAY[key](desk, field, filling)

    toggle = ui.toggle(_WAYS, value=way, on_change=lambda event: chosen(event.value))
    toggle.props("no-caps unelevated dense spread").classes("segments full").set_enabled(not desk.read_only)
    body = ui.element("div").classes("stack")
    chosen(way)


def _a_message(desk: Desk, field: FormField, filling: Filling, label: str = "") -> None:
    def changed(value: str | None) -> None:
        kept = ("generate",) if label and "generate" in filling.raw else ()
        filling.put(
            [key for key in field.keys if key not in kept], {"message": value} if value else {}
        )  # fmt: skip

    options = _options(field, filling)
    with ui.element("div").classes("inspect-row"):
        control = pick(
            label or field.label, options, filling.raw.get("message"), changed, clearable=bool(label),
            disabled=desk.read_only,
        )  # fmt: skip
        icon_button("open_in_new", "Open this message", lambda: _open(desk, filling.raw.get("message")))
    if not options:
        ui.label("The flow has no messages yet: write one under Messages.").classes("muted small")
    filling.show_at("message", complaining(control))


def _open(desk: Desk, message: str | None) -> None:
    if message:
        desk.bench.go_to(At("message", message))


def _a_text(desk: Desk, field: FormField, filling: Filling) -> None:
    def changed(text: str) -> None:
        filling.put(field.keys, {"text": text} if text else {})

    control = text_input("Text", str(filling.raw.get("text", "")), changed, lines=2, disabled=desk.read_only)
    filling.show_at("text", complaining(control))
    if not desk.read_only:
        _blanks(control, filling)


def _a_goal(desk: Desk, field: FormField, filling: Filling) -> None:
    def changed(text: str) -> None:
        filling.put(("generate",), {"generate": text} if text else {})

    control = text_input(
        "What the reply should achieve", str(filling.raw.get("generate", "")), changed, lines=2,
        hint="It is written from the facts of this conversation only", disabled=desk.read_only,
    )  # fmt: skip
    filling.show_at("generate", complaining(control))
    _a_message(desk, field, filling, "Sent instead, if no reply can be written")


_WAY: Mapping[str, Callable[[Desk, FormField, Filling], None]] = {
    "message": _a_message, "text": _a_text, "generate": _a_goal,
}  # fmt: skip


# --- names and values ---------------------------------------------------------------------------------


_UNSAID: Final = object()
"""A value nobody has given yet; None empties a field."""


class _Values:
    """Rows of name and value."""

    def __init__(self, desk: Desk, field: FormField, filling: Filling) -> None:
        self._desk, self._field, self._filling = desk, field, filling
        self._rows: list[tuple[str, Any]] = list(filling.raw.get(field.key, {}).items())
        self._declared: Mapping[str, DataField] = (
            filling.flow.data if field.options is suggestions.data_fields else {}
        )
        if not self._rows and field.needed:
            self._rows.append(("", _UNSAID))
        ui.label(field.label).classes("muted small")
        self._box = ui.element("div").classes("stack")
        self._draw()
        if not desk.read_only:
            add_button("Add a value", self._add)
        filling.show_at(field.key, complaint_line())

    def _draw(self) -> None:
        self._box.clear()
        with self._box:
            for i, (name, value) in enumerate(self._rows):
                self._row(i, name, value)

    def _row(self, i: int, name: str, value: Any) -> None:
        read_only = self._desk.read_only
        with ui.element("div").classes("inspect-row pair"):
            options = _options(self._field, self._filling)
            name_input("Name", options, name or None, lambda new: self._named(i, new), disabled=read_only)
            field = self._declared.get(name)
            cleared = value is None
            shown = "" if cleared or value is _UNSAID else field_text(value, field)
            control = text_input(
                "Emptied" if cleared else "Value",
                shown,
                lambda text: self._valued(i, text),
                disabled=read_only,
            )
            self._filling.show_at(self._at(i), complaining(control))
            if not read_only:
                icon_button("backspace", "Empty this value when it happens", lambda: self._put(i, None))
                icon_button("close", "Remove", lambda: self._remove(i))

    def _at(self, i: int) -> str:
        return f"{self._field.key}.{i}"

    def _add(self) -> None:
        self._rows.append(("", _UNSAID))
        self._draw()

    def _remove(self, i: int) -> None:
        del self._rows[i]
        self._store()
        self._draw()

    def _named(self, i: int, name: str | None) -> None:
        self._rows[i] = (name or "", self._rows[i][1])
        if self._rows[i][1] is not _UNSAID:
            self._store()

    def _put(self, i: int, value: Any) -> None:
        self._rows[i] = (self._rows[i][0], value)
        self._store()
        self._draw()

    def _valued(self, i: int, text: str) -> None:
        name = self._rows[i][0]
        try:
            value = read_field(text, self._declared.get(name), readable(name)) if text else _UNSAID
        except FlowError as error:
            self._filling.refuse(self._at(i), str(error))
            return
        self._rows[i] = (name, value)
        self._store()

    def _store(self) -> None:
        values = {name: value for name, value in self._rows if name and value is not _UNSAID}
        mended = [self._at(i) for i in range(len(self._rows) + 1)]
        self._filling.put((self._field.key, *mended), {self._field.key: values} if values else {})


DRAW: Mapping[FieldKind, Callable[[Desk, FormField, Filling], object]] = {
    "says": _says, "channels": _channels, "time": _time, "name": _name, "choice": _choice, "text": _text,
    "names": _names, "values": _Values, "switch": _switch, "literal": _literal,
}  # fmt: skip
