"""The form of a data field: its type, what it may hold, and how it is treated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from nicegui import ui

from flows.errors import FlowError
from flows.model import DataField
from studio.panels.entries.entry import Entry, block, follow_value
from studio.panels.entries.field_values import LENGTHS, MEASURED, TYPES, read_limit, read_value, retyped
from studio.panels.entries.rows import Rows
from studio.panels.inspector.controls import choose, complaining, complaint_line, name_input, pick, text_input
from studio.panels.inspector.filling import Filling
from studio.panels.inspector.literals import field_text
from studio.panels.inspector.section import Desk, Section

_CURRENCIES = {
    code: code
    for code in (
        "EUR",
        "USD",
        "GBP",
        "CHF",
        "JPY",
        "SEK",
        "NOK",
        "DKK",
        "PLN",
        "CZK",
        "INR",
        "BRL",
        "MXN",
        "CAD",
        "AUD",
    )
}
_SWITCHES = {
    "required": ("Needed before the process can start", "An event without it is refused"),
    "reference": ("Events find their customer by it", "Such as an order number that your systems send"),
    "pii": ("Personal: kept out of logs and lists", "Such as an address or a date of birth"),
}


def data_form(desk: Desk, name: str) -> Iterator[Section]:
    """Draw the form of a data field; the section to keep up to date."""
    yield _DataForm(desk, name).section


class _DataForm:
    def __init__(self, desk: Desk, name: str) -> None:
        self._desk = desk
        self._name = name
        self.section = Entry(desk, "data", name, DataField, self._draw).section

    def _draw(self, filling: Filling) -> None:
        self._filling = filling
        read_only = self._desk.read_only
        with block("What it is"):
            control = text_input(
                "Description", str(filling.raw.get("description", "")), self._text("description"), lines=2,
                hint="For colleagues", disabled=read_only,
            )  # fmt: skip
            filling.show_at("description", complaining(control))
            follow_value(filling, "description", control, lambda: filling.raw.get("description", ""))
            kind = pick("Type", dict(TYPES), filling.raw["type"], self._retype, disabled=read_only)
        self._limits = ui.element("div").classes("entry-block stack")
        self._draw_limits()
        filling.follow(("type",), lambda: self._met_type(kind))
        with block("How it is treated"):
            for key, (words, hint) in _SWITCHES.items():
                self._switch(key, words, hint)
            filling.show_at("", complaint_line())

    def _text(self, key: str) -> Callable[[str], None]:
        return lambda text: self._filling.put((key,), {key: text} if text else {})

    def _retype(self, type_: str | None) -> None:
        if type_ is None or type_ == self._filling.raw["type"]:
            return
        new = retyped(self._filling.raw, type_)
        self._filling.put((*self._filling.raw, "min", "max", "default", "choices", "currency"), new)
        self._draw_limits()

    def _met_type(self, control: ui.select) -> None:
        """Somebody else gave it another type: nothing of what was here may fit."""
        control.value = self._filling.raw["type"]
        self._draw_limits()

    def _draw_limits(self) -> None:
        self._limits.clear()
        type_ = self._filling.raw["type"]
        with self._limits:
            ui.label("What it may hold").classes("section-title").props("role=heading aria-level=3")
            self._value("default", "To begin with", read_value)
            if type_ in MEASURED:
                of = ", in characters" if type_ in LENGTHS else ""
                with ui.element("div").classes("inspect-row"):
                    self._value("min", f"At least{of}", read_limit)
                    self._value("max", f"At most{of}", read_limit)
            if type_ in ("number", "integer"):
                self._currency()
            if type_ != "boolean":
                self._choices()

    def _value(self, key: str, label: str, read: Callable[[str, str, str], Any]) -> None:
        filling = self._filling

        def typed(text: str) -> None:
            try:
                value = read(filling.raw["type"], text, label) if text.strip() else None
            except FlowError as error:
                filling.refuse(key, str(error))
                return
            filling.put((key,), {} if value is None else {key: value})

        counts = key != "default" and filling.raw["type"] in LENGTHS
        field = DataField.model_validate({"type": "integer" if counts else filling.raw["type"]})
        control = text_input(
            label, field_text(filling.raw.get(key), field), typed, hint=_HINTS.get(field.type, ""),
            disabled=self._desk.read_only,
        )  # fmt: skip
        control.mark(f"data-{key}")
        filling.show_at(key, complaining(control))
        follow_value(filling, key, control, lambda: field_text(filling.raw.get(key), field))

    def _currency(self) -> None:
        def chosen(code: str | None) -> None:
            self._filling.put(("currency",), {"currency": code.upper()} if code else {})

        control = name_input(
            "Currency, for amounts of money", _CURRENCIES, self._filling.raw.get("currency"), chosen,
            hint="Such as EUR", disabled=self._desk.read_only,
        )  # fmt: skip
        control.props("clearable")
        self._filling.show_at("currency", complaining(control))

        def show() -> None:
            if not control.is_deleted:
                choose(control, self._filling.raw.get("currency"))

        self._filling.follow(("currency",), show)

    def _choices(self) -> None:
        filling, read_only = self._filling, self._desk.read_only
        field = DataField.model_validate({"type": filling.raw["type"]})

        def draw(text: str, put: Callable[[str], None]) -> None:
            text_input("One choice", text, put, disabled=read_only)

        def changed(texts: list[str]) -> None:
            try:
                kept = [read_value(filling.raw["type"], text, "A choice") for text in texts]
            except FlowError as error:
                filling.refuse("choices", str(error))
                return
            filling.put(("choices",), {"choices": kept} if kept else {})

        def shown() -> list[str]:
            return [field_text(choice, field) for choice in filling.raw.get("choices", [])]

        rows: Rows[str] = Rows(
            shown(), draw, changed, keeps=lambda text: text.strip() or None, noun="choice",
            add="Allow only certain values", blank=str, read_only=read_only,
        )  # fmt: skip
        filling.follow(("choices",), lambda: rows.meet(shown()))
        filling.show_at("choices", complaint_line())

    def _switch(self, key: str, words: str, hint: str) -> None:
        def switched(on: bool) -> None:
            self._filling.put((key,), {key: True} if on else {})

        switch = ui.switch(
            words, value=bool(self._filling.raw.get(key)), on_change=lambda event: switched(event.value)
        )
        switch.props("dense").classes("inspect-switch").mark(f"data-{key}").set_enabled(
            not self._desk.read_only
        )
        follow_value(self._filling, key, switch, lambda: bool(self._filling.raw.get(key)))
        with switch:
            ui.tooltip(hint)


_HINTS = {
    "date": "As 2026-03-01", "datetime": "As 2026-03-01T09:00:00Z", "phone": "With country code: +34600000000",
    "boolean": "yes or no",
}  # fmt: skip
