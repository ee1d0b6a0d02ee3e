"""Keeping the run as a scenario: its name, and what of it is to be expected from now on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import ui

from runtime.users.actor import Actor
from studio.panels.sandbox.bench import SandboxBench
from studio.services.scenarios import expecting
from studio.words import plural

MOST_LETTERS = 200
CHOICES = {
    "state": "The state it is in",
    "taken": "The transition taken",
    "intent": "What was understood",
    "sends": "The messages sent",
    "data": "The data that changed",
    "checks": "The checks set",
}
"""What a person may leave out; that it ended is expected wherever it did."""


class RecordDialog:
    """The dialog; `open` shows it for the run as it is. `kept` hears the name of the new scenario."""

    def __init__(self, bench: SandboxBench, kept: Callable[[Actor, str], Awaitable[None]]) -> None:
        self._bench = bench
        self._kept = kept
        with ui.dialog() as self._dialog, ui.element("div").classes("sheet"):
            ui.label("Record this run as a scenario").classes("sheet-title").props(
                "role=heading aria-level=2"
            )
            with ui.element("div").classes("sheet-body"):
                self._steps = ui.label().classes("muted")
                self._name = ui.input(label="What happens in it").props(
                    f"outlined dense autofocus maxlength={MOST_LETTERS}"
                )
                self._name.props('placeholder="Promises to pay, then pays late"').classes(
                    "full"
                ).without_auto_validation()
                self._name.on("keydown.enter", bench.acting(self._keep))
                with ui.element("fieldset").classes("choices"):
                    ui.html("Expected after each step", tag="legend", sanitize=False)
                    self._boxes = {name: ui.checkbox(words, value=True) for name, words in CHOICES.items()}
            with ui.element("div").classes("sheet-foot"):
                ui.button("Cancel", on_click=self._dialog.close).props("flat no-caps")
                keep = ui.button("Record", on_click=bench.acting(self._keep)).classes("main")
                keep.props("unelevated no-caps").mark("keep-scenario")

    def open(self) -> None:
        """Show it, with a new name."""
        run = self._bench.run
        if not self._bench.visit.may("editor"):
            ui.notify("Scenarios are kept with the flow: that needs somebody who may edit it.", type="info")
            return
        count = [one.id for one in run.line].index(run.here)
        if not count:
            ui.notify("Nothing has happened yet: write as the customer, or let time pass.", type="info")
            return
        self._steps.text = f"{plural(count, 'step')} from the start to where you are."
        self._name.value, self._name.error = "", None
        self._dialog.open()

    async def _keep(self, actor: Actor) -> None:
        bench, name = self._bench, (self._name.value or "").strip()
        if not name:
            self._name.error = "Say in a few words what happens in it."
            return
        recorded = await bench.services.sandbox.as_scenario(actor, bench.process_type, name)
        chosen = [one for one, box in self._boxes.items() if box.value]
        scenario = expecting(recorded.scenario, [*chosen, "ended"])
        await bench.services.scenarios.put(actor, bench.process_type, scenario, None)
        self._dialog.close()
        for note in recorded.notes:
            ui.notify(note, type="warning", multi_line=True, close_button="Close", timeout=10_000)
        bench.say(f"Recorded as “{name}”.")
        await self._kept(actor, name)
