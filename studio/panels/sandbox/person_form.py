"""The pretend contact: who they are, and what the company knows of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from nicegui import ui

from studio.services.sandbox.model import Person


class PersonForm:
    """The form; `read` gives the contact as it was filled in."""

    def __init__(self, person: Person) -> None:
        with ui.element("div").classes("value-fields"):
            self._name = _text("Name", person.name)
            self._locale = _text("Language", person.locale, "Such as en or es; empty: the flow's")
            self._zone = _text("Time zone", person.timezone, "Such as Europe/Madrid; empty: the flow's")
            self._tags = _text("Tags", ", ".join(person.tags), "Commas between them")
        self._more = ui.textarea(label="More that is known", value=_lines(person.attributes)).classes("full")
        self._more.props(
            'outlined dense autogrow rows=2 placeholder="plan: gold" hint="A line each: name: value"'
        )
        self._more.without_auto_validation()
        self._opted_out = ui.switch("Wants no messages (opted out)", value=person.opted_out).props("dense")

    def read(self) -> Person | None:
        """The contact; None: the form says what doesn't fit."""
        self._zone.error = self._more.error = None
        zone = (self._zone.value or "").strip()
        if zone and not _is_zone(zone):
            self._zone.error = "There is no such time zone; Europe/Madrid is one."
        attributes = _read_lines(self._more.value or "")
        if attributes is None:
            self._more.error = "Write a line each as name: value."
        if self._zone.error or attributes is None:
            return None
        tags = tuple(dict.fromkeys(tag.strip() for tag in (self._tags.value or "").split(",") if tag.strip()))
        return Person(
            (self._name.value or "").strip() or None, (self._locale.value or "").strip() or None, zone or None, tags,
            bool(self._opted_out.value), attributes,
        )  # fmt: skip


def _text(label: str, value: str | None, hint: str = "") -> ui.input:
    control = ui.input(label=label, value=value or "").props("outlined dense maxlength=200").classes("full")
    if hint:
        control.props["hint"] = hint
    return control.without_auto_validation()


def _is_zone(name: str) -> bool:
    return name in available_timezones()


def _lines(attributes: Mapping[str, Any]) -> str:
    return "\n".join(
        f"{name}: {value if isinstance(value, str) else json.dumps(value)}"
        for name, value in attributes.items()
    )


def _read_lines(text: str) -> dict[str, Any] | None:
    values: dict[str, Any] = {}
    for line in filter(str.strip, text.splitlines()):
        name, sign, value = (part.strip() for part in line.partition(":"))
        if not sign or not name.isidentifier():
            return None
        values[name] = _scalar(value)
    return values


def _scalar(text: str) -> Any:
    """A number, true or false; else the text as it stands."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, bool | int | float | str) else text
