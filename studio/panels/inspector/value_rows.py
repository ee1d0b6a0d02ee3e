"""Rows of name and value: what an action stores, sends along, or starts with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from nicegui import ui

from flows.errors import FlowError
from flows.model import DataField, FieldType
from flows.words import readable
from studio.panels.inserting import insert_menu, values
from studio.panels.inspector import suggestions
from studio.panels.inspector.action_forms import FormField
from studio.panels.inspector.controls import (
    add_button,
    complaining,
    complaint_line,
    icon_button,
    name_input,
    offer,
    text_input,
)
from studio.panels.inspector.filling import Filling
from studio.panels.inspector.literals import field_text, read_field
from studio.panels.inspector.making import Making
from studio.panels.inspector.section import Desk
from studio.panels.listing import Listing

_UNSAID: Final = object()
"""A value nobody has given yet; None empties a field."""


@dataclass(eq=False, slots=True)
class _Row:
    key: str
    """Where what is wrong with its value is kept."""
    name: str
    value: Any = _UNSAID


class ValueRows:
    """The rows of one key of an action, such as the `values` of `set_data`."""

    def __init__(self, desk: Desk, field: FormField, filling: Filling) -> None:
        self._desk, self._field, self._filling = desk, field, filling
        self._made = 0
        ui.label(field.label).classes("muted small")
        self._rows: list[_Row] = []
        self._list = Listing(self._draw, row_classes="pair")
        self._follow()
        if not self._rows and field.needed:
            self._rows.append(self._row())
            self._list.show(self._rows)
        if not desk.read_only:
            add_button("Add a value", self._add)
        filling.show_at(field.key, complaint_line())
        filling.follow(field.keys, self._follow)

    def _row(self, name: str = "", value: Any = _UNSAID) -> _Row:
        self._made += 1
        return _Row(f"{self._field.key}.{self._made}", name, value)

    def _follow(self) -> None:
        """Show what is stored: rows that say the same stay, so do those that aren't stored yet."""
        stored = dict(self._filling.raw.get(self._field.key, {}))
        begun = [row for row in self._rows if row.value is _UNSAID or not row.name]
        known = {row.name: row for row in self._rows if row not in begun}
        rows = []
        for name, value in stored.items():
            row = known.get(name)
            rows.append(row if row is not None and row.value == value else self._row(name, value))
        self._rows = rows + begun
        self._list.show(self._rows)

    @property
    def _declared(self) -> Mapping[str, DataField]:
        return self._desk.flow.data if self._field.options is suggestions.data_fields else {}

    def _draw(self, row: _Row) -> None:
        read_only, section = self._desk.read_only, self._field.section

        def named(new: str | None) -> None:
            self._named(row, new)
            if making is not None:
                making.look()

        with ui.element("div").classes("inspect-row"):
            name = name_input(
                "Name", self._field.offered(self._desk.flow), row.name or None, named,
                disabled=read_only,
            )  # fmt: skip
            self._desk.follow(name, lambda: offer(name, self._field.offered(self._desk.flow)))
            if not read_only:
                icon_button("close", "Remove this value", lambda: self._remove(row))
        making: Making | None = None
        if section is not None:
            making = Making(
                self._desk, section, lambda: row.name, begins=lambda: {"type": _type_of(row.value)}
            )
        with ui.element("div").classes("inspect-row") as box:
            self._draw_value(row, box)

    def _draw_value(self, row: _Row, box: ui.element) -> None:
        if row.value is None:
            ui.label("Is emptied when this happens").classes("muted small grow emptied")
        else:
            shown = "" if row.value is _UNSAID else field_text(row.value, self._declared.get(row.name))
            control = text_input(
                "Value", shown, lambda text: self._valued(row, text), disabled=self._desk.read_only
            )
            self._filling.show_at(row.key, complaining(control))
            if not self._desk.read_only:
                insert_menu(control, lambda: values(self._desk.flow))
        if self._desk.read_only:
            return
        if row.value is None:
            icon_button("edit", "Give it a value instead", lambda: self._becomes(row, _UNSAID, box))
        else:
            icon_button("backspace", "Empty it when this happens", lambda: self._becomes(row, None, box))

    def _add(self) -> None:
        self._rows.append(self._row())
        self._list.show(self._rows)

    def _remove(self, row: _Row) -> None:
        self._rows.remove(row)
        self._list.show(self._rows)
        self._store(row)

    def _named(self, row: _Row, name: str | None) -> None:
        before, row.name = self._declared.get(row.name), name or ""
        if row.value is None:
            self._store(row)
        elif row.value is not _UNSAID:
            self._valued(row, field_text(row.value, before))  # another type may read it otherwise

    def _becomes(self, row: _Row, value: Any, box: ui.element) -> None:
        row.value = value
        box.clear()
        with box:
            self._draw_value(row, box)
        self._store(row)

    def _valued(self, row: _Row, text: str) -> None:
        declared = self._declared.get(row.name)
        try:
            value = read_field(text, declared, readable(row.name)) if text else _UNSAID
        except FlowError as error:
            self._filling.refuse(row.key, str(error))
            return
        row.value = value
        self._store(row)

    def _store(self, row: _Row) -> None:
        given = [row for row in self._rows if row.name and row.value is not _UNSAID]
        twice = next((one for one in given if sum(one.name == other.name for other in given) > 1), None)
        if twice is not None:
            self._filling.refuse(self._field.key, f"“{readable(twice.name)}” stands here twice.")
            return
        said = {one.name: one.value for one in given}
        self._filling.put((self._field.key, row.key), {self._field.key: said} if said else {})


def _type_of(value: Any) -> FieldType:
    """The type of a data field that is made for this value."""
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, int | float) else "string"
