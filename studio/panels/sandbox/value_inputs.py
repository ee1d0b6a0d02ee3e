"""Fields to enter values of a process's data, by type: what is typed is read as the flow would read it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.validation_element import ValidationElement

from flows.errors import InvalidValue
from flows.model import DataField
from flows.values import parse_value
from flows.words import readable
from studio.panels.sandbox.moments import as_entered, read_entered


class ValueInputs:
    """A field per value, labelled; built here. `read` gives what was entered."""

    def __init__(self, fields: Mapping[str, DataField], values: Mapping[str, Any], zone: tzinfo) -> None:
        """`zone`: where dates with a time are entered."""
        self._fields = fields
        self._zone = zone
        self._controls = {
            name: self._control(name, field, values.get(name)) for name, field in fields.items()
        }

    def read(self) -> dict[str, Any] | None:
        """The values as the flow stores them, without those left empty; None: the page says what doesn't fit."""
        values: dict[str, Any] = {}
        fits = True
        for name, control in self._controls.items():
            control.error = None
            if control.value is None or control.value == "":
                continue
            try:
                values[name] = parse_value(self._fields[name], self._entered(name), name)
            except (InvalidValue, ValueError) as error:
                control.error = str(error)
                fits = False
        return values if fits else None

    def _entered(self, name: str) -> Any:
        value = self._controls[name].value
        if self._fields[name].type == "datetime":
            return read_entered(value, self._zone).isoformat()
        return value

    def _control(self, name: str, field: DataField, value: Any) -> ValidationElement[Any]:
        label = readable(name).capitalize() + (" *" if field.required else "")
        control: ValidationElement[Any]
        if field.choices or field.type == "boolean":
            control = ui.select(_choices(field), label=label, value=value, clearable=True)
            control.props("options-dense")
        else:
            control = ui.input(label=label, value=self._shown(field, value))
            control.props(f"type={_TYPES.get(field.type, 'text')} stack-label maxlength=2000")
        control.props("outlined dense").classes("full").without_auto_validation()
        if field.description:
            control.props["hint"] = field.description
        return control

    def _shown(self, field: DataField, value: Any) -> str:
        if value is None:
            return ""
        if field.type == "datetime":
            return as_entered(datetime.fromisoformat(str(value)), self._zone)
        return str(value)


_TYPES = {"date": "date", "datetime": "datetime-local", "email": "email", "phone": "tel"}
"""How the browser helps; numbers are left to us, who read them as the flow does."""


def _choices(field: DataField) -> dict[Any, str]:
    if field.choices:
        return {choice: str(choice) for choice in field.choices}
    return {True: "Yes", False: "No"}
