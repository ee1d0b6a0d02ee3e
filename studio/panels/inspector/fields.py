"""The fields of an action's form, one per kind; each writes into its `Filling` and shows what others change."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nicegui import ui

from flows.errors import FlowError
from flows.model import TimeoutTrigger
from studio.panels import inserting
from studio.panels.inspector import suggestions
from studio.panels.inspector.action_forms import FieldKind, FormField
from studio.panels.inspector.controls import (
    choose,
    complaining,
    name_input,
    offer,
    pick,
    several,
    text_input,
)
from studio.panels.inspector.filling import Filling
from studio.panels.inspector.literals import literal_text, read_literal
from studio.panels.inspector.making import Making
from studio.panels.inspector.saying import Saying
from studio.panels.inspector.section import Desk
from studio.panels.inspector.times import read_time, time_text
from studio.panels.inspector.value_rows import ValueRows


def draw_field(desk: Desk, field: FormField, filling: Filling) -> None:
    """Draw one field."""
    DRAW[field.kind](desk, field, filling)


def _options(desk: Desk, field: FormField) -> suggestions.Options:
    return field.offered(desk.flow, desk.events_seen, desk.processes)


def _choosing(
    desk: Desk,
    field: FormField,
    filling: Filling,
    control: ui.select,
    chosen: Callable[[], str | list[str] | None],
) -> None:
    """Keep a select up to date: what it offers, what is chosen, what is wrong with it."""
    desk.follow(control, lambda: offer(control, _options(desk, field)))
    filling.follow(field.keys, lambda: choose(control, chosen()))
    filling.show_at(field.key, complaining(control))


def _name(desk: Desk, field: FormField, filling: Filling) -> None:
    def changed(value: str | None) -> None:
        filling.put(field.keys, {field.key: value} if value else {})
        if making is not None:
            making.look()

    def chosen() -> str | None:
        return filling.raw.get(field.key)

    control = name_input(
        field.label, _options(desk, field), chosen(), changed, hint=field.hint, disabled=desk.read_only
    )
    _choosing(desk, field, filling, control, chosen)
    making: Making | None = None if field.section is None else Making(desk, field.section, chosen)
    if making is not None:
        filling.follow(field.keys, making.look)


def _choice(desk: Desk, field: FormField, filling: Filling) -> None:
    options = _options(desk, field)
    usual = "normal" if "normal" in options else None

    def changed(value: str | None) -> None:
        filling.put(field.keys, {field.key: value} if value else {})

    def chosen() -> str | None:
        return filling.raw.get(field.key) or usual

    control = pick(
        field.label, options, chosen(), changed, hint=field.hint,
        clearable=not field.needed and usual is None, disabled=desk.read_only,
    )  # fmt: skip
    _choosing(desk, field, filling, control, chosen)


def _names(desk: Desk, field: FormField, filling: Filling) -> None:
    def changed(values: list[str]) -> None:
        filling.put(field.keys, {field.key: values} if values else {})

    def chosen() -> list[str]:
        return list(filling.raw.get(field.key, []))

    control = several(
        field.label,
        _options(desk, field),
        chosen(),
        changed,
        hint=field.hint,
        new=True,
        disabled=desk.read_only,
    )
    _choosing(desk, field, filling, control, chosen)


def _channels(desk: Desk, field: FormField, filling: Filling) -> None:
    def changed(values: list[str]) -> None:
        default = not values or values == ["same"]
        filling.put(field.keys, {} if default else {"channel": values[0] if len(values) == 1 else values})

    def chosen() -> list[str]:
        stored = filling.raw.get("channel", ["same"])
        return [stored] if isinstance(stored, str) else list(stored)

    control = several(
        field.label, _options(desk, field), chosen(), changed, hint=field.hint, disabled=desk.read_only
    )
    _choosing(desk, field, filling, control, chosen)


def _written(
    filling: Filling, field: FormField, control: ui.input | ui.textarea, text: Callable[[], str]
) -> None:
    """Keep a text up to date, and say under it what is wrong."""
    filling.follow(field.keys, lambda: control.set_value(text()))
    filling.show_at(field.key, complaining(control))


def _text(desk: Desk, field: FormField, filling: Filling) -> None:
    def changed(text: str) -> None:
        filling.put((field.key,), {field.key: text} if text else {})

    def stored() -> str:
        return str(filling.raw.get(field.key, ""))

    control = text_input(field.label, stored(), changed, hint=field.hint, lines=2, disabled=desk.read_only)
    _written(filling, field, control, stored)
    if not desk.read_only:
        inserting.insert_menu(control, lambda: inserting.variables(desk.flow))


def _switch(desk: Desk, field: FormField, filling: Filling) -> None:
    def changed(value: bool) -> None:
        filling.put(field.keys, {field.key: True} if value else {})

    def on() -> bool:
        return bool(filling.raw.get(field.key))

    control = ui.switch(field.label, value=on(), on_change=lambda event: changed(bool(event.value)))
    control.props("dense").classes("inspect-switch").set_enabled(not desk.read_only)
    filling.follow(field.keys, lambda: control.set_value(on()))
    if field.hint:
        ui.label(field.hint).classes("muted small switch-hint")


def _time(desk: Desk, field: FormField, filling: Filling) -> None:
    def stored() -> dict[str, object]:
        return {key: filling.raw[key] for key in field.keys if key in filling.raw}

    def shown() -> str:
        return time_text(TimeoutTrigger.model_validate({"type": "timeout", **stored()}))

    def changed(text: str) -> None:
        if text == shown() or (not text.strip() and not field.needed):
            filling.put(field.keys, stored() if text.strip() else {})
            return
        try:
            filling.put(field.keys, read_time(text, suggestions.dates(desk.flow)))
        except FlowError as error:
            filling.refuse(field.key, str(error))

    control = text_input(field.label, shown(), changed, hint=field.hint, disabled=desk.read_only)
    with control.add_slot("prepend"):
        ui.icon("schedule").classes("muted")
    _written(filling, field, control, shown)


def _literal(desk: Desk, field: FormField, filling: Filling) -> None:
    def shown() -> str:
        return literal_text(filling.raw.get(field.key))

    def changed(text: str) -> None:
        if text == shown():
            filling.put(field.keys, {field.key: filling.raw[field.key]} if field.key in filling.raw else {})
            return
        try:
            filling.put(field.keys, {field.key: read_literal(text)} if text.strip() else {})
        except FlowError as error:
            filling.refuse(field.key, str(error))

    control = text_input(field.label, shown(), changed, hint=field.hint, disabled=desk.read_only)
    _written(filling, field, control, shown)


DRAW: Mapping[FieldKind, Callable[[Desk, FormField, Filling], object]] = {
    "says": Saying, "channels": _channels, "time": _time, "name": _name, "choice": _choice, "text": _text,
    "names": _names, "values": ValueRows, "switch": _switch, "literal": _literal,
}  # fmt: skip
