"""An event of the company's systems, to be fired with what the flow reads of it."""

from __future__ import annotations

from nicegui import ui

from flows.words import readable
from flows.world.happenings import Event
from runtime.users.actor import Actor
from studio.panels.sandbox.bench import SandboxBench
from studio.panels.sandbox.moments import zone_of
from studio.panels.sandbox.value_inputs import ValueInputs
from studio.services.sandbox.model import EventForm


class EventDialog:
    """The dialog; an event that carries nothing happens at once."""

    def __init__(self, bench: SandboxBench) -> None:
        self._bench = bench
        self._form: EventForm | None = None
        self._inputs: ValueInputs | None = None
        with ui.dialog() as self._dialog, ui.element("div").classes("sheet"):
            self._title = ui.label().classes("sheet-title").props("role=heading aria-level=2")
            with ui.element("div").classes("sheet-body"):
                self._lead = ui.label().classes("muted")
                self._fields = ui.element("form").classes("stack")
                self._fields.on("submit.prevent", bench.acting(self._fire))
            with ui.element("div").classes("sheet-foot"):
                ui.button("Cancel", on_click=self._dialog.close).props("flat no-caps")
                fire = ui.button("Let it happen", on_click=bench.acting(self._fire)).classes("main")
                fire.props("unelevated no-caps").mark("fire")

    async def open(self, form: EventForm) -> None:
        """Ask what the event carries."""
        self._form = form
        if not form.fields:
            await self._bench.do(Event(form.value))
            return
        self._title.text = f"Event: {readable(form.value)}"
        self._lead.text = (
            "Your system tells this. What is entered here comes with it."
            if form.heard_now
            else "Nothing waits for it in this state; you may try what happens all the same."
        )
        self._fields.clear()
        with self._fields:
            fields = {field.name: field.field for field in form.fields}
            known = {field.name: field.known for field in form.fields}
            self._inputs = ValueInputs(fields, known, zone_of(self._bench.flow))
        self._dialog.open()

    async def _fire(self, _actor: Actor) -> None:
        payload = self._inputs.read() if self._inputs is not None else None
        if self._form is None or payload is None:
            return
        self._dialog.close()
        await self._bench.do(Event(self._form.value, payload))
