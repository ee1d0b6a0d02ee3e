"""Two ways the run went, side by side: what came after they parted, and in what they differ at their ends."""

from __future__ import annotations

from collections.abc import Sequence

from nicegui import ui

from runtime.users.actor import Actor
from studio.panels.sandbox.bench import SandboxBench
from studio.services.sandbox.model import Comparison, Difference, Step
from studio.words import plural

MOST_STEPS = 40
"""Of each way, listed one by one."""


class ComparisonDialog:
    """The dialog; `open` compares the way one is on with another."""

    def __init__(self, bench: SandboxBench) -> None:
        self._bench = bench
        with ui.dialog() as self._dialog, ui.element("div").classes("sheet wide"):
            ui.label("Two ways compared").classes("sheet-title").props("role=heading aria-level=2")
            with ui.element("div").classes("sheet-body"):
                with ui.element("div").classes("two-ways"):
                    self._one, self._other = self._select("One way"), self._select("The other way")
                self._result = ui.element("div").classes("compared")
            with ui.element("div").classes("sheet-foot"):
                ui.button("Close", on_click=self._dialog.close).props("flat no-caps")

    def _select(self, label: str) -> ui.select:
        control = ui.select({}, label=label, on_change=self._bench.acting(self._compare))
        return control.props("outlined dense options-dense").classes("full")

    async def open(self, actor: Actor) -> None:
        """Show it for the ways of now."""
        forks = self._bench.run.forks
        names = {fork.end: f"Way {number}: {fork.words}" for number, fork in enumerate(forks, start=1)}
        current = next(fork.end for fork in forks if fork.current)
        other = next((fork.end for fork in reversed(forks) if not fork.current), current)
        self._one.set_options(names, value=current)
        self._other.set_options(names, value=other)
        await self._compare(actor)
        self._dialog.open()

    async def _compare(self, actor: Actor) -> None:
        if self._one.value is None or self._other.value is None:
            return
        sandbox = self._bench.services.sandbox
        found = await sandbox.compare(actor, self._bench.process_type, self._one.value, self._other.value)
        self._result.clear()
        with self._result:
            _show(found)


def _show(found: Comparison) -> None:
    differences = (("States", found.states), ("Data", found.data), ("Messages", found.messages))
    if not any(rows for _, rows in differences):
        ui.label("They end alike: the same states, data and messages.").classes("all-well")
    for title, rows in differences:
        if rows:
            ui.label(title).classes("section-title").props("role=heading aria-level=3")
            _table(rows)
    ui.label("What happened after they parted").classes("section-title").props("role=heading aria-level=3")
    with ui.element("div").classes("two-ways"):
        for steps in (found.one, found.other):
            _steps(steps)


def _table(rows: Sequence[Difference]) -> None:
    with ui.element("dl").classes("differences"):
        for row in rows:
            with ui.element("dt"):
                ui.label(row.what)
            for words in (row.one, row.other):
                with ui.element("dd"):
                    ui.label(words or "—")


def _steps(steps: Sequence[Step]) -> None:
    with ui.element("ol").classes("way-steps"):
        for step in steps[:MOST_STEPS]:
            with ui.element("li"):
                ui.label(step.words)
        if len(steps) > MOST_STEPS:
            with ui.element("li"):
                ui.label(f"and {plural(len(steps) - MOST_STEPS, 'step')} more").classes("muted")
        if not steps:
            with ui.element("li"):
                ui.label("Nothing: it ends where they parted.").classes("muted")
