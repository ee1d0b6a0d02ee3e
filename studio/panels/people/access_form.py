"""What somebody may do: one role for everything, and more with single flows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from nicegui import ui

from runtime.users.actor import NO_GRANTS, Role
from studio.panels.people.role_words import CHOICES, GRANTED, role_meaning, role_words


class Access(NamedTuple):
    """What was chosen."""

    role: Role | None
    grants: Mapping[str, Role]


class _Choice(NamedTuple):
    button: ui.element
    icon: ui.icon


class AccessForm:
    """The form. `show` begins it anew, `access` is what it says now."""

    def __init__(self) -> None:
        self._role: Role | None = "viewer"
        self._grants: dict[str, Role] = {}
        self._titles: Mapping[str, str] = {}
        ui.label("May do").classes("section-title").props("role=heading aria-level=3")
        with ui.element("div").classes("choices roles").props('role=group aria-label="Role"'):
            self._choices = {role: self._choice(role) for role in CHOICES}
        self._heading = ui.label().classes("section-title").props("role=heading aria-level=3")
        self._rows = ui.element("div").classes("grants")
        self._add = ui.select({}, label="Add a flow", on_change=lambda event: self._added(event.value))
        self._add.props("outlined dense options-dense").classes("full").mark("add-grant")

    def show(
        self, titles: Mapping[str, str], role: Role | None, grants: Mapping[str, Role] = NO_GRANTS
    ) -> None:
        """Begin with this; `titles` are the flows there are, by process type."""
        self._titles, self._grants = titles, dict(grants)
        self._choose(role)
        self._list()

    def access(self) -> Access:
        """What it says."""
        return Access(self._role, dict(self._grants))

    def _choice(self, role: Role | None) -> _Choice:
        button = ui.element("button").classes("choice").props("type=button")
        button.on("click", lambda: self._choose(role)).mark(f"role-{role or 'none'}")
        with button:
            icon = ui.icon("")
            with ui.element("span").classes("choice-text"):
                ui.label(role_words(role)).classes("strong")
                ui.label(role_meaning(role)).classes("muted small")
        return _Choice(button, icon)

    def _choose(self, role: Role | None) -> None:
        self._role = role
        self._heading.text = "Single flows" if role is None else "More with single flows"
        for one, choice in self._choices.items():
            chosen = one == role
            choice.button.classes(add="chosen" if chosen else "", remove="" if chosen else "chosen")
            choice.button.props["aria-pressed"] = str(chosen).lower()
            choice.icon.name = "radio_button_checked" if chosen else "radio_button_unchecked"

    def _list(self) -> None:
        self._rows.clear()
        with self._rows:
            for process_type, role in self._grants.items():
                self._row(process_type, role)
        rest = {name: title for name, title in self._titles.items() if name not in self._grants}
        self._add.set_options(rest, value=None)
        self._add.set_visibility(bool(rest))

    def _row(self, process_type: str, role: Role) -> None:
        title = self._titles.get(process_type, process_type)
        with ui.element("div").classes("grant"):
            ui.label(title).classes("grow")
            select = ui.select(
                {one: one.capitalize() for one in _granted(role)}, value=role,
                on_change=lambda event: self._grants.update({process_type: event.value}),
            )  # fmt: skip
            select.props("outlined dense options-dense").mark(f"grant-{process_type}")
            select.props["aria-label"] = f"Role for {title}"
            remove = ui.button(icon="close", color=None, on_click=lambda: self._removed(process_type))
            remove.props("flat round dense").classes("quiet")
            remove.props["aria-label"] = f"Take {title} away"

    def _added(self, process_type: str | None) -> None:
        if process_type is not None:
            self._grants[process_type] = "viewer"
            self._list()

    def _removed(self, process_type: str) -> None:
        del self._grants[process_type]
        self._list()
        self._add.run_method("focus")  # the button that the keyboard was on is gone


def _granted(role: Role) -> tuple[Role, ...]:
    """What can be chosen: what it is already, too."""
    return GRANTED if role in GRANTED else (*GRANTED, role)
