"""The virtual clock: what time it is in the pretend conversation, what comes next, and letting time pass."""

from __future__ import annotations

from nicegui import ui

from flows.world import happenings as h
from runtime.users.actor import Actor
from studio.panels.sandbox.bench import SandboxBench
from studio.panels.sandbox.moments import ahead, as_entered, place_words, read_entered, zone_of
from studio.services.sandbox.model import Run
from studio.words import day, hour, moment


class Clock:
    """The clock and its buttons."""

    def __init__(self, bench: SandboxBench) -> None:
        self._bench = bench
        with ui.element("div").classes("clock"):
            self._hour = ui.label().classes("clock-hour")
            with ui.element("div"):
                self._day = ui.label().classes("clock-day")
                self._place = ui.label().classes("muted small")
        self._next = ui.label().classes("clock-next").props("role=status")
        with ui.element("div").classes("clock-buttons"):
            self._check = self._button("Next check", h.WaitForNext()).classes("wide-offer").mark("wait-next")
            self._check.props("icon=skip_next")
            self._button("+ 1 hour", h.Wait("1h")).mark("wait-1h")
            self._button("+ 3 days", h.Wait("3d")).mark("wait-3d")
            ui.button("Date …", color=None, on_click=self._open).props("outline dense no-caps").mark(
                "wait-date"
            )
        self._dialog = self._date_dialog()
        bench.on_run(self._show)
        self._show()

    def _button(self, words: str, happening: h.Happening) -> ui.button:
        button = ui.button(words, color=None, on_click=lambda: self._bench.do(happening))
        return button.props("outline dense no-caps")

    def _date_dialog(self) -> ui.dialog:
        with ui.dialog() as dialog, ui.element("div").classes("sheet"):
            ui.label("Let time pass until …").classes("sheet-title").props("role=heading aria-level=2")
            with ui.element("div").classes("sheet-body"):
                self._until = ui.input(label="Date and time").props(
                    "outlined dense type=datetime-local stack-label"
                )
                self._until.without_auto_validation()
                self._until.on("keydown.enter", self._bench.acting(self._wait))
            with ui.element("div").classes("sheet-foot"):
                ui.button("Cancel", on_click=dialog.close).props("flat no-caps")
                button = ui.button("Let time pass", on_click=self._bench.acting(self._wait)).classes("main")
                button.props("unelevated no-caps").mark("wait-until")
        return dialog

    def _open(self) -> None:
        zone = zone_of(self._bench.flow)
        self._until.error = None
        self._until.props["hint"] = f"As the clock shows it in {place_words(zone)}"
        self._until.value = as_entered(self._bench.run.step.at, zone)
        self._dialog.open()

    async def _wait(self, _actor: Actor) -> None:
        try:
            until = read_entered(self._until.value or "", zone_of(self._bench.flow))
        except ValueError:
            self._until.error = "Give a date and a time."
            return
        if until <= self._bench.run.step.at:
            self._until.error = "Time only goes on: to go back, click a step below the map."
            return
        self._dialog.close()
        await self._bench.do(h.Wait(until.isoformat()))

    def _show(self) -> None:
        run, zone = self._bench.run, zone_of(self._bench.flow)
        now = run.step.at
        self._hour.text, self._day.text = hour(now, zone), day(now, zone)
        self._place.text = place_words(zone)
        self._check.set_enabled(run.next_due is not None)
        if run.next_due is None:
            self._next.text = "Nothing waits for time now."
        else:
            what, when = next_words(run), moment(run.next_due, zone)
            self._next.text = f"Next {ahead(now, run.next_due)}, {when}: {what}"


def next_words(run: Run) -> str:
    """What comes due next: a check, or a planned message."""
    for check in run.step.checks:
        if check.fate == "armed" and check.due == run.next_due:
            return check.name
    return "a planned message"
