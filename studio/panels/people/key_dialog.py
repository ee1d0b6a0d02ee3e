"""A new API key: whose it is, what it may do, and how long."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from nicegui import ui

from runtime.errors import InvalidKey, NameTaken
from runtime.users.actor import Actor
from studio.panels.people.failed import Failed
from studio.services.keys import Made, Scope
from studio.visit import Visit

SCOPES: Mapping[Scope, str] = {
    "messages": "Hand in what customers write, for a channel of your own.",
    "events": "Tell what happened in your systems: paid, shipped, arrived.",
    "flows:read": "Read published flows.",
    "flows:write": "Change and publish flows. Nothing of the API asks for it yet.",
    "operate": "Start processes, read conversations, act in them.",
    "admin": "All of it.",
}
EXPIRY: Mapping[int, str] = {30: "In 30 days", 90: "In 90 days", 365: "In a year", 0: "Never"}
PER_MINUTE = 600
MOST_LETTERS = 100


class KeyDialog:
    """The dialog."""

    def __init__(self, visit: Visit, made: Callable[[Actor, str, Made], Awaitable[None]]) -> None:
        """`made` gets the name and the new key."""
        self._visit, self._made = visit, made
        with ui.dialog() as self._dialog, ui.element("div").classes("sheet"):
            ui.label("New API key").classes("sheet-title").props("role=heading aria-level=2")
            with ui.element("div").classes("sheet-body"):
                self._name = ui.input("Name", placeholder="The program that uses it, such as Web shop")
                self._name.props(f"outlined dense autofocus maxlength={MOST_LETTERS}").classes("full")
                ui.label("May do").classes("section-title").props("role=heading aria-level=3")
                with ui.element("div").classes("scopes").props('role=group aria-label="Scopes"'):
                    self._scopes = {scope: _scope(scope, words) for scope, words in SCOPES.items()}
                with ui.element("div").classes("two-fields"):
                    self._days = ui.select(dict(EXPIRY), label="Expires", value=90).props(
                        "outlined dense options-dense"
                    )
                    self._rate = ui.number("Requests a minute", value=PER_MINUTE, min=1, precision=0)
                    self._rate.props("outlined dense")
            self._failed = Failed()
            with ui.element("div").classes("sheet-foot"):
                ui.button("Cancel", on_click=self._dialog.close).props("flat no-caps")
                make = ui.button("Make the key", on_click=visit.acting(self._make)).classes("main")
                make.props("unelevated no-caps").mark("make-key")

    def open(self) -> None:
        """Ask, with nothing chosen."""
        self._name.value, self._days.value, self._rate.value = "", 90, PER_MINUTE
        for box in self._scopes.values():
            box.value = False
        self._failed.say("")
        self._dialog.open()

    async def _make(self, actor: Actor) -> None:
        name, days = self._name.value or "", int(self._days.value or 0) or None
        scopes = [scope for scope, box in self._scopes.items() if box.value]
        rate = int(self._rate.value or 0)
        try:
            made = await self._visit.services.keys.make(actor, name, scopes, days, per_minute=rate)
        except (InvalidKey, NameTaken) as error:
            self._failed.say(str(error))
            return
        self._dialog.close()
        await self._made(actor, name.strip(), made)


def _scope(scope: Scope, words: str) -> ui.checkbox:
    with ui.element("div").classes("scope"):
        box = ui.checkbox(scope).props("dense").mark(f"scope-{scope}")
        ui.label(words).classes("muted small")
    return box
