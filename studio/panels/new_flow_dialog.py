"""A new flow: a name, and what to begin with — a blank page, a flow that is shipped, or another one of one's own."""

from __future__ import annotations

from nicegui import ui

from runtime.users.actor import Actor
from studio.services.beginnings import MOST_LETTERS, Shipped
from studio.visit import Visit
from studio.words import plural

BLANK = ""
"""The choice of the blank page, beside the process types of what is shipped."""


class NewFlowDialog:
    """The dialog; whoever is through it is led to the editor."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._shipped: dict[str, Shipped] = {}
        self._copied: str | None = None
        self._chosen = BLANK
        with ui.dialog() as self._dialog, ui.element("div").classes("sheet"):
            self._title = ui.label().classes("sheet-title").props("role=heading aria-level=2")
            with ui.element("div").classes("sheet-body"):
                self._name = ui.input("Name", placeholder="What people call it, such as Lost luggage")
                self._name.props(f"outlined dense autofocus maxlength={MOST_LETTERS}").classes("full")
                self._name.on("keydown.enter", visit.acting(self._create))
                self._choices = ui.element("div").classes("choices")
                self._choices.props('role=group aria-label="Begin with"')
            with ui.element("div").classes("sheet-foot"):
                ui.button("Cancel", on_click=self._dialog.close).props("flat no-caps")
                self._go = ui.button("Create", on_click=visit.acting(self._create)).classes("main")
                self._go.props("unelevated no-caps")

    async def open(self, actor: Actor) -> None:
        """Ask what to begin with."""
        self._shipped = {
            one.process_type: one for one in await self._visit.services.beginnings.shipped(actor)
        }
        self._ask("New flow", "", None)
        self._choose(BLANK)

    def open_copy(self, process_type: str, title: str) -> None:
        """Ask only what the copy of a flow shall be called."""
        self._ask(f"Duplicate “{title}”", f"{title} copy", process_type)

    def _ask(self, title: str, name: str, copied: str | None) -> None:
        self._title.text, self._name.value, self._copied = title, name, copied
        self._choices.set_visibility(copied is None)
        self._go.text = "Create" if copied is None else "Duplicate"
        self._dialog.open()

    def _choose(self, process_type: str) -> None:
        known = {one.title for one in self._shipped.values()}
        if not self._name.value or self._name.value in known:
            self._name.value = self._shipped[process_type].title if process_type else ""
        self._chosen = process_type
        self._choices.clear()
        with self._choices:
            self._choice(BLANK, "note_add", "A blank page", "A start and an end; the rest is drawn.", "")
            for one in self._shipped.values():
                self._choice(
                    one.process_type, "account_tree", one.title, one.description, plural(one.states, "state")
                )

    def _choice(self, process_type: str, icon: str, title: str, words: str, size: str) -> None:
        chosen = process_type == self._chosen
        choice = ui.element("button").classes("choice").classes("chosen" if chosen else "")
        choice.props(f"type=button aria-pressed={str(chosen).lower()}")
        choice.on("click", lambda: self._choose(process_type)).mark(f"begin-{process_type or 'blank'}")
        with choice:
            ui.icon(icon)
            with ui.element("span").classes("choice-text"):
                ui.label(title).classes("strong")
                ui.label(words).classes("muted small")
            ui.label(size).classes("muted small")

    async def _create(self, actor: Actor) -> None:
        beginnings, name = self._visit.services.beginnings, self._name.value or ""
        if self._copied is not None:
            process_type = await beginnings.copy(actor, self._copied, name)
        elif self._chosen:
            process_type = await beginnings.from_shipped(actor, self._chosen, name)
        else:
            process_type = await beginnings.blank(actor, name)
        self._dialog.close()
        ui.navigate.to(f"/flows/{process_type}/edit")
